//! Fifty payers for a long time, some of them of e-Services that hang, lie or flood, while the hub is flooded and killed, its
//! disk is full or its database server is restarted, and its clock is set back. Towards the end the hub is left alive, so
//! that its memory can be seen to stay bounded.
//!
//! `MPAY_SIM_ENDURANCE_SECONDS` says how long payers come; `tests/crash/half-hour` runs it for half an hour. SQLite's disk is
//! a file system in memory, which root or `sudo` mounts; PostgreSQL is a server of this test alone.

mod flood;
mod memory;
mod report;
mod server;
mod set_back;
mod volume;
mod wary;

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use mpay_sim::clock::Clock;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use self::flood::Answers;
use self::memory::Memory;
use self::report::Report;
use self::server::Server;
use self::set_back::SetBack;
use self::volume::Volume;
use crate::database::Database;
use crate::history::HUB;
use crate::moods::Temper;
use crate::support::client_builder;
use crate::support::program::{Program, command};
use crate::world::{World, set};
use crate::{audit, number, payers, seed};

/// How long payers come where nothing else is asked for.
const SHORT: u64 = 40;
/// How many pay at once at an e-Service that is honest, and at the others.
const PAYERS: u64 = 35;
const WARY_PAYERS: u64 = 15;
/// How many flood the hub at once.
const FLOODERS: u64 = 6;
/// The services of the e-Services that are not honest, and how those behave.
const OTHERS: [&str; 3] = ["HANGS", "LIES", "FLOODS"];
const TEMPERS: [Temper; 3] = [Temper::Hangs, Temper::Lies, Temper::Floods];
/// How long a call to an e-Service may take: long enough for an honest answer while everybody here takes the processors.
const E_SERVICE_TIMEOUT: &str = "3s";
/// The size of SQLite's disk, in MiB.
const DISK: u64 = 2048;
/// How long it is full, and how long payers have before.
const A_WHILE: Duration = Duration::from_millis(1500);
/// How far the clock is set back, in seconds: a hub whose clock differs from its server's by a minute is not ready.
const BACK: i64 = 45;
/// The most memory that a hub may have, in KiB, and how much more it may have in the second half of its time in peace than in
/// the first.
const MOST_MEMORY: u64 = 200 * 1024;
const MOST_GROWTH: u64 = 24 * 1024;

/// What the hub keeps its payments in.
enum Keeper {
    Disk(Volume),
    Server(Server),
}

/// What happens to the hub, and when, as a part of the whole time. Before and between these it is killed again and again,
/// after the last never.
const TROUBLES: [(f64, Trouble); 4] = [
    (0.15, Trouble::Database),
    (0.3, Trouble::Clock),
    (0.45, Trouble::DatabaseAndKill),
    (0.6, Trouble::Peace),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// The disk is full for a while, or the server is restarted.
    Database,
    /// The same, and the hub is killed meanwhile.
    DatabaseAndKill,
    /// The clock is set back, and stays so.
    Clock,
    Peace,
}

/// A run.
struct Run {
    world: Arc<World>,
    keeper: Arc<Keeper>,
    clock: SetBack,
    memory: Arc<Memory>,
    started: Instant,
    length: Duration,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endurance_on_sqlite() {
    let disk = Volume::mounted(DISK);
    let url = format!("sqlite:{}", disk.path().join("store.sqlite").display());
    endure("SQLite", url, Keeper::Disk(disk)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endurance_on_postgres() {
    let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
    endure("PostgreSQL", server.url(), Keeper::Server(server)).await;
}

async fn endure(engine: &str, url: String, keeper: Keeper) {
    let world = World::beside(&OTHERS, seed(), Database::at(url)).await;
    for (other, temper) in world.others.iter().zip(TEMPERS) {
        other.be(temper);
    }
    let run = Run {
        clock: SetBack::new(world.folder.path()),
        keeper: Arc::new(keeper),
        memory: Arc::default(),
        started: Instant::now(),
        length: Duration::from_secs(number("MPAY_SIM_ENDURANCE_SECONDS", SHORT)),
        world,
    };
    let (world, answers) = (&run.world, Answers::default());
    let first = run.start("hub").await;
    let watch = tokio::spawn(watch(Arc::clone(&run.memory)));
    let ((mut hub, looks), (), (), ()) = tokio::join!(
        run.trouble(first),
        payers::run(world, PAYERS),
        wary::run(world, WARY_PAYERS, &OTHERS),
        flood::run(world, FLOODERS, OTHERS[2], &answers)
    );
    watch.abort();
    let life = run.memory.since(looks);
    for other in &world.others {
        other.be(Temper::Honest);
    }
    audit::drained(world).await;
    audit::looks_right(world).await;
    let books = audit::adds_up(world, &["last"]).await;
    assert!(!world.log("hub").contains("panicked"), "{}", world.log("hub"));
    let (status, _) = hub.terminate();
    assert_eq!(status.code(), Some(0), "{}", world.log("last"));

    let most = run.memory.most();
    println!("{}", Report { engine, run: &run, books: &books, answers: &answers, most, life: &life });
    assert!(most < MOST_MEMORY, "{most} KiB");
    assert!(
        life.second_half < life.first_half + MOST_GROWTH,
        "{} KiB, then {} KiB",
        life.first_half,
        life.second_half
    );
}

/// Looks at the hubs' memory until it is aborted.
async fn watch(memory: Arc<Memory>) {
    loop {
        memory.look();
        tokio::time::sleep(memory::EVERY).await;
    }
}

impl Run {
    /// Starts a hub by the clock of this run, and sends payers to it. `name` is that of its log.
    async fn start(&self, name: &str) -> Program {
        let mut arguments = self.world.arguments(&self.world.database.url);
        // A payment must still be confirmed at the end if its e-Service hung all the time.
        let waits = |count: usize, wait: &str| vec![wait.to_owned(); count];
        let schedule = [waits(5, "100ms"), waits(10, "1s"), waits(25, "10s"), waits(60, "60s")].concat();
        set(&mut arguments, "--retry-schedule", &schedule.join(","));
        set(&mut arguments, "--e-service-timeout", E_SERVICE_TIMEOUT);
        // A flood of visits must not take those of payers away.
        arguments.extend(["--visits-per-minute", "100"].map(str::to_owned));
        let folder = self.world.folder.path();
        let mut command: Command = command(folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        self.clock.rule(&mut command);
        let log = folder.join(format!("{name}.log"));
        let start = move || {
            let mut hub = Program::of(&mut command, log);
            hub.wait_until_ready();
            hub
        };
        let hub = tokio::task::spawn_blocking(start).await.unwrap();
        self.world.history.note(HUB, format!("{name} lives at {}", hub.url));
        self.world.set_urls(vec![hub.url.clone()]);
        self.memory.watch(hub.process_id());
        hub
    }

    /// Gives the hub trouble until it gets peace, and closes the world at the end. Gives the hub that is left, and how often
    /// memory had been looked at before it.
    async fn trouble(&self, mut hub: Program) -> (Program, usize) {
        let mut dice = StdRng::seed_from_u64(self.world.seed);
        for (part, trouble) in TROUBLES {
            while let Some(left) = self.left_until(part) {
                let life = Duration::from_millis(dice.random_range(1000..12_000)).min(left);
                tokio::time::sleep(life).await;
                hub.kill();
                self.world.history.note(HUB, format!("the hub is killed after {life:?}"));
                hub = self.start("hub").await;
            }
            // The payers have found it.
            tokio::time::sleep(A_WHILE).await;
            match trouble {
                Trouble::Database => self.database_fails(|| {}).await,
                Trouble::DatabaseAndKill => {
                    self.database_fails(|| hub.kill()).await;
                    self.world.history.note(HUB, "the hub is killed meanwhile");
                    hub = self.start("hub").await;
                }
                Trouble::Clock => {
                    self.clock.by(BACK);
                    self.world.history.note(HUB, format!("the clock is set back by {BACK} s"));
                    let behind = self.behind(&hub).await;
                    assert!((BACK - 1..=BACK + 1).contains(&behind), "the hub's clock is {behind} s behind");
                }
                Trouble::Peace => {
                    hub.kill();
                    hub = self.start("last").await;
                }
            }
        }
        let looks = self.memory.looks();
        while let Some(left) = self.left_until(1.0) {
            tokio::time::sleep(left).await;
        }
        self.world.is_closing.store(true, Ordering::Relaxed);
        (hub, looks)
    }

    /// How long it is until this part of the whole time has passed.
    fn left_until(&self, part: f64) -> Option<Duration> {
        self.length.mul_f64(part).checked_sub(self.started.elapsed()).filter(|left| !left.is_zero())
    }

    /// Lets the disk be full for a while, or the server be restarted; in the midst of it, this happens.
    async fn database_fails(&self, meanwhile: impl FnOnce()) {
        let keeper = Arc::clone(&self.keeper);
        let fails = move || match &*keeper {
            Keeper::Disk(disk) => disk.fill(),
            Keeper::Server(server) => server.restart(),
        };
        tokio::task::spawn_blocking(fails).await.unwrap();
        let what = match &*self.keeper {
            Keeper::Disk(_) => "the disk is full",
            Keeper::Server(_) => "the database server was restarted",
        };
        self.world.history.note(HUB, what);
        if let Keeper::Disk(disk) = &*self.keeper {
            tokio::time::sleep(A_WHILE).await;
            meanwhile();
            disk.empty();
            self.world.history.note(HUB, "the disk has space again");
        } else {
            meanwhile();
        }
    }

    /// How far the hub's clock is behind, in seconds.
    async fn behind(&self, hub: &Program) -> i64 {
        let request = client_builder().build().unwrap().get(format!("{}/control/v1/clock", hub.url));
        let clock: serde_json::Value =
            serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
        let shows: Timestamp = clock["now"].as_str().unwrap().parse().unwrap();
        (Clock::System.now() - shows).total(jiff::Unit::Second).unwrap().round() as i64
    }
}
