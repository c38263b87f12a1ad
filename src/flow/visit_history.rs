//! The visit in which an e-Service was asked for an order, whether or not a payment followed.

use super::Problem;
use crate::app::App;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::PaymentId;
use crate::domain::invoice::Invoice;
use crate::soap::Operation;
use crate::store::{EventFilter, ExchangeFilter, ListedExchange, NO_RETURN_URL};

/// The maximum number of an order's latest events in which the visit is looked for, and of its calls.
const MOST: i64 = 500;

/// A visit: everything of its order from its beginning to that of the next one.
#[derive(Debug)]
pub struct VisitHistory {
    /// Its beginning; `None` if the call belongs to no visit, or to one whose events are no longer kept.
    pub opened: Option<Event>,
    /// True if it brought an address to return to.
    pub has_return_url: bool,
    /// The calls of `GetOrderDetails` that are still stored, oldest first.
    pub calls: Vec<ListedExchange>,
    /// The first event in which the invoice was made or changed.
    pub described: Option<Event>,
    /// The invoice of the order, as it is now.
    pub invoice: Option<Invoice>,
    /// The return to the e-Service.
    pub returned: Option<Event>,
    /// The payments that were started, in order.
    pub payments: Vec<PaymentId>,
}

/// The visit in which this call was made.
pub async fn visit_of(app: &App, exchange: &ListedExchange) -> Result<VisitHistory, Problem> {
    let (service_id, order_key) = (&exchange.service_id, &exchange.order_key);
    let filter = EventFilter {
        service_id: Some(service_id.clone()),
        order_key: Some(order_key.clone()),
        ..EventFilter::default()
    };
    let mut events = app.store.list_events(&filter, None, MOST).await?;
    events.reverse();
    let events = of_the_visit(events, exchange.id);
    let find = |kinds: &[EventKind]| events.iter().find(|event| kinds.contains(&event.kind)).cloned();
    let calls = match events.is_empty() {
        true => vec![exchange.clone()],
        false => {
            let asked = ExchangeFilter {
                service_id: Some(service_id.clone()),
                order_key: Some(order_key.clone()),
                operation: Some(Operation::GetOrderDetails.name().to_owned()),
                ..ExchangeFilter::default()
            };
            let mut calls = app.store.list_exchanges(&asked, None, MOST).await?;
            calls.retain(|call| events.iter().any(|event| event.exchange_id == Some(call.id)));
            calls.reverse();
            calls
        }
    };
    let started = events.iter().filter(|event| event.kind == EventKind::PaymentStarted);
    let opened = find(&[EventKind::VisitOpened]);
    Ok(VisitHistory {
        has_return_url: opened.as_ref().is_some_and(|event| event.detail != NO_RETURN_URL),
        opened,
        calls,
        described: find(&[EventKind::InvoiceCreated, EventKind::InvoiceUpdated]),
        invoice: app.store.invoice_of_order(service_id, order_key).await?,
        returned: find(&[EventKind::VisitReturned]),
        payments: started.filter_map(|event| event.payment_id.clone()).collect(),
    })
}

/// Of an order's events, oldest first, those of the visit in which this exchange was recorded; empty if there is none.
fn of_the_visit(mut events: Vec<Event>, exchange: i64) -> Vec<Event> {
    let is_opening = |event: &Event| event.kind == EventKind::VisitOpened;
    let is_the_call =
        |event: &Event| event.kind == EventKind::ExchangeRecorded && event.exchange_id == Some(exchange);
    let Some(call) = events.iter().position(is_the_call) else { return vec![] };
    let Some(first) = events.iter().take(call).rposition(is_opening) else { return vec![] };
    let mut visit = events.split_off(first);
    if let Some(next) = visit.iter().skip(1).position(is_opening) {
        visit.truncate(next + 1);
    }
    visit
}
