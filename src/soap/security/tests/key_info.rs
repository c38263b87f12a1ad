//! The forms of KeyInfo, and mismatches with the known certificate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::forge::Forge;
use super::trust::{Made, make};
use super::{now, remarks, rule, signer, stranger, verdict, verdict_at, verified};
use crate::soap::WSSE_NS;
use crate::soap::security::certificates::Certificate;
use crate::soap::security::key_info::X509_V3;
use crate::soap::security::verify::{Judgement, SignatureProblem, Trust};

const PROFILE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0";
const THUMBPRINT: &str = "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1";

pub(super) fn base64(octets: &[u8]) -> String {
    BASE64.encode(octets)
}

fn in_reference(content: &str) -> String {
    format!("<wsse:SecurityTokenReference xmlns:wsse='{WSSE_NS}'>{content}</wsse:SecurityTokenReference>")
}

fn message(content: &str) -> String {
    Forge { key_info: format!("<ds:KeyInfo>{content}</ds:KeyInfo>"), ..Forge::default() }.xml()
}

fn with_token(attributes: &str, content: &str, reference: &str) -> String {
    Forge {
        token: format!(
            "<wsse:BinarySecurityToken wsu:Id='ST' {attributes}>{content}</wsse:BinarySecurityToken>"
        ),
        key_info: format!("<ds:KeyInfo>{}</ds:KeyInfo>", in_reference(reference)),
        ..Forge::default()
    }
    .xml()
}

fn at_first_use(xml: &str) -> Result<(), SignatureProblem> {
    verdict_at(xml, Trust::FirstUse, now())
}

#[test]
fn the_message_may_carry_the_certificate_in_every_form_of_the_guide_and_of_libraries() {
    let der = base64(signer().certificate.der());
    let certificate = format!("<ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate></ds:X509Data>");
    let typed = format!("ValueType='{X509_V3}'");
    let spread: String =
        der.as_bytes().chunks(64).map(|line| format!("{}\r\n ", str::from_utf8(line).unwrap())).collect();
    for xml in [
        with_token(&typed, &der, &format!("<wsse:Reference URI='#ST' {typed}/>")),
        with_token("", &der, "<wsse:Reference URI='#ST'/>"),
        with_token(&typed, &spread, "<wsse:Reference URI='#ST'/>"),
        message(&certificate),
        message(&in_reference(&certificate)),
        message(&certificate.replace(&der, &spread)),
        message(&certificate.replace(&der, der.trim_end_matches('='))),
        message(&in_reference(&format!("<wsse:KeyIdentifier {typed}>{der}</wsse:KeyIdentifier>"))),
        message(&format!("<ds:KeyName>me</ds:KeyName>{certificate}")),
    ] {
        assert_eq!(verdict(&xml), Ok(()));
        assert_eq!(at_first_use(&xml), Ok(()));
        let other = verdict_at(&xml, Trust::Certificate(&stranger()), now());
        assert_eq!(rule(other), "certificate-other");
    }
}

#[test]
fn without_a_certificate_in_the_message_the_known_one_is_tried() {
    for content in ["<ds:KeyName>me</ds:KeyName>", "<ds:X509Data/>", ""] {
        let xml = message(content);
        assert_eq!(verdict(&xml), Ok(()));
        assert_eq!(rule(at_first_use(&xml)), "key-info-no-certificate");
        let other = verdict_at(&xml, Trust::Certificate(&stranger()), now());
        assert_eq!(rule(other), "signature-value");
    }
    assert_eq!(verdict(&Forge::default().xml()), Ok(()));
}

#[test]
fn forms_that_the_guide_does_not_list_are_remarked_on_and_the_three_that_it_lists_are_not() {
    let known = signer().certificate;
    let (der, identifier) = (base64(known.der()), base64(known.subject_key_identifier.as_ref().unwrap()));
    let typed = |kind: &str, value: &str| {
        message(&in_reference(&format!(
            "<wsse:KeyIdentifier ValueType='{kind}'>{value}</wsse:KeyIdentifier>"
        )))
    };
    let issuer_serial = format!(
        "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>{}</ds:X509IssuerName>\
         <ds:X509SerialNumber>{}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>",
        known.issuer, known.serial
    );
    let thumbprint = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, known.der());
    for (xml, found) in [
        (with_token(&format!("ValueType='{X509_V3}'"), &der, "<wsse:Reference URI='#ST'/>"), None),
        (typed(&format!("{PROFILE}#X509SubjectKeyIdentifier"), &identifier), None),
        (
            message(&format!("<ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate></ds:X509Data>")),
            None,
        ),
        (typed(THUMBPRINT, &base64(thumbprint.as_ref())), Some("thumbprint")),
        (message(&issuer_serial), Some("issuer and serial")),
        (typed(X509_V3, &der), Some("certificate itself")),
        (
            message(&format!("<ds:X509Data><ds:X509SKI>{identifier}</ds:X509SKI></ds:X509Data>")),
            Some("X509SKI"),
        ),
        (message("<ds:KeyName>me</ds:KeyName>"), Some("nothing in KeyInfo")),
        (Forge::default().xml(), Some("no KeyInfo")),
    ] {
        let notes = verified(&xml, Trust::Certificate(&known), Judgement::at(now())).unwrap().notes;
        let note = notes.iter().find(|note| note.rule.name == "key-info-form");
        assert_eq!(note.is_some(), found.is_some(), "{xml}");
        assert!(note.is_none_or(|note| note.found.contains(found.unwrap())), "{note:?}");
    }
}

#[test]
fn identifiers_are_held_against_the_known_certificate() {
    let known = signer().certificate;
    let identifier = known.subject_key_identifier.as_ref().unwrap();
    let thumbprint = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, known.der());
    let key_identifier = |value_type: &str, octets: &[u8]| {
        let value_type =
            if value_type.is_empty() { String::new() } else { format!("ValueType='{value_type}'") };
        message(&in_reference(&format!(
            "<wsse:KeyIdentifier {value_type}>{}</wsse:KeyIdentifier>",
            base64(octets)
        )))
    };
    let ski = |octets: &[u8]| {
        message(&format!("<ds:X509Data><ds:X509SKI>{}</ds:X509SKI></ds:X509Data>", base64(octets)))
    };
    let ski_type = format!("{PROFILE}#X509SubjectKeyIdentifier");
    for xml in [
        key_identifier("", identifier),
        key_identifier(&ski_type, identifier),
        key_identifier(THUMBPRINT, thumbprint.as_ref()),
        ski(identifier),
    ] {
        assert_eq!(verdict(&xml), Ok(()));
        assert_eq!(rule(at_first_use(&xml)), "key-info-no-certificate");
    }
    for (xml, kind, expected) in [
        (key_identifier(&ski_type, b"\x0a\xff"), "subject key identifier 0aff", "6ebd7892"),
        (key_identifier(THUMBPRINT, b"\x0a\xff"), "SHA-1 thumbprint 0aff", known.thumbprint().as_str()),
        (ski(b"\x0a\xff"), "subject key identifier 0aff", "6ebd7892"),
    ] {
        let finding = verdict(&xml).unwrap_err().finding();
        assert_eq!(finding.rule.name, "key-info-identifier");
        assert_eq!(finding.found, kind);
        assert!(
            finding.expected.starts_with(expected) && finding.expected.contains(&known.subject),
            "{}",
            finding.expected
        );
    }
}

#[test]
fn issuer_and_serial_are_read_in_every_shape_and_the_serial_decides() {
    let known = signer().certificate;
    let serial = "248346806452514402115764659876374028703663704426";
    assert_eq!(known.serial.to_string(), serial);
    let issuer = "CN=\"test signer, published, never trust\", O=mpay-sim";
    let hexadecimal = "0x2B80418612FFDE6D74421A6E80943FF1E5BCC96A";
    let wrapped = |issuer: &str, serial: &str| {
        format!(
            "<ds:X509IssuerSerial><ds:X509IssuerName>{issuer}</ds:X509IssuerName>\
             <ds:X509SerialNumber>{serial}</ds:X509SerialNumber></ds:X509IssuerSerial>"
        )
    };
    let data = |content: &str| format!("<ds:X509Data>{content}</ds:X509Data>");
    let bare =
        wrapped(issuer, serial).replace("<ds:X509IssuerSerial>", "").replace("</ds:X509IssuerSerial>", "");
    let short = bare.replace("X509IssuerName", "IssuerName").replace("X509SerialNumber", "SerialNumber");
    let shape = vec!["key-info-issuer-serial-shape"];
    for (content, expected) in [
        (data(&wrapped(issuer, serial)), vec![]),
        (in_reference(&data(&wrapped(issuer, serial))), vec![]),
        (in_reference(&data(&wrapped(issuer, hexadecimal))), vec!["key-info-serial-form"]),
        (data(&wrapped("CN=Another", serial)), vec!["key-info-issuer-name"]),
        (data(&bare), shape.clone()),
        (in_reference(&data(&short)), shape.clone()),
        (in_reference(&wrapped(issuer, serial)), shape.clone()),
        (short, shape),
    ] {
        let xml = message(&content);
        assert_eq!(verdict(&xml), Ok(()), "{content}");
        assert_eq!(remarks(&xml), expected, "{content}");
        assert_eq!(rule(at_first_use(&xml)), "key-info-no-certificate");
        let finding = verdict_at(&xml, Trust::Certificate(&stranger()), now()).unwrap_err().finding();
        assert_eq!(finding.rule.name, "key-info-issuer-serial");
        assert!(finding.expected.starts_with(&stranger().serial.to_string()), "{}", finding.expected);
        assert!(finding.expected.contains("test stranger"), "{}", finding.expected);
        // Both numbers are shown in both forms, whatever the message has.
        assert!(finding.found.starts_with(&format!("{serial} (0x2b80418612")), "{}", finding.found);
    }
    for serial in ["", "12x", "1"] {
        let verdict = verdict(&message(&data(&wrapped(issuer, serial))));
        assert_eq!(rule(verdict), "key-info-issuer-serial", "{serial}");
    }
}

#[test]
fn certificates_with_negative_serial_numbers_are_read() {
    let mut der =
        make(Made { serial: Some(&[0x7a, 0x7b, 0x7c, 0x7d]), ..Made::default() }).certificate.der().to_vec();
    let at = der.windows(4).position(|octets| octets == [0x7a, 0x7b, 0x7c, 0x7d]).unwrap();
    der[at] = 0xfa;
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.serial.to_string(), "-92570499");
}

#[test]
fn of_several_certificates_the_known_one_counts_and_else_the_leaf() {
    let authority = make(Made { is_authority: true, ..Made::default() });
    let leaf = make(Made { name: "leaf", issuer: Some(&authority), ..Made::default() });
    let certificates = [base64(authority.certificate.der()), base64(leaf.certificate.der())];
    for (first, second) in [(0, 1), (1, 0)] {
        let key_info = format!(
            "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
            certificates[first], certificates[second]
        );
        let identity = leaf.identity();
        let xml = Forge { identity, key_info, ..Forge::default() }.xml();
        let found = verified(&xml, Trust::FirstUse, Judgement::at(now())).unwrap().certificate;
        assert_eq!(found, leaf.certificate);
        assert_eq!(verdict_at(&xml, Trust::Certificate(&leaf.certificate), now()), Ok(()));
        let other = verdict_at(&xml, Trust::Certificate(&authority.certificate), now());
        assert_eq!(rule(other), "signature-value");
    }
}

#[test]
fn tokens_that_are_no_certificate_are_named() {
    let der = base64(signer().certificate.der());
    let pki_path = format!("{PROFILE}#X509PKIPathv1");
    for (xml, name) in [
        (
            with_token(&format!("ValueType='{pki_path}'"), &der, "<wsse:Reference URI='#ST'/>"),
            "key-info-token-type",
        ),
        (
            with_token("", &der, &format!("<wsse:Reference URI='#ST' ValueType='{PROFILE}#PKCS7'/>")),
            "key-info-token-type",
        ),
        (with_token("", &der, "<wsse:Reference URI='#B'/>"), "key-info-reference"),
        (with_token("", &der, "<wsse:Reference URI='#none'/>"), "signature-reference-dangling"),
        (with_token("", &der, "<wsse:Reference/>"), "signature-incomplete"),
        (with_token("", "MIIG...tYw=", "<wsse:Reference URI='#ST'/>"), "certificate-unreadable"),
        (with_token("", "AAAA", "<wsse:Reference URI='#ST'/>"), "certificate-unreadable"),
        (
            message(&in_reference("<wsse:KeyIdentifier ValueType='urn:x'>AAAA</wsse:KeyIdentifier>")),
            "key-info-token-type",
        ),
        (message(&in_reference("<Reference URI='#ST'/>")), "signature-namespace"),
    ] {
        assert_eq!(rule(verdict(&xml)), name);
    }
    let twice = with_token("", &der, "<wsse:Reference URI='#ST'/>").replacen(
        "<s:Header>",
        "<s:Header><x Id='ST'/>",
        1,
    );
    assert_eq!(rule(verdict(&twice)), "signature-duplicate-id");
}
