//! One hub, killed again and again while payers pay and the e-Service fails.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::audit;
use crate::database::Database;
use crate::history::HUB;
use crate::moods::Temper;
use crate::payers;
use crate::support::program::{Program, command};
use crate::world::World;
use crate::{number, seed};

/// How often the hub is killed where nothing else is asked for.
const SHORT: u64 = 50;
/// How many payers pay at once.
const PAYERS: u64 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_however_often_the_hub_is_killed_on_sqlite() {
    killed_again_and_again(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_however_often_the_hub_is_killed_on_postgres() {
    killed_again_and_again(Database::postgres().await).await;
}

async fn killed_again_and_again(database: Database) {
    let (kills, started) = (number("MPAY_SIM_CRASH_KILLS", SHORT), Instant::now());
    let world = World::new(seed(), database).await;
    world.e_service.be(Temper::Bad);
    let killer = tokio::spawn(kill(Arc::clone(&world), kills));
    let absences = tokio::spawn(go_away_and_come_back(Arc::clone(&world)));
    while world.history.count("lives") == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    payers::run(&world, PAYERS).await;
    let mut hub = killer.await.unwrap();
    absences.await.unwrap();
    world.e_service.be(Temper::Honest);
    audit::drained(&world).await;
    audit::looks_right(&world).await;
    let books = audit::adds_up(&world, &["hub"]).await;
    let (status, _) = hub.terminate();
    assert_eq!(status.code(), Some(0), "{}", world.log("hub"));

    let of_status = |status: &str| books.payments.values().filter(|payment| payment.status == status).count();
    let calls: usize = world.e_service.ledger().calls.values().sum();
    println!(
        "seed {}: {} kills, {} payments confirmed in {calls} calls, {} given back, {} declined, {} cancelled, in {:.0} s",
        world.seed,
        world.history.count("is killed"),
        of_status("Authorized"),
        of_status("Reversed"),
        of_status("Declined"),
        of_status("Cancelled"),
        started.elapsed().as_secs_f64()
    );
    // The load was one: payments between any two kills.
    assert!(of_status("Authorized") as u64 > kills / 2 && calls > of_status("Authorized"));
}

/// Lets the hub live for random times, then lets the payers end, and gives the hub that is left alive.
async fn kill(world: Arc<World>, kills: u64) -> Program {
    let mut dice = StdRng::seed_from_u64(world.seed);
    let arguments = world.arguments(&world.database.url);
    let start = async || {
        let hub = world.start_hub("hub", &world.database.url).await;
        world.set_urls(vec![hub.url.clone()]);
        hub
    };
    for number in 1..=kills {
        // Some do not live to say that they are ready.
        if dice.random_ratio(1, 8) {
            let wait = Duration::from_millis(dice.random_range(0..250));
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let mut child = command(world.folder.path(), &arguments)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            tokio::time::sleep(wait).await;
            child.kill().unwrap();
            child.wait().unwrap();
            world.history.note(HUB, format!("the hub is killed {wait:?} after its start, kill {number}"));
            continue;
        }
        let mut hub = start().await;
        let life = match dice.random_range(0..4) {
            0 => dice.random_range(0..150),
            1 | 2 => dice.random_range(150..900),
            _ => dice.random_range(900..2000),
        };
        tokio::time::sleep(Duration::from_millis(life)).await;
        hub.kill();
        world.history.note(HUB, format!("the hub is killed after {life} ms, kill {number}"));
    }
    let hub = start().await;
    world.is_closing.store(true, Ordering::Relaxed);
    hub
}

/// The e-Service is not there from time to time.
async fn go_away_and_come_back(world: Arc<World>) {
    let mut dice = StdRng::seed_from_u64(world.seed ^ 1);
    while !world.is_closing() {
        tokio::time::sleep(Duration::from_millis(dice.random_range(500..3000))).await;
        let pause = Duration::from_millis(dice.random_range(50..500));
        world.history.note(HUB, format!("the e-Service is not there for {pause:?}"));
        world.e_service.go_away_for(pause).await;
    }
}
