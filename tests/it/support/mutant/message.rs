//! What is wrong with how a message is signed: every check by itself, written apart from the product's verifier.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::{SignedDuration, Timestamp};
use mpay_sim::soap::security::DigestAlgorithm;
use mpay_sim::soap::security::c14n::{Options, canonicalize};
use mpay_sim::soap::security::certificates::Certificate;
use mpay_sim::soap::{DS_NS, SOAP_NS, WSSE_NS, WSU_NS};
use roxmltree::{Document, Node};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::super::identities;
use super::Check;

/// What e-Services tolerate of clocks that differ.
const LEEWAY: SignedDuration = SignedDuration::from_mins(5);

/// MPay's certificate, as the e-Service has it.
static REGISTERED: LazyLock<Certificate> = LazyLock::new(|| identities::hub().certificate);

/// Every check of the message itself that fails. What is not there fails no other check than that it is there.
pub fn wrong(xml: &str, now: Timestamp) -> BTreeSet<Check> {
    let document = Document::parse(xml).unwrap();
    let envelope = document.root_element();
    let mut wrong = BTreeSet::new();
    let mut check = |check: Check, holds: bool| {
        if !holds {
            wrong.insert(check);
        }
    };
    let bodies = all(envelope, SOAP_NS, "Body");
    check(Check::OneBody, bodies.len() == 1);
    let ids: Vec<&str> = envelope.descendants().filter_map(|node| node.attribute((WSU_NS, "Id"))).collect();
    check(Check::UniqueIds, ids.iter().collect::<BTreeSet<_>>().len() == ids.len());

    let headers: Vec<_> = all(envelope, SOAP_NS, "Header");
    let security: Vec<_> = headers.iter().flat_map(|header| all(*header, WSSE_NS, "Security")).collect();
    check(Check::SecurityHeader, !security.is_empty());
    check(Check::OneSecurityHeader, security.len() < 2);
    let with_signature = security.iter().find(|one| !all(**one, DS_NS, "Signature").is_empty());
    let Some(security) = with_signature.or(security.last()).copied() else { return wrong };
    let timestamp = all(security, WSU_NS, "Timestamp").first().copied();
    check(Check::Timestamp, timestamp.is_some());
    check(Check::Fresh, timestamp.is_none_or(|timestamp| is_fresh(timestamp, now)));
    let signature = all(security, DS_NS, "Signature").first().copied();
    check(Check::Signature, signature.is_some());
    let Some(signature) = signature else { return wrong };

    let signed_info = all(signature, DS_NS, "SignedInfo")[0];
    let references = all(signed_info, DS_NS, "Reference");
    let is_signed = |node: &Node<'_, '_>| {
        let id = node.attribute((WSU_NS, "Id")).unwrap_or_default();
        references.iter().any(|reference| reference.attribute("URI") == Some(format!("#{id}").as_str()))
    };
    check(Check::BodySigned, bodies.iter().any(is_signed));
    check(Check::TimestampSigned, timestamp.as_ref().is_none_or(is_signed));
    check(Check::Digests, references.iter().all(|reference| fits(*reference, envelope)));

    let signer = signer(signature, security);
    check(Check::Signer, public_key(&signer) == public_key(&REGISTERED));
    check(Check::SignerDates, signer.not_before <= now && now <= signer.not_after);
    check(Check::SignatureValue, is_made_by(&signer, signature, signed_info));
    wrong
}

/// Whether the message carries a certificate with the hub's name in it.
pub fn names_the_hub(xml: &str) -> bool {
    let document = Document::parse(xml).unwrap();
    carried(document.root_element()).is_some_and(|one| one.subject == REGISTERED.subject)
}

fn is_fresh(timestamp: Node<'_, '_>, now: Timestamp) -> bool {
    let time = |name: &str| -> Timestamp { text(all(timestamp, WSU_NS, name)[0]).parse().unwrap() };
    time("Created") <= now + LEEWAY && now - LEEWAY <= time("Expires")
}

/// Whether the digest is that of the element that the reference names; of several the first.
fn fits(reference: Node<'_, '_>, envelope: Node<'_, '_>) -> bool {
    let id = reference.attribute("URI").unwrap().trim_start_matches('#');
    let named = envelope.descendants().find(|node| node.attribute((WSU_NS, "Id")) == Some(id));
    let transform = all(all(reference, DS_NS, "Transforms")[0], DS_NS, "Transform")[0];
    let method = all(reference, DS_NS, "DigestMethod")[0].attribute("Algorithm").unwrap();
    let octets = canonicalize(named.unwrap(), &Options::from_method(transform).unwrap());
    let digest = DigestAlgorithm::parse(method).unwrap().digest(&octets);
    BASE64.encode(digest) == text(all(reference, DS_NS, "DigestValue")[0])
}

fn is_made_by(signer: &Certificate, signature: Node<'_, '_>, signed_info: Node<'_, '_>) -> bool {
    let method = all(signed_info, DS_NS, "CanonicalizationMethod")[0];
    let octets = canonicalize(signed_info, &Options::from_method(method).unwrap());
    let algorithm = all(signed_info, DS_NS, "SignatureMethod")[0].attribute("Algorithm").unwrap();
    let algorithm = match algorithm.ends_with("sha256") {
        true => &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        false => &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    };
    let value = BASE64.decode(text(all(signature, DS_NS, "SignatureValue")[0])).unwrap();
    UnparsedPublicKey::new(algorithm, public_key(signer)).verify(&octets, &value).is_ok()
}

/// The certificate that the message carries; where it only names one, that is the hub's.
fn signer(signature: Node<'_, '_>, security: Node<'_, '_>) -> Certificate {
    carried(signature).or(carried(security)).unwrap_or_else(|| REGISTERED.clone())
}

fn carried(within: Node<'_, '_>) -> Option<Certificate> {
    let is_certificate = |node: &Node<'_, '_>| {
        node.has_tag_name((WSSE_NS, "BinarySecurityToken")) || node.has_tag_name((DS_NS, "X509Certificate"))
    };
    let carried = within.descendants().find(is_certificate)?;
    // Base64 may have line ends in it (XML Schema Part 2 §3.2.16).
    let octets: String = text(carried).split_whitespace().collect();
    // A token that is no certificate counts as none.
    Certificate::from_der(&BASE64.decode(octets).unwrap()).ok()
}

fn public_key(certificate: &Certificate) -> Vec<u8> {
    let (_, x509) = X509Certificate::from_der(certificate.der()).unwrap();
    x509.public_key().subject_public_key.data.to_vec()
}

fn all<'d, 'i>(parent: Node<'d, 'i>, namespace: &str, name: &str) -> Vec<Node<'d, 'i>> {
    parent.children().filter(|node| node.has_tag_name((namespace, name))).collect()
}

fn text<'d>(node: Node<'d, '_>) -> &'d str {
    node.text().unwrap_or_default()
}
