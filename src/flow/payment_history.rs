//! Everything about one payment, for the console and the control API.

use jiff::Timestamp;

use super::Problem;
use crate::app::App;
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::PaymentId;
use crate::domain::invoice::Invoice;
use crate::domain::payment::PaymentStatus;
use crate::domain::scenario::WaitingCall;
use crate::store::{EventFilter, ExchangeFilter, ListedExchange, ListedPayment, PaySession, Transaction};

/// The maximum number of an order's exchanges and of a payment's events that are read; the latest are taken.
const MOST: i64 = 500;

/// Events of an order, or of a whole service, that concern its payments.
const OF_THE_ORDER: [EventKind; 6] = [
    EventKind::InvoiceCreated,
    EventKind::InvoiceUpdated,
    EventKind::OutcomePlanned,
    EventKind::ScenarioChanged,
    EventKind::ConfirmationRedriven,
    EventKind::CertificateUnpinned,
];

/// A payment with everything that belongs to it.
#[derive(Debug)]
pub struct PaymentHistory {
    /// The payment with the status of its confirmation.
    pub listed: ListedPayment,
    /// The visit in which it was started.
    pub visit: PaySession,
    /// The invoice.
    pub invoice: Invoice,
    /// The payment provider's own record; `None` if the invoice was never published to it.
    pub transaction: Option<Transaction>,
    /// The exchanges about the payment and the look-ups of its order, oldest first.
    pub exchanges: Vec<ListedExchange>,
    /// The completed attempts to confirm the payment, in order.
    pub attempts: Vec<ConfirmationAttempt>,
    /// The scenarios' further calls that are waiting, by due time.
    pub waiting_calls: Vec<WaitingCall>,
    /// The timeline, oldest first.
    pub timeline: Vec<Step>,
}

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The time, on the hub's clock.
    pub at: Timestamp,
    /// The name of an event's kind, `visit.opened`, or the operation of an exchange.
    pub what: String,
    /// Details in English; may be empty.
    pub detail: String,
    /// The exchange that the line is about, if any.
    pub exchange_id: Option<i64>,
}

/// Everything about this payment; `None` if there is no such payment.
pub async fn history(app: &App, id: &PaymentId) -> Result<Option<PaymentHistory>, Problem> {
    let store = &app.store;
    let Some(listed) = store.listed_payment(id).await? else { return Ok(None) };
    let visit = store.pay_session(listed.payment.session_id).await?.ok_or(Problem::UnknownSession)?;
    let invoice = store.invoice(&listed.payment.invoice_id).await?.ok_or(Problem::UnknownInvoice)?;
    let transaction = store.transaction(listed.payment.transaction_id).await?;
    // An order chosen among several was requested with a different key.
    let order_key = visit.asked_key.as_ref().unwrap_or(&listed.order_key);
    let looked_up = ExchangeFilter {
        service_id: Some(listed.service_id.clone()),
        order_key: Some(order_key.clone()),
        operation: Some("GetOrderDetails".to_owned()),
        ..ExchangeFilter::default()
    };
    let of_payment = ExchangeFilter { payment_id: Some(id.clone()), ..ExchangeFilter::default() };
    let mut exchanges = store.list_exchanges(&looked_up, None, MOST).await?;
    exchanges.extend(store.list_exchanges(&of_payment, None, MOST).await?);
    exchanges.sort_by_key(|exchange| exchange.id);
    let filter = EventFilter { payment_id: Some(id.clone()), ..EventFilter::default() };
    let mut events = store.events_after(0, &filter, MOST).await?;
    let about = (&listed.service_id, &listed.order_key);
    events.extend(store.events_of_order(about, &OF_THE_ORDER, MOST).await?);
    let timeline = timeline(&listed, &visit, &exchanges, &events);
    let attempts = store.confirmation_attempts(id).await?;
    let waiting_calls = store.waiting_calls(id).await?;
    Ok(Some(PaymentHistory {
        listed,
        visit,
        invoice,
        transaction,
        exchanges,
        attempts,
        waiting_calls,
        timeline,
    }))
}

/// The visit, the exchanges and the events in one timeline. Events are pruned, so the payment's own times replace missing
/// ones.
fn timeline(
    listed: &ListedPayment,
    visit: &PaySession,
    exchanges: &[ListedExchange],
    events: &[Event],
) -> Vec<Step> {
    let step = |at, what: &str, detail: &str, exchange_id| Step {
        at,
        what: what.to_owned(),
        detail: detail.to_owned(),
        exchange_id,
    };
    let mut steps = vec![step(visit.created_at, "visit.opened", "", None)];
    let has = |kind| events.iter().any(|event| event.kind == kind);
    if !has(EventKind::PaymentStarted) {
        steps.push(step(listed.payment.started_at, EventKind::PaymentStarted.name(), "", None));
    }
    if let PaymentStatus::Authorized(authorization) = &listed.payment.status
        && !has(EventKind::PaymentAuthorized)
    {
        let kind = EventKind::PaymentAuthorized.name();
        steps.push(step(authorization.paid_at, kind, &authorization.code, None));
    }
    steps.extend(exchanges.iter().map(|exchange| {
        step(exchange.started_at, &exchange.operation, &exchange.outcome.to_string(), Some(exchange.id))
    }));
    // The exchange itself is already a line.
    let others = events.iter().filter(|event| event.kind != EventKind::ExchangeRecorded);
    steps.extend(others.map(|event| step(event.at, event.kind.name(), &event.detail, event.exchange_id)));
    steps.sort_by_key(|step| step.at);
    steps
}
