//! What is deleted by age: each row once, by however many hubs at the same time, and nothing of what was paid.

use jiff::SignedDuration;
use mpay_sim::domain::payment::{DeclineReason, PaymentStatus, TimeOutReason};

use super::fixtures::*;
use super::{Database, open};
use crate::support::orders::ORDER;

on_both_engines! {
    old_payments_without_money_are_deleted_once_and_their_visit_after_them
}

async fn old_payments_without_money_are_deleted_once_and_their_visit_after_them(database: Database) {
    let store = open(&database).await;
    let (invoice, unpaid) = (invoice(&store, ORDER).await, session(&store).await);
    let ends = [
        PaymentStatus::Declined(DeclineReason::Declined),
        PaymentStatus::Cancelled,
        PaymentStatus::TimedOut(TimeOutReason::NoAnswer),
    ];
    for end in ends.iter().cycle().take(12) {
        let payment = store.start_payment(new_payment(&invoice, unpaid)).await.unwrap().payment().unwrap();
        assert!(store.record_unpaid(&payment.id, end, now()).await.unwrap());
    }
    let paid = payment(&store, &invoice).await;
    record(&store, &paid, &invoice).await;
    assert_eq!(store.prune_unpaid_payments(now(), 100).await.unwrap(), 0, "none is older than this");

    let late = now() + SignedDuration::from_millis(1);
    let hubs: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut deleted = 0;
                loop {
                    match store.prune_unpaid_payments(late, 2).await.unwrap() {
                        0 => break deleted,
                        here => deleted += here,
                    }
                }
            })
        })
        .collect();
    let mut deleted = 0;
    for hub in hubs {
        deleted += hub.await.unwrap();
    }
    assert_eq!(deleted, 12);
    assert_eq!(store.prune_visits(late, 100, 100).await.unwrap(), 1, "the visit that counts no payment");
    assert!(store.visit(unpaid).await.unwrap().is_none());
    assert!(store.payment(&paid.id).await.unwrap().is_some());
}
