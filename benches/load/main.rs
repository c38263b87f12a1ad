//! Complete payments, as many as the machine can do: order at the shop, entry, pay page, choice, card page, card, result with
//! the confirmation accepted, return. Hub and sample e-Service are processes of their own.
//!
//! `cargo bench --bench load` prints, for each number of payers at once, payments a second, the time of each step, and what a
//! payment costs: processor time of both processes, messages to the database, memory, growth of the database. In the same
//! run it measures what the machine can do at all. On PostgreSQL as well where `MPAY_SIM_TEST_POSTGRES_URL` names a server on
//! which databases may be made. `MPAY_SIM_BENCH_PAYERS` lists numbers of payers, `5,20,200` by default;
//! `MPAY_SIM_BENCH_SECONDS` is how long each is measured, 20 by default; `MPAY_SIM_BENCH_THINK_MS` is how long a payer waits
//! before each step, 0 by default, so that payers take all of the machine; `MPAY_SIM_TEST_PROGRAM` names another program.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

mod bare;
mod openssl;

#[path = "../queue/database.rs"]
#[allow(dead_code, reason = "the bench of the queue uses more of it")]
mod database;
#[path = "../queue/machine.rs"]
#[allow(dead_code, reason = "the bench of the queue uses more of it")]
mod machine;
#[path = "../queue/stopwatch.rs"]
#[allow(dead_code, reason = "the bench of the queue uses more of it")]
mod stopwatch;
#[path = "../../tests/it/support/mod.rs"]
#[allow(unused_imports, reason = "the tests use more of it")]
mod support;

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bare::Bare;
use database::{Database, Server};
use sqlx::{Executor, Row};
use stopwatch::Times;
use support::payer::{GOOD_CARD, PROCESSOR};
use support::program::Program;
use support::{Payer, Scrape, identities};

/// The sample e-Service's service whose price is fixed.
const SERVICE: &str = "ADP02";
/// The steps of a payer, in this order.
const STEPS: [&str; 8] = ["order", "entry", "pay page", "choice", "card page", "card", "result", "return"];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let variable = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let numbers = variable("MPAY_SIM_BENCH_PAYERS", "5,20,200");
    let numbers: Vec<usize> = numbers.split(',').map(|number| number.trim().parse().unwrap()).collect();
    let long = Duration::from_secs(variable("MPAY_SIM_BENCH_SECONDS", "20").parse().unwrap());
    let think = Duration::from_millis(variable("MPAY_SIM_BENCH_THINK_MS", "0").parse().unwrap());
    let mut servers = vec![Server::Sqlite];
    match std::env::var("MPAY_SIM_TEST_POSTGRES_URL") {
        Ok(url) => servers.push(Server::Postgres(url)),
        Err(_) => println!("PostgreSQL is left out: MPAY_SIM_TEST_POSTGRES_URL is not set"),
    }
    let bare = bare::measure().await;
    for server in &servers {
        println!("\n{}", server.describe().await);
        let message = bare::round_trip(server).await;
        machine::commits(server).await;
        let database = Database::make(server).await;
        load(&database, &numbers, (long, think), bare, message).await;
        database.remove(server).await;
    }
    ExitCode::SUCCESS
}

/// Both processes on this database.
struct World {
    hub: Program,
    shop: Program,
}

impl World {
    fn start(folder: &Path, database: &str) -> Self {
        // Both find their keys in one folder.
        let common = ["--data-dir", "data", "--log", "error"];
        let shop =
            ["sample-service", "--sample-listen", "127.0.0.1:0", "--sample-hub-url", "http://hub.test"];
        let shop = Program::start(folder, "shop", &[&shop[..], &common].concat());
        let endpoint = format!("{}/ServiceProvider.svc", shop.url);
        // Each payer asks for one order at a time.
        let hub = ["serve", "--listen", "127.0.0.1:0", "--order-calls-at-once-per-service", "256"];
        let of_hub = ["--database-url", database, "--sample-endpoint-url", &endpoint];
        let hub = Program::start(folder, "hub", &[&hub[..], &of_hub, &common].concat());
        Self { hub, shop }
    }
}

async fn load(database: &Database, numbers: &[usize], pace: Pace, bare: Bare, message: Duration) {
    let world = World::start(&database.folder, &database.url);
    let processor_time = |program: &Program| bare::processor_time(&program.process_id().to_string());
    println!(
        "  idle: hub {}, sample e-Service {}",
        memory(world.hub.process_id()),
        memory(world.shop.process_id())
    );
    run(&world, 5, (Duration::from_secs(2), Duration::ZERO)).await;
    for &payers in numbers {
        let (hub, shop) = (processor_time(&world.hub), processor_time(&world.shop));
        let (messages, bytes) = (messages(&world.hub).await, bare::size(database).await);
        let started = Instant::now();
        let samples = tokio::spawn(memory_over_time(world.hub.process_id()));
        let Measured { steps, pay_pages } = run(&world, payers, pace).await;
        samples.abort();
        let (took, payments) = (started.elapsed(), steps[0].count() as f64);
        let each = |now: Duration, before: Duration| (now - before).as_secs_f64() * 1e3 / payments;
        let hub = each(processor_time(&world.hub), hub);
        let shop = each(processor_time(&world.shop), shop);
        let messages = (self::messages(&world.hub).await - messages) / payments;
        println!("  {payers} payers: {:.1} payments a second", payments / took.as_secs_f64());
        println!(
            "    a payment: hub {hub:.2} ms of processor time, {:.1} times two signatures and two verifications;",
            hub / (bare.rsa.as_secs_f64() * 1e3)
        );
        let parts = [bare.rsa, message.mul_f64(messages), 8 * bare.response];
        println!(
            "      the bare parts: RSA {:.2?}, as many messages {:.2?}, eight responses {:.2?}: {:.1} times",
            parts[0],
            parts[1],
            parts[2],
            parts.iter().sum::<Duration>().as_secs_f64() / bare.rsa.as_secs_f64()
        );
        println!(
            "      sample e-Service {shop:.2} ms; {messages:.1} messages to the database, which grew by {:.1} KB",
            bare::size(database).await.saturating_sub(bytes) as f64 / 1e3 / payments
        );
        println!("    memory: hub {} at the end", memory(world.hub.process_id()));
        let own = own_times(database, &pay_pages).await;
        for (name, times) in STEPS.iter().zip(&steps).chain([(&"pay page without the call", &own)]) {
            let at = |part: f64| times.at(part).as_secs_f64() * 1e3;
            println!(
                "    {name:<26} {:>8.2} ms median {:>8.2} ms at 90 % {:>8.2} ms at 99 %",
                at(0.5),
                at(0.9),
                at(0.99)
            );
        }
    }
}

/// How long payers pay, and how long each waits before each step.
type Pace = (Duration, Duration);

/// What payers measured.
#[derive(Default)]
struct Measured {
    steps: [Times; STEPS.len()],
    /// The time of each pay page, with its order.
    pay_pages: Vec<(String, Duration)>,
}

/// The times of these pay pages without the call to the e-Service that each waited for, where the call is still kept.
async fn own_times(database: &Database, pay_pages: &[(String, Duration)]) -> Times {
    // Of several calls about an order the page waited for the first.
    let query = "SELECT order_key, duration_ms FROM exchange WHERE operation = 'GetOrderDetails' ORDER BY exchange_id DESC";
    let calls = database::connect(&database.url).await.fetch_all(query).await.unwrap();
    let calls: HashMap<String, i64> = calls.iter().map(|row| (row.get(0), row.get(1))).collect();
    let mut own = Times::default();
    for (order, time) in pay_pages {
        if let Some(call) = calls.get(order) {
            own.push(time.saturating_sub(Duration::from_millis(call.unsigned_abs())));
        }
    }
    own
}

/// Lets this number of payers pay one order after the other.
async fn run(world: &World, payers: usize, (long, think): Pace) -> Measured {
    let end = Instant::now() + long;
    let each = u32::try_from(payers).unwrap();
    let payers: Vec<_> = (0..each)
        .map(|place| {
            // So that they do not come all at once.
            let first = think * u32::try_from(STEPS.len()).unwrap() * place / each;
            let (payer, shop) = (Payer::new(&world.hub.url), world.shop.url.clone());
            tokio::spawn(async move {
                let mut measured = Measured::default();
                tokio::time::sleep(first).await;
                while Instant::now() < end {
                    pay(&payer, &shop, think, &mut measured).await;
                }
                measured
            })
        })
        .collect();
    let mut all = Measured::default();
    for payer in payers {
        let Measured { steps, pay_pages } = payer.await.unwrap();
        all.steps.iter_mut().zip(steps).for_each(|(all, of_payer)| all.add(of_payer));
        all.pay_pages.extend(pay_pages);
    }
    all
}

async fn pay(payer: &Payer, shop: &str, think: Duration, Measured { steps, pay_pages }: &mut Measured) {
    let [order, entry, pay_page, choice, card_page, card, result, back] = steps;
    let wait = || tokio::time::sleep(think);
    let fields =
        [("service_id", SERVICE), ("customer_name", "Popescu Ion"), ("customer_id", "2001500023456")];
    let placed = order.run(payer.post(&format!("{shop}/orders"), &fields)).await.location();
    let key = placed.strip_prefix("/orders/").unwrap();
    let to_shop = format!("{shop}{placed}");
    wait().await;
    let visit = entry.run(payer.enter(SERVICE, key, Some(&to_shop))).await;
    wait().await;
    let asked = Instant::now();
    let page = pay_page.run(visit.pay_page()).await;
    pay_pages.push((key.to_owned(), asked.elapsed()));
    assert_eq!(page.status, 200, "{}", page.text());
    wait().await;
    let address = choice.run(visit.choose(PROCESSOR)).await.location();
    wait().await;
    assert_eq!(card_page.run(payer.get(&address)).await.status, 200);
    wait().await;
    let decided = card.run(payer.card(&address, GOOD_CARD)).await.location();
    wait().await;
    let confirmed = async { while payer.get(&decided).await.state() != "paid" {} };
    result.run(confirmed).await;
    wait().await;
    assert_eq!(back.run(payer.get(&format!("{}/return", visit.path))).await.location(), to_shop);
    wait().await;
}

/// The resident memory of a process. The part that is not its own is pages of the program and of libraries.
fn memory(process_id: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process_id}/status")).unwrap();
    let mib = |field: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    };
    format!("{:.1} MiB ({:.1} its own)", mib("VmRSS:"), mib("RssAnon:"))
}

/// Prints it after each minute.
async fn memory_over_time(process_id: u32) {
    for minute in 1.. {
        tokio::time::sleep(Duration::from_mins(1)).await;
        println!("    memory after {minute} min: hub {}", memory(process_id));
    }
}

async fn messages(hub: &Program) -> f64 {
    Scrape::of(&hub.url).await.value("mpay_sim_database_messages_total", &[]).unwrap()
}
