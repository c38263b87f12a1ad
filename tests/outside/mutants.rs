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

const MESSAGES: u64 = 2_000;

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

#[test]
fn what_we_accept_of_two_thousand_mutated_messages_xmlsec1_accepts_too() {
    let certificate = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/signer.crt");
    let share = |first: u64| {
        let bases = Bases::new();
        let judged = (first..MESSAGES).step_by(THREADS as usize).map(|number| {
            let input = mutate::input(&bases, number);
            let theirs = xmlsec1(&input, &certificate);
            match (is_accepted(&bases, &input), theirs) {
                (true, Err(said)) => {
                    let input = String::from_utf8_lossy(&input);
                    panic!("message {number} is accepted, and xmlsec1 refuses it: {said}\n{input}");
                }
                (ours, theirs) => (ours, theirs.is_ok()),
            }
        });
        judged.collect::<Vec<_>>()
    };
    let judged: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|first| scope.spawn(move || share(first))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let ours = judged.iter().filter(|(ours, _)| *ours).count();
    let theirs = judged.iter().filter(|(_, theirs)| *theirs).count();
    println!("of {} messages we accept {ours}, xmlsec1 {theirs}", judged.len());
    assert_eq!(judged.len() as u64, MESSAGES);
    // The comparison is about something.
    assert!(ours >= 100 && theirs > ours && theirs < judged.len() / 2, "{ours} and {theirs}");
}
