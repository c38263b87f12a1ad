//! A hub that is stopped, or loses the database, in the middle of a call: another one takes over when the lease has run
//! out, and nothing that the first one does later changes what was done.

use std::sync::Arc;
use std::time::Duration;

use mpay_sim::domain::money::Amount;

use crate::browser::{Browser, Look};
use crate::database::Database;
use crate::e_service::Held;
use crate::proxy::{Network, Proxy, server_of};
use crate::support::client_builder;
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::program::Program;
use crate::support::wait::until_within;
use crate::world::{SERVICES, World};
use crate::{audit, books, seed};

/// A claim is held for the time of a call and 15 seconds more; another hub has it done a moment later.
const TAKEN_OVER: Duration = Duration::from_secs(40);
/// A hub that has lost the database notices within ten seconds, and finds it again as soon.
const RECOVERED: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_stands_still_in_mid_call_is_replaced_and_changes_nothing_when_it_goes_on() {
    let world = World::new(seed(), Database::postgres().await).await;
    let first = world.start_hub("first", &world.database.url).await;
    let call = pay_and_hold(&world, &first).await;
    first.signal("STOP");
    let second = take_over(&world, &call).await;

    call.held.release();
    first.signal("CONT");
    world.set_urls(vec![first.url.clone()]);
    let told = call.browser.result(&call.result).await;
    assert_eq!(told.0, "paid", "the hub that stood still says so as well");
    pay(&world).await;
    finish(&world, &call, &["first", "second"]).await;
    drop(second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_whose_database_is_gone_in_mid_call_is_replaced_and_comes_back() {
    cut_off(Network::Down).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_whose_database_falls_silent_in_mid_call_is_replaced_and_comes_back() {
    cut_off(Network::Silent).await;
}

async fn cut_off(how: Network) {
    let world = World::new(seed(), Database::postgres().await).await;
    let proxy = Proxy::start(server_of(&world.database.url)).await;
    let first = world.start_hub("first", &proxy.url(&world.database.url)).await;
    let call = pay_and_hold(&world, &first).await;
    proxy.set(how);
    world.history.note(crate::history::HUB, format!("the first hub's database is {how:?}"));
    // The e-Service has booked and answered, and the hub cannot write it down.
    call.held.release();
    let _second = take_over(&world, &call).await;

    // The connections that fell silent are lost; what is opened now is carried.
    proxy.set(Network::Down);
    proxy.set(Network::Up);
    world.set_urls(vec![first.url.clone()]);
    let client = client_builder().timeout(Duration::from_secs(5)).build().unwrap();
    until_within(RECOVERED, "the first hub is ready again", async || {
        let ready = client.get(format!("{}/readyz", first.url)).send().await;
        ready.is_ok_and(|response| response.status() == 200)
    })
    .await;
    pay(&world).await;
    let log = world.log("first");
    assert!(!log.contains("panicked"), "{log}");
    finish(&world, &call, &["second"]).await;
}

/// A payment whose confirmation the e-Service keeps waiting.
struct Call {
    browser: Browser,
    result: String,
    payment: String,
    held: Arc<Held>,
}

async fn pay_and_hold(world: &Arc<World>, hub: &Program) -> Call {
    world.set_urls(vec![hub.url.clone()]);
    let held = world.e_service.hold_next();
    let (browser, result, bani) = authorize(world).await;
    let payment = browser.authorized(&result, bani);
    let (state, _) = browser.result(&result).await;
    assert_eq!(state, "unconfirmed");
    held.has_come().await;
    Call { browser, result, payment, held }
}

/// Starts a second hub, and waits until it has confirmed what the first one holds.
async fn take_over(world: &Arc<World>, call: &Call) -> Program {
    let second = world.start_hub("second", &world.database.url).await;
    world.set_urls(vec![second.url.clone()]);
    let pool = books::open(&world.database.url).await;
    until_within(TAKEN_OVER, "the second hub has confirmed it", async || {
        let books = books::read(&pool).await;
        books.payments[&call.payment].confirmation.as_deref() == Some("Confirmed")
    })
    .await;
    assert_eq!(call.browser.result(&call.result).await.0, "paid");
    second
}

/// Pays another order; the hub that is asked confirms it.
async fn pay(world: &Arc<World>) {
    let (browser, result, bani) = authorize(world).await;
    browser.authorized(&result, bani);
    while browser.result(&result).await.0 != "paid" {}
}

/// Pays a new order by card; gives the address of the result, and the amount.
async fn authorize(world: &Arc<World>) -> (Browser, String, i64) {
    let order = world.e_service.ledger().place(SERVICES[0], Amount::from_bani(12_345), false);
    let browser = Browser::new(world, SERVICES[0], &order);
    let visit = browser.enter().await;
    let Look::Payable { due, .. } = browser.look(&visit).await else { panic!("{order} cannot be paid") };
    let address = browser.choose(&visit, PROCESSOR, due, None).await.unwrap();
    (Browser::new(world, SERVICES[0], &order), browser.card(&address, GOOD_CARD).await, due)
}

async fn finish(world: &Arc<World>, call: &Call, logs: &[&str]) {
    audit::drained(world).await;
    audit::adds_up(world, logs).await;
    assert_eq!(world.e_service.ledger().calls[&call.payment], 2, "{}", world.history.of(&call.browser.order));
}
