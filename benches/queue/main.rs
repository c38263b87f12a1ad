//! How fast the queue is, and whether it stays so when it grows, beside what the machine itself can do.
//!
//! `cargo bench --bench queue` prints tables for SQLite, and for PostgreSQL where `MPAY_SIM_TEST_POSTGRES_URL` names a
//! server on which databases may be made. `MPAY_SIM_BENCH_ROWS` sets the largest number of rows, a million by default.
//! `MPAY_SIM_TEST_PROGRAM` names another program whose start and memory are measured. With `MPAY_SIM_BENCH_STRICT=1` it fails
//! where a limit is passed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

// What is measured.
mod claims;
mod deliveries;
mod machine;
mod memory;
mod pages;

// What it is measured with.
mod database;
mod e_service;
mod rows;
#[allow(dead_code, reason = "other benches use more of it")]
mod stopwatch;

#[path = "../../tests/it/support/identities.rs"]
mod identities;
#[path = "../../tests/it/support/orders.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod orders;

use std::process::ExitCode;

use database::{Database, Server};

/// How much slower something may be with the most rows than with the fewest.
const MOST_GROWTH: f64 = 1.3;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let most = match std::env::var("MPAY_SIM_BENCH_ROWS") {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("MPAY_SIM_BENCH_ROWS is `{text}`, no number")),
        Err(_) => 1_000_000,
    };
    let mut servers = vec![Server::Sqlite];
    match std::env::var("MPAY_SIM_TEST_POSTGRES_URL") {
        Ok(url) => servers.push(Server::Postgres(url)),
        Err(_) => println!("PostgreSQL is left out: MPAY_SIM_TEST_POSTGRES_URL is not set"),
    }
    let machine = machine::measure().await;
    let mut all_within = true;
    for server in &servers {
        println!("\n{}", server.describe().await);
        let commits = machine::commits(server).await;
        deliveries::measure(server, &machine, commits).await;
        let mut databases = Vec::new();
        for count in [1_000, 100_000, most].into_iter().filter(|count| *count <= most) {
            let database = Database::make(server).await;
            rows::fill(&database, count, 1).await;
            databases.push((count, database));
        }
        all_within &= claims::measure(&databases).await;
        all_within &= pages::measure(&databases).await;
        for (_, database) in databases {
            database.remove(server).await;
        }
        memory::measure(server, most).await;
    }
    let strict = std::env::var_os("MPAY_SIM_BENCH_STRICT").is_some();
    if strict && !all_within { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Prints how something grows from the fewest rows to the most; whether it is within the limit.
fn growth(what: &str, first: std::time::Duration, last: std::time::Duration) -> bool {
    let times = last.as_secs_f64() / first.as_secs_f64();
    let within = times <= MOST_GROWTH;
    let word = if within { "within" } else { "MORE THAN" };
    println!("  {what}: {times:.2} times, {word} {MOST_GROWTH}");
    within
}
