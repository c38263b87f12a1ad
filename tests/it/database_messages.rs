//! What a payment costs the database, which is most of what it costs the hub: a count, the same on every machine.

use mpay_sim::clock::Clock;

use crate::support::messages::{MOST, MOST_GROWTH, of_few_and_of_many};
use crate::support::orders::SERVICE;
use crate::support::{EService, Hub};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_costs_few_messages_to_the_database_however_many_pay_at_once() {
    let e_service = EService::start(&Clock::System).await;
    let hub = Hub::start(&Clock::System, vec![e_service.service()]).await;
    let (few, many) = of_few_and_of_many(&hub.url, SERVICE).await;
    println!("messages to SQLite a payment: {few:.1} at 5 payers, {many:.1} at 200");
    assert!(few <= MOST && many <= MOST_GROWTH * few, "{few:.1} at 5 payers, {many:.1} at 200");
}
