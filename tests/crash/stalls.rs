//! No hub harms another: one stops in mid-transaction, connections are lost without a word, a clock is wrong.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mpay_sim::domain::money::Amount;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::browser::{Browser, Look};
use crate::database::Database;
use crate::proxy::{Proxy, server_of};
use crate::seed;
use crate::support::client_builder;
use crate::support::payer::PROCESSOR;
use crate::support::program::Program;
use crate::support::wait::until_within;
use crate::world::{SERVICES, World};

/// What one hub's trouble may cost the others.
const BOUND: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_falls_silent_in_mid_transaction_keeps_no_other_waiting() {
    let world = World::new(seed(), Database::postgres().await).await;
    let proxy = Proxy::start(server_of(&world.database.url)).await;
    let first = world.start_hub("first", &proxy.url(&world.database.url)).await;
    let second = world.start_hub("second", &world.database.url).await;
    world.set_urls(vec![first.url.clone()]);
    let (browser, visit, due) = visit(&world).await;
    // The server gets the message that starts the payment, and the hub no answer.
    proxy.fall_silent_after("UPDATE pay_session SET payments", 1);
    let choice = tokio::spawn(async move { browser.choose(&visit, PROCESSOR, due, None).await });
    until_within(BOUND, "the first hub is in mid-transaction", async || proxy.is_silent()).await;
    first.signal("STOP");

    world.set_urls(vec![second.url.clone()]);
    let started = Instant::now();
    pay(&world).await;
    assert!(started.elapsed() < BOUND, "the second hub waited {:?}", started.elapsed());
    // The payer who was with the first hub comes to the second.
    assert!(choice.await.unwrap().is_some());
    assert!(started.elapsed() < 2 * BOUND, "that payer waited {:?}", started.elapsed());
    first.signal("CONT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_lost_without_a_word_are_replaced() {
    let world = World::new(seed(), Database::postgres().await).await;
    let proxy = Proxy::start(server_of(&world.database.url)).await;
    let hub = world.start_hub("hub", &proxy.url(&world.database.url)).await;
    world.set_urls(vec![hub.url.clone()]);
    for _ in 0..2 {
        // Several connections are open.
        tokio::join!(pay(&world), pay(&world), pay(&world));
        proxy.lose_what_is_open();
        let started = Instant::now();
        pay(&world).await;
        assert!(started.elapsed() < BOUND, "the payer waited {:?}", started.elapsed());
        assert_eq!(ready(&hub).await.0, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_whose_clock_is_wrong_says_so_and_leaves_the_work_to_others() {
    let world = World::new(seed(), Database::postgres().await).await;
    let mut server = PgConnection::connect(&world.database.url).await.unwrap();
    // To a hub it is the same whether its own clock is wrong or the server's.
    let name = world.database.url.rsplit_once('/').unwrap().1;
    let own_first = format!("ALTER DATABASE {name} SET search_path = public, pg_catalog");
    server.execute(AssertSqlSafe(own_first)).await.unwrap();
    behind(&mut server, "10 seconds").await;
    let hub = world.start_hub("hub", &world.database.url).await;
    until_within(BOUND, "the difference is told of", async || {
        world.log("hub").contains("this machine's clock is 10s ahead of the database server's")
    })
    .await;
    assert_eq!(ready(&hub).await.0, 200);

    behind(&mut server, "2 hours").await;
    until_within(BOUND, "the hub is not ready", async || ready(&hub).await.0 == 503).await;
    let (_, text) = ready(&hub).await;
    assert!(text.contains("clock is 2h ahead of the database server's"), "{text}");
    let refused = world.refused_hub(&world.database.url);
    assert!(
        refused.contains("clock is 2h ahead of the database server's") && refused.contains("NTP"),
        "{refused}"
    );

    behind(&mut server, "0 seconds").await;
    until_within(BOUND, "the hub is ready again", async || ready(&hub).await.0 == 200).await;
    world.set_urls(vec![hub.url.clone()]);
    pay(&world).await;
}

/// Lets the server's clock be so far behind.
async fn behind(server: &mut PgConnection, by: &str) {
    let function = format!(
        "CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
         $$ SELECT pg_catalog.clock_timestamp() - interval '{by}' $$"
    );
    server.execute(AssertSqlSafe(function)).await.unwrap();
}

/// A visit to the pay page of a new order, and what is due there.
async fn visit(world: &Arc<World>) -> (Browser, String, i64) {
    let service = SERVICES[0];
    let order = world.e_service.ledger().place(service, Amount::from_bani(12_345), false);
    let browser = Browser::new(world, service, &order);
    let visit = browser.enter().await;
    let Look::Payable { due, .. } = browser.look(&visit).await else { panic!("cannot be paid") };
    (browser, visit, due)
}

/// Somebody comes to choose a card processor.
async fn pay(world: &Arc<World>) {
    let (browser, visit, due) = visit(world).await;
    assert!(browser.choose(&visit, PROCESSOR, due, None).await.is_some());
}

async fn ready(hub: &Program) -> (u16, String) {
    let client = client_builder().timeout(Duration::from_secs(5)).build().unwrap();
    let Ok(response) = client.get(format!("{}/readyz", hub.url)).send().await else {
        return (0, "no answer".to_owned());
    };
    (response.status().as_u16(), response.text().await.unwrap_or_default())
}
