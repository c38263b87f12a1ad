//! Mutated messages before our verifier and before xmlsec1. It is never laxer: what it accepts, xmlsec1 accepts as well; but for
//! a `Manifest` in an `Object`, which xmlsec1 reads, and which covers nothing that the hub reads.
#![allow(dead_code, reason = "the fuzzer uses more of its messages")]

#[path = "../fuzz/bases.rs"]
mod bases;
#[path = "../fuzz/mutate.rs"]
mod mutate;
#[path = "../fuzz/outline.rs"]
mod outline;

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use mpay_sim::soap::DS_NS;
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::SignatureAlgorithm;
use mpay_sim::soap::security::c14n::{EXCLUSIVE, Options, canonicalize};
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

fn certificate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/signer.crt")
}

fn judge(first: u64) -> Tally {
    let certificate = certificate();
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

/// A list that changes nothing: no prefix of this name is in scope.
const LIST: &str =
    "<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"none\"/>";

/// The hub's message with this within the first element of the name, which is in `SignedInfo`, and signed so.
fn signed_with(bases: &Bases, name: &str, within: &str) -> String {
    let base = &bases.all[0];
    assert!(base.by_hub);
    let range = {
        let document = envelope::parse(&base.text).unwrap();
        document.descendants().find(|node| node.has_tag_name((DS_NS, name))).unwrap().range()
    };
    let (start, of) = (range.start, &base.text[range.clone()]);
    let tag = &of[..of.find('>').unwrap()];
    let open = tag.trim_end_matches('/');
    let qname = open[1..].split(' ').next().unwrap();
    let inside = of[tag.len() + 1..].strip_suffix(&format!("</{qname}>")).unwrap_or("");
    let changed = format!("{open}>{within}{inside}</{qname}>");
    let text = [&base.text[..start], &changed, &base.text[range.end..]].concat();

    let document = envelope::parse(&text).unwrap();
    let find = |name| document.descendants().find(|node| node.has_tag_name((DS_NS, name))).unwrap();
    let options = Options::from_method(find("CanonicalizationMethod")).unwrap();
    let octets = canonicalize(find("SignedInfo"), &options);
    let value = BASE64.encode(bases.hub.key.sign(SignatureAlgorithm::RsaSha1, &octets).unwrap());
    text.replace(find("SignatureValue").text().unwrap(), &value)
}

#[test]
fn what_the_schema_does_not_have_in_signed_info_is_refused_also_where_it_was_signed_so() {
    let bases = Bases::new();
    let (certificate, no_list) = (certificate(), LIST.replace(" PrefixList=\"none\"", ""));
    let (twice, elsewhere) = (LIST.repeat(2), LIST.replace(EXCLUSIVE, "urn:x"));
    // Within the first of these elements; whether we accept it, whether xmlsec1 does.
    for (name, within, ours, theirs) in [
        ("CanonicalizationMethod", LIST, true, true),
        ("Transform", LIST, true, true),
        ("CanonicalizationMethod", &twice, false, false),
        ("Transform", &twice, false, false),
        ("CanonicalizationMethod", &elsewhere, false, false),
        ("Transform", &elsewhere, false, false),
        ("CanonicalizationMethod", &no_list, false, false),
        ("Transform", &no_list, false, false),
        ("CanonicalizationMethod", "<x xmlns=\"\"/>", false, false),
        ("Transform", "<x xmlns=\"\"/>", false, false),
        ("Transforms", "<x xmlns=\"\"/>", false, false),
        ("SignedInfo", "text", false, true),
        ("Reference", "text", false, true),
        ("Transforms", "text", false, true),
    ] {
        let message = signed_with(&bases, name, within);
        let judged = xmlsec1(&message, &certificate);
        assert_eq!(is_accepted(&bases, message.as_bytes()), ours, "{within} in {name}");
        assert_eq!(judged.is_ok(), theirs, "{within} in {name}: {judged:?}");
    }
}
