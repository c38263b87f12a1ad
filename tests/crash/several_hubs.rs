//! Several hubs on one PostgreSQL, and payers whose every request lands on another hub.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::database::Database;
use crate::e_service::TIMEOUT;
use crate::history::HUB;
use crate::moods::Temper;
use crate::support::program::Program;
use crate::world::{World, set};
use crate::{audit, number, payers, seed};

/// How long payers come where every hub lives.
const LOAD: Duration = Duration::from_secs(8);
/// How many payers pay at once.
const PAYERS: u64 = 6;
/// For an honest e-Service: a call that a busy machine delays would be repeated after the time limit of the other tests.
const PATIENT: Duration = Duration::from_secs(30);
/// How often one of three hubs is killed where nothing else is asked for.
const SHORT: u64 = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hubs_confirm_each_payment_once() {
    share_the_work(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hubs_confirm_each_payment_once() {
    share_the_work(3).await;
}

/// All hubs start at once on an empty database, and none of them ends.
async fn share_the_work(count: usize) {
    let world = World::new(seed(), Database::postgres().await).await;
    let hubs = start(&world, count, PATIENT).await;
    let close = async {
        tokio::time::sleep(LOAD).await;
        world.is_closing.store(true, Ordering::Relaxed);
    };
    tokio::join!(payers::run(&world, PAYERS), close);
    audit::drained(&world).await;
    audit::looks_right(&world).await;
    let logs: Vec<String> = (1..=count).map(name).collect();
    let books = audit::adds_up(&world, &logs.iter().map(String::as_str).collect::<Vec<_>>()).await;

    let ledger = world.e_service.ledger();
    let twice: Vec<_> = ledger.calls.iter().filter(|(_, calls)| **calls != 1).collect();
    assert!(twice.is_empty(), "seed {}: an honest e-Service was told more than once: {twice:?}", world.seed);
    assert!(ledger.calls.len() > 10 && books.payments.len() >= ledger.calls.len());
    println!(
        "seed {}: {count} hubs, {} payments, each confirmed in one call",
        world.seed,
        ledger.calls.len()
    );
    drop(hubs);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_two_hubs_call_for_one_payment_at_once_while_the_e_service_fails() {
    let world = World::new(seed(), Database::postgres().await).await;
    world.e_service.be(Temper::Bad);
    let _hubs = start(&world, 3, TIMEOUT).await;
    let close = async {
        tokio::time::sleep(LOAD).await;
        world.is_closing.store(true, Ordering::Relaxed);
    };
    tokio::join!(payers::run(&world, PAYERS), close);
    world.e_service.be(Temper::Honest);
    audit::drained(&world).await;
    audit::adds_up(&world, &["hub1", "hub2", "hub3"]).await;
    let ledger = world.e_service.ledger();
    let overlaps: Vec<_> = ledger
        .overlaps
        .iter()
        .map(|payment| {
            let order = &ledger.effects[payment].confirmation.order_key;
            (order.clone(), format!("payment {payment} came while it was being answered"))
        })
        .collect();
    drop(ledger);
    if !overlaps.is_empty() {
        audit::fail(&world, overlaps);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hubs_of_which_one_after_the_other_is_killed_lose_nothing() {
    let kills = number("MPAY_SIM_CRASH_KILLS", SHORT);
    let world = World::new(seed(), Database::postgres().await).await;
    world.e_service.be(Temper::Bad);
    let hubs = start(&world, 3, TIMEOUT).await;
    let (hubs, ()) = tokio::join!(kill(&world, hubs, kills), payers::run(&world, PAYERS));
    world.e_service.be(Temper::Honest);
    audit::drained(&world).await;
    audit::looks_right(&world).await;
    let books = audit::adds_up(&world, &["hub1", "hub2", "hub3"]).await;
    println!("seed {}: {} payments, {kills} kills among three hubs", world.seed, books.payments.len());
    drop(hubs);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_would_sign_with_a_certificate_of_its_own_says_so() {
    let world = World::new(seed(), Database::postgres().await).await;
    let of_its_own = |argument: String| if argument == "data" { "elsewhere".to_owned() } else { argument };
    let elsewhere: Vec<_> = world.arguments(&world.database.url).into_iter().map(of_its_own).collect();
    let certificate = ["--hub-certificate", "data/certs/hub.crt", "--hub-key", "data/certs/hub.key"];
    let given = [elsewhere.clone(), certificate.map(str::to_owned).to_vec()].concat();
    let _hubs = [
        world.start_hub("first", &world.database.url).await,
        world.start_hub_with("second", given).await,
        world.start_hub_with("third", elsewhere).await,
    ];
    let [first, second, third] = ["first", "second", "third"].map(|hub| world.log(hub));
    let says_so = "signs with another certificate";
    assert!(!first.contains(says_so) && !second.contains(says_so), "{first}{second}");
    assert!(third.contains(says_so) && third.contains("hub_certificate"), "{third}");
}

/// Hubs of which each is killed in its turn and comes back.
async fn kill(world: &Arc<World>, mut hubs: Vec<Program>, kills: u64) -> Vec<Program> {
    let mut dice = StdRng::seed_from_u64(world.seed);
    for number in 1..=kills {
        tokio::time::sleep(Duration::from_millis(dice.random_range(100..1500))).await;
        let victim = dice.random_range(0..hubs.len());
        hubs[victim].kill();
        world.history.note(HUB, format!("{} is killed, kill {number}", name(victim + 1)));
        // For a while the payers knock at a door that nobody opens.
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..500))).await;
        hubs[victim] = world.start_hub(&name(victim + 1), &world.database.url).await;
        set_urls(world, &hubs);
    }
    world.is_closing.store(true, Ordering::Relaxed);
    hubs
}

/// Starts this number of hubs at once, which wait this long for the e-Service.
async fn start(world: &Arc<World>, count: usize, e_service_timeout: Duration) -> Vec<Program> {
    let mut arguments = world.arguments(&world.database.url);
    set(&mut arguments, "--e-service-timeout", &format!("{}ms", e_service_timeout.as_millis()));
    let starting: Vec<_> = (1..=count)
        .map(|number| {
            let (world, arguments) = (Arc::clone(world), arguments.clone());
            tokio::spawn(async move { world.start_hub_with(&name(number), arguments).await })
        })
        .collect();
    let mut hubs = Vec::new();
    for hub in starting {
        hubs.push(hub.await.unwrap());
    }
    set_urls(world, &hubs);
    hubs
}

fn set_urls(world: &World, hubs: &[Program]) {
    world.set_urls(hubs.iter().map(|hub| hub.url.clone()).collect());
}

fn name(number: usize) -> String {
    format!("hub{number}")
}
