//! What signing and verifying a message costs beside the RSA operation in it, which nothing can make cheaper.
//!
//! `cargo bench --bench signature` prints a table. With `MPAY_SIM_BENCH_STRICT=1` it fails where a limit is passed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

#[path = "load/openssl.rs"]
mod openssl;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use jiff::Timestamp;
use mpay_sim::domain::confirmation::{PaymentConfirmation, PaymentConfirmationLine, PaymentProperty};
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::PaymentAccount;
use mpay_sim::soap::confirm_order_payment;
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::SignatureAlgorithm;
use mpay_sim::soap::security::certificates::Identity;
use mpay_sim::soap::security::sign::{MessageStamp, Shape, signed_envelope};
use mpay_sim::soap::security::verify::{Judgement, Trust, verify};
use x509_parser::prelude::{FromDer, X509Certificate};

/// The variable that makes a passed limit a failure.
const STRICT: &str = "MPAY_SIM_BENCH_STRICT";

/// The envelope's size in bytes, within a tenth.
const ENVELOPE: usize = 4096;

/// Signing may cost this many times the bare operation.
const MOST_FOR_SIGNING: f64 = 1.3;
/// Verifying may cost this many times the bare operation, or [`ENOUGH_FOR_VERIFYING`] where that is more: the bare
/// operation is so short that reading the message outweighs it.
const MOST_FOR_VERIFYING: f64 = 5.0;
/// See [`MOST_FOR_VERIFYING`].
const ENOUGH_FOR_VERIFYING: Duration = Duration::from_micros(150);

/// Each is measured in turn so many times, and the fastest round counts: it is the one that others disturbed least. A
/// round is shorter than the time that a busy system gives a program before another one's turn.
const ROUNDS: u32 = 600;
const A_ROUND: Duration = Duration::from_millis(2);

fn main() -> ExitCode {
    let identity = Identity::parse(
        include_bytes!("../tests/fixtures/signer.crt"),
        include_bytes!("../tests/fixtures/signer.key"),
    )
    .unwrap();
    let now: Timestamp = "2027-01-04T08:51:24.321Z".parse().unwrap();
    let stamp = MessageStamp { id: "e12b4bcbdc994043871f9e0de6a523be".to_owned(), created: now };
    let (content, message) = message_of(ENVELOPE, |content| {
        signed_envelope(content, &identity, &stamp, Shape::default()).unwrap()
    });
    let octets = [7; 20];
    let signature = identity.key.sign(SignatureAlgorithm::RsaSha1, &octets).unwrap();
    let (_, x509) = X509Certificate::from_der(identity.certificate.der()).unwrap();
    let public_key = UnparsedPublicKey::new(
        &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        x509.public_key().subject_public_key.data.to_vec(),
    );

    let mut bare_sign = || {
        black_box(identity.key.sign(SignatureAlgorithm::RsaSha1, black_box(&octets)).unwrap());
    };
    let mut sign = || {
        black_box(signed_envelope(black_box(&content), &identity, &stamp, Shape::default()).unwrap());
    };
    let mut bare_verify = || public_key.verify(black_box(&octets), &signature).unwrap();
    let mut verify_message = || {
        let text = envelope::text_of(black_box(message.as_bytes())).unwrap();
        let document = envelope::parse(&text).unwrap();
        let envelope = Envelope::of(&document).unwrap();
        black_box(
            verify(&document, &envelope, Trust::Certificate(&identity.certificate), Judgement::at(now))
                .unwrap(),
        );
    };
    let works: [&mut dyn FnMut(); 4] = [&mut bare_sign, &mut sign, &mut bare_verify, &mut verify_message];
    let [bare_sign, sign, bare_verify, verify_message] = fastest_of(works);

    println!("an envelope of {} bytes, a key of 2048 bits, the fastest of {ROUNDS} rounds", message.len());
    let mut all_within =
        row("sign, beside AWS-LC's bare operation", sign, bare_sign, limit_for_signing(bare_sign));
    all_within &= row(
        "verify, beside AWS-LC's bare operation",
        verify_message,
        bare_verify,
        limit_for_verifying(bare_verify),
    );
    match openssl::speed() {
        Some((bare_sign, bare_verify)) => {
            all_within &= row("sign, beside `openssl speed`", sign, bare_sign, limit_for_signing(bare_sign));
            all_within &= row(
                "verify, beside `openssl speed`",
                verify_message,
                bare_verify,
                limit_for_verifying(bare_verify),
            );
        }
        None => println!("`openssl speed` is left out: openssl is not installed, or prints something else"),
    }
    let strict = std::env::var_os(STRICT).is_some();
    if strict && !all_within { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn limit_for_signing(bare: Duration) -> Duration {
    bare.mul_f64(MOST_FOR_SIGNING)
}

fn limit_for_verifying(bare: Duration) -> Duration {
    bare.mul_f64(MOST_FOR_VERIFYING).max(ENOUGH_FOR_VERIFYING)
}

/// Prints a comparison; whether it is within the limit.
fn row(name: &str, took: Duration, bare: Duration, limit: Duration) -> bool {
    let micros = |duration: Duration| duration.as_secs_f64() * 1e6;
    let within = took <= limit;
    println!(
        "{name:<40} {:>7.1} µs / {:>6.1} µs = {:>5.2} times, {} {:.1} µs",
        micros(took),
        micros(bare),
        took.as_secs_f64() / bare.as_secs_f64(),
        if within { "within" } else { "MORE THAN" },
        micros(limit)
    );
    within
}

/// How long one run of each takes.
fn fastest_of<const N: usize>(mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut fastest = [Duration::MAX; N];
    for _ in 0..ROUNDS {
        for (work, fastest) in works.iter_mut().zip(&mut fastest) {
            let (started, mut runs) = (Instant::now(), 0);
            while started.elapsed() < A_ROUND {
                work();
                runs += 1;
            }
            *fastest = (*fastest).min(started.elapsed() / runs);
        }
    }
    fastest
}

/// A confirmation whose signed envelope has this size within a tenth, and the envelope.
fn message_of(size: usize, signed: impl Fn(&str) -> String) -> (String, String) {
    for properties in 0..20 {
        let content = content_with(properties);
        let message = signed(&content);
        if message.len() * 10 > size * 9 {
            assert!(message.len() * 10 < size * 11, "{} bytes", message.len());
            return (content, message);
        }
    }
    panic!("no message is long enough");
}

fn content_with(properties: usize) -> String {
    confirm_order_payment::write_request(&PaymentConfirmation {
        currency: "MDL".to_owned(),
        invoice_id: "00069002233014".to_owned(),
        lines: vec![PaymentConfirmationLine {
            amount: Amount::from_bani(926_700),
            destination_account: PaymentAccount::default(),
            line_id: "1".to_owned(),
            properties: vec![],
        }],
        order_key: "ADP02261110092629689".to_owned(),
        paid_at: "2027-01-04T08:51:23Z".parse().unwrap(),
        payment_id: "79042133".to_owned(),
        properties: (0..properties)
            .map(|number| PaymentProperty {
                name: format!("HO:Field{number}"),
                value: "Agenția „Demo” & fiii".to_owned(),
            })
            .collect(),
        service_id: "ADP02".to_owned(),
        total_amount: Amount::from_bani(926_700),
    })
}
