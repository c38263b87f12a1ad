//! Step 9 at the internet bank: a page without a login.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::{Summary, frame, summary};
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "payment_provider/bank.html")]
struct BankPage {
    f: Frame,
    s: Summary,
}

/// The page.
pub(super) fn page(language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    let page = BankPage { s: summary(language, transaction), f: frame(language, transaction) };
    render(StatusCode::OK, language, &page)
}
