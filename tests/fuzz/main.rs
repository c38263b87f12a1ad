//! Mutated messages through the whole reader (text, XML, envelope, signature, content) and through the X-ray. Whatever
//! comes, nothing panics, nothing takes much memory, no signature holds over something that was not signed, and the
//! X-ray says the same as the verifier.
//!
//! `cargo test` runs a short form. The long one: `MPAY_SIM_FUZZ_INPUTS=1000000 cargo test --release --test fuzz --
//! --nocapture`. An input is made of its number alone; `MPAY_SIM_FUZZ_FROM` starts at another number, so that one that
//! failed is made again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

// What is mutated.
mod bases;

// How.
mod mutate;

// Where the elements of a text are.
mod outline;

#[path = "../it/support/identities.rs"]
mod identities;
#[path = "../it/support/orders.rs"]
#[allow(dead_code, reason = "the other tests use more of it")]
mod orders;
#[path = "../it/support/shapes.rs"]
mod shapes;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use bases::{Bases, reading_of};
use mpay_sim::domain::language::Language;
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::get_order_details::OrderDetailsQuery;
use mpay_sim::soap::security::certificates::Certificate;
use mpay_sim::soap::security::explain::{At, Context, KnownKey, explain, json, text};
use mpay_sim::soap::security::verify::{Judgement, SignatureProblem, Tolerance, Trust, verify};
use mpay_sim::soap::{Operation, contract, fault};
use x509_parser::prelude::{FromDer, X509Certificate};

/// How many inputs `cargo test` tries: seconds of work without optimisation.
const SHORT: u64 = 20_000;

/// The memory that the whole process may take, in KiB.
const MOST_MEMORY: u64 = 64 * 1024;

/// The X-ray's documents hold its octets as text and in hexadecimal: of larger inputs they are not made here.
const LARGE: usize = 100_000;

/// The X-ray takes far longer than verifying, because it guesses what happened. It is tried with every so many inputs.
const X_RAY_EVERY: u64 = 50;

/// How often each outcome was seen.
type Tally = BTreeMap<String, u64>;

#[test]
fn whatever_comes_nothing_panics_and_nothing_holds_that_was_not_signed() {
    let (from, inputs) = (variable("MPAY_SIM_FUZZ_FROM", 0), variable("MPAY_SIM_FUZZ_INPUTS", SHORT));
    let bases = Bases::new();
    for base in &bases.all {
        let outcome = judge(&bases, base.text.as_bytes(), 0);
        assert_eq!(outcome == "holds", base.by_hub, "{outcome}, as it was signed:\n{}", base.text);
    }
    let mut tally = Tally::new();
    // On one thread: each thread's allocator keeps what its largest message took, which would count several times.
    for number in from..from + inputs {
        *tally.entry(try_input(&bases, number)).or_default() += 1;
    }
    let memory = most_memory();
    println!("{inputs} inputs, at most {memory:?} KiB: {tally:#?}");
    assert_eq!(tally.values().sum::<u64>(), inputs);
    assert!(memory.is_none_or(|memory| memory < MOST_MEMORY), "{memory:?} KiB");
    // The inputs reach every stage.
    if inputs >= SHORT {
        for outcome in ["not text", "not XML", "no envelope", "holds", "Digest", "NotCovered", "DuplicateId"]
        {
            assert!(tally.get(outcome).is_some_and(|count| *count > inputs / 2_000), "{outcome}: {tally:#?}");
        }
    }
}

/// The outcome of an input; where it panics, the input is kept in a file and named.
fn try_input(bases: &Bases, number: u64) -> String {
    let input = mutate::input(bases, number);
    catch_unwind(AssertUnwindSafe(|| judge(bases, &input, number))).unwrap_or_else(|panic| {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{number}"));
        std::fs::write(&file, &input).unwrap();
        println!("input {number} is kept in {}", file.display());
        std::panic::resume_unwind(panic)
    })
}

/// The outcome by the reader and the verifier, which the X-ray must agree with.
fn judge(bases: &Bases, input: &[u8], number: u64) -> String {
    let hub = &bases.hub.certificate;
    let trust = match number % 3 {
        0 => Trust::Certificate(hub),
        1 => Trust::FirstUse,
        _ => Trust::Authorities(std::slice::from_ref(hub)),
    };
    let outcome = verified(bases, input, trust);
    if number.is_multiple_of(X_RAY_EVERY) {
        x_ray(bases, input, trust, &outcome);
    }
    outcome
}

fn x_ray(bases: &Bases, input: &[u8], trust: Trust<'_>, outcome: &str) {
    let known = [KnownKey { label: "the e-Service's key", certificate: &bases.e_service.certificate }];
    let context =
        Context { trust, known: &known, judged_at: At::Moment(bases.now), tolerance: Tolerance::default() };
    let x_ray = explain(input, &context);
    assert_eq!(x_ray.is_valid(), outcome == "holds", "the X-ray does not agree: {outcome}, {x_ray:?}");
    assert!(!x_ray.is_valid() || (x_ray.covers_body && x_ray.covers_timestamp), "{x_ray:?}");
    assert!(x_ray.is_valid() || !x_ray.findings.is_empty(), "nothing is found: {outcome}, {x_ray:?}");
    // The documents hold the octets as they are: those of large messages are made for people alone, and rarely.
    if input.len() <= LARGE {
        assert!(!text::report(&x_ray, true).is_empty() && json::of(&x_ray).is_object());
    }
}

/// Reads it as the hub does, and gives the outcome a name.
fn verified(bases: &Bases, input: &[u8], trust: Trust<'_>) -> String {
    let Ok(text) = envelope::text_of(input) else { return "not text".to_owned() };
    let Ok(document) = envelope::parse(&text) else { return "not XML".to_owned() };
    let Ok(envelope) = Envelope::of(&document) else { return "no envelope".to_owned() };
    let reading = reading_of(&envelope);
    told(input, &document, &envelope);
    let hub = &bases.hub.certificate;
    match verify(&document, &envelope, trust, Judgement::at(bases.now)) {
        Ok(verified) => {
            let signer = &verified.certificate;
            assert!(signer == hub || matches!(trust, Trust::FirstUse), "another certificate holds:\n{text}");
            let original = bases.signed(&envelope);
            let original = original.unwrap_or_else(|| panic!("this was never signed:\n{text}"));
            // At first use the certificate is only what carries the key: nothing vouches for the rest of it.
            assert_eq!(original.by_hub, key_of(signer) == key_of(hub), "the signer is another one:\n{text}");
            assert_eq!(original.reading, reading, "what is read is not what was signed:\n{text}");
            "holds".to_owned()
        }
        Err(problem) => name_of(&problem),
    }
}

/// What is told of the envelope, of a fault and of the content: never more than a page can hold.
fn told(input: &[u8], document: &roxmltree::Document<'_>, envelope: &Envelope<'_, '_>) {
    let mut findings = envelope::remarks(input, document, envelope);
    if let Some(payload) = envelope.payload() {
        let asked = OrderDetailsQuery {
            language: Language::default(),
            order_key: orders::ORDER.to_owned(),
            service_id: orders::SERVICE.to_owned(),
        };
        findings.extend(contract::check_reply(payload, &asked, "2027-01-04T08:51:24Z".parse().unwrap()));
        if let Some(fault) = fault::read(payload, 200) {
            findings.extend(fault::findings(
                &fault,
                payload,
                Operation::GetOrderDetails,
                &identities::hub().certificate,
            ));
        }
    }
    assert!(findings.len() < 300, "{findings:?}");
}

/// The public key in a certificate.
fn key_of(certificate: &Certificate) -> Vec<u8> {
    let (_, x509) = X509Certificate::from_der(certificate.der()).unwrap();
    x509.public_key().subject_public_key.data.to_vec()
}

/// The variant's name, without what it holds.
fn name_of(problem: &SignatureProblem) -> String {
    let text = format!("{problem:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// The most memory that this process ever had, in KiB, where the system tells it.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
