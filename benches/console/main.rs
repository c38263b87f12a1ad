//! How long the pages of the console take where there is much to show.
//!
//! `cargo bench --bench console` opens messages of a megabyte in every view, and the lists and the search beside 1,000 payments and
//! messages and beside many, on SQLite and, where `MPAY_SIM_TEST_POSTGRES_URL` names a server on which databases may be made,
//! on PostgreSQL. `MPAY_SIM_BENCH_ROWS` sets how many are many, 100,000 by default. With `MPAY_SIM_BENCH_STRICT=1` it fails where a page
//! takes longer than 300 ms. `cargo bench --bench console -- messages` or `-- lists` measures one part alone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

// What is measured.
mod lists;
mod messages;
mod search;

// What it is measured with.
#[path = "../queue/database.rs"]
mod database;
#[path = "../queue/rows.rs"]
#[allow(dead_code, reason = "the bench of the queue uses more of it")]
mod rows;
#[path = "../queue/stopwatch.rs"]
#[allow(dead_code, reason = "the bench of the queue uses more of it")]
mod stopwatch;
#[path = "../../tests/it/support/mod.rs"]
#[allow(unused_imports, reason = "the tests use more of it")]
mod support;
use support::{identities, orders};

use std::process::ExitCode;
use std::time::Duration;

use database::{Database, Server};
use mpay_sim::clock::Clock;
use mpay_sim::server::{HubSettings, Patience, start_hub};
use stopwatch::{Times, ms};

/// What nine of ten visits to a page may take.
const MOST: Duration = Duration::from_millis(300);

/// How often each list and search is opened.
const ROUNDS: usize = 20;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let many = match std::env::var("MPAY_SIM_BENCH_ROWS") {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("MPAY_SIM_BENCH_ROWS is `{text}`, no number")),
        Err(_) => 100_000,
    };
    // Cargo hands on `--bench`.
    let parts: Vec<String> = std::env::args().skip(1).filter(|part| !part.starts_with("--")).collect();
    let is_wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    let mut all_within = !is_wanted("messages") || messages::measure().await;
    if !is_wanted("lists") {
        return code(all_within);
    }
    let mut servers = vec![Server::Sqlite];
    match std::env::var("MPAY_SIM_TEST_POSTGRES_URL") {
        Ok(url) => servers.push(Server::Postgres(url)),
        Err(_) => println!("PostgreSQL is left out: MPAY_SIM_TEST_POSTGRES_URL is not set"),
    }
    for server in &servers {
        println!("\n{}", server.describe().await);
        for count in [1_000, many] {
            all_within &= measure(server, count).await;
        }
    }
    code(all_within)
}

fn code(all_within: bool) -> ExitCode {
    let strict = std::env::var_os("MPAY_SIM_BENCH_STRICT").is_some();
    if strict && !all_within { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Looks at the lists and searches, on a database with so many payments, each with a message.
async fn measure(server: &Server, count: i64) -> bool {
    let database = Database::make(server).await;
    rows::fill(&database, count, 1).await;
    search::fill(&database).await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = HubSettings {
        config: database.config(),
        // Nobody is told of the payments meanwhile.
        services: vec![],
        identity: identities::hub(),
        e_service_identities: vec![],
        clock: Clock::System,
        patience: Patience::default(),
    };
    let hub = start_hub(settings, listener).await.unwrap();
    let client = client();
    let mut all_within = true;
    for (what, path) in lists::LOOKS.into_iter().chain(search::LOOKS) {
        let url = format!("{}/console/{path}", hub.app.public_url);
        all_within &= visit(&client, &format!("beside {count}: {what}"), &url, ROUNDS).await;
    }
    hub.stop().await;
    database.remove(server).await;
    all_within
}

/// Opens the page so many times, and prints what it took; whether that is within the limit.
async fn visit(client: &reqwest::Client, what: &str, url: &str, rounds: usize) -> bool {
    let mut times = Times::default();
    let mut bytes = 0;
    for _ in 0..rounds {
        let page = async {
            client.get(url).send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap()
        };
        bytes = times.run(page).await.len();
    }
    let slow = times.at(0.9);
    let within = slow <= MOST;
    let word = if within { "within" } else { "MORE THAN" };
    println!(
        "  {what:<56}{}, nine of ten within {} {word} {MOST:?}, {bytes} bytes",
        ms(times.median()),
        ms(slow)
    );
    within
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}
