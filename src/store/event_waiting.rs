//! Waiting for events, for the callers and for the worker that wakes them.

use std::future::Future;
use std::sync::Arc;

use super::event_filter::EventFilter;
use super::event_waiters::EventWaiter;
use super::{Store, StoreError};

/// The number of events in one read.
const PAGE: i64 = 200;

impl Store {
    /// Waits for events that match this filter. Events from now on are not missed; the caller must check for earlier ones
    /// after this.
    ///
    /// # Errors
    /// For the first caller, if the number of the latest event cannot be read.
    pub async fn wait_for_events(&self, filter: EventFilter) -> Result<EventWaiter, StoreError> {
        let waiter = self.event_waiters.enter(filter);
        let is_seen = self.event_waiters.waiting().seen.is_some();
        if !is_seen {
            let latest = self.latest_event().await?;
            self.event_waiters.waiting().seen.get_or_insert(latest);
        }
        Ok(waiter)
    }

    /// Wakes the callers that the events since the last call may concern. Without a waiting caller nothing is read.
    ///
    /// # Errors
    /// If the events cannot be read.
    pub async fn tell_event_waiters(&self) -> Result<(), StoreError> {
        loop {
            let Some(seen) = self.event_waiters.waiting().seen else { return Ok(()) };
            let events = self.events_after(seen, &EventFilter::default(), PAGE).await?;
            self.event_waiters.tell(&events);
            if i64::try_from(events.len()).is_ok_and(|read| read < PAGE) {
                return Ok(());
            }
        }
    }

    /// Returns when this hub writes events while a caller waits. Create the future before waking the waiting callers, so that
    /// none is missed; other hubs on the database do not wake it.
    pub fn next_event(&self) -> impl Future<Output = ()> + Send + 'static {
        Arc::clone(&self.written).notified_owned()
    }
}
