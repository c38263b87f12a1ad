//! The signature over SignedInfo: its certificate, its key, and the content that was signed.

use jiff::Timestamp;
use roxmltree::{Document, Node};

use super::Context;
use super::KnownKey;
use super::diagnosis::Diagnosis;
use super::identifiers;
use super::pkcs1::DigestInfo;
use super::reference::{ReferenceXRay, canonicalization_meant, described};
use super::signature_value;
use super::signed_info::SignedInfo;
use super::subject::Budget;
use crate::domain::finding::rules::diagnosis_of_signature as rules;
use crate::domain::finding::{Place, one_line};
use crate::soap::DS_NS;
use crate::soap::security::certificates::Certificate;
use crate::soap::security::elements::place_of;
use crate::soap::security::elements::text;
use crate::soap::security::key_info;
use crate::soap::security::verify::Trust;
use crate::soap::security::{SignatureAlgorithm, SignatureProblem, c14n};

/// The examination of the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureXRay {
    /// Its place.
    pub place: Place,
    /// The algorithm's URI as written.
    pub algorithm: String,
    /// The canonicalization of SignedInfo as written, with its prefix list if there is one.
    pub canonicalization: String,
    /// The form of KeyInfo, such as `BinarySecurityToken`; `none` if it is missing.
    pub key_info: String,
    /// The signer's certificate as far as known: from the message, or the trusted one.
    pub certificate: Option<CertificateFacts>,
    /// True if the signature value matches SignedInfo and the certificate's key.
    pub holds: bool,
    /// The canonical octets of SignedInfo.
    pub octets: Vec<u8>,
    /// The digest of these octets, by the signed algorithm if known, else by the declared one.
    pub computed: Vec<u8>,
    /// The digest that was signed, if a known key opens the signature.
    pub recovered: Option<DigestInfo>,
}

/// The fields of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// The subject in one line.
    pub subject: String,
    /// The issuer in one line.
    pub issuer: String,
    /// The serial number in decimal.
    pub serial: String,
    /// The SHA-1 thumbprint in hexadecimal.
    pub thumbprint: String,
    /// The beginning of the validity.
    pub not_before: Timestamp,
    /// The end of the validity.
    pub not_after: Timestamp,
    /// True if the message carries it; otherwise it is the trusted one.
    pub is_in_message: bool,
    /// True if a different certificate is the trusted one.
    pub is_another: bool,
}

/// Examines the signature.
pub(super) fn explain(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    references: &[ReferenceXRay],
    context: &Context<'_>,
    budget: &mut Budget,
) -> (SignatureXRay, Option<Diagnosis>) {
    let child = |parent: Option<Node<'_, '_>>, name: &str| {
        parent?.children().find(|node| node.has_tag_name((DS_NS, name))).map(|node| node.id())
    };
    let node = |id: Option<roxmltree::NodeId>| id.and_then(|id| document.get_node(id));
    let info = node(child(Some(signature), "SignedInfo"));
    let method = node(child(info, "CanonicalizationMethod"));
    let algorithm =
        node(child(info, "SignatureMethod")).and_then(|node| node.attribute("Algorithm")).unwrap_or("");
    let value = node(child(Some(signature), "SignatureValue"));

    let (certificate, others) = match key_info::signer(document, signature, context.trust, &mut Vec::new()) {
        Ok(signer) => (Some(signer.certificate), signer.others),
        Err(problem) => (named_among_known(document, signature, context, &problem), Vec::new()),
    };
    let options = method
        .and_then(|node| c14n::Options::from_method(node).or_else(|| canonicalization_meant(node)))
        .unwrap_or_default();
    let mut allowance = c14n::Allowance::of_message(document.input_text());
    let octets = info.map(|node| c14n::canonicalize_within(node, &options, &mut allowance));
    // If that is too costly, `verify` says so and nothing can be compared.
    let is_within = !matches!(octets, Some(Err(_)));
    let octets = octets.and_then(Result::ok).unwrap_or_default();
    let declared = SignatureAlgorithm::parse(algorithm)
        .or_else(|| identifiers::meant(algorithm).and_then(SignatureAlgorithm::parse));

    let mut known: Vec<KnownKey<'_>> = context.known.to_vec();
    known.extend(
        others
            .iter()
            .map(|certificate| KnownKey { label: "another certificate of the message", certificate }),
    );
    known.extend(
        context.trust.known().map(|certificate| KnownKey { label: "the trusted certificate", certificate }),
    );
    let opened = info.zip(value).filter(|_| is_within).map(|(node, value)| {
        let signed_info =
            SignedInfo { node, options, octets: octets.clone(), algorithm: declared, references };
        signature_value::open(value, &text(value), &signed_info, certificate.as_ref(), &known, budget)
    });
    let (recovered, holds, diagnosis, signer) = opened.map_or((None, false, None, None), |opened| {
        (opened.recovered, opened.holds, opened.diagnosis, opened.signer)
    });
    let certificate = certificate.or(signer);
    let diagnosis =
        diagnosis.or_else(|| other_known(signature, certificate.as_ref().filter(|_| holds)?, context));
    let digest =
        recovered.as_ref().map(|info| info.algorithm).or_else(|| declared.map(SignatureAlgorithm::digest));
    let x_ray = SignatureXRay {
        place: place_of(signature),
        algorithm: one_line(algorithm),
        canonicalization: method.map(described).unwrap_or_default(),
        key_info: form_of_key_info(signature),
        certificate: certificate.as_ref().map(|certificate| facts(certificate, document, context.trust)),
        holds,
        computed: digest.map(|digest| digest.digest(&octets)).unwrap_or_default(),
        octets,
        recovered,
    };
    (x_ray, diagnosis)
}

/// The known certificate that KeyInfo identifies, where the trusted one has another identifier.
fn named_among_known(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    context: &Context<'_>,
    problem: &SignatureProblem,
) -> Option<Certificate> {
    let is_another = matches!(
        problem,
        SignatureProblem::OtherIdentifier { .. } | SignatureProblem::OtherIssuerSerial { .. }
    );
    let is_named = |certificate: &Certificate| {
        key_info::signer(document, signature, Trust::Certificate(certificate), &mut Vec::new()).is_ok()
    };
    let known = context.known.iter().map(|known| known.certificate).filter(|_| is_another);
    known.into_iter().find(|certificate| is_named(certificate)).cloned()
}

/// A known certificate, other than the trusted one, that the signature matches.
fn other_known(
    signature: Node<'_, '_>,
    certificate: &Certificate,
    context: &Context<'_>,
) -> Option<Diagnosis> {
    let trusted = context.trust.known()?;
    let known = context.known.iter().find(|known| known.certificate.der() == certificate.der())?;
    (trusted.der() != certificate.der()).then(|| {
        let detail = format!("signed by `{}`, with {}", certificate.subject, known.label);
        Diagnosis::at(signature, &rules::KNOWN_KEY, detail).expected(format!(
            "`{}`, the certificate that is registered for this service, was pinned, or was given",
            trusted.subject
        ))
    })
}

/// The element of KeyInfo that identifies the signer.
fn form_of_key_info(signature: Node<'_, '_>) -> String {
    const FORMS: [(&str, &str); 6] = [
        ("X509Certificate", "X509Data/X509Certificate"),
        ("KeyIdentifier", "SecurityTokenReference/KeyIdentifier"),
        ("Reference", "SecurityTokenReference/Reference"),
        ("X509IssuerSerial", "X509Data/X509IssuerSerial"),
        ("X509SKI", "X509Data/X509SKI"),
        ("KeyValue", "KeyValue"),
    ];
    let Some(key_info) = signature.children().find(|node| node.has_tag_name((DS_NS, "KeyInfo"))) else {
        return "none".to_owned();
    };
    let has = |name: &str| key_info.descendants().any(|node| node.tag_name().name() == name);
    FORMS.iter().find(|(name, _)| has(name)).map_or("of no known form", |(_, form)| form).to_owned()
}

fn facts(certificate: &Certificate, document: &Document<'_>, trust: Trust<'_>) -> CertificateFacts {
    use base64::Engine;
    let base64 = base64::engine::general_purpose::STANDARD.encode(certificate.der());
    let carries = |node: Node<'_, '_>| {
        matches!(node.tag_name().name(), "BinarySecurityToken" | "X509Certificate" | "KeyIdentifier")
            && text(node).split_ascii_whitespace().collect::<String>().trim_end_matches('=')
                == base64.trim_end_matches('=')
    };
    CertificateFacts {
        subject: one_line(&certificate.subject),
        issuer: one_line(&certificate.issuer),
        serial: certificate.serial.to_string(),
        thumbprint: certificate.thumbprint(),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        is_in_message: document.descendants().any(carries),
        is_another: trust.known().is_some_and(|known| known.der() != certificate.der()),
    }
}
