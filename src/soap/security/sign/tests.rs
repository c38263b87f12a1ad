//! Each defect is named by our own verifier; everything else in the message is correct.

use crate::domain::scenario::SignatureDefect;
use crate::soap::envelope::{self, Envelope};
use crate::soap::security::certificates::Identity;
use crate::soap::security::sign::{KeyInfoForm, MessageStamp, defective_envelope, signed_envelope};
use crate::soap::security::verify::{Judgement, SignatureProblem, Trust, verify};

const BODY: &str = "<GetOrderDetails xmlns=\"https://mpay.gov.md\"><query>ș</query></GetOrderDetails>";

fn hub() -> Identity {
    Identity::parse(
        include_bytes!("../../../../tests/fixtures/signer.crt"),
        include_bytes!("../../../../tests/fixtures/signer.key"),
    )
    .unwrap()
}

fn stamp() -> MessageStamp {
    MessageStamp {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        created: "2027-01-04T08:51:24.321Z".parse().unwrap(),
    }
}

/// The rule that the message breaks; empty where it verifies.
fn broken_rule(xml: &str) -> &'static str {
    let document = envelope::parse(xml).unwrap();
    let read = match Envelope::of(&document) {
        Ok(read) => read,
        Err(why) => return why.finding(xml.as_bytes()).rule.name,
    };
    let certificate = hub().certificate;
    match verify(&document, &read, Trust::Certificate(&certificate), Judgement::at(stamp().created)) {
        Ok(_) => "",
        Err(SignatureProblem::Unsigned { .. }) => "unsigned",
        Err(problem) => problem.finding().rule.name,
    }
}

#[test]
fn our_own_verifier_names_each_defect() {
    let hub = hub();
    let honest = signed_envelope(BODY, &hub, &stamp(), KeyInfoForm::BinarySecurityToken).unwrap();
    assert_eq!(broken_rule(&honest), "");
    for (defect, rule) in [
        (SignatureDefect::Unsigned, "unsigned"),
        (SignatureDefect::NoSecurityHeader, "unsigned"),
        (SignatureDefect::DigestWrong, "signature-digest"),
        (SignatureDefect::SignatureWrong, "signature-value"),
        (SignatureDefect::TimestampMissing, "timestamp-missing"),
        (SignatureDefect::TimestampNotSigned, "signature-timestamp-not-signed"),
        (SignatureDefect::BodyNotSigned, "signature-body-not-signed"),
        (SignatureDefect::TwoBodies, "bodies"),
        (SignatureDefect::BodyInHeader, "signature-body-not-signed"),
        (SignatureDefect::BodyWithSameId, "signature-duplicate-id"),
        (SignatureDefect::BodyInSignature, "signature-body-not-signed"),
        (SignatureDefect::TimestampInHeader, "signature-timestamp-not-signed"),
        (SignatureDefect::SecondSecurityHeader, "signature-two-security-headers"),
    ] {
        let xml = defective_envelope(BODY, &hub, &stamp(), defect).unwrap();
        assert_eq!(broken_rule(&xml), rule, "{defect:?}\n{xml}");
        assert!(xml.contains(BODY), "{defect:?}: the Body says the same");
    }
}

#[test]
fn what_stands_aside_is_still_signed_and_what_stands_in_its_place_says_the_same() {
    for defect in [
        SignatureDefect::TwoBodies,
        SignatureDefect::BodyInHeader,
        SignatureDefect::BodyWithSameId,
        SignatureDefect::BodyInSignature,
    ] {
        let xml = defective_envelope(BODY, &hub(), &stamp(), defect).unwrap();
        let places: Vec<usize> = xml.match_indices(BODY).map(|(at, _)| at).collect();
        assert_eq!(places.len(), 2, "{defect:?}\n{xml}");
        // Without the copy the message is honest again, so it has no other defect.
        let honest = signed_envelope(BODY, &hub(), &stamp(), KeyInfoForm::BinarySecurityToken).unwrap();
        let signature = |xml: &str| xml.split("<SignatureValue>").nth(1).map(|rest| rest[..344].to_owned());
        assert_eq!(signature(&xml), signature(&honest), "{defect:?}");
    }
}
