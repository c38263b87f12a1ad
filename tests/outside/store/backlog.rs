//! What is still to be done, as whoever watches the hub is told.

use jiff::SignedDuration;
use mpay_sim::domain::call_outcome::CallOutcome;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::instrument::INSTRUMENTS;
use mpay_sim::domain::payment::{DeclineReason, PaymentStatus};
use mpay_sim::store::{Backlog, WaitingConfirmations};

use super::fixtures::*;
use super::queue::{claim_due, end, queued, refused};
use super::{Database, open};

on_both_engines! {
    what_is_done_is_not_among_what_is_to_be_done
}

fn waiting(status: &'static str, count: u64) -> WaitingConfirmations {
    let service_id = ServiceId::parse(crate::support::orders::SERVICE).unwrap();
    WaitingConfirmations { service_id, status, count, oldest: now() }
}

async fn what_is_done_is_not_among_what_is_to_be_done(database: Database) {
    let store = open(&database).await;
    assert_eq!(store.backlog().await.unwrap(), Backlog::default());
    let mut payments = Vec::new();
    for order in ["O-1", "O-2", "O-3", "O-4"] {
        payments.push(queued(&store, order).await);
    }
    let under_way = payment(&store, &invoice(&store, "O-5").await).await;
    let in_order = async || {
        let mut backlog = store.backlog().await.unwrap();
        backlog.confirmations.sort_by_key(|waiting| waiting.status);
        backlog
    };
    let found = in_order().await;
    assert_eq!(found.confirmations, [waiting("Pending", 4)]);
    assert_eq!(found.payments, [(INSTRUMENTS[0].id, "AtPaymentProvider", 1)]);

    store.halt_confirmation(&payments[3], now()).await.unwrap();
    let claimed = claim_due(&store, now(), 3).await;
    assert_eq!(in_order().await.confirmations, [waiting("Halted", 1), waiting("InFlight", 3)]);
    let later = now() + SignedDuration::from_hours(1);
    for claim in &claimed {
        let of = |order: usize| claim.confirmation.payment_id == payments[order];
        match () {
            () if of(0) => end(&store, claim, &refused(), None).await,
            () if of(1) => end(&store, claim, &refused(), Some(later)).await,
            () => end(&store, claim, &CallOutcome::accepted(), None).await,
        }
    }
    assert_eq!(
        in_order().await.confirmations,
        [waiting("GaveUp", 1), waiting("Halted", 1), waiting("Pending", 1)]
    );
    let declined = PaymentStatus::Declined(DeclineReason::Declined);
    assert!(store.record_unpaid(&under_way.id, &declined, now()).await.unwrap());
    assert!(!store.record_unpaid(&under_way.id, &declined, now()).await.unwrap(), "it was decided before");
    assert_eq!(in_order().await.payments, []);
}
