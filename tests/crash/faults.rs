//! A fault at every write of a payment, one after the other: the disk is full, or the connection to the server breaks before
//! or after a message. Whatever the hub was told then, in the end everybody knows the same.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use mpay_sim::domain::money::Amount;

use crate::browser::{Browser, Look};
use crate::database::Database;
use crate::history::HUB;
use crate::proxy::{Break, Proxy, server_of};
use crate::support::client_builder;
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::program::Program;
use crate::support::wait::until_within;
use crate::world::{SERVICES, World};
use crate::{audit, number, seed};

/// How often the disk is full where nothing else is asked for, each time from another place in the file on.
const FULL_DISKS: u64 = 24;
/// A message that is broken off: more than a payment sends, as the hub sends others beside it.
const MESSAGES: u64 = 48;
/// How long a fault lasts that does not end by itself.
const FAULT: Duration = Duration::from_millis(150);
/// A hub is ready again when the cause of a fault is gone for so long.
const HEALED: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_breaks_at_any_message_of_a_payment_loses_nothing() {
    let world = World::new(seed(), Database::postgres().await).await;
    let proxy = Proxy::start(server_of(&world.database.url)).await;
    let mut hub = world.start_hub("hub", &proxy.url(&world.database.url)).await;
    world.set_urls(vec![hub.url.clone()]);
    for message in 1..=MESSAGES {
        let how = if message % 2 == 0 { Break::Before } else { Break::After };
        world.history.note(HUB, format!("the connection breaks {how:?} message {}", message / 2 + 1));
        proxy.break_at(message / 2 + 1, how);
        pay(&world).await;
    }
    ends_well(&world, &mut hub).await;
    assert!(proxy.broken() > MESSAGES / 2, "{} connections were broken", proxy.broken());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_at_any_write_of_a_payment_loses_nothing_and_the_hub_goes_on_by_itself() {
    let world = World::new(seed(), Database::sqlite()).await;
    let mut hub = start_with_files_that_may_be_limited(&world);
    world.set_urls(vec![hub.url.clone()]);
    let limit = |bytes: Option<u64>| {
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        let pid = hub.process_id().to_string();
        let set =
            Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={limit}:unlimited")]).status();
        assert!(set.unwrap().success());
    };
    pay(&world).await;
    let notice = cash_notice(&world).await;
    let wal = format!("{}-wal", world.database.url.trim_start_matches("sqlite:"));
    for round in 0..number("MPAY_SIM_CRASH_FULL_DISKS", FULL_DISKS) {
        // A page and its head are 4,120 bytes in the log that SQLite writes to first.
        let room = std::fs::metadata(&wal).map_or(0, |file| file.len()).saturating_sub(4120)
            + round % FULL_DISKS * 4120 / 2;
        world.history.note(HUB, format!("the disk is full from {room} bytes on"));
        let end = async {
            tokio::time::sleep(FAULT).await;
            limit(None);
        };
        limit(Some(room));
        tokio::join!(pay(&world), end);
    }

    // Nothing can be written at all: that is said, and no longer than it is so.
    limit(Some(0));
    let (status, retry, text) = ready(&hub).await;
    assert_eq!((status, retry.as_deref()), (503, Some("5")), "{text}");
    assert!(text.contains("free space on the database's disk"), "{text}");
    let (status, retry, text) = collect(&hub, &notice).await;
    assert_eq!((status, retry.as_deref()), (503, Some("5")), "{text}");
    limit(None);
    until_within(HEALED, "the hub is ready again", async || ready(&hub).await.0 == 200).await;
    let log = hub_log(&world);
    assert!(log.contains("free space on the database's disk"), "{log}");
    assert_eq!(collect(&hub, &notice).await.0, 200, "the terminal asks again");
    ends_well(&world, &mut hub).await;
}

/// Everything adds up, in the file as the next hub finds it.
async fn ends_well(world: &Arc<World>, hub: &mut Program) {
    world.is_closing.store(true, Ordering::Relaxed);
    pay(world).await;
    audit::drained(world).await;
    hub.kill();
    let next = world.start_hub("next", &world.database.url).await;
    world.set_urls(vec![next.url.clone()]);
    audit::drained(world).await;
    audit::looks_right(world).await;
    // The first hub's log tells of the faults, as it should.
    audit::adds_up(world, &["next"]).await;
    assert!(!hub_log(world).contains("panicked"), "{}", hub_log(world));
}

async fn pay(world: &Arc<World>) {
    let service = SERVICES[0];
    let order = world.e_service.ledger().place(service, Amount::from_bani(12_345), false);
    let browser = Browser::new(world, service, &order);
    let visit = browser.enter().await;
    let (address, due) = loop {
        let Look::Payable { due, .. } = browser.look(&visit).await else {
            panic!("a new order cannot be paid:\n{}", world.history.of(&order))
        };
        if let Some(address) = browser.choose(&visit, PROCESSOR, due, None).await {
            break (address, due);
        }
    };
    let result = browser.card(&address, GOOD_CARD).await;
    browser.authorized(&result, due);
    let (state, _) = browser.result(&result).await;
    assert!(state == "paid" || state == "unconfirmed", "{state}:\n{}", world.history.of(&order));
}

/// The number of a notice for which cash may be collected.
async fn cash_notice(world: &Arc<World>) -> String {
    let order = world.e_service.ledger().place(SERVICES[0], Amount::from_bani(12_345), false);
    let browser = Browser::new(world, SERVICES[0], &order);
    let visit = browser.enter().await;
    let Look::Payable { due, invoice } = browser.look(&visit).await else { panic!("cannot be paid") };
    assert!(browser.choose(&visit, "cash", due, None).await.is_some());
    invoice
}

/// Status, Retry-After and text of `/readyz`.
async fn ready(hub: &Program) -> (u16, Option<String>, String) {
    told(client_builder().build().unwrap().get(format!("{}/readyz", hub.url))).await
}

/// The same of a terminal that has the money for this notice.
async fn collect(hub: &Program, notice: &str) -> (u16, Option<String>, String) {
    told(client_builder().build().unwrap().post(format!("{}/terminal/{notice}", hub.url))).await
}

async fn told(request: reqwest::RequestBuilder) -> (u16, Option<String>, String) {
    let response = request.timeout(Duration::from_secs(5)).send().await.unwrap();
    let retry = response.headers().get("Retry-After").map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), retry, response.text().await.unwrap())
}

/// The hub gets an error where it writes beyond a limit of its files, instead of being killed. Its log goes through another
/// process, whose files have no limit.
fn start_with_files_that_may_be_limited(world: &Arc<World>) -> Program {
    let script = "trap '' XFSZ; program=$1; log=$2; shift 2; exec \"$program\" \"$@\" 2> >(cat >> \"$log\")";
    let mut command = Command::new("bash");
    command.current_dir(world.folder.path()).args(["-c", script, "bash", env!("CARGO_BIN_EXE_mpay-sim")]);
    command.arg(world.folder.path().join("hub.log")).args(world.arguments(&world.database.url));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MPAY_SIM_")) {
        command.env_remove(name);
    }
    let mut hub = Program::of(&mut command, world.folder.path().join("bash.log"));
    hub.wait_until_ready();
    hub
}

fn hub_log(world: &Arc<World>) -> String {
    world.log("hub")
}
