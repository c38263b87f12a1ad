//! What the hub, the payment providers and an e-Service have written of an order, held side by side.

use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::clock::SimulatedClock;

use super::{EService, Hub};

/// Lets everybody finish with these orders: what is undecided is decided or lapses, and what was paid is told.
pub async fn settle(hub: &Hub, hand: &SimulatedClock, keys: &[String]) {
    for round in 0..400 {
        let mut unfinished = 0;
        for key in keys {
            unfinished += hub.paid_and_unfinished(key).await.1;
        }
        if unfinished == 0 {
            return;
        }
        let seconds = if round < 5 { 61 } else { 7200 };
        hand.advance(SignedDuration::from_secs(seconds));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("something of {keys:?} is never finished");
}

/// The three books say the same of this order, to the payment. Gives what was paid, in bani.
pub async fn agreed(hub: &Hub, e_service: &EService, key: &str) -> i64 {
    let at_payment_providers = hub.authorized_at_payment_providers(key).await;
    let mut at_e_service: Vec<(String, i64)> = e_service
        .paid()
        .into_iter()
        .filter(|paid| paid.order_key == key)
        .map(|paid| (paid.payment_id, paid.total_amount.bani()))
        .collect();
    at_e_service.sort();
    assert_eq!(at_payment_providers, at_e_service, "payment providers and e-Service, {key}");
    let sum: i64 = at_e_service.iter().map(|(_, bani)| bani).sum();
    let (paid, _) = hub.paid_and_unfinished(key).await;
    assert_eq!(paid, sum, "the hub and the e-Service, {key}");
    sum
}
