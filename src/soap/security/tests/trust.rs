//! Certificates: registered, issued by a registered authority, within their dates, with RSA keys.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256,
    PKCS_RSA_SHA256, PKCS_RSA_SHA384, PKCS_RSA_SHA512, RsaKeySize, SerialNumber, SignatureAlgorithm,
    date_time_ymd,
};

use super::forge::{Forge, timestamp};
use super::key_info::base64;
use super::{now, rule, signer, verdict_at};
use crate::soap::security::certificates::{Certificate, Identity};
use crate::soap::security::verify::{SignatureProblem, Trust};

/// The parts of a certificate.
pub(super) struct Made<'a> {
    pub(super) name: &'a str,
    pub(super) issuer: Option<&'a Issued>,
    pub(super) is_authority: bool,
    pub(super) path_length: Option<u8>,
    pub(super) years: (i32, i32),
    pub(super) serial: Option<&'a [u8]>,
    pub(super) key: &'static SignatureAlgorithm,
}

/// A certificate with its key, able to issue others.
pub(super) struct Issued {
    pub(super) certificate: Certificate,
    params: CertificateParams,
    key: KeyPair,
}

impl Default for Made<'_> {
    fn default() -> Self {
        let key = &PKCS_RSA_SHA256;
        Self {
            name: "authority",
            issuer: None,
            is_authority: false,
            path_length: None,
            years: (2026, 2030),
            serial: None,
            key,
        }
    }
}

impl Issued {
    pub(super) fn identity(&self) -> Identity {
        Identity::parse(self.certificate.der(), &self.key.serialize_der()).unwrap()
    }
}

/// One search for primes serves every test; the tests of names and signatures do not care about the key's owner.
static KEYS: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    [(); 3].map(|()| KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap().serialize_der())
});

pub(super) fn make(made: Made<'_>) -> Issued {
    let key = if made.key == &PKCS_ECDSA_P256_SHA256 {
        KeyPair::generate_for(made.key).unwrap()
    } else {
        let number = if made.is_authority { usize::from(made.issuer.is_some()) } else { 2 };
        KeyPair::from_der_and_sign_algo(&KEYS[number].clone().try_into().unwrap(), made.key).unwrap()
    };
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, made.name);
    params.not_before = date_time_ymd(made.years.0, 1, 1);
    params.not_after = date_time_ymd(made.years.1, 1, 1);
    params.serial_number = made.serial.map(SerialNumber::from_slice);
    params.is_ca = match (made.is_authority, made.path_length) {
        (true, Some(length)) => IsCa::Ca(BasicConstraints::Constrained(length)),
        (true, None) => IsCa::Ca(BasicConstraints::Unconstrained),
        (false, _) => IsCa::ExplicitNoCa,
    };
    let der = match made.issuer {
        Some(issuer) => {
            params.signed_by(&key, &Issuer::from_params(&issuer.params, &issuer.key)).unwrap().der().to_vec()
        }
        None => params.self_signed(&key).unwrap().der().to_vec(),
    };
    Issued { certificate: Certificate::from_der(&der).unwrap(), params, key }
}

fn authority(made: Made<'_>) -> Issued {
    make(Made { is_authority: true, ..made })
}

/// A message signed by the first one, with the certificates of all.
fn message(signer: &Issued, others: &[&Issued]) -> String {
    let certificates: String = std::iter::once(signer)
        .chain(others.iter().copied())
        .map(|issued| {
            format!("<ds:X509Certificate>{}</ds:X509Certificate>", base64(issued.certificate.der()))
        })
        .collect();
    let key_info = format!("<ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>");
    Forge { identity: signer.identity(), key_info, ..Forge::default() }.xml()
}

fn trusting(authority: &Issued, xml: &str) -> Result<(), SignatureProblem> {
    verdict_at(xml, Trust::Authorities(std::slice::from_ref(&authority.certificate)), now())
}

#[test]
fn whom_the_registered_authority_issued_a_certificate_may_sign() {
    for key in [&PKCS_RSA_SHA256, &PKCS_RSA_SHA384, &PKCS_RSA_SHA512] {
        let authority = authority(Made { key, ..Made::default() });
        let leaf = make(Made { name: "leaf", issuer: Some(&authority), ..Made::default() });
        assert_eq!(trusting(&authority, &message(&leaf, &[])), Ok(()));
        assert_eq!(trusting(&authority, &message(&leaf, &[&authority])), Ok(()));
    }
}

#[test]
fn whom_it_did_not_issue_one_may_not_whatever_the_certificate_says() {
    let one = authority(Made::default());
    let root = authority(Made { name: "root", ..Made::default() });
    // The same name, another key.
    let impostor = authority(Made { issuer: Some(&root), ..Made::default() });
    for (issuer, why) in [(&impostor, "key did not sign"), (&root, "no certificates")] {
        let leaf = make(Made { name: "leaf", issuer: Some(issuer), ..Made::default() });
        let finding = trusting(&one, &message(&leaf, &[])).unwrap_err().finding();
        assert_eq!(finding.rule.name, "certificate-authority");
        assert!(finding.found.contains(why), "{}", finding.found);
    }
    let unknown = Forge { key_info: "<ds:KeyInfo/>".to_owned(), ..Forge::default() }.xml();
    assert_eq!(rule(trusting(&one, &unknown)), "key-info-no-certificate");
}

#[test]
fn a_chain_leads_through_authorities_that_the_message_carries() {
    let root = authority(Made { name: "root", ..Made::default() });
    let between = authority(Made { name: "between", issuer: Some(&root), ..Made::default() });
    let leaf = make(Made { name: "leaf", issuer: Some(&between), ..Made::default() });
    assert_eq!(trusting(&root, &message(&leaf, &[&between])), Ok(()));
    assert_eq!(trusting(&root, &message(&leaf, &[&root, &between])), Ok(()));
    assert_eq!(rule(trusting(&root, &message(&leaf, &[]))), "certificate-authority");

    let short = authority(Made { name: "root", path_length: Some(0), ..Made::default() });
    assert_eq!(rule(trusting(&short, &message(&leaf, &[&between]))), "certificate-authority");
    let expired =
        authority(Made { name: "between", issuer: Some(&root), years: (2020, 2021), ..Made::default() });
    assert_eq!(rule(trusting(&root, &message(&leaf, &[&expired]))), "certificate-authority");
    // A leaf is not a link: otherwise its holder could issue certificates.
    let no_authority = make(Made { name: "leaf", issuer: Some(&root), ..Made::default() });
    let below = make(Made { name: "below", issuer: Some(&no_authority), ..Made::default() });
    assert_eq!(rule(trusting(&root, &message(&below, &[&no_authority]))), "certificate-authority");
}

#[test]
fn a_registered_authority_must_be_one_and_valid() {
    let no_authority = make(Made::default());
    let expired = authority(Made { years: (2020, 2021), ..Made::default() });
    for issuer in [&no_authority, &expired] {
        let leaf = make(Made { name: "leaf", issuer: Some(issuer), ..Made::default() });
        assert_eq!(rule(trusting(issuer, &message(&leaf, &[]))), "certificate-authority-unfit");
    }
}

#[test]
fn a_certificate_counts_only_within_its_dates() {
    let known = signer().certificate;
    for (at, expected) in [
        ("2020-01-01T00:00:00Z", "certificate-not-yet-valid"),
        ("2300-01-01T00:00:00Z", "certificate-expired"),
    ] {
        let at: Timestamp = at.parse().unwrap();
        let timestamp = timestamp(at, SignedDuration::from_mins(5));
        let xml = Forge { timestamp, ..Forge::default() }.xml();
        assert_eq!(rule(verdict_at(&xml, Trust::Certificate(&known), at)), expected);
    }
}

#[test]
fn keys_that_are_not_rsa_are_named() {
    let curve = make(Made { key: &PKCS_ECDSA_P256_SHA256, ..Made::default() });
    let key_info = format!(
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
        base64(curve.certificate.der())
    );
    let xml = Forge { key_info, ..Forge::default() }.xml();
    let finding = verdict_at(&xml, Trust::FirstUse, now()).unwrap_err().finding();
    assert_eq!(finding.rule.name, "certificate-not-rsa");
    assert!(finding.found.contains("EC"), "{}", finding.found);
}
