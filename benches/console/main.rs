//! How long the pages of the console take where there is much to show.
//!
//! `cargo bench --bench console` opens messages of a megabyte in every view, and the lists beside 1,000 payments and beside many, on
//! SQLite and, where `MPAY_SIM_TEST_POSTGRES_URL` names a server on which databases may be made, on PostgreSQL.
//! `MPAY_SIM_BENCH_ROWS` sets how many payments are many, 100,000 by default. With `MPAY_SIM_BENCH_STRICT=1` it fails where a page
//! takes longer than 300 ms.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

// What is measured.
mod lists;
mod messages;

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

use database::Server;
use stopwatch::{Times, ms};

/// What nine of ten visits to a page may take.
const MOST: Duration = Duration::from_millis(300);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let many = match std::env::var("MPAY_SIM_BENCH_ROWS") {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("MPAY_SIM_BENCH_ROWS is `{text}`, no number")),
        Err(_) => 100_000,
    };
    let mut all_within = messages::measure().await;
    let mut servers = vec![Server::Sqlite];
    match std::env::var("MPAY_SIM_TEST_POSTGRES_URL") {
        Ok(url) => servers.push(Server::Postgres(url)),
        Err(_) => println!("PostgreSQL is left out: MPAY_SIM_TEST_POSTGRES_URL is not set"),
    }
    for server in &servers {
        println!("\n{}", server.describe().await);
        for count in [1_000, many] {
            all_within &= lists::measure(server, count).await;
        }
    }
    let strict = std::env::var_os("MPAY_SIM_BENCH_STRICT").is_some();
    if strict && !all_within { ExitCode::FAILURE } else { ExitCode::SUCCESS }
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
