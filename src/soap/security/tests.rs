//! What holds, and what must not.

use jiff::{SignedDuration, Timestamp};

use super::certificates::{Certificate, Identity};
use super::sign::{KeyInfoForm, MessageStamp, signed_envelope};
use super::verify::{Judgement, SignatureProblem, Trust, verify};
use crate::soap::envelope::{self, Envelope};

fn signer() -> Identity {
    Identity::parse(
        include_bytes!("../../../tests/fixtures/signer.crt"),
        include_bytes!("../../../tests/fixtures/signer.key"),
    )
    .unwrap()
}

fn stranger() -> Certificate {
    Certificate::parse(include_bytes!("../../../tests/fixtures/stranger.crt")).unwrap()
}

fn now() -> Timestamp {
    "2027-01-04T08:51:24.321Z".parse().unwrap()
}

fn signed(form: KeyInfoForm) -> String {
    let stamp = MessageStamp { id: "e12b4bcbdc994043871f9e0de6a523be".into(), created: now() };
    let body = "<GetOrderDetails xmlns=\"https://mpay.gov.md\"><query><OrderKey>ș &amp; 1</OrderKey></query></GetOrderDetails>";
    signed_envelope(body, &signer(), &stamp, form).unwrap()
}

fn verdict_at(xml: &str, trust: Trust<'_>, at: Timestamp) -> Result<(), SignatureProblem> {
    let text = envelope::text_of(xml.as_bytes()).unwrap();
    let document = envelope::parse(&text).unwrap();
    let envelope = Envelope::of(&document).unwrap();
    verify(&document, &envelope, trust, Judgement::at(at)).map(|_| ())
}

fn verdict(xml: &str) -> Result<(), SignatureProblem> {
    verdict_at(xml, Trust::Certificate(&signer().certificate), now())
}

#[test]
fn both_forms_of_key_info_verify_with_the_registered_certificate_and_at_first_use() {
    for form in [KeyInfoForm::BinarySecurityToken, KeyInfoForm::X509Data] {
        assert_eq!(verdict(&signed(form)), Ok(()));
        assert_eq!(verdict_at(&signed(form), Trust::FirstUse, now()), Ok(()));
    }
}

#[test]
fn a_key_identifier_is_matched_with_the_known_certificate() {
    use base64::Engine;
    let xml = signed(KeyInfoForm::X509Data);
    let (start, end) = (xml.find("<X509Data>").unwrap(), xml.find("</KeyInfo>").unwrap());
    let with_identifier = |identifier: &[u8]| {
        let identifier = base64::engine::general_purpose::STANDARD.encode(identifier);
        format!(
            "{}<w:SecurityTokenReference xmlns:w=\"{}\"><w:KeyIdentifier>{identifier}</w:KeyIdentifier></w:SecurityTokenReference>{}",
            &xml[..start],
            crate::soap::WSSE_NS,
            &xml[end..]
        )
    };
    let known = signer().certificate.subject_key_identifier.unwrap();
    assert_eq!(verdict(&with_identifier(&known)), Ok(()));
    let another = verdict(&with_identifier(b"another"));
    assert!(matches!(another, Err(SignatureProblem::OtherIdentifier { .. })), "{another:?}");
    assert_eq!(
        verdict_at(&with_identifier(&known), Trust::FirstUse, now()),
        Err(SignatureProblem::NothingToPin)
    );
}

#[test]
fn a_changed_body_or_timestamp_is_named() {
    let xml = signed(KeyInfoForm::X509Data);
    for (from, to, name) in
        [("&amp; 1", "&amp; 2", "Body"), ("2027-01-04T08:56", "2027-01-04T09:56", "Timestamp")]
    {
        match verdict(&xml.replace(from, to)) {
            Err(SignatureProblem::Digest { element, .. }) => assert_eq!(element, name),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_changed_signed_info_does_not_fit_its_signature() {
    let xml = signed(KeyInfoForm::X509Data).replace("<SignedInfo>", "<SignedInfo> ");
    assert!(matches!(verdict(&xml), Err(SignatureProblem::SignatureValue { .. })));
}

#[test]
fn line_breaks_and_a_byte_order_mark_around_the_envelope_do_no_harm() {
    let xml = format!("\u{feff}{}\n", signed(KeyInfoForm::X509Data));
    assert_eq!(verdict(&xml), Ok(()));
}

#[test]
fn another_signer_is_named_with_both_thumbprints() {
    let xml = signed(KeyInfoForm::X509Data);
    match verdict_at(&xml, Trust::Certificate(&stranger()), now()) {
        Err(SignatureProblem::WrongCertificate { found_thumbprint, expected_thumbprint, .. }) => {
            assert_eq!(found_thumbprint, signer().certificate.thumbprint());
            assert_eq!(expected_thumbprint, stranger().thumbprint());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_lives_five_minutes_and_the_leeway_longer_and_no_more() {
    let xml = signed(KeyInfoForm::X509Data);
    let at = |minutes| verdict_at(&xml, Trust::FirstUse, now() + SignedDuration::from_mins(minutes));
    assert_eq!(at(-5), Ok(()));
    assert_eq!(at(10), Ok(()));
    assert!(matches!(at(-6), Err(SignatureProblem::CreatedInFuture { .. })));
    assert!(matches!(at(11), Err(SignatureProblem::Expired { .. })));
}

#[test]
fn a_certificate_counts_only_within_its_dates() {
    let at = "2020-01-01T00:00:00Z".parse().unwrap();
    let verdict = verdict_at(&signed(KeyInfoForm::X509Data), Trust::FirstUse, at);
    assert!(matches!(verdict, Err(SignatureProblem::CertificateDates { .. })), "{verdict:?}");
}

#[test]
fn an_unsigned_message_is_called_unsigned() {
    let xml = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body/></e:Envelope>";
    assert_eq!(verdict(xml), Err(SignatureProblem::Unsigned));
}

/// Wrapping: the signed Body is kept somewhere, and another one stands where the Body is read.
#[test]
fn a_signed_body_that_was_moved_aside_does_not_cover_another_one() {
    let xml = signed(KeyInfoForm::X509Data);
    let start = xml.find("<s:Body").unwrap();
    let end = xml.find("</s:Envelope>").unwrap();
    let forged = format!(
        "{}<s:Body wsu:Id=\"evil\"><x/></s:Body></s:Envelope>",
        xml[..start].replace("</s:Header>", &format!("<w>{}</w></s:Header>", &xml[start..end]))
    );
    assert_eq!(verdict(&forged), Err(SignatureProblem::NotCovered { element: "Body" }));

    let same_id = forged.replace("wsu:Id=\"evil\"", "wsu:Id=\"BD-e12b4bcbdc994043871f9e0de6a523be\"");
    assert!(matches!(verdict(&same_id), Err(SignatureProblem::DuplicateId { count: 2, .. })));
}

#[test]
fn a_second_security_header_or_signature_is_refused() {
    let xml = signed(KeyInfoForm::X509Data);
    let start = xml.find("<Security").unwrap();
    let end = xml.find("</s:Header>").unwrap();
    let doubled = format!("{}{}{}", &xml[..end], &xml[start..end], &xml[end..]);
    assert_eq!(verdict(&doubled), Err(SignatureProblem::Ambiguous { what: "Security", count: 2 }));
}

#[test]
fn a_signature_without_the_timestamp_is_refused() {
    let xml = signed(KeyInfoForm::X509Data);
    let start = xml.find("<Reference URI=\"#TS-").unwrap();
    let end = start + xml[start..].find("</Reference>").unwrap() + "</Reference>".len();
    let without = format!("{}{}", &xml[..start], &xml[end..]);
    assert_eq!(verdict(&without), Err(SignatureProblem::NotCovered { element: "Timestamp" }));
}

#[test]
fn every_prefix_of_a_message_is_refused_without_a_panic() {
    let xml = signed(KeyInfoForm::BinarySecurityToken);
    for end in (0..xml.len()).filter(|end| xml.is_char_boundary(*end)) {
        let read = envelope::text_of(&xml.as_bytes()[..end]).and_then(|text| {
            let document = envelope::parse(&text)?;
            Envelope::of(&document).map(|_| ())
        });
        assert!(read.is_err(), "{end}");
    }
}
