//! Mutated messages before our verifier and before xmlsec1. It is never laxer: what it accepts, xmlsec1 accepts as well.
#![allow(dead_code, reason = "the fuzzer uses more of its messages")]

#[path = "../fuzz/bases.rs"]
mod bases;
#[path = "../fuzz/mutate.rs"]
mod mutate;
#[path = "../fuzz/outline.rs"]
mod outline;

use std::path::Path;

use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::verify::{Judgement, Trust, verify};

use self::bases::Bases;
use crate::support::{identities, orders, shapes};
use crate::tools::xmlsec1;

const MESSAGES: u64 = 10_000;

/// Of the messages that we refuse xmlsec1 judges every so many, which shows that it judges at all: each costs a process.
const SAMPLED: u64 = 50;

/// Each runs a process a message, and there are two processors.
const THREADS: u64 = 2;

/// Whether we accept it as signed by the hub.
fn is_accepted(bases: &Bases, input: &[u8]) -> bool {
    let Ok(text) = envelope::text_of(input) else { return false };
    let Ok(document) = envelope::parse(&text) else { return false };
    let Ok(envelope) = Envelope::of(&document) else { return false };
    let trust = Trust::Certificate(&bases.hub.certificate);
    verify(&document, &envelope, trust, Judgement::at(bases.now)).is_ok()
}

/// How many messages we accept, how many of those that we refuse xmlsec1 judges, and how many of these it accepts.
#[derive(Default, Debug)]
struct Tally {
    accepted: usize,
    sampled: usize,
    accepted_by_xmlsec1_alone: usize,
}

fn judge(first: u64) -> Tally {
    let certificate = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/signer.crt");
    let (bases, mut tally) = (Bases::new(), Tally::default());
    for number in (first..MESSAGES).step_by(THREADS as usize) {
        let input = mutate::input(&bases, number);
        if is_accepted(&bases, &input) {
            tally.accepted += 1;
            if let Err(said) = xmlsec1(&input, &certificate) {
                let input = String::from_utf8_lossy(&input);
                panic!("message {number} is accepted, and xmlsec1 refuses it: {said}\n{input}");
            }
        } else if (number / THREADS).is_multiple_of(SAMPLED) {
            tally.sampled += 1;
            tally.accepted_by_xmlsec1_alone += usize::from(xmlsec1(&input, &certificate).is_ok());
        }
    }
    tally
}

#[test]
fn what_we_accept_of_ten_thousand_mutated_messages_xmlsec1_accepts_too() {
    let tallies: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|first| scope.spawn(move || judge(first))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    println!("{tallies:?}");
    for tally in tallies {
        // The comparison is about something: xmlsec1 refuses most of what we refuse, too.
        assert!(tally.accepted >= 100, "{tally:?}");
        assert!(tally.accepted_by_xmlsec1_alone * 2 < tally.sampled, "{tally:?}");
    }
}
