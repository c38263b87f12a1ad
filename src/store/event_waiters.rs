//! Callers that wait for events, each woken only by events that may concern it.
//!
//! While anybody waits, each hub reads every event once, its own and those of other hubs on the database, and wakes the
//! callers that it may concern. The reads do not grow with the number of callers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::event_filter::EventFilter;
use crate::domain::event::Event;

/// The waiting callers, and the last event that was read for them.
#[derive(Debug, Default)]
pub struct EventWaiters(Mutex<Waiting>);

#[derive(Debug, Default)]
pub(super) struct Waiting {
    next: u64,
    places: BTreeMap<u64, WaitingCaller>,
    /// The number of the last event that was read; `None` without a waiting caller.
    pub(super) seen: Option<i64>,
}

#[derive(Debug)]
struct WaitingCaller {
    filter: EventFilter,
    happened: Arc<Notify>,
}

/// A waiting caller, until this is dropped.
#[derive(Debug)]
pub struct EventWaiter {
    waiters: Arc<EventWaiters>,
    number: u64,
    happened: Arc<Notify>,
}

impl EventWaiter {
    /// Returns when an event has been written that may match the filter, since the last call or since the waiter was created.
    pub async fn next(&self) {
        self.happened.notified().await;
    }
}

impl Drop for EventWaiter {
    fn drop(&mut self) {
        let mut waiting = self.waiters.waiting();
        waiting.places.remove(&self.number);
        if waiting.places.is_empty() {
            waiting.seen = None;
        }
    }
}

impl EventWaiters {
    pub(super) fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True if a caller waits.
    pub(super) fn has_callers(&self) -> bool {
        !self.waiting().places.is_empty()
    }

    pub(super) fn enter(self: &Arc<Self>, filter: EventFilter) -> EventWaiter {
        let happened = Arc::new(Notify::new());
        let mut waiting = self.waiting();
        let number = waiting.next;
        waiting.next += 1;
        waiting.places.insert(number, WaitingCaller { filter, happened: Arc::clone(&happened) });
        EventWaiter { waiters: Arc::clone(self), number, happened }
    }

    /// Wakes the callers that these events may concern, each once.
    pub(super) fn tell(&self, events: &[Event]) {
        let mut waiting = self.waiting();
        for place in waiting.places.values() {
            if events.iter().any(|event| place.filter.may_concern(event)) {
                place.happened.notify_one();
            }
        }
        if let (Some(seen), Some(last)) = (&mut waiting.seen, events.last()) {
            *seen = last.id.max(*seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::event::EventKind;
    use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

    fn event(service: Option<&str>, order: Option<&str>, payment: Option<&str>) -> Event {
        Event {
            id: 7,
            at: Timestamp::UNIX_EPOCH,
            kind: EventKind::PaymentStarted,
            service_id: service.map(|id| ServiceId::parse(id).unwrap()),
            order_key: order.map(|key| OrderKey::parse(key).unwrap()),
            payment_id: payment.map(PaymentId::new),
            exchange_id: None,
            detail: String::new(),
        }
    }

    #[test]
    fn an_event_concerns_those_who_wait_for_its_payment_order_or_service_alone() {
        let filter = |service: &str, order: &str, payment: &str| EventFilter {
            service_id: ServiceId::parse(service).ok(),
            order_key: OrderKey::parse(order).ok(),
            payment_id: (!payment.is_empty()).then(|| PaymentId::new(payment)),
            kind: None,
        };
        let filters = [
            filter("", "", "1"),
            filter("A", "", ""),
            filter("A", "O", ""),
            filter("", "O", ""),
            filter("", "", ""),
        ];
        for (event, concerned) in [
            (event(Some("A"), Some("O"), Some("1")), [true; 5]),
            (event(Some("A"), Some("O"), Some("2")), [false, true, true, true, true]),
            (event(Some("A"), Some("P"), Some("2")), [false, true, false, false, true]),
            (event(Some("B"), Some("P"), None), [false, false, false, false, true]),
            // Of a whole service: of any payment, as the filter does not know its service.
            (event(Some("B"), None, None), [true, false, false, true, true]),
            (event(None, None, None), [true; 5]),
        ] {
            assert_eq!(filters.each_ref().map(|filter| filter.may_concern(&event)), concerned, "{event:?}");
        }
    }

    #[test]
    fn those_who_are_gone_are_forgotten() {
        let waiters = Arc::new(EventWaiters::default());
        let [one, other] = [(); 2].map(|()| waiters.enter(EventFilter::default()));
        waiters.waiting().seen = Some(3);
        drop(one);
        waiters.tell(&[event(None, None, None)]);
        assert_eq!(waiters.waiting().seen, Some(7));
        drop(other);
        assert!(waiters.waiting().places.is_empty() && waiters.waiting().seen.is_none());
    }
}
