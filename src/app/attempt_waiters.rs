//! Result pages that wait for the end of an attempt to confirm their payment.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::domain::ids::PaymentId;

/// The waiting pages by payment. It has no more payments than waiting pages, and the end of an attempt wakes only its
/// payment's pages.
#[derive(Debug, Default)]
pub struct AttemptWaiters(Mutex<HashMap<PaymentId, watch::Sender<()>>>);

/// A page that waits for one payment, until this is dropped.
#[derive(Debug)]
pub struct AttemptWaiter<'a> {
    waiters: &'a AttemptWaiters,
    payment: PaymentId,
    ends: Option<watch::Receiver<()>>,
}

impl AttemptWaiters {
    /// From now on the waiter misses no end of an attempt of this payment, even between calls.
    pub fn wait_for(&self, payment: &PaymentId) -> AttemptWaiter<'_> {
        let ends = self.places().entry(payment.clone()).or_insert_with(|| watch::Sender::new(())).subscribe();
        AttemptWaiter { waiters: self, payment: payment.clone(), ends: Some(ends) }
    }

    /// Wakes the pages that wait for this payment: an attempt has ended, or was given back.
    pub fn ended(&self, payment: &PaymentId) {
        if let Some(ends) = self.places().get(payment) {
            ends.send_replace(());
        }
    }

    /// The payments that pages wait for.
    pub fn payments(&self) -> Vec<PaymentId> {
        self.places().keys().cloned().collect()
    }

    fn places(&self) -> MutexGuard<'_, HashMap<PaymentId, watch::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AttemptWaiter<'_> {
    /// The payment.
    pub fn payment(&self) -> &PaymentId {
        &self.payment
    }

    /// Returns when an attempt has ended since the last call, or since the waiter was created.
    pub async fn next_end(&mut self) {
        if let Some(ends) = &mut self.ends {
            // The sender stays in the map as long as this receiver lives.
            let _ = ends.changed().await;
        }
    }
}

impl Drop for AttemptWaiter<'_> {
    fn drop(&mut self) {
        let mut places = self.waiters.places();
        // Dropped while the map is locked, so that of two concurrent drops the second sees that it is the last.
        self.ends.take();
        if places.get(&self.payment).is_some_and(|ends| ends.receiver_count() == 0) {
            places.remove(&self.payment);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn the_end_of_an_attempt_wakes_the_pages_of_its_payment_alone_and_nothing_is_kept_of_pages_that_are_gone()
    {
        let waiters = AttemptWaiters::default();
        let [one, other] = ["1", "2"].map(PaymentId::new);
        let mut pages = [&one, &one, &other].map(|payment| waiters.wait_for(payment));
        assert!(pages.iter_mut().all(|page| page.next_end().now_or_never().is_none()));
        waiters.ended(&one);
        let woken = pages.iter_mut().map(|page| page.next_end().now_or_never().is_some());
        assert_eq!(woken.collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(waiters.places().len(), 2);
        drop(pages);
        waiters.ended(&one);
        assert!(waiters.places().is_empty());
    }
}
