//! Remarks on valid signatures.

use super::forge::{Forge, transforms};
use super::{now, remarks, signer, verdict, verified};
use crate::domain::finding::Severity;
use crate::soap::security::c14n::EXCLUSIVE;
use crate::soap::security::uris::ENVELOPED_SIGNATURE;
use crate::soap::security::verify::{Judgement, Trust};

#[test]
fn a_plain_message_is_not_remarkable_whatever_the_header_must_be_understood_by() {
    let xml = Forge::default().xml();
    assert_eq!(remarks(&xml), [""; 0]);
    let must = xml.replacen("<wsse:Security ", "<wsse:Security s:mustUnderstand='1' ", 1);
    assert_eq!(remarks(&must), [""; 0]);
}

#[test]
fn an_enveloped_transform_on_a_timestamp_and_two_ids_on_one_element_are_remarked_on() {
    let xml = Forge { transforms: transforms(&[ENVELOPED_SIGNATURE, EXCLUSIVE]), ..Forge::default() }.xml();
    assert_eq!(remarks(&xml), ["signature-enveloped-transform"; 2]);
    for body in ["wsu:Id='B' Id='B'", "wsu:Id='other' Id='B'"] {
        let xml = Forge { body: body.to_owned(), ..Forge::default() }.xml();
        assert_eq!(remarks(&xml), ["signature-two-id-attributes"], "{body}");
    }
    let plain = Forge { body: "Id='B'".to_owned(), ..Forge::default() }.xml();
    assert_eq!(remarks(&plain), [""; 0]);
}

#[test]
fn attributes_of_key_info_are_remarked_on_with_their_place() {
    let xml = Forge { key_info: "<ds:KeyInfo Id='k'/>".to_owned(), ..Forge::default() }.xml();
    assert_eq!(remarks(&xml), [""; 0]);
    for (attributes, found) in [("wsu:Id='k'", "wsu:Id"), ("Name='x' Id='k'", "Name")] {
        let key_info = format!("<ds:KeyInfo {attributes}/>");
        let xml = Forge { key_info, ..Forge::default() }.xml();
        assert_eq!(remarks(&xml), ["key-info-attributes"], "{attributes}");
        let verified =
            verified(&xml, Trust::Certificate(&signer().certificate), Judgement::at(now())).unwrap();
        assert!(verified.notes.iter().any(|note| note.found == found), "{attributes}");
    }
}

#[test]
fn relative_namespaces_are_remarked_on() {
    let content =
        "<x xmlns='models'/><a xmlns='urn:a'/><b xmlns='https://mpay.gov.md'/><c xmlns:p='//x' p:q=''/>"
            .to_owned();
    let xml = Forge { content, ..Forge::default() }.xml();
    assert_eq!(remarks(&xml), ["signature-relative-namespace"; 2]);
    let content = (0..20).map(|i| format!("<x xmlns='models{i}'/>")).collect();
    assert_eq!(remarks(&Forge { content, ..Forge::default() }.xml()).len(), 3);
}

#[test]
fn problems_are_findings_with_a_place_and_words() {
    let xml = Forge::default().xml();
    let finding = verdict(&xml.replacen("ș", "s", 1)).unwrap_err().finding();
    assert_eq!(finding.place.to_string(), "Envelope/Body");
    assert_eq!(finding.rule.severity, Severity::Error);
    assert!(finding.found.contains("digest of Body") && finding.expected.contains("the message declares"));
    let finding = verdict(&xml.replace("#rsa-sha1", "#rsa_sha1")).unwrap_err().finding();
    assert_eq!(finding.place.to_string(), "Envelope/Header/Security/Signature/SignedInfo/SignatureMethod");
}
