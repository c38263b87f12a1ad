//! The messages of a payment to PostgreSQL; `tests/it/database_messages.rs` counts those to SQLite.

use mpay_sim::clock::Clock;

use crate::database::Database;
use crate::plans::start_hub;
use crate::support::EService;
use crate::support::folder::Folder;
use crate::support::messages::{MOST, MOST_GROWTH, of_few_and_of_many};
use crate::support::orders::SERVICE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_costs_few_messages_to_postgres_however_many_pay_at_once() {
    let (folder, database) = (Folder::new(), Database::postgres().await);
    let e_service = EService::start(&Clock::System).await;
    let hub = start_hub(&folder, &database, &e_service, &["--result-page-wait", "60s"]);
    let (few, many) = of_few_and_of_many(&hub.url, SERVICE).await;
    assert!(few <= MOST && many <= MOST_GROWTH * few, "{few:.1} at 5 payers, {many:.1} at 200");
}
