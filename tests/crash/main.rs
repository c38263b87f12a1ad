//! Nothing lost: hubs as processes of their own that are killed, stopped and cut off while payers pay and the e-Service
//! fails. At the end everybody must know the same.
//!
//! `./test` runs a short form, `tests/crash/long` the long one. `MPAY_SIM_CRASH_SEED` repeats what payers and the e-Service
//! do and when hubs are killed; how the processes share the machine no number repeats.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../it/support/mod.rs"]
#[allow(unused_imports, reason = "the fast tests use more of it")]
mod support;

#[path = "../outside/tools.rs"]
#[allow(dead_code, reason = "the tests against other programs use more of it")]
mod tools;

#[path = "../outside/database.rs"]
mod database;

// What a run consists of.
mod e_service;
mod history;
mod ledger;
mod moods;
mod world;

// Who pays.
mod browser;
mod payers;

// What is compared at the end.
mod audit;
mod books;

// The network between a hub and its database.
mod proxy;

// What happens to the hubs.
mod cut_off;
mod faults;
mod kills;
mod lasting;
mod several_hubs;
mod stalls;

use mpay_sim::clock::Clock;

/// The number in this variable, or the default.
fn number(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => {
            text.parse().unwrap_or_else(|_| panic!("{variable} is `{text}`, expected a whole number"))
        }
        Err(_) => default,
    }
}

/// The seed of a run: another one each time, unless one is asked for.
fn seed() -> u64 {
    number("MPAY_SIM_CRASH_SEED", Clock::System.now().as_millisecond().unsigned_abs())
}
