//! The simulated payment providers' own pages (steps 8 to 11).

mod approval;
mod card;
pub(super) mod cash;
mod instant_payment;
mod pos;
pub(super) mod session;
pub(super) mod three_d_secure;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path};
use askama::Template;

use super::errors::PageResult;
use super::language::RequestLanguage;
use super::page::{Frame, Hub, render, see_other};
use crate::domain::ids::TransactionId;
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::domain::outcome::{ORDER_KEY_MARK, OUTCOMES, Outcome, OutcomeRule};
use crate::domain::payment::{DeclineReason, TimeOutReason};
use crate::domain::transaction::TransactionStatus;
use crate::flow::Problem;
use crate::i18n::Translator;
use crate::payment_provider;
use crate::store::Transaction;

/// The payment provider and the transaction in an address.
type Address = Path<(String, String)>;

/// The ways to choose an outcome with the order: its description, the amount, and the end of the order's key.
pub(super) struct OutcomeHint {
    pub(super) outcome: String,
    pub(super) amount: String,
    pub(super) mark: String,
}

/// The hints for every row of the table.
pub(super) fn outcome_hints(t: &Translator, is_possible: impl Fn(Outcome) -> bool) -> Vec<OutcomeHint> {
    let hint = |rule: &OutcomeRule| OutcomeHint {
        outcome: outcome_text(t, rule.outcome),
        amount: t.amount(rule.amount),
        mark: format!("{ORDER_KEY_MARK}{}", rule.name),
    };
    OUTCOMES.iter().filter(|rule| is_possible(rule.outcome)).map(hint).collect()
}

/// The description of the payment on every page of a payment provider.
struct Summary {
    merchant: String,
    description: String,
    number: String,
    amount: String,
    /// The fee's part of it, if there is one.
    fee: Option<String>,
    /// The address of the transaction's pages.
    base: String,
    /// The sentence about the outcome chosen in advance by a tester, if any.
    asked: Option<String>,
    /// The outcomes that a tester can choose: name and description.
    outcomes: Vec<(&'static str, String)>,
    /// The ways to choose an outcome with the next order.
    hints: Vec<OutcomeHint>,
    /// The time left for the page; `None` if it is unlimited.
    session: Option<session::SessionNote>,
}

#[derive(Template)]
#[template(path = "payment_provider/finished.html")]
struct FinishedPage {
    f: Frame,
    return_path: String,
    /// True if the payer never returns to the hub.
    stays: bool,
    /// True if the payer returns more than once.
    again: bool,
}

/// The page for the transaction's instrument, or the page that it is finished.
pub(super) async fn show(hub: Hub, language: RequestLanguage, address: Address) -> PageResult {
    let transaction = find(&hub, &address).await?;
    let language = about_order(&hub, language, &transaction).await;
    show_transaction(&hub, &language, &transaction).await
}

async fn show_transaction(hub: &Hub, language: &RequestLanguage, transaction: &Transaction) -> PageResult {
    Ok(match (&transaction.status, Instrument::of(transaction.instrument).kind) {
        (TransactionStatus::AwaitingAuthentication { .. }, _) => {
            see_other(format!("{}/3ds", base(transaction)))
        }
        (TransactionStatus::Open, kind) => match kind {
            InstrumentKind::BankCard { .. } => card::page(hub, language, transaction),
            InstrumentKind::ApplePay
            | InstrumentKind::GooglePay
            | InstrumentKind::InternetBanking
            | InstrumentKind::EMoney => approval::page(hub, language, transaction),
            InstrumentKind::InstantPayment => instant_payment::page(hub, language, transaction),
            InstrumentKind::Cash => cash::page(hub, language, transaction),
            InstrumentKind::PosTerminal => pos::page(hub, language, transaction).await?,
        },
        _ => finished(language, transaction),
    })
}

/// Handles the submitted page.
pub(super) async fn submit(hub: Hub, language: RequestLanguage, address: Address, body: Bytes) -> PageResult {
    let transaction = find(&hub, &address).await?;
    let language = about_order(&hub, language, &transaction).await;
    match Instrument::of(transaction.instrument).kind {
        InstrumentKind::BankCard { .. } => card::submit(&hub, &language, &transaction, &body).await,
        _ => approval::submit(&hub, &transaction, &body).await,
    }
}

/// Cancels for the payer, and redirects to the hub.
pub(super) async fn cancel(hub: Hub, address: Address) -> PageResult {
    let transaction = find(&hub, &address).await?;
    payment_provider::cancel(hub.payment_provider_desk(), &transaction).await?;
    Ok(see_other(&transaction.return_path))
}

/// The ribbon of a payment provider's page omits scenarios of other orders.
async fn about_order(hub: &Hub, language: RequestLanguage, transaction: &Transaction) -> RequestLanguage {
    if language.active_scenarios.is_empty() {
        return language;
    }
    match hub.store.invoice(&transaction.invoice_id).await {
        Ok(Some(invoice)) => language.about(&invoice.service_id, &invoice.order_key),
        _ => language,
    }
}

async fn find(hub: &Hub, address: &Address) -> Result<Transaction, Problem> {
    let (instrument, id) = (&address.0, &address.1);
    let id = TransactionId::parse(id).ok_or(Problem::UnknownSession)?;
    let found = payment_provider::session::transaction(hub.payment_provider_desk(), id).await?;
    let transaction = found.ok_or(Problem::UnknownSession)?;
    // A payment provider's page must not open another one's transaction.
    if transaction.instrument.as_str() != instrument {
        return Err(Problem::UnknownSession);
    }
    Ok(transaction)
}

/// Step 11 after `decided`, which is read if it is not known: redirects to the hub, unless the outcome says that the payer stays, or returns more than once. If the session
/// is over, this page says so first.
async fn leave(hub: &Hub, transaction: &Transaction, decided: Option<Box<Transaction>>) -> PageResult {
    let decided = match decided {
        Some(decided) => Some(*decided),
        None => hub.store.transaction(transaction.id).await?,
    };
    Ok(match decided {
        Some(decided) => match (decided.status, decided.outcome) {
            (TransactionStatus::TimedOut(TimeOutReason::SessionExpired), _)
            | (_, Some(Outcome::PayerNeverReturns | Outcome::PayerReturnsTwice)) => {
                see_other(base(transaction))
            }
            _ => see_other(&transaction.return_path),
        },
        None => see_other(&transaction.return_path),
    })
}

fn finished(language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    if let TransactionStatus::TimedOut(reason) = transaction.status
        && let Some(over) = session::over(language, transaction, reason)
    {
        return over;
    }
    let page = FinishedPage {
        f: frame(language, transaction),
        return_path: transaction.return_path.clone(),
        stays: transaction.outcome == Some(Outcome::PayerNeverReturns),
        again: transaction.outcome == Some(Outcome::PayerReturnsTwice),
    };
    render(StatusCode::OK, language, &page)
}

fn frame(language: &RequestLanguage, transaction: &Transaction) -> Frame {
    Frame::of_payment_provider(language, Instrument::of(transaction.instrument).payment_provider_name)
}

fn base(transaction: &Transaction) -> String {
    format!("/psp/{}/{}", transaction.instrument.as_str(), transaction.id)
}

fn summary(hub: &Hub, language: &RequestLanguage, transaction: &Transaction) -> Summary {
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
        asked: transaction.outcome.map(asked),
        outcomes: outcomes(&t, is_without_card),
        hints: outcome_hints(&t, |outcome| kind.carries_out(outcome) == outcome),
        session: session::note(&t, transaction, hub.clock.now()),
    }
}

/// True for outcomes of payments without a card, other than that of the page's own button.
fn is_without_card(outcome: Outcome) -> bool {
    !matches!(
        outcome,
        Outcome::Approved
            | Outcome::Authentication(_)
            | Outcome::Terminal(_)
            | Outcome::Declined(DeclineReason::ExpiredCard | DeclineReason::WrongCvv)
    )
}

/// The selectable rows of the table, in the page's language.
fn outcomes(t: &Translator, is_offered: impl Fn(Outcome) -> bool) -> Vec<(&'static str, String)> {
    OUTCOMES
        .iter()
        .filter(|rule| is_offered(rule.outcome))
        .map(|rule| (rule.name, outcome_text(t, rule.outcome)))
        .collect()
}

fn outcome_text(t: &Translator, outcome: Outcome) -> String {
    t.get(&format!("outcome-is-{}", OutcomeRule::of(outcome).name))
}
