//! Our own signed messages, and changes to them.

use jiff::SignedDuration;

use super::{now, signer, stranger, verdict, verdict_at};
use crate::soap::envelope::{self, Envelope};
use crate::soap::security::sign::{KeyInfoForm, MessageStamp, signed_envelope};
use crate::soap::security::verify::{SignatureProblem, Trust};

fn signed(form: KeyInfoForm) -> String {
    let stamp = MessageStamp { id: "e12b4bcbdc994043871f9e0de6a523be".into(), created: now() };
    let body = "<GetOrderDetails xmlns=\"https://mpay.gov.md\"><query><OrderKey>ș &amp; 1</OrderKey></query></GetOrderDetails>";
    signed_envelope(body, &signer(), &stamp, form).unwrap()
}

#[test]
fn both_forms_of_key_info_verify_with_the_registered_certificate_and_at_first_use() {
    for form in [KeyInfoForm::BinarySecurityToken, KeyInfoForm::X509Data] {
        assert_eq!(verdict(&signed(form)), Ok(()));
        assert_eq!(verdict_at(&signed(form), Trust::FirstUse, now()), Ok(()));
    }
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
    let finding = verdict(xml).unwrap_err().finding();
    assert_eq!((finding.rule.name, finding.found.as_str()), ("signature-missing", "it has no Header"));
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
