//! The messages of a payment to the database, which are most of its cost: a count, the same on every machine.

use std::time::Duration;

use mpay_sim::clock::Clock;
use mpay_sim::config::Config;

use crate::support::messages::{MOST, MOST_GROWTH, of_few_and_of_many};
use crate::support::orders::SERVICE;
use crate::support::{EService, Hub};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_costs_few_messages_to_the_database_however_many_pay_at_once() {
    let e_service = EService::start(&Clock::System).await;
    // Each payer loads the result once.
    let patient = |config: &mut Config| config.result_page_wait = Duration::from_secs(60);
    let hub = Hub::start_with(&Clock::System, vec![e_service.service()], patient).await;
    let (few, many) = of_few_and_of_many(&hub.url, SERVICE).await;
    assert!(few <= MOST && many <= MOST_GROWTH * few, "{few:.1} at 5 payers, {many:.1} at 200");
}
