//! What is said of messages of the field: what is there, what was expected, what to do.

use mpay_sim::domain::finding::Finding;
use mpay_sim::soap::security::explain::text as terminal;

use super::damages;
use super::writers;
use super::x_ray;

/// What is found about this writer's message after this accident.
#[track_caller]
fn findings(accident: &str, writer: &str) -> Vec<Finding> {
    let damage = damages::all().into_iter().find(|damage| damage.name == accident).unwrap();
    let writer = writers::all().into_iter().find(|one| one.name == writer).unwrap();
    let x_ray = x_ray(&(damage.make)(&writer), damage.known, damage.registered);
    let report = terminal::report(&x_ray, true);
    assert!(!report.contains("``"), "an empty name is no name: {report}");
    x_ray.findings.into_iter().chain(x_ray.notes).collect()
}

fn names(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.name).collect()
}

#[test]
fn a_second_header_and_a_doubled_id_come_first_and_nothing_is_guessed_from_them() {
    for writer in ["plain", "wcf", "wss4j", "gsoap"] {
        let found = findings("the library's own Timestamp, with the id of Body", writer);
        assert_eq!(names(&found), ["signature-two-security-headers", "signature-duplicate-id"], "{writer}");
        assert!(
            found[0].found.starts_with("2 Security headers: Envelope/Header/Security (line "),
            "{}",
            found[0].found
        );
        assert!(found[0].found.contains(", with Timestamp; "), "{}", found[0].found);
        assert!(
            found[1].found.contains("stands on 2 elements: Envelope/Header/Security/Timestamp (line "),
            "{}",
            found[1].found
        );
        assert!(found[1].found.contains("Envelope/Body (line "), "{}", found[1].found);
    }
}

#[test]
fn an_empty_signature_value_is_a_key_that_was_not_loaded() {
    let found = findings("the key was not loaded", "wcf");
    assert_eq!(names(&found), ["signature-value-empty"]);
    assert_eq!(found[0].rule.title, "nothing was signed: SignatureValue is empty");
    assert!(found[0].remedy.contains("passphrase"));
}

#[test]
fn a_whole_document_is_told_to_be_signed_by_reference() {
    let found = findings("URI=\"\"", "signedxml");
    assert_eq!(names(&found), ["signature-whole-document", "signature-algorithm-suite"]);
    assert!(found[0].remedy.contains("sign Body and Timestamp by reference"));
    let found = findings("URI=\"\", and an amount was changed", "plain");
    assert_eq!(names(&found), ["diagnosis-content-changed", "signature-digest"]);
    assert!(found[0].found.starts_with("the whole document: "), "{}", found[0].found);
}

#[test]
fn a_reply_that_signs_its_token_too_and_was_changed_is_told_of_the_change_alone() {
    for accident in ["an amount was changed", "the Timestamp was renewed"] {
        assert_eq!(names(&findings(accident, "wss4j")), ["diagnosis-content-changed", "signature-digest"]);
    }
}

#[test]
fn the_certificate_of_another_service_is_named_with_the_one_that_is_registered() {
    for (accident, writer) in [
        ("another service's certificate", "wcf"),
        ("another service's, by issuer and serial", "plain"),
        ("another service's, by issuer and serial", "zeep"),
    ] {
        let found = findings(accident, writer);
        assert!(found[0].found.contains("signed by `O=mpay-sim, CN=test signer"), "{}", found[0].found);
        assert!(found[0].found.ends_with("with the key of service OTHER"), "{}", found[0].found);
        assert!(found[0].expected.contains("CN=test stranger"), "{}", found[0].expected);
        assert!(!names(&found).contains(&"diagnosis-signed-with-unknown-key"), "{found:#?}");
    }
    let found = findings("an unknown one, by issuer and serial", "plain");
    assert_eq!(names(&found), ["key-info-issuer-serial"]);
    for number in [&found[0].found, &found[0].expected] {
        let (decimal, rest) = number.split_once(" (0x").unwrap();
        assert!(decimal.bytes().all(|byte| byte.is_ascii_digit()) && rest.contains(')'), "{number}");
    }
}

#[test]
fn letters_that_were_escaped_octet_by_octet_are_shown_as_they_stand_and_as_they_were_meant() {
    let found = findings("letters as references to their octets", "gsoap");
    assert_eq!(names(&found), ["diagnosis-not-canonicalized", "signature-digest"]);
    assert!(found[0].found.contains("`&#xC8;&#x98;`, the octets of `Ș` in UTF-8"), "{}", found[0].found);
    assert!(found[0].remedy.contains("SOAP_C_UTFSTRING"));
}
