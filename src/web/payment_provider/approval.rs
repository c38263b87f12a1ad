//! Steps 9 and 10 at payment providers whose pages have a button to approve, and a list of outcomes for the tester.

use actix_web::HttpResponse;
use actix_web::web::Bytes;

use super::{base, leave};
use crate::domain::outcome::{Outcome, OutcomeRule};
use crate::flow::Problem;
use crate::payment_provider::decision::decide;
use crate::store::Transaction;
use crate::web::errors;
use crate::web::language::RequestLanguage;
use crate::web::page::{Hub, see_other};
use crate::web::parameters::Form;

/// Takes the payer's decision, or the tester's; anything else shows the page again.
pub(super) async fn submit(
    hub: &Hub,
    language: &RequestLanguage,
    transaction: &Transaction,
    body: &Bytes,
) -> HttpResponse {
    let form = Form::read(body);
    let outcome = match (form.get("decision"), OutcomeRule::find(form.get("outcome"))) {
        ("approve", _) => Outcome::Approved,
        (_, Some(rule)) => rule.outcome,
        _ => return see_other(base(transaction)),
    };
    match decide(hub.payment_provider_desk(), transaction, outcome, None).await {
        Ok(_) => leave(hub, language, transaction).await,
        Err(error) => errors::outside_a_visit(hub, language, &Problem::from(error)),
    }
}
