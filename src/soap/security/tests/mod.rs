//! Valid and invalid messages.

mod algorithms;
mod costs;
pub(crate) mod forge;
mod key_info;
mod mutations;
mod own_messages;
mod remarks;
mod timestamps;
mod trust;
mod wrapping;

use jiff::Timestamp;

use super::certificates::{Certificate, Identity};
use super::verify::{Judgement, SignatureProblem, Trust, Verified, verify};
use crate::domain::finding::rules::signer::KEY_INFO_FORM;
use crate::soap::envelope::{self, Envelope};

pub(crate) fn signer() -> Identity {
    Identity::parse(
        include_bytes!("../../../../tests/fixtures/signer.crt"),
        include_bytes!("../../../../tests/fixtures/signer.key"),
    )
    .unwrap()
}

pub(crate) fn stranger() -> Certificate {
    Certificate::parse(include_bytes!("../../../../tests/fixtures/stranger.crt")).unwrap()
}

pub(crate) fn now() -> Timestamp {
    "2027-01-04T08:51:24.321Z".parse().unwrap()
}

fn verified(xml: &str, trust: Trust<'_>, judgement: Judgement) -> Result<Verified, SignatureProblem> {
    let text = envelope::text_of(xml.as_bytes()).unwrap();
    let document = envelope::parse(&text).unwrap();
    let envelope = Envelope::of(&document).unwrap();
    verify(&document, &envelope, trust, judgement)
}

fn verdict_at(xml: &str, trust: Trust<'_>, at: Timestamp) -> Result<(), SignatureProblem> {
    verified(xml, trust, Judgement::at(at)).map(|_| ())
}

fn verdict(xml: &str) -> Result<(), SignatureProblem> {
    verdict_at(xml, Trust::Certificate(&signer().certificate), now())
}

/// The rule that the message breaks.
#[track_caller]
fn rule(verdict: Result<(), SignatureProblem>) -> &'static str {
    verdict.expect_err("the message is accepted").finding().rule.name
}

/// The rules of the remarks on an accepted message.
#[track_caller]
fn remarks(xml: &str) -> Vec<&'static str> {
    let verified = verified(xml, Trust::Certificate(&signer().certificate), Judgement::at(now())).unwrap();
    noted(&verified)
}

/// The names of the remarks, except the one about missing KeyInfo, which has its own test.
fn noted(verified: &Verified) -> Vec<&'static str> {
    let names = verified.notes.iter().map(|note| note.rule.name);
    names.filter(|name| *name != KEY_INFO_FORM.name).collect()
}
