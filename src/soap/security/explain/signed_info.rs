//! SignedInfo: whether it was changed after signing, and what was signed instead.

use roxmltree::Node;

use super::diagnosis::Diagnosis;
use super::hypotheses;
use super::identifiers;
use super::pkcs1::{DigestInfo, name_of};
use super::reference::ReferenceXRay;
use super::subject::{Budget, Subject, Trial};
use crate::domain::finding::rules::diagnosis_of_signature as rules;
use crate::soap::DS_NS;
use crate::soap::security::{DigestAlgorithm, SignatureAlgorithm, c14n};

/// SignedInfo as received.
pub(super) struct SignedInfo<'a, 'i> {
    pub(super) node: Node<'a, 'i>,
    /// Its declared canonicalization.
    pub(super) options: c14n::Options,
    /// Its canonical octets.
    pub(super) octets: Vec<u8>,
    /// The declared algorithm, if known.
    pub(super) algorithm: Option<SignatureAlgorithm>,
    /// The examined references.
    pub(super) references: &'a [ReferenceXRay],
}

impl SignedInfo<'_, '_> {
    /// True if these octets have the signed digest.
    pub(super) fn digest_fits(&self, info: &DigestInfo) -> bool {
        info.algorithm.digest(&self.octets) == info.digest
    }

    /// The digest matches, but its algorithm is not the declared one.
    pub(super) fn other_algorithm(&self, info: &DigestInfo) -> Option<Diagnosis> {
        let declared = self.algorithm?;
        (declared.digest() != info.algorithm).then(|| {
            let detail = format!(
                "the signature holds a {} digest, where SignatureMethod says {}",
                name_of(info.algorithm),
                declared.uri()
            );
            let right = rsa_with(info.algorithm).uri();
            Diagnosis::at(self.node, &rules::SIGNATURE_ALGORITHM, detail)
                .expected(format!("SignatureMethod {right}, or a {} digest", name_of(declared.digest())))
        })
    }
}

impl SignedInfo<'_, '_> {
    /// The signed digest's algorithm is not supported. If SignatureMethod names it, `verify` already says so.
    pub(super) fn unread_algorithm(&self, name: &str) -> Option<Diagnosis> {
        let declared = self.algorithm?;
        let detail =
            format!("the signature holds a digest by {name}, where SignatureMethod says {}", declared.uri());
        Some(
            Diagnosis::at(self.node, &rules::SIGNATURE_ALGORITHM, detail)
                .expected(format!("a {} digest", name_of(declared.digest()))),
        )
    }
}

/// Finds what was signed in place of SignedInfo.
pub(super) fn diagnose(
    signed_info: &SignedInfo<'_, '_>,
    info: &DigestInfo,
    budget: &mut Budget,
) -> Diagnosis {
    let node = signed_info.node;
    let canonical = String::from_utf8_lossy(&signed_info.octets);
    let subject = Subject::new(node, &signed_info.options, &canonical);
    let mut trial = Trial::new(&info.digest, info.algorithm, *budget);
    let found = values_changed(&subject, signed_info, &mut trial)
        .or_else(|| {
            let (rule, detail) = hypotheses::first_that_fits(&subject, &mut trial)?;
            Some(Diagnosis::at(node, rule, detail))
        })
        .or_else(|| algorithms_changed(&subject, &mut trial));
    let tried = trial.budget().guesses - budget.guesses;
    *budget = trial.budget();
    found.unwrap_or_else(|| {
        Diagnosis::at(
            node,
            &rules::SIGNED_INFO_CHANGED,
            format!(
                "the signature opens, but none of {tried} usual accidents gives the digest that it holds"
            ),
        )
    })
}

/// The signature holds with the digests that the elements really have.
fn values_changed(
    subject: &Subject<'_, '_>,
    signed_info: &SignedInfo<'_, '_>,
    trial: &mut Trial,
) -> Option<Diagnosis> {
    let values: Vec<_> =
        subject.node.descendants().filter(|node| node.has_tag_name((DS_NS, "DigestValue"))).collect();
    if subject.is_large() {
        return None;
    }
    for (value, reference) in values.iter().zip(signed_info.references) {
        if !reference.matches && !reference.computed.is_empty() {
            let repaired = with_text(subject, *value, &reference.computed)?;
            if trial.fits(repaired) {
                let detail = format!(
                    "with the digest that `{}` really has, {}, the signature holds",
                    reference.element_name, reference.computed
                );
                return Some(Diagnosis::at(*value, &rules::DIGEST_VALUE_CHANGED, detail));
            }
        }
    }
    None
}

/// The element's canonical text with another text in this descendant.
fn with_text(subject: &Subject<'_, '_>, element: Node<'_, '_>, text: &str) -> Option<String> {
    let child = element.children().find(|node| node.is_text())?;
    subject.in_text(&subject.edited(&[(child.range(), text.to_owned())]))
}

/// The signature holds with another algorithm name.
fn algorithms_changed(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<Diagnosis> {
    if subject.is_large() {
        return None;
    }
    let attributes: Vec<_> = subject
        .node
        .descendants()
        .filter_map(|node| Some((node, node.attributes().find(|attribute| attribute.name() == "Algorithm")?)))
        .take(24)
        .collect();
    for (node, attribute) in &attributes {
        if trial.is_spent() {
            return None;
        }
        for other in identifiers::algorithms().filter(|other| *other != attribute.value()) {
            let edited = subject.edited(&[(attribute.range_value(), other.to_owned())]);
            if trial.fits(subject.in_text(&edited)?) {
                let name = node.tag_name().name();
                let detail = format!(
                    "with {other} in {name} the signature holds; the message says {}",
                    attribute.value()
                );
                return Some(Diagnosis::at(*node, &rules::METHOD_CHANGED, detail));
            }
        }
    }
    None
}

/// The RSA signature algorithm with this digest.
fn rsa_with(digest: DigestAlgorithm) -> SignatureAlgorithm {
    match digest {
        DigestAlgorithm::Sha1 => SignatureAlgorithm::RsaSha1,
        DigestAlgorithm::Sha256 => SignatureAlgorithm::RsaSha256,
        DigestAlgorithm::Sha384 => SignatureAlgorithm::RsaSha384,
        DigestAlgorithm::Sha512 => SignatureAlgorithm::RsaSha512,
    }
}
