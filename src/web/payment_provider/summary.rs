//! The description of the payment.

use super::outcomes::{OutcomeHint, is_without_card, outcome_hints, outcome_text, outcomes};
use super::session;
use super::transaction::{base, console};
use crate::domain::instrument::Instrument;
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::Hub;

/// The description of the payment on every page of a payment provider.
pub(super) struct Summary {
    pub(super) merchant: String,
    pub(super) description: String,
    pub(super) number: String,
    pub(super) amount: String,
    /// The fee's part of it, if there is one.
    pub(super) fee: Option<String>,
    /// The address of the transaction's pages.
    pub(super) base: String,
    /// The payment in the console.
    pub(super) console: String,
    /// The sentence about the outcome chosen in advance by a tester, if any.
    pub(super) asked: Option<String>,
    /// The outcomes that a tester can choose: name and description.
    pub(super) outcomes: Vec<(&'static str, String)>,
    /// The ways to choose an outcome with the next order.
    pub(super) hints: Vec<OutcomeHint>,
    /// The time left for the page; `None` if it is unlimited.
    pub(super) session: Option<session::SessionNote>,
}

pub(super) fn summary(hub: &Hub, language: &RequestLanguage, transaction: &Transaction) -> Summary {
    let t = language.translator();
    let kind = Instrument::of(transaction.instrument).kind;
    let asked = |outcome| {
        let is_possible = kind.carries_out(outcome) == outcome;
        let key = if is_possible { "outcome-asked" } else { "outcome-asked-not-here" };
        t.with(key, "outcome", outcome_text(&t, outcome))
    };
    Summary {
        merchant: transaction.merchant.clone(),
        description: transaction.description.clone(),
        number: transaction.invoice_id.grouped(),
        amount: t.money(transaction.amount, &transaction.currency),
        fee: (!transaction.fee.is_zero()).then(|| t.money(transaction.fee, &transaction.currency)),
        base: base(transaction),
        console: console(transaction),
        asked: transaction.outcome.map(asked),
        outcomes: outcomes(&t, is_without_card),
        hints: outcome_hints(&t, |outcome| kind.carries_out(outcome) == outcome),
        session: session::note(&t, transaction, hub.clock.now()),
    }
}
