//! What the tests of whole flows share: a hub in this process, e-Services to call, a payer's browser.
//! Each of the two test programs uses a part of it.
#![allow(dead_code, reason = "one test program does not use what the other one needs")]

pub mod books;
pub mod checking;
pub mod client;
pub mod e_service;
pub mod folder;
pub mod golden;
pub mod hub;
pub mod identities;
pub mod messages;
pub mod mutant;
pub mod operator;
pub mod orders;
pub mod payer;
pub mod program;
pub mod sample;
pub mod scrape;
pub mod shapes;
pub mod tls;
pub mod wait;
pub mod wire;

pub use client::client_builder;
pub use e_service::{Answer, EService};
pub use hub::Hub;
pub use operator::Operator;
pub use payer::Payer;
pub use scrape::Scrape;
pub use wait::until;

use std::sync::Arc;

use mpay_sim::clock::{Clock, SimulatedClock};

/// A clock that stands where the certificates of the fixtures are valid, and its hand.
pub fn simulated_clock() -> (Clock, Arc<SimulatedClock>) {
    let hand = SimulatedClock::at("2027-01-04T08:51:24.321Z".parse().unwrap());
    (Clock::Simulated(hand.clone()), hand)
}
