//! Verifies a signed envelope and returns the part that may be trusted.
//!
//! Only the Body that a verified reference covers, compared by identity of the node, is returned. So moved or duplicated
//! signed elements (signature wrapping) cannot make an unsigned Body look signed.

use aws_lc_rs::signature::UnparsedPublicKey;
use jiff::SignedDuration;
use roxmltree::{Document, Node};

use super::certificates::Certificate;
use super::elements::{cut, many, only, place_of, required};
pub use super::judgement::{Judgement, LEEWAY, LONGEST_LIFE, Tolerance, Trust};
pub use super::problem::SignatureProblem;
use super::references::{self, Reference, canonicalization, unknown};
use super::uris::Kind;
use super::{SignatureAlgorithm, c14n, freshness, key_info, notes, structure, trust};
use crate::domain::finding::Finding;
use crate::soap::envelope::Envelope;
use crate::soap::{DS_NS, WSSE_NS, WSU_NS};

/// The maximum RSA key length in bits: longer keys take long to verify, and no authority issues them.
pub const MOST_KEY_BITS: usize = 8_192;

/// The maximum number of header elements named in a message.
const MOST_NAMED: usize = 4;

/// A valid signature.
#[derive(Debug)]
pub struct Verified {
    /// The signer's certificate.
    pub certificate: Certificate,
    /// `Created` minus the time of receipt, in milliseconds: the other side's clock difference, minus the transmission
    /// time.
    pub clock_skew_ms: i64,
    /// The time from `Created` to `Expires`; `None` if the Timestamp has no `Expires`.
    pub lifetime: Option<SignedDuration>,
    /// Remarks: other verifiers may reject the signature.
    pub notes: Vec<Finding>,
}

/// Verifies the envelope's signature over Body and Timestamp.
///
/// # Errors
///
/// The first problem, in the order: places, parameters of canonicalizations, references and digests, the signer's certificate, the signature value,
/// the Timestamp.
pub fn verify(
    document: &Document<'_>,
    envelope: &Envelope<'_, '_>,
    trust: Trust<'_>,
    judgement: Judgement,
) -> Result<Verified, SignatureProblem> {
    let Parts { signature, signed_info, timestamp } = parts(document, envelope)?;
    structure::check_methods(signed_info)?;
    let mut allowance = c14n::Allowance::of_message(document.input_text());
    let references = references::verified(document, signature, signed_info, &mut allowance)?;
    for (element, node) in [("Body", envelope.body), ("Timestamp", timestamp)] {
        if !references.iter().any(|reference| covers(reference, node)) {
            return Err(SignatureProblem::NotCovered { element });
        }
    }
    let (method, options) = canonicalization_method(signed_info)?;
    structure::check(signature, signed_info)?;
    let mut notes = notes::of_signature(document, signature, &references, (method, &options))?;
    let signer = key_info::signer(document, signature, trust, &mut notes)?;
    trust::check(&signer, trust, judgement.now)?;
    check_signature_value(signature, signed_info, &options, &signer.certificate, &mut allowance)?;
    notes.extend(notes::of_algorithms(signed_info, &references));
    notes.extend(notes::of_key(&signer.certificate));
    let freshness = freshness::check(timestamp, judgement, &mut notes)?;
    let skew = freshness.created.duration_since(judgement.now).as_millis();
    Ok(Verified {
        certificate: signer.certificate,
        clock_skew_ms: skew.try_into().unwrap_or(if skew < 0 { i64::MIN } else { i64::MAX }),
        lifetime: freshness.lifetime,
        notes,
    })
}

/// The parts of a signed message.
pub(super) struct Parts<'a, 'i> {
    pub signature: Node<'a, 'i>,
    pub signed_info: Node<'a, 'i>,
    pub timestamp: Node<'a, 'i>,
}

/// Finds the parts in their places, each once.
pub(super) fn parts<'a, 'i>(
    document: &'a Document<'i>,
    envelope: &Envelope<'a, 'i>,
) -> Result<Parts<'a, 'i>, SignatureProblem> {
    let header = envelope.header;
    if let Some(problem) = header.and_then(several_security_headers) {
        return Err(problem);
    }
    let security = header.map(|header| only(header, WSSE_NS, "Security")).transpose()?.flatten();
    let security =
        security.ok_or_else(|| elsewhere(document, WSSE_NS, "Security", "Envelope/Header", header))?;
    let signature = only(security, DS_NS, "Signature")?;
    let signature = signature
        .ok_or_else(|| elsewhere(document, DS_NS, "Signature", "Header/Security", Some(security)))?;
    let timestamp = required(security, WSU_NS, "Timestamp", "Security/Timestamp")?;
    let signed_info = required(signature, DS_NS, "SignedInfo", "Signature/SignedInfo")?;
    Ok(Parts { signature, signed_info, timestamp })
}

/// The problem of two Security headers, with their contents: a library may have added its own.
fn several_security_headers(header: Node<'_, '_>) -> Option<SignatureProblem> {
    let headers: Vec<_> = many(header, WSSE_NS, "Security").collect();
    let described = |node: &Node<'_, '_>| format!("{}, with {}", place_of(*node), children_of(*node));
    let contents: Vec<_> = headers.iter().take(MOST_NAMED).map(described).collect();
    let count = headers.len();
    (count > 1).then(|| SignatureProblem::SecurityHeaders { count, contents: contents.join("; ") })
}

/// The problem of a missing or misplaced signature. `looked_in` is where it should be.
fn elsewhere(
    document: &Document<'_>,
    namespace: &'static str,
    name: &'static str,
    expected: &'static str,
    looked_in: Option<Node<'_, '_>>,
) -> SignatureProblem {
    let stray = document.descendants().find(|node| node.has_tag_name((namespace, name)));
    match stray.and_then(|node| node.parent_element()) {
        Some(parent) => {
            let parent = parent.tag_name().name().chars().take(120).collect();
            SignatureProblem::Misplaced { element: name, parent, expected }
        }
        None => {
            let has_security = looked_in.is_some() && name == "Signature";
            let there = match looked_in {
                None => "it has no Header".to_owned(),
                Some(node) if has_security => {
                    format!("its Security header has {}, and no Signature", children_of(node))
                }
                Some(node) => format!("its Header has {}, and no Security header", children_of(node)),
            };
            let place = place_of(looked_in.unwrap_or_else(|| document.root_element()));
            SignatureProblem::Unsigned { there, has_security, place }
        }
    }
}

/// The names of the first few child elements.
fn children_of(node: Node<'_, '_>) -> String {
    let names: Vec<_> =
        node.children().filter(Node::is_element).map(|child| child.tag_name().name()).collect();
    let first: Vec<_> = names.iter().take(MOST_NAMED).map(|name| cut(name)).collect();
    match names.len().saturating_sub(MOST_NAMED) {
        0 if names.is_empty() => "nothing in it".to_owned(),
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// True if the reference covers this very element: it points to it, to the envelope or to the document. Nothing inside Body
/// and Timestamp is ever omitted, as the signature is outside them.
fn covers(reference: &Reference<'_, '_>, element: Node<'_, '_>) -> bool {
    element.ancestors().any(|ancestor| ancestor == reference.covered)
}

/// The canonicalization of `SignedInfo`.
pub(super) fn canonicalization_method<'a, 'i>(
    signed_info: Node<'a, 'i>,
) -> Result<(Node<'a, 'i>, c14n::Options), SignatureProblem> {
    let path = "SignedInfo/CanonicalizationMethod";
    let method = required(signed_info, DS_NS, "CanonicalizationMethod", path)?;
    Ok((method, canonicalization(method, Kind::Canonicalization, "CanonicalizationMethod")?))
}

/// The algorithm of the signature.
pub(super) fn signature_method(signed_info: Node<'_, '_>) -> Result<SignatureAlgorithm, SignatureProblem> {
    let method = required(signed_info, DS_NS, "SignatureMethod", "SignedInfo/SignatureMethod")?;
    let uri = method.attribute("Algorithm").unwrap_or("");
    SignatureAlgorithm::parse(uri)
        .ok_or_else(|| unknown(Kind::Signature, "SignatureMethod", uri, SignatureAlgorithm::RsaSha1.uri()))
}

fn check_signature_value(
    signature: Node<'_, '_>,
    signed_info: Node<'_, '_>,
    options: &c14n::Options,
    certificate: &Certificate,
    allowance: &mut c14n::Allowance,
) -> Result<(), SignatureProblem> {
    let algorithm = signature_method(signed_info)?;
    let value = key_info::signature_value(signature)?;
    if value.is_empty() {
        return Err(SignatureProblem::EmptySignatureValue);
    }
    let least = algorithm.least_key_bits();
    if let Some(bits) = certificate.rsa_bits().filter(|bits| !(least..=MOST_KEY_BITS).contains(bits)) {
        let (subject, algorithm) = (certificate.subject.clone(), algorithm.short_name());
        return Err(SignatureProblem::KeyLength { subject, bits, algorithm, least });
    }
    UnparsedPublicKey::new(algorithm.verification(), &certificate.public_key)
        .verify(&c14n::canonicalize_within(signed_info, options, allowance)?, &value)
        .map_err(|_| SignatureProblem::SignatureValue { subject: certificate.subject.clone() })
}
