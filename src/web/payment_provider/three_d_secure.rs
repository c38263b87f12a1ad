//! Step 9 with 3-D Secure: the page of the bank that issued the card.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use askama::Template;

use super::finished::finished;
use super::outcomes::{outcome_text, outcomes};
use super::summary::{Summary, summary};
use super::transaction::{Address, about_order, base, find, frame, leave};
use crate::domain::outcome::{AuthenticationResult, Outcome, OutcomeRule};
use crate::domain::transaction::TransactionStatus;
use crate::payment_provider::card::AUTHENTICATION_CODE;
use crate::payment_provider::decision::authenticate;
use crate::store::Transaction;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;

#[derive(Template)]
#[template(path = "payment_provider/three_d_secure.html")]
struct ThreeDSecurePage {
    f: Frame,
    s: Summary,
    card: String,
    code: &'static str,
    /// The result of the right code.
    planned: String,
    /// The other results that a tester can choose.
    outcomes: Vec<(&'static str, String)>,
    error: Option<String>,
}

/// Asks for the code.
pub(in crate::web) async fn show(hub: Hub, language: RequestLanguage, address: Address) -> PageResult {
    let transaction = find(&hub, &address).await?;
    let language = about_order(&hub, language, &transaction).await;
    Ok(page(&hub, &language, &transaction, StatusCode::OK, None))
}

/// Handles the code, or the tester's chosen result.
pub(in crate::web) async fn submit(
    hub: Hub,
    language: RequestLanguage,
    address: Address,
    body: Bytes,
) -> PageResult {
    let transaction = find(&hub, &address).await?;
    let form = Form::read(&body);
    let code: String = form.get("code").chars().filter(|c| !c.is_whitespace()).collect();
    let chosen = OutcomeRule::find(form.get("outcome")).map(|rule| rule.outcome);
    let result = match (chosen, code.as_str()) {
        (Some(Outcome::Authentication(result)), _) => result,
        (_, AUTHENTICATION_CODE) => planned(&transaction),
        _ if transaction.status.is_undecided() => {
            let error = language.translator().get("three-ds-error-code");
            let language = about_order(&hub, language, &transaction).await;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(page(&hub, &language, &transaction, status, Some(error)));
        }
        // Already decided; the entry has no effect.
        _ => return leave(&hub, &transaction, None).await,
    };
    authenticate(hub.payment_provider_context(), &transaction, result).await?;
    leave(&hub, &transaction, None).await
}

/// The result of the right code, by the test card or the order's outcome.
fn planned(transaction: &Transaction) -> AuthenticationResult {
    match transaction.outcome {
        Some(Outcome::Authentication(result)) => result,
        _ => AuthenticationResult::Approved,
    }
}

fn page(
    hub: &Hub,
    language: &RequestLanguage,
    transaction: &Transaction,
    status: StatusCode,
    error: Option<String>,
) -> HttpResponse {
    let card_last_four = match &transaction.status {
        TransactionStatus::AwaitingAuthentication { card_last_four } => card_last_four,
        TransactionStatus::Open => return see_other(base(transaction)),
        _ => return finished(language, transaction),
    };
    let t = language.translator();
    let planned = Outcome::Authentication(planned(transaction));
    let is_offered = |outcome| matches!(outcome, Outcome::Authentication(_)) && outcome != planned;
    let page = ThreeDSecurePage {
        planned: outcome_text(&t, planned),
        outcomes: outcomes(&t, is_offered),
        s: summary(hub, language, transaction),
        card: format!("•••• {card_last_four}"),
        code: AUTHENTICATION_CODE,
        error,
        f: frame(language, transaction),
    };
    render(status, language, &page)
}
