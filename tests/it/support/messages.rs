//! The messages of payments to the hub's database, by the hub's own metrics.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::payer::{GOOD_CARD, PROCESSOR};
use super::{Payer, Scrape, client_builder};

/// The most messages to the database that a payment may cost.
pub const MOST: f64 = 22.0;
/// How many times as many it may cost where there are many payers.
pub const MOST_GROWTH: f64 = 1.1;

/// How many payers look at their order at once.
const LOOKUPS: usize = 16;

/// The messages to the database for each of 50 payments by 5 payers at once, and for each of 200 by 200 at once.
pub async fn of_few_and_of_many(hub: &str, service: &'static str) -> (f64, f64) {
    // Statements are prepared, and connections opened.
    per_payment(hub, service, 5, 2, "warm").await;
    let few = per_payment(hub, service, 5, 10, "few").await;
    let many = per_payment(hub, service, 200, 1, "many").await;
    println!("messages to the database a payment: {few:.1} at 5 payers, {many:.1} at 200");
    (few, many)
}

async fn per_payment(hub: &str, service: &'static str, payers: u32, each: u32, name: &'static str) -> f64 {
    let before = messages(hub).await;
    // More at once would be sent away.
    let lookups = Arc::new(Semaphore::new(LOOKUPS));
    let payers: Vec<_> = (0..payers)
        .map(|payer| {
            let (lookups, hub) = (Arc::clone(&lookups), hub.to_owned());
            tokio::spawn(async move {
                // No connection stays open, which the hub might close before its next use.
                let client = client_builder().pool_max_idle_per_host(0).build().unwrap();
                let of_hub = Payer { hub, client };
                for payment in 0..each {
                    pay(&of_hub, &lookups, service, &format!("{name}-{payer}-{payment}")).await;
                }
            })
        })
        .collect();
    let payments = payers.len() as f64 * f64::from(each);
    for payer in payers {
        payer.await.unwrap();
    }
    (messages(hub).await - before) / payments
}

/// A whole payment, as a browser makes it: entry, order, choice, card, result, return.
async fn pay(payer: &Payer, lookups: &Semaphore, service: &str, order: &str) {
    let place = lookups.acquire().await;
    let visit = payer.enter(service, order, Some("http://shop.test/")).await;
    assert_eq!(visit.pay_page().await.status, 200);
    drop(place);
    let card = visit.choose(PROCESSOR).await.location();
    assert_eq!(payer.get(&card).await.status, 200);
    let result = payer.card(&card, GOOD_CARD).await.location();
    while payer.get(&result).await.state() != "paid" {}
    assert_eq!(payer.get(&format!("{}/return", visit.path)).await.location(), "http://shop.test/");
}

async fn messages(hub: &str) -> f64 {
    Scrape::of(hub).await.value("mpay_sim_database_messages_total", &[]).unwrap()
}
