//! Steps 9 and 10 at payment providers whose pages have an approve button, and a list of outcomes for testers: internet
//! banking, e-money wallets, and the sheets of Apple Pay and Google Pay.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use askama::Template;

use super::pos;
use super::summary::{Summary, summary};
use super::transaction::{base, frame, leave};
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::domain::outcome::{Outcome, OutcomeRule};
use crate::payment_provider::decision::decide;
use crate::store::Transaction;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;

#[derive(Template)]
#[template(path = "payment_provider/approval.html")]
struct ApprovalPage {
    f: Frame,
    s: Summary,
    title: String,
    heading: String,
    text: String,
    /// The text of the button.
    approve: String,
}

/// The page, without a login.
pub(super) fn page(hub: &Hub, language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    let (t, s) = (language.translator(), summary(hub, language, transaction));
    let kind = Instrument::of(transaction.instrument).kind;
    let amount = s.amount.as_str();
    let (title, heading, text, approve) = match kind {
        InstrumentKind::InternetBanking => (
            t.get("bank-title"),
            t.get("bank-heading"),
            t.get("bank-text"),
            t.with("bank-approve", "amount", amount),
        ),
        InstrumentKind::EMoney => (
            t.get("wallet-title"),
            t.get("wallet-heading"),
            t.get("wallet-text"),
            t.with("pay-amount", "amount", amount),
        ),
        // The sheet of a wallet has the wallet's name.
        _ => {
            let brand = t.get(&format!("instrument-{}", kind.group()));
            (
                brand.clone(),
                t.get("device-heading"),
                t.with("device-text", "brand", &brand),
                t.with_all("device-approve", &[("brand", &brand), ("amount", amount)]),
            )
        }
    };
    let page = ApprovalPage { f: frame(language, transaction), title, heading, text, approve, s };
    render(StatusCode::OK, language, &page)
}

/// Handles the payer's or tester's decision; anything else shows the page again.
pub(super) async fn submit(hub: &Hub, transaction: &Transaction, body: &Bytes) -> PageResult {
    let form = Form::read(body);
    let outcome = match (form.get("decision"), OutcomeRule::find(form.get("outcome"))) {
        ("approve", _) => Outcome::Approved,
        (_, Some(rule)) => rule.outcome,
        _ => return Ok(see_other(base(transaction))),
    };
    let card_last_four = match Instrument::of(transaction.instrument).kind {
        InstrumentKind::PosTerminal => pos::card_last_four(),
        _ => None,
    };
    decide(hub.payment_provider_context(), transaction, outcome, card_last_four).await?;
    leave(hub, transaction, None).await
}
