//! A payment from step 4 to step 12 without a browser: for programs, which give the payer's choices.

use super::Problem;
use super::invoice_generation::{Look, PaymentPage, look};
use super::payment_confirmation_retrieval::settle;
use super::payment_method_selection::{Choice, InvalidChoice, SalesChannel, Selection, choose};
use super::payment_page_request::{PaymentPageRequest, choose_order, open};
use crate::app::App;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::confirmation::QueuedConfirmation;
use crate::domain::ids::{OrderKey, PaymentId, SessionId, TransactionId};
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::domain::invoice::NotPayable;
use crate::domain::language::Language;
use crate::domain::order::OrderDetails;
use crate::domain::outcome::{Outcome, OutcomeRule};
use crate::domain::payer_input::{PropertyValue, asked_properties};
use crate::domain::payment::Payment;
use crate::domain::test_card::TestCard;
use crate::payment_provider::decision::{Decision, authenticate, decide};
use crate::store::StoreError;

/// The payer's choices.
#[derive(Debug, Clone, Default)]
pub struct WantedPayment {
    /// The parameters of the payment page request.
    pub request: PaymentPageRequest,
    /// The order to pay, by its own key, if the reply has several.
    pub chosen_order: Option<OrderKey>,
    /// The instrument's short name; by default a card, if cards are offered.
    pub instrument: Option<String>,
    /// The test card, with the same effect as on the card page.
    pub card: Option<TestCard>,
    /// The outcome of the payment, which overrides those of card, amount and order key.
    pub outcome: Option<Outcome>,
    /// The amount as a payer types it; `None` pays the amount due.
    pub amount: Option<String>,
    /// The payer's number; empty if there is none.
    pub customer_id: String,
    /// The values of properties. One without a line is the order's own of this name, else that of each line that has one.
    pub properties: Vec<PropertyValue>,
    /// The language of the order request.
    pub language: Language,
}

/// The reason why there is no payment.
#[derive(Debug)]
pub enum NoPayment {
    /// The order cannot be paid; with the page that says so.
    NotPayable(NotPayable, Box<PaymentPage>),
    /// The order was paid at this hub, and the e-Service has not accepted the confirmation yet; with the outcome of the
    /// attempts.
    PaidHere(Box<(QueuedConfirmation, Option<CallOutcome>)>),
    /// The choices have mistakes.
    Invalid(Vec<InvalidChoice>, Box<OrderDetails>),
    /// The order asks for no property of this name.
    UnknownProperty(PropertyValue, Box<OrderDetails>),
    /// The reply has several orders, with these keys, and none was chosen.
    SeveralOrders(Vec<OrderKey>),
}

/// Opens a visit, requests the order, pays at the payment provider, and returns as the outcome says. The payment is then
/// decided, or will be by the payment provider; the queue confirms it.
pub async fn pay(app: &App, wanted: WantedPayment) -> Result<Result<PaymentId, NoPayment>, Problem> {
    let mut session = open(app, wanted.request.clone()).await?;
    let mut looked = look(app, session, wanted.language).await?;
    if let Look::Choice(choice) = &looked {
        let keys: Vec<OrderKey> = choice.orders.iter().map(|(key, _)| key.clone()).collect();
        let Some(chosen) = wanted.chosen_order.as_ref().filter(|chosen| keys.contains(chosen)) else {
            return Ok(Err(NoPayment::SeveralOrders(keys)));
        };
        session = choose_order(app, session, chosen.as_str()).await?;
        looked = look(app, session, wanted.language).await?;
    }
    let Look::Order(page) = looked else { return Ok(Err(NoPayment::SeveralOrders(vec![]))) };
    let mut properties = Vec::new();
    for given in &wanted.properties {
        let found = properties_named(&page.invoice.order, given);
        // Of an order that cannot be paid, that is the reason.
        if found.is_empty() && page.payable.is_ok() {
            return Ok(Err(NoPayment::UnknownProperty(given.clone(), Box::new(page.invoice.order))));
        }
        properties.extend(found);
    }
    let choice = Choice {
        instrument: instrument(app, &wanted).to_owned(),
        amount: wanted.amount.clone(),
        customer_id: wanted.customer_id.clone(),
        properties,
    }
    .fit_to_keep();
    let (instrument, transaction) =
        match choose(app, session, &choice, None, wanted.language, SalesChannel::PayPage).await? {
            Selection::ToPaymentProvider(instrument, transaction) => (instrument, transaction),
            Selection::NotPayable(reason) => {
                return Ok(Err(match page.unconfirmed {
                    Some(queued) if reason == NotPayable::AlreadyPaid => {
                        let last = app.store.last_outcome(&queued.payment_id).await?;
                        NoPayment::PaidHere(Box::new((queued, last)))
                    }
                    _ => NoPayment::NotPayable(reason, page),
                }));
            }
            Selection::Invalid(mistakes) => {
                return Ok(Err(NoPayment::Invalid(mistakes, Box::new(page.invoice.order))));
            }
            // Nothing was shown that could differ.
            Selection::DueChanged(_) => {
                return Ok(Err(NoPayment::Invalid(vec![], Box::new(page.invoice.order))));
            }
        };
    let outcome = at_payment_provider(app, &wanted, instrument, transaction).await?;
    let payment = started(app, session, transaction).await?;
    let returns = match outcome {
        Some(Outcome::PayerNeverReturns) => 0,
        Some(Outcome::PayerReturnsTwice) => 2,
        _ => 1,
    };
    for _ in 0..returns {
        settle(app, &payment).await?;
    }
    Ok(Ok(payment.id))
}

/// The properties of the order that this value is for.
fn properties_named(order: &OrderDetails, given: &PropertyValue) -> Vec<PropertyValue> {
    let of = |line_id: Option<&str>| PropertyValue { line_id: line_id.map(str::to_owned), ..given.clone() };
    let lines: Vec<_> = asked_properties(order)
        .filter(|(_, _, property)| property.name == given.name)
        .map(|(_, line_id, _)| line_id)
        .collect();
    match given.line_id.as_deref() {
        None if !lines.contains(&None) => lines.into_iter().map(of).collect(),
        wanted => lines.into_iter().filter(|line_id| *line_id == wanted).map(of).collect(),
    }
}

/// The named instrument; else a card processor, with 3-D Secure if the outcome needs it; else the first one offered.
fn instrument<'a>(app: &App, wanted: &'a WantedPayment) -> &'a str {
    if let Some(named) = &wanted.instrument {
        return named;
    }
    let outcome = wanted.outcome.or(wanted.card.map(|card| card.outcome));
    let is_authentication = matches!(outcome, Some(Outcome::Authentication(_)));
    let offered = &app.config.instruments;
    let fits = |instrument: &&&Instrument| matches!(instrument.kind, InstrumentKind::BankCard { three_d_secure } if three_d_secure || !is_authentication);
    offered.iter().find(fits).or(offered.first()).map_or("", |instrument| instrument.id.as_str())
}

/// Steps 8 to 11: the payer's actions at the payment provider. Returns the intended outcome.
async fn at_payment_provider(
    app: &App,
    wanted: &WantedPayment,
    instrument: &Instrument,
    id: TransactionId,
) -> Result<Option<Outcome>, StoreError> {
    let context = app.payment_provider_context();
    if let Some(outcome) = wanted.outcome {
        app.store.set_transaction_outcome(id, outcome).await?;
    }
    let Some(transaction) = app.store.transaction(id).await? else { return Ok(None) };
    let chosen = wanted.card.map_or(Outcome::Approved, |card| card.outcome);
    let outcome = transaction.outcome.unwrap_or(chosen);
    let has_card = matches!(
        instrument.kind,
        InstrumentKind::BankCard { .. } | InstrumentKind::ApplePay | InstrumentKind::GooglePay
    );
    let number = wanted.card.map(|card| card.number).or(OutcomeRule::of(outcome).cards.first().copied());
    let last_four = number.filter(|_| has_card).map(|number| number[number.len() - 4..].to_owned());
    if decide(context, &transaction, outcome, last_four).await? == Decision::Authenticate
        && let Outcome::Authentication(result) = outcome
        && let Some(waiting) = app.store.transaction(id).await?
    {
        authenticate(context, &waiting, result).await?;
    }
    Ok(Some(outcome))
}

/// The payment of this transaction.
async fn started(app: &App, session: SessionId, transaction: TransactionId) -> Result<Payment, Problem> {
    let payments = app.store.payments_of_session(session).await?;
    payments.into_iter().find(|payment| payment.transaction_id == transaction).ok_or(Problem::UnknownSession)
}
