//! Algorithms, transforms, references.

use super::forge::{Forge, method, transforms};
use super::key_info::base64;
use super::{now, remarks, rule, signer, verdict, verdict_at, verified};
use crate::soap::security::c14n::{EXCLUSIVE, EXCLUSIVE_WITH_COMMENTS, Method};
use crate::soap::security::certificates::{Certificate, Identity};
use crate::soap::security::uris::ENVELOPED_SIGNATURE;
use crate::soap::security::verify::{Judgement, SignatureProblem, Trust};
use crate::soap::security::{DigestAlgorithm, SignatureAlgorithm};

#[test]
fn every_digest_and_every_signature_algorithm_holds() {
    for digest in DigestAlgorithm::ALL {
        for signature in SignatureAlgorithm::ALL {
            let xml = Forge { digest, signature, ..Forge::default() }.xml();
            assert_eq!(verdict(&xml), Ok(()), "{digest:?} {signature:?}");
            let changed = xml.replacen("ș", "s", 1);
            assert_eq!(rule(verdict(&changed)), "signature-digest");
        }
    }
}

#[test]
fn algorithms_beside_those_of_the_policy_are_remarked_on() {
    for (signature, digest, expected) in [
        (SignatureAlgorithm::RsaSha1, DigestAlgorithm::Sha1, None),
        (SignatureAlgorithm::RsaSha256, DigestAlgorithm::Sha256, Some("rsa-sha256 with the digest sha256")),
        (SignatureAlgorithm::RsaSha1, DigestAlgorithm::Sha256, Some("rsa-sha1 with the digest sha256")),
        (SignatureAlgorithm::RsaSha256, DigestAlgorithm::Sha1, Some("rsa-sha256 with the digest sha1")),
    ] {
        let xml = Forge { digest, signature, ..Forge::default() }.xml();
        let known = signer().certificate;
        let notes = verified(&xml, Trust::Certificate(&known), Judgement::at(now())).unwrap().notes;
        let note = notes.iter().find(|note| note.rule.name == "signature-algorithm-suite");
        assert_eq!(note.map(|note| note.found.as_str()), expected);
    }
}

fn x509_data(certificate: &Certificate) -> String {
    let der = base64(certificate.der());
    format!(
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    )
}

fn with_key_of(pem: &[u8], signature: SignatureAlgorithm) -> String {
    let identity = Identity::parse(pem, pem).unwrap();
    let key_info = x509_data(&identity.certificate);
    Forge { identity, signature, key_info, ..Forge::default() }.xml()
}

#[test]
fn short_keys_are_named_by_their_length() {
    let pem = include_bytes!("../../../../tests/fixtures/rsa-1024.pem");
    for algorithm in SignatureAlgorithm::ALL {
        let verdict = verified(&with_key_of(pem, algorithm), Trust::FirstUse, Judgement::at(now()));
        if algorithm == SignatureAlgorithm::RsaSha384 {
            let finding = verdict.unwrap_err().finding();
            assert_eq!(finding.rule.name, "certificate-key-length");
            assert!(finding.found.ends_with("has 1024 bits"), "{}", finding.found);
            assert_eq!(finding.expected, "2048 to 8192 bits with rsa-sha384");
        } else {
            let notes = verdict.unwrap().notes;
            assert!(notes.iter().any(|note| note.rule.name == "certificate-key-weak"), "{algorithm:?}");
        }
    }
    let pem = include_bytes!("../../../../tests/fixtures/rsa-512.pem");
    assert!(Identity::parse(pem, pem).unwrap_err().to_string().contains("has 512 bits"));
    let key_info = x509_data(&Certificate::parse(pem).unwrap());
    let xml = Forge { key_info, ..Forge::default() }.xml();
    let finding = verdict_at(&xml, Trust::FirstUse, now()).unwrap_err().finding();
    assert_eq!(finding.rule.name, "certificate-key-length");
    assert!(finding.found.ends_with("has 512 bits"), "{}", finding.found);
}

#[test]
fn every_canonicalization_holds_in_both_places_and_the_inclusive_ones_are_remarked_on() {
    for (c14n, _, uri) in Method::URIS {
        let xml = Forge { transforms: transforms(&[uri]), method: method(uri), ..Forge::default() }.xml();
        assert_eq!(verdict(&xml), Ok(()), "{uri}");
        let expected = if c14n == Method::Exclusive { vec![] } else { vec!["signature-inclusive-c14n"; 3] };
        assert_eq!(remarks(&xml), expected, "{uri}");
        // A namespace outside the signed elements belongs to them only in inclusive canonicalization.
        let around = xml.replacen("<s:Envelope ", "<s:Envelope xmlns:new='urn:new' ", 1);
        assert_eq!(verdict(&around).is_ok(), c14n == Method::Exclusive, "{uri}");
    }
}

#[test]
fn without_transforms_the_canonicalization_is_inclusive() {
    let inclusive =
        Forge { transforms: transforms(&[Method::Inclusive10.uri(false)]), ..Forge::default() }.xml();
    let implied = Forge { transforms: String::new(), ..Forge::default() }.xml();
    let enveloped = Forge { transforms: transforms(&[ENVELOPED_SIGNATURE]), ..Forge::default() }.xml();
    let digest = |xml: &str| xml.split("DigestValue>").nth(1).unwrap().to_owned();
    for xml in [implied, enveloped] {
        assert_eq!(verdict(&xml), Ok(()));
        assert_eq!(digest(&xml), digest(&inclusive));
        assert!(remarks(&xml).starts_with(&["signature-inclusive-c14n"]));
    }
}

#[test]
fn transforms_are_applied_in_their_order() {
    let inclusive = Method::Inclusive11.uri(false);
    for list in [vec![inclusive, EXCLUSIVE], vec![ENVELOPED_SIGNATURE, EXCLUSIVE], vec![EXCLUSIVE; 2]] {
        assert_eq!(
            verdict(&Forge { transforms: transforms(&list), ..Forge::default() }.xml()),
            Ok(()),
            "{list:?}"
        );
    }
    // Inclusive then exclusive canonicalization equals exclusive alone.
    let exclusive = Forge::default().xml();
    let both = Forge { transforms: transforms(&[inclusive, EXCLUSIVE]), ..Forge::default() }.xml();
    let digest = |xml: &str| xml.split("DigestValue>").nth(1).unwrap().to_owned();
    assert_eq!(digest(&exclusive), digest(&both));

    let xml = Forge::default().xml();
    let turned = transforms(&[EXCLUSIVE, ENVELOPED_SIGNATURE]);
    let changed = xml.replace(&transforms(&[EXCLUSIVE]), &turned);
    assert_eq!(rule(verdict(&changed)), "signature-transforms");
}

#[test]
fn comments_are_no_part_of_what_a_reference_covers() {
    let xml = Forge { transforms: transforms(&[EXCLUSIVE_WITH_COMMENTS]), ..Forge::default() }.xml();
    assert_eq!(verdict(&xml.replace("<!-- comment -->", "")), Ok(()));
}

#[test]
fn prefix_lists_count_on_transforms_and_on_signed_info() {
    let list = |element: &str| {
        format!(
            "<ds:{element} Algorithm='{EXCLUSIVE}'><InclusiveNamespaces xmlns='{EXCLUSIVE}' PrefixList='s wsu\n new'/></ds:{element}>"
        )
    };
    let envelope = "xmlns:new='urn:new'".to_owned();
    let forge = Forge {
        transforms: format!("<ds:Transforms>{}</ds:Transforms>", list("Transform")),
        envelope: envelope.clone(),
        ..Forge::default()
    };
    assert_eq!(remarks(&forge.xml()), [""; 0]);
    assert_eq!(rule(verdict(&forge.xml().replace("'urn:new'", "'urn:newer'"))), "signature-digest");
    let forge = Forge { method: list("CanonicalizationMethod"), envelope, ..Forge::default() };
    assert_eq!(remarks(&forge.xml()), ["signature-prefix-list"]);
    assert_eq!(rule(verdict(&forge.xml().replace("'urn:new'", "'urn:newer'"))), "signature-value");
}

#[test]
fn a_reference_to_the_envelope_or_the_whole_document_covers_what_is_in_it() {
    let both = transforms(&[ENVELOPED_SIGNATURE, EXCLUSIVE]);
    for (uri, envelope, rule_name) in
        [("", "", "signature-whole-document"), ("#E", "wsu:Id='E'", "signature-envelope-covered")]
    {
        let forge = Forge {
            references: vec![uri],
            transforms: both.clone(),
            envelope: envelope.to_owned(),
            ..Forge::default()
        };
        let xml = forge.xml();
        assert_eq!(remarks(&xml), [rule_name]);
        assert_eq!(rule(verdict(&xml.replacen("ș", "s", 1))), "signature-digest");
        assert_eq!(rule(verdict(&xml.replacen("<s:Header>", "<s:Header><other/>", 1))), "signature-digest");
    }
    let xml = Forge::default().xml();
    for outside in ["https://example.test/", "cid:1", "#"] {
        let changed = xml.replacen("URI=\"#B\"", &format!("URI=\"{outside}\""), 1);
        assert_eq!(rule(verdict(&changed)), "signature-reference-outside");
    }
    assert_eq!(rule(verdict(&xml.replacen(" URI=\"#B\"", "", 1))), "signature-reference-outside");
    assert_eq!(rule(verdict(&xml.replacen("URI=\"#B\"", "URI=\"#b\"", 1))), "signature-reference-dangling");
}

#[test]
fn unknown_and_misspelt_algorithms_are_told_apart_and_the_right_uri_is_named() {
    let xml = Forge::default().xml();
    let misspelt = EXCLUSIVE.replace("exc-c14n", "excc14n");
    for (from, to, right) in [
        (method(EXCLUSIVE), method(&misspelt), EXCLUSIVE),
        (transforms(&[EXCLUSIVE]), transforms(&[misspelt.as_str()]), EXCLUSIVE),
        ("xmldsig#rsa-sha1".to_owned(), "xmldsig#rsasha1".to_owned(), SignatureAlgorithm::RsaSha1.uri()),
        ("xmldsig#sha1".to_owned(), "xmldsig#sha256".to_owned(), DigestAlgorithm::Sha256.uri()),
    ] {
        let finding = verdict(&xml.replace(&from, &to)).unwrap_err().finding();
        assert_eq!(finding.rule.name, "signature-algorithm-spelling", "{to}");
        assert_eq!(finding.expected, right);
        assert_eq!(finding.remedy.as_str(), format!("write {right}"));
    }
    for (from, to) in [
        (method(EXCLUSIVE), method("urn:other")),
        (transforms(&[EXCLUSIVE]), transforms(&["http://www.w3.org/TR/1999/REC-xpath-19991116"])),
        ("xmldsig#rsa-sha1".to_owned(), "xmldsig#hmac-sha1".to_owned()),
        ("xmldsig#sha1".to_owned(), "xmldsig-more#md5".to_owned()),
    ] {
        let problem = verdict(&xml.replace(&from, &to)).unwrap_err();
        assert!(matches!(problem, SignatureProblem::Algorithm { .. }), "{to}: {problem}");
        assert_eq!(problem.finding().rule.name, "signature-algorithm");
    }
}

#[test]
fn what_is_missing_doubled_or_no_base64_is_named() {
    let xml = Forge::default().xml();
    let value = xml.split("<ds:SignatureValue>").nth(1).unwrap().split('<').next().unwrap();
    for (from, to, rule_name) in [
        (
            "<ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/>",
            "",
            "signature-incomplete",
        ),
        (method(EXCLUSIVE).as_str(), "", "signature-incomplete"),
        (method(EXCLUSIVE).as_str(), &method(EXCLUSIVE).repeat(2), "signature-element-doubled"),
        ("<ds:SignatureValue>", "<ds:SignatureValue/><ds:SignatureValue>", "signature-element-doubled"),
        (value, "=?", "signature-base64"),
        (value, "", "signature-value-empty"),
    ] {
        assert_eq!(rule(verdict(&xml.replacen(from, to, 1))), rule_name, "{from}");
    }
    // White space in the value does no harm.
    let spread: String = value.chars().flat_map(|c| [c, '\n', ' ']).collect();
    assert_eq!(verdict(&xml.replace(value, &spread)), Ok(()));
}
