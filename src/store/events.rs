//! What happened, for whoever watches: written in the transaction of what it tells of, bounded by count.

use std::future::Future;

use jiff::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::conditions::Conditions;
use super::pool::Transaction;
use super::row::TableRow;
use super::sequences::{self, Sequence};
use super::{Store, StoreError};
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

/// So many events are kept; the oldest go first.
pub const EVENTS_KEPT: i64 = 50_000;
/// Old events are looked for once in so many new ones.
const PRUNED_EVERY: i64 = 64;

/// What an event is about.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct About<'a> {
    pub(super) service_id: Option<&'a ServiceId>,
    pub(super) order_key: Option<&'a OrderKey>,
    pub(super) payment_id: Option<&'a PaymentId>,
    pub(super) exchange_id: Option<i64>,
}

/// Which events are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this service.
    pub service_id: Option<ServiceId>,
    /// Of this order.
    pub order_key: Option<OrderKey>,
    /// Of this payment.
    pub payment_id: Option<PaymentId>,
    /// Of this kind.
    pub kind: Option<EventKind>,
}

impl EventFilter {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.text("service_id = {}", self.service_id.as_ref().map(ServiceId::as_str));
        conditions.text("order_key = {}", self.order_key.as_ref().map(OrderKey::as_str));
        conditions.text("payment_id = {}", self.payment_id.as_ref().map(PaymentId::as_str));
        match self.kind {
            Some(kind) => conditions.text("kind = {}", Some(kind.name())),
            // What a newer program wrote does not take the places of what this one can read.
            None => conditions.constant(one_of(EventKind::ALL.iter().map(|(kind, ..)| kind))),
        }
        conditions
    }
}

/// The condition that an event is of one of these kinds, whose names are constants of the program.
fn one_of<'k>(kinds: impl Iterator<Item = &'k EventKind>) -> String {
    let names: Vec<String> = kinds.map(|kind| format!("'{}'", kind.name())).collect();
    format!("kind IN ({})", names.join(", "))
}

/// What whoever follows the events is told next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextEvents {
    /// The events, oldest first.
    pub events: Vec<Event>,
    /// The number up to which nothing else matches: where to go on.
    pub seen: i64,
}

/// Writes an event. It must be the transaction's last statement: whoever writes an event at the same moment waits for
/// its end, so that events become visible in the order of their numbers.
pub(super) async fn record(
    connection: &mut AnyConnection,
    at: Timestamp,
    kind: EventKind,
    about: About<'_>,
    detail: &str,
) -> Result<(), StoreError> {
    let id = sequences::next(connection, Sequence::Event).await?;
    sqlx::query(
        "INSERT INTO event (event_id, at, kind, service_id, order_key, payment_id, exchange_id, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(at.as_millisecond())
    .bind(kind.name())
    .bind(about.service_id.map(ServiceId::as_str))
    .bind(about.order_key.map(OrderKey::as_str))
    .bind(about.payment_id.map(PaymentId::as_str))
    .bind(about.exchange_id)
    .bind(detail.chars().take(500).collect::<String>())
    .execute(&mut *connection)
    .await?;
    if id % PRUNED_EVERY == 0 {
        sqlx::query("DELETE FROM event WHERE event_id <= $1")
            .bind(id - EVENTS_KEPT)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Writes an event about a payment, whose row says of which service and order.
pub(super) async fn record_of_payment(
    connection: &mut AnyConnection,
    at: Timestamp,
    kind: EventKind,
    payment: &PaymentId,
    detail: &str,
) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT service_id, order_key FROM payment WHERE payment_id = $1")
        .bind(payment.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let row = TableRow::of("payment", &row);
    let service_id = row.parse("service_id", |text| ServiceId::parse(text).ok())?;
    let order_key = row.parse("order_key", |text| OrderKey::parse(text).ok())?;
    let about = About {
        service_id: Some(&service_id),
        order_key: Some(&order_key),
        payment_id: Some(payment),
        exchange_id: None,
    };
    record(connection, at, kind, about, detail).await
}

impl Store {
    /// Ends a transaction that wrote events, and wakes whoever waits for some.
    pub(super) async fn commit(&self, transaction: Transaction) -> Result<(), StoreError> {
        transaction.commit().await?;
        self.written.notify_waiters();
        Ok(())
    }

    /// Returns once this hub writes another event. What it gives must be made before the events are read, so that
    /// nothing is missed in between; other hubs on the same database wake nobody here.
    pub fn next_event(&self) -> impl Future<Output = ()> + Send + 'static {
        std::sync::Arc::clone(&self.written).notified_owned()
    }

    /// Writes an event that is about no change of a row.
    pub async fn record_event(
        &self,
        at: Timestamp,
        kind: EventKind,
        (service_id, order_key): (Option<&ServiceId>, Option<&OrderKey>),
        detail: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write.begin().await?;
        let about = About { service_id, order_key, ..About::default() };
        record(&mut transaction, at, kind, about, detail).await?;
        self.commit(transaction).await
    }

    /// Writes an event about what somebody did to a payment or its confirmation.
    pub async fn record_payment_event(
        &self,
        at: Timestamp,
        kind: EventKind,
        payment: &PaymentId,
        detail: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write.begin().await?;
        record_of_payment(&mut transaction, at, kind, payment, detail).await?;
        self.commit(transaction).await
    }

    /// Up to `limit` events after the one with this number, oldest first.
    pub async fn events_after(
        &self,
        after: i64,
        filter: &EventFilter,
        limit: i64,
    ) -> Result<Vec<Event>, StoreError> {
        let mut conditions = filter.conditions();
        conditions.number("event_id > {}", Some(after));
        self.read_events(conditions, "event_id", limit).await
    }

    /// The same for whoever follows the events, with the number from which to go on: what does not match is looked at once.
    pub async fn next_events(
        &self,
        after: i64,
        filter: &EventFilter,
        limit: i64,
    ) -> Result<NextEvents, StoreError> {
        // Read before the events: whoever takes a number holds the sequence until its event is committed, so that all events
        // up to this number are there to be read, whichever hub wrote them.
        let latest = self.latest_event().await?;
        if latest <= after {
            return Ok(NextEvents { events: vec![], seen: after });
        }
        let events = self.events_after(after, filter, limit).await?;
        let last = events.last().map_or(after, |event| event.id);
        let is_full = i64::try_from(events.len()).is_ok_and(|read| read >= limit);
        Ok(NextEvents { seen: if is_full { last } else { last.max(latest) }, events })
    }

    /// Up to `limit` events, the latest first, before the one numbered `before`.
    pub async fn list_events(
        &self,
        filter: &EventFilter,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Event>, StoreError> {
        let mut conditions = filter.conditions();
        conditions.number("event_id < {}", before);
        self.read_events(conditions, "event_id DESC", limit).await
    }

    /// What somebody did to an order, or to all orders of its service, and what was found about it before there was a
    /// payment: up to `limit` events of these kinds that are about no payment, oldest first.
    pub async fn events_of_order(
        &self,
        (service_id, order_key): (&ServiceId, &OrderKey),
        kinds: &[EventKind],
        limit: i64,
    ) -> Result<Vec<Event>, StoreError> {
        let mut conditions = Conditions::default();
        conditions.text("payment_id IS NULL AND service_id = {}", Some(service_id.as_str()));
        conditions.text("(order_key = {} OR order_key IS NULL)", Some(order_key.as_str()));
        conditions.constant(one_of(kinds.iter()));
        self.read_events(conditions, "event_id", limit).await
    }

    async fn read_events(
        &self,
        conditions: Conditions,
        order: &'static str,
        limit: i64,
    ) -> Result<Vec<Event>, StoreError> {
        let sql = format!(
            "SELECT event_id, at, kind, service_id, order_key, payment_id, exchange_id, detail FROM event {}
             ORDER BY {order} LIMIT {limit}",
            conditions.clause()
        );
        let rows = conditions.query(sql).fetch_all(&self.read).await?;
        // An event of a kind that a newer program wrote is left out.
        rows.iter().filter_map(|row| read_event(row).transpose()).collect()
    }

    /// The number of the latest event; 0 where there has been none.
    pub async fn latest_event(&self) -> Result<i64, StoreError> {
        let row =
            sqlx::query("SELECT value FROM sequence WHERE name = 'event'").fetch_one(&self.read).await?;
        TableRow::of("sequence", &row).get("value")
    }
}

fn read_event(row: &AnyRow) -> Result<Option<Event>, StoreError> {
    let row = TableRow::of("event", row);
    let Some(kind) = EventKind::parse(&row.get::<String>("kind")?) else { return Ok(None) };
    Ok(Some(Event {
        id: row.get("event_id")?,
        at: row.time("at")?,
        kind,
        service_id: row.get::<Option<String>>("service_id")?.and_then(|text| ServiceId::parse(text).ok()),
        order_key: row.get::<Option<String>>("order_key")?.and_then(|text| OrderKey::parse(text).ok()),
        payment_id: row.get::<Option<String>>("payment_id")?.map(PaymentId::new),
        exchange_id: row.get("exchange_id")?,
        detail: row.get("detail")?,
    }))
}
