//! The page of a transaction that is finished.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::session;
use super::transaction::{console, frame};
use crate::domain::outcome::Outcome;
use crate::domain::transaction::TransactionStatus;
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "payment_provider/finished.html")]
struct FinishedPage {
    f: Frame,
    return_path: String,
    /// The payment in the console.
    console: String,
    /// True if the payer never returns to the hub.
    stays: bool,
    /// True if the payer returns more than once.
    again: bool,
}

pub(super) fn finished(language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    if let TransactionStatus::TimedOut(reason) = transaction.status
        && let Some(over) = session::over(language, transaction, reason)
    {
        return over;
    }
    let page = FinishedPage {
        f: frame(language, transaction),
        return_path: transaction.return_path.clone(),
        console: console(transaction),
        stays: transaction.outcome == Some(Outcome::PayerNeverReturns),
        again: transaction.outcome == Some(Outcome::PayerReturnsTwice),
    };
    render(StatusCode::OK, language, &page)
}
