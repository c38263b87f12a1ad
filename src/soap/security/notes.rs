//! Remarks on valid signatures that other verifiers may reject.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::c14n::{self, Method};
use super::certificates::Certificate;
use super::elements::{only, place_of};
use super::references::{Reference, ids, name_of};
use super::{DigestAlgorithm, SignatureAlgorithm, SignatureProblem, elements};
use crate::domain::finding::Finding;
use crate::domain::finding::rules::{signature as rules, signer};
use crate::soap::DS_NS;
use crate::soap::elements::is_relative;

/// The minimum RSA key length of current certificates, in bits.
const USUAL_KEY_BITS: usize = 2_048;

/// Further remarks of one kind are not listed, as their remedy is the same.
const MAX_OF_A_KIND: usize = 3;

/// Remarks on the signature's elements and on the elements it covers.
pub(super) fn of_signature(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    references: &[Reference<'_, '_>],
    method: (Node<'_, '_>, &c14n::Options),
) -> Result<Vec<Finding>, SignatureProblem> {
    let mut notes = Vec::new();
    let (element, options) = method;
    if options.method != Method::Exclusive {
        let uri = element.attribute("Algorithm").unwrap_or("");
        notes.push(Finding::new(&rules::INCLUSIVE, uri).at(place_of(element)));
    }
    if let Some(list) = elements::many(element, c14n::EXCLUSIVE, "InclusiveNamespaces").next() {
        let prefixes = list.attribute("PrefixList").unwrap_or("");
        notes
            .push(Finding::new(&rules::PREFIX_LIST, format!("PrefixList=\"{prefixes}\"")).at(place_of(list)));
    }
    for reference in references {
        of_reference(signature, reference, &mut notes);
    }
    if let Some(key_info) = only(signature, DS_NS, "KeyInfo")? {
        let attributes = key_info.attributes().filter(|a| a.namespace().is_some() || a.name() != "Id");
        // With prefixes, as `wsu:Id` and a plain `Id` are different attributes.
        let names: Vec<_> =
            attributes.map(|a| &document.input_text()[a.range_qname()]).take(MAX_OF_A_KIND).collect();
        if !names.is_empty() {
            notes.push(Finding::new(&signer::KEY_INFO_ATTRIBUTES, names.join(", ")).at(place_of(key_info)));
        }
    }
    notes.extend(relative_namespaces(document));
    Ok(notes)
}

fn of_reference(signature: Node<'_, '_>, reference: &Reference<'_, '_>, notes: &mut Vec<Finding>) {
    let Reference { node, uri, covered, transforms, .. } = reference;
    let named = elements::cut(&format!("reference `{uri}` to {}", name_of(*covered)));
    if let Some(inclusive) = transforms.canonicalizations.iter().find(|o| o.method != Method::Exclusive) {
        let found = if transforms.is_implied {
            format!("{named} has no canonicalization among its transforms, which means the inclusive one")
        } else {
            format!("{named}: {}", inclusive.method.uri(inclusive.with_comments))
        };
        notes.push(Finding::new(&rules::INCLUSIVE, found).at(place_of(*node)));
    }
    let holds_signature = signature.ancestors().any(|ancestor| ancestor == *covered);
    if transforms.is_enveloped && !holds_signature {
        notes.push(Finding::new(&rules::ENVELOPED, &named).at(place_of(*node)));
    }
    if covered.is_root() {
        notes.push(Finding::new(&rules::WHOLE_DOCUMENT, "a reference with URI=\"\"").at(place_of(*node)));
    } else if holds_signature {
        notes.push(Finding::new(&rules::ENVELOPE_COVERED, &named).at(place_of(*node)));
    }
    if covered.is_element() && ids(*covered).count() > 1 {
        let both: Vec<_> = ids(*covered).collect();
        let found = format!("{} has the ids {}", name_of(*covered), both.join(" and "));
        notes.push(Finding::new(&rules::TWO_ID_ATTRIBUTES, found).at(place_of(*covered)));
    }
}

/// Remarks on algorithms outside the contract's suite (`sp:Basic256`).
pub(super) fn of_algorithms(signed_info: Node<'_, '_>, references: &[Reference<'_, '_>]) -> Option<Finding> {
    let method = elements::many(signed_info, DS_NS, "SignatureMethod").next()?;
    let signature = SignatureAlgorithm::parse(method.attribute("Algorithm")?)?;
    let mut named: Vec<_> = references.iter().map(|reference| reference.digest).collect();
    named.dedup();
    let digests: Vec<_> = named.iter().map(|digest| digest.short_name()).collect();
    let is_basic = signature == SignatureAlgorithm::RsaSha1 && named == [DigestAlgorithm::Sha1];
    (!is_basic).then(|| {
        let found = format!("{} with the digest {}", signature.short_name(), digests.join(", "));
        Finding::new(&rules::ALGORITHM_SUITE, found).at(place_of(method))
    })
}

/// A remark on a short key.
pub(super) fn of_key(certificate: &Certificate) -> Option<Finding> {
    let bits = certificate.rsa_bits().filter(|bits| *bits < USUAL_KEY_BITS)?;
    let found = format!("the RSA key of `{}` has {bits} bits", certificate.subject);
    Some(Finding::new(&signer::KEY_WEAK, found))
}

/// The namespaces of elements and attributes that are not absolute URIs: no colon before the first slash.
fn relative_namespaces(document: &Document<'_>) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        let names = node.attributes().filter_map(|a| a.namespace()).chain(node.tag_name().namespace());
        for uri in names.filter(|uri| is_relative(uri)) {
            if findings.len() < MAX_OF_A_KIND && seen.insert(uri.to_owned()) {
                let found = format!("{} is in the namespace `{uri}`", node.tag_name().name());
                findings.push(Finding::new(&rules::RELATIVE_NAMESPACE, found).at(place_of(node)));
            }
        }
    }
    findings
}
