//! Step 9 at the internet bank: a page without a login.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use askama::Template;

use super::{Summary, base, frame, summary};
use crate::flow::Problem;
use crate::payment_provider::bank::{BankDecision, decide};
use crate::store::Transaction;
use crate::web::errors;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;

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

/// Takes the payer's decision; anything else shows the page again.
pub(super) async fn submit(
    hub: &Hub,
    language: &RequestLanguage,
    transaction: &Transaction,
    body: &Bytes,
) -> HttpResponse {
    let decision = match Form::read(body).get("decision") {
        "approve" => BankDecision::Approve,
        "refuse" => BankDecision::Refuse,
        _ => return see_other(base(transaction)),
    };
    match decide(hub.payment_provider_desk(), transaction, decision).await {
        Ok(()) => see_other(&transaction.return_path),
        Err(error) => errors::outside_a_visit(hub, language, &Problem::from(error)),
    }
}
