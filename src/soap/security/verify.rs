//! Verifies a signed envelope and says which part of it may be trusted.
//!
//! Only the Body that a verified reference covers, by identity of the node, is handed on. Moving or doubling
//! signed elements (signature wrapping) therefore cannot make an unsigned Body look signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::{SignedDuration, Timestamp};
use roxmltree::{Document, Node};

use super::certificates::Certificate;
pub use super::problem::SignatureProblem;
use super::{DigestAlgorithm, SignatureAlgorithm, c14n};
use crate::soap::envelope::Envelope;
use crate::soap::{DS_NS, WSSE_NS, WSU_NS};

/// How far the other side's clock may be off before its Timestamp counts against it.
pub const LEEWAY: SignedDuration = SignedDuration::from_mins(5);

/// More references are refused: each may cover the whole message, and two are all that the contract needs.
const MAX_REFERENCES: usize = 8;

/// Whose signature is accepted.
#[derive(Debug, Clone, Copy)]
pub enum Trust<'a> {
    /// This certificate's alone: registered with the service, or pinned at first use.
    Certificate(&'a Certificate),
    /// Any valid certificate that the message carries; the caller pins it.
    FirstUse,
}

/// A signature that holds.
#[derive(Debug)]
pub struct Verified {
    /// Who signed.
    pub certificate: Certificate,
}

/// Verifies the envelope's signature over Body and Timestamp at this moment.
pub fn verify(
    document: &Document<'_>,
    envelope: &Envelope<'_, '_>,
    trust: Trust<'_>,
    now: Timestamp,
) -> Result<Verified, SignatureProblem> {
    let header = envelope.header.ok_or(SignatureProblem::Unsigned)?;
    let security = only(header, WSSE_NS, "Security")?.ok_or(SignatureProblem::Unsigned)?;
    let signature = only(security, DS_NS, "Signature")?.ok_or(SignatureProblem::Unsigned)?;
    let timestamp = only(security, WSU_NS, "Timestamp")?
        .ok_or(SignatureProblem::Missing { path: "Security/Timestamp" })?;
    let signed_info = child(signature, "SignedInfo", "Signature/SignedInfo")?;

    let covered = covered_elements(document, signed_info)?;
    for (element, node) in [("Body", envelope.body), ("Timestamp", timestamp)] {
        if !covered.contains(&node) {
            return Err(SignatureProblem::NotCovered { element });
        }
    }
    let certificate = signer(document, signature, trust)?;
    check_certificate(&certificate, trust, now)?;
    check_signature_value(signature, signed_info, &certificate)?;
    check_timestamp(timestamp, now)?;
    Ok(Verified { certificate })
}

/// The elements that the references cover, each digest compared.
fn covered_elements<'a, 'i>(
    document: &'a Document<'i>,
    signed_info: Node<'a, 'i>,
) -> Result<Vec<Node<'a, 'i>>, SignatureProblem> {
    let references = signed_info.children().filter(|node| node.has_tag_name((DS_NS, "Reference")));
    let count = references.clone().count();
    if count > MAX_REFERENCES {
        return Err(SignatureProblem::Ambiguous { what: "Reference", count });
    }
    let covered: Vec<_> =
        references.map(|reference| covered_element(document, reference)).collect::<Result<_, _>>()?;
    if covered.is_empty() {
        return Err(SignatureProblem::Missing { path: "SignedInfo/Reference" });
    }
    Ok(covered)
}

fn covered_element<'a, 'i>(
    document: &'a Document<'i>,
    reference: Node<'a, 'i>,
) -> Result<Node<'a, 'i>, SignatureProblem> {
    let uri = reference.attribute("URI").unwrap_or("");
    let element = element_by_id(document, uri)?;
    let mut options = c14n::Options::default();
    let transforms = child(reference, "Transforms", "Reference/Transforms")?;
    for transform in transforms.children().filter(|node| node.has_tag_name((DS_NS, "Transform"))) {
        options = canonicalization(transform, "transform")?;
    }
    // A reference by id selects no comments, whatever the transform keeps (XML Signature §4.4.3.2).
    options.with_comments = false;
    let digest_method = child(reference, "DigestMethod", "Reference/DigestMethod")?;
    let digest_uri = digest_method.attribute("Algorithm").unwrap_or("");
    let digest = DigestAlgorithm::from_uri(digest_uri).ok_or_else(|| SignatureProblem::Algorithm {
        what: "DigestMethod",
        uri: cut(digest_uri),
        expected: "http://www.w3.org/2000/09/xmldsig#sha1",
    })?;
    let declared = without_white_space(child(reference, "DigestValue", "Reference/DigestValue")?);
    let computed = BASE64.encode(digest.digest(&c14n::canonicalize(element, &options)));
    if declared != computed {
        return Err(SignatureProblem::Digest {
            element: element.tag_name().name().to_owned(),
            declared: cut(&declared),
            computed,
        });
    }
    Ok(element)
}

/// The one element that carries this id as `wsu:Id` or as a plain `Id`.
fn element_by_id<'a, 'i>(document: &'a Document<'i>, uri: &str) -> Result<Node<'a, 'i>, SignatureProblem> {
    let dangling = || SignatureProblem::DanglingReference { uri: cut(uri) };
    let id = uri.strip_prefix('#').filter(|id| !id.is_empty()).ok_or_else(dangling)?;
    let carries_id = |node: &Node<'_, '_>| {
        node.attribute((WSU_NS, "Id")) == Some(id)
            || node.attributes().any(|a| a.namespace().is_none() && a.name() == "Id" && a.value() == id)
    };
    let mut carriers = document.descendants().filter(carries_id);
    let first = carriers.next().ok_or_else(dangling)?;
    match carriers.count() {
        0 => Ok(first),
        others => Err(SignatureProblem::DuplicateId { uri: cut(uri), count: others + 1 }),
    }
}

/// Reads a transform or a canonicalization method.
fn canonicalization(element: Node<'_, '_>, what: &'static str) -> Result<c14n::Options, SignatureProblem> {
    c14n::Options::from_method(element).ok_or_else(|| {
        let uri = cut(element.attribute("Algorithm").unwrap_or(""));
        SignatureProblem::Algorithm { what, uri, expected: c14n::EXCLUSIVE }
    })
}

/// The signer's certificate: from the message where it carries one, else the known one where it fits.
fn signer(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    trust: Trust<'_>,
) -> Result<Certificate, SignatureProblem> {
    let key_info = signature.children().find(|node| node.has_tag_name((DS_NS, "KeyInfo")));
    let named = |name: &'static str| {
        key_info
            .into_iter()
            .flat_map(|node| node.descendants())
            .find(move |node| node.tag_name().name() == name)
    };
    let token = named("Reference")
        .and_then(|reference| reference.attribute("URI"))
        .map(|uri| element_by_id(document, uri))
        .transpose()?;
    if let Some(carrier) = token.or_else(|| named("X509Certificate")) {
        let der = BASE64
            .decode(without_white_space(carrier))
            .map_err(|e| SignatureProblem::UnreadableCertificate { why: e.to_string() })?;
        return Certificate::from_der(&der)
            .map_err(|e| SignatureProblem::UnreadableCertificate { why: e.to_string() });
    }
    let Trust::Certificate(known) = trust else { return Err(SignatureProblem::NothingToPin) };
    match named("KeyIdentifier") {
        Some(identifier) => {
            let identifier = BASE64.decode(without_white_space(identifier)).ok();
            let fits = identifier.is_some() && identifier == known.subject_key_identifier;
            fits.then(|| known.clone()).ok_or(SignatureProblem::NoCertificate)
        }
        // Issuer and serial, or nothing: the signature value itself tells whether the known key made it.
        None => Ok(known.clone()),
    }
}

fn check_certificate(
    certificate: &Certificate,
    trust: Trust<'_>,
    now: Timestamp,
) -> Result<(), SignatureProblem> {
    if let Trust::Certificate(known) = trust
        && known.der() != certificate.der()
    {
        return Err(SignatureProblem::WrongCertificate {
            found: certificate.subject.clone(),
            found_thumbprint: certificate.thumbprint(),
            expected: known.subject.clone(),
            expected_thumbprint: known.thumbprint(),
        });
    }
    if now < certificate.not_before || certificate.not_after < now {
        return Err(SignatureProblem::CertificateDates {
            subject: certificate.subject.clone(),
            from: certificate.not_before,
            to: certificate.not_after,
        });
    }
    Ok(())
}

fn check_signature_value(
    signature: Node<'_, '_>,
    signed_info: Node<'_, '_>,
    certificate: &Certificate,
) -> Result<(), SignatureProblem> {
    let method = child(signed_info, "SignatureMethod", "SignedInfo/SignatureMethod")?;
    let uri = method.attribute("Algorithm").unwrap_or("");
    let algorithm = SignatureAlgorithm::from_uri(uri).ok_or_else(|| SignatureProblem::Algorithm {
        what: "SignatureMethod",
        uri: cut(uri),
        expected: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    })?;
    let method = child(signed_info, "CanonicalizationMethod", "SignedInfo/CanonicalizationMethod")?;
    let octets = c14n::canonicalize(signed_info, &canonicalization(method, "CanonicalizationMethod")?);
    let wrong = || SignatureProblem::SignatureValue { subject: certificate.subject.clone() };
    let value = BASE64
        .decode(without_white_space(child(signature, "SignatureValue", "Signature/SignatureValue")?))
        .map_err(|_| wrong())?;
    aws_lc_rs::signature::UnparsedPublicKey::new(algorithm.verification(), &certificate.public_key)
        .verify(&octets, &value)
        .map_err(|_| wrong())
}

fn check_timestamp(timestamp: Node<'_, '_>, now: Timestamp) -> Result<(), SignatureProblem> {
    let moment = |element: &'static str| {
        let text = timestamp
            .children()
            .find(|node| node.has_tag_name((WSU_NS, element)))
            .map(without_white_space)
            .unwrap_or_default();
        text.parse::<Timestamp>()
            .map_err(|_| SignatureProblem::UnreadableTimestamp { element, found: cut(&text) })
    };
    let (created, expires) = (moment("Created")?, moment("Expires")?);
    if now.saturating_add(LEEWAY).unwrap_or(now) < created {
        return Err(SignatureProblem::CreatedInFuture { created, now });
    }
    if expires < now.saturating_sub(LEEWAY).unwrap_or(now) {
        return Err(SignatureProblem::Expired { expires, now });
    }
    Ok(())
}

/// The only child with this name, or none; two are an error.
fn only<'a, 'i>(
    parent: Node<'a, 'i>,
    namespace: &str,
    name: &'static str,
) -> Result<Option<Node<'a, 'i>>, SignatureProblem> {
    let mut found = parent.children().filter(|node| node.has_tag_name((namespace, name)));
    let first = found.next();
    match found.count() {
        0 => Ok(first),
        others => Err(SignatureProblem::Ambiguous { what: name, count: others + 1 }),
    }
}

fn child<'a, 'i>(
    parent: Node<'a, 'i>,
    name: &str,
    path: &'static str,
) -> Result<Node<'a, 'i>, SignatureProblem> {
    parent.children().find(|node| node.has_tag_name((DS_NS, name))).ok_or(SignatureProblem::Missing { path })
}

fn without_white_space(element: Node<'_, '_>) -> String {
    let texts = element.children().filter(|node| node.is_text()).filter_map(|node| node.text());
    texts.flat_map(str::split_ascii_whitespace).collect()
}

fn cut(text: &str) -> String {
    text.chars().take(120).collect()
}
