//! Events, written in the transaction of the change that they report, and pruned by number.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use sqlx::Any;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;

use super::change::Change;
use super::conditions::Conditions;
use super::event_filter::{EventFilter, one_of};
pub(super) use super::event_subject::About;
use super::event_subject::kept_detail;
use super::position::Position;
use super::row::TableRow;
use super::{Store, StoreError};
use crate::database::transaction::{Transaction, text};
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

/// The maximum number of events kept; the oldest go first.
pub const EVENTS_KEPT: i64 = 50_000;
/// Old events are pruned once in this number of transactions with events.
const PRUNED_EVERY: u64 = 64;

/// The next events for a follower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextEvents {
    /// The events, oldest first.
    pub events: Vec<Event>,
    /// The number up to which nothing else matches; continue there.
    pub seen: i64,
}

/// Writes an event at commit. Its number is taken in the message that commits, so that events become visible in numeric
/// order, and a hub that stops within a transaction does not block the others.
pub(super) fn record(
    transaction: &mut Transaction,
    at: Timestamp,
    kind: EventKind,
    about: About<'_>,
    detail: &str,
) {
    let engine = transaction.engine();
    let text = |value: Option<&str>| value.map_or_else(|| "NULL".to_owned(), |value| text(engine, value));
    let subject = [
        text(about.service_id.map(ServiceId::as_str)),
        text(about.order_key.map(OrderKey::as_str)),
        text(about.payment_id.map(PaymentId::as_str)),
        about.exchange_id.map_or_else(|| "NULL".to_owned(), |id| id.to_string()),
    ];
    insert(transaction, at, kind, (&subject.join(", "), "WHERE"), detail);
}

/// Like [`record`], about a payment, whose row gives service and order. Writes nothing if the payment does not exist.
pub(super) fn record_of_payment(
    transaction: &mut Transaction,
    at: Timestamp,
    kind: EventKind,
    payment: &PaymentId,
    detail: &str,
) {
    let id = text(transaction.engine(), payment.as_str());
    insert(transaction, at, kind, (OF_PAYMENT, &format!(", payment WHERE payment_id = {id} AND")), detail);
}

const OF_PAYMENT: &str = "payment.service_id, payment.order_key, payment.payment_id, NULL";

/// `subject` is the list of columns of the event's subject, `of` their tables and conditions, up to the last condition.
fn insert(
    transaction: &mut Transaction,
    at: Timestamp,
    kind: EventKind,
    (subject, of): (&str, &str),
    detail: &str,
) {
    let detail = text(transaction.engine(), &kept_detail(detail));
    transaction.at_the_end("UPDATE sequence SET value = value + 1 WHERE name = 'event'");
    transaction.at_the_end(&format!(
        "INSERT INTO event (event_id, at, kind, service_id, order_key, payment_id, exchange_id, detail)
         SELECT sequence.value, {}, '{}', {subject}, {detail} FROM sequence {of} sequence.name = 'event'",
        at.as_millisecond(),
        kind.name(),
    ));
}

impl Store {
    /// Commits a transaction with events, and has waiting callers woken.
    pub(super) async fn commit(&self, transaction: Transaction) -> Result<(), StoreError> {
        transaction.commit().await?;
        self.events_written().await;
        Ok(())
    }

    /// Has callers woken that wait for events. Prunes the oldest events from time to time, in a separate statement that no
    /// other writer waits for.
    pub(super) async fn events_written(&self) {
        // The task that wakes them is on another thread.
        if self.event_waiters.has_callers() {
            self.written.notify_waiters();
        }
        if self.unpruned_events.fetch_add(1, Ordering::Relaxed) % PRUNED_EVERY != PRUNED_EVERY - 1 {
            return;
        }
        let oldest_go = sqlx::query(
            "DELETE FROM event WHERE event_id <= (SELECT value FROM sequence WHERE name = 'event') - $1",
        );
        if let Err(error) = oldest_go.bind(EVENTS_KEPT).execute(&self.write).await {
            // The change is committed; a later transaction will prune again.
            tracing::warn!(error = %StoreError::from(error), "the oldest events could not be deleted; a later transaction tries again");
        }
    }

    /// Runs one statement, and commits it with the events that `tell` records for its number of changed rows; if it changes
    /// none, nothing is written.
    pub(super) async fn change_and_tell(
        &self,
        change: Query<'_, Any, AnyArguments>,
        tell: impl FnOnce(&mut Transaction, u64) + Send,
    ) -> Result<u64, StoreError> {
        let mut transaction = self.write.begin().await?;
        let changed = change.execute(&mut *transaction).await?.rows_affected();
        if changed == 0 {
            transaction.rollback().await;
            return Ok(0);
        }
        tell(&mut transaction, changed);
        self.commit(transaction).await?;
        Ok(changed)
    }

    /// Writes an event without a change of a row.
    pub async fn record_event(
        &self,
        at: Timestamp,
        kind: EventKind,
        (service_id, order_key): (Option<&ServiceId>, Option<&OrderKey>),
        detail: &str,
    ) -> Result<(), StoreError> {
        let mut change = Change::new(self.engine);
        change.event(at, kind, About { service_id, order_key, ..About::default() }, detail);
        self.make(change).await.map(|_| ())
    }

    /// Writes an event about an action on a payment or its confirmation.
    pub async fn record_payment_event(
        &self,
        at: Timestamp,
        kind: EventKind,
        payment: &PaymentId,
        detail: &str,
    ) -> Result<(), StoreError> {
        let mut change = Change::new(self.engine);
        let payment = change.value(payment.as_str());
        change.event_of_payment(at, kind, format!("payment.payment_id = {payment}"), detail);
        self.make(change).await.map(|_| ())
    }

    /// At most `limit` events after this number, oldest first.
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

    /// Like [`Self::events_after`], with the number to continue from, so that events which do not match are read once.
    pub async fn next_events(
        &self,
        after: i64,
        filter: &EventFilter,
        limit: i64,
    ) -> Result<NextEvents, StoreError> {
        // Read before the events: a number and its event become visible together, so all events up to this number can be
        // read, whichever hub wrote them.
        let latest = self.latest_event().await?;
        if latest <= after {
            return Ok(NextEvents { events: vec![], seen: after });
        }
        let events = self.events_after(after, filter, limit).await?;
        let last = events.last().map_or(after, |event| event.id);
        let is_full = i64::try_from(events.len()).is_ok_and(|read| read >= limit);
        Ok(NextEvents { seen: if is_full { last } else { last.max(latest) }, events })
    }

    /// At most `limit` of the events, latest first.
    pub async fn list_events(
        &self,
        filter: &EventFilter,
        position: impl Into<Position<i64>>,
        limit: i64,
    ) -> Result<Vec<Event>, StoreError> {
        let (position, mut conditions) = (position.into(), filter.conditions());
        conditions.number("event_id < {}", position.before().copied());
        conditions.number("event_id > {}", position.after().copied());
        let order = if position.after().is_some() { "event_id" } else { "event_id DESC" };
        Ok(position.latest_first(self.read_events(conditions, order, limit).await?))
    }

    /// Actions on an order, or on all orders of its service, and findings about it before there was a payment: at most
    /// `limit` events of these kinds without a payment, oldest first.
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

    /// At most `limit` events under these conditions, in this order.
    pub(super) async fn read_events(
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
        // An event of a kind from a newer version is omitted.
        rows.iter().filter_map(|row| read_event(row).transpose()).collect()
    }

    /// The number of the latest event; 0 if there is none.
    pub async fn latest_event(&self) -> Result<i64, StoreError> {
        let row =
            sqlx::query("SELECT value FROM sequence WHERE name = 'event'").fetch_one(&self.read).await?;
        TableRow::of("sequence", &row).get("value")
    }
}

pub(super) fn read_event(row: &AnyRow) -> Result<Option<Event>, StoreError> {
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
