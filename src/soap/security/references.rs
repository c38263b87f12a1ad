//! The references of a signature: targets, transforms and digests.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use roxmltree::{Document, Node};

use super::bounds::{MAX_REFERENCES, MAX_TRANSFORMS};
use super::elements::{cut, many, only, place_of, required, without_white_space};
use super::uris::{self, Kind};
use super::{DigestAlgorithm, SignatureProblem, c14n};
use crate::soap::{DS_NS, WSU_NS, envelope};

/// A resolved and digested reference; comparing the digest is left to the caller.
pub(super) struct Reference<'a, 'i> {
    /// The `Reference` element.
    pub node: Node<'a, 'i>,
    /// Its URI.
    pub uri: &'a str,
    /// The target: an element, or the document's root.
    pub covered: Node<'a, 'i>,
    /// The transforms.
    pub transforms: Transforms,
    /// The octets that were digested.
    pub octets: Vec<u8>,
    /// The digest algorithm.
    pub digest: DigestAlgorithm,
    /// The declared digest, base64 without white space.
    pub declared: String,
}

impl Reference<'_, '_> {
    /// The computed digest, base64.
    pub(super) fn computed(&self) -> String {
        BASE64.encode(self.digest.digest(&self.octets))
    }
}

/// The transforms of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Transforms {
    /// True if the signature itself is omitted.
    pub is_enveloped: bool,
    /// The canonicalizations in order; at least one.
    pub canonicalizations: Vec<c14n::Options>,
    /// True if no canonicalization is written, so that XML Signature's default, inclusive, applies.
    pub is_implied: bool,
}

/// Every reference of the signature, with its digest verified.
pub(super) fn verified<'a, 'i>(
    document: &'a Document<'i>,
    signature: Node<'a, 'i>,
    signed_info: Node<'a, 'i>,
    allowance: &mut c14n::Allowance,
) -> Result<Vec<Reference<'a, 'i>>, SignatureProblem> {
    let references: Vec<_> = many(signed_info, DS_NS, "Reference").collect();
    if references.is_empty() {
        return Err(SignatureProblem::Missing { path: "SignedInfo/Reference" });
    }
    if references.len() > MAX_REFERENCES {
        return Err(SignatureProblem::TooManyReferences(references.len()));
    }
    let verified = |node| {
        let reference = read(document, signature, node, allowance)?;
        let computed = reference.computed();
        if reference.declared == computed {
            return Ok(reference);
        }
        let element = name_of(reference.covered).to_owned();
        Err(SignatureProblem::Digest { element, declared: cut(&reference.declared), computed })
    };
    references.into_iter().map(verified).collect()
}

/// Resolves a reference and digests its target.
pub(super) fn read<'a, 'i>(
    document: &'a Document<'i>,
    signature: Node<'a, 'i>,
    node: Node<'a, 'i>,
    allowance: &mut c14n::Allowance,
) -> Result<Reference<'a, 'i>, SignatureProblem> {
    let uri = node
        .attribute("URI")
        .ok_or_else(|| SignatureProblem::OutsideReference { uri: "without URI".to_owned() })?;
    let covered = if uri.is_empty() { document.root() } else { element_by_id(document, uri)? };
    let transforms = transforms(node)?;
    let octets = octets(signature, covered, (uri, &transforms), allowance)?;
    let method = required(node, DS_NS, "DigestMethod", "Reference/DigestMethod")?;
    let digest_uri = method.attribute("Algorithm").unwrap_or("");
    let digest = DigestAlgorithm::parse(digest_uri)
        .ok_or_else(|| unknown(Kind::Digest, "DigestMethod", digest_uri, DigestAlgorithm::Sha1.uri()))?;
    let declared = without_white_space(required(node, DS_NS, "DigestValue", "Reference/DigestValue")?);
    Ok(Reference { node, uri, covered, transforms, octets, digest, declared })
}

/// Reads the transforms: enveloped-signature, then canonicalization. The default is Canonical XML 1.0 without comments (XML
/// Signature §4.4.3.2).
pub(super) fn transforms(reference: Node<'_, '_>) -> Result<Transforms, SignatureProblem> {
    let refused = |why| {
        let uri = cut(reference.attribute("URI").unwrap_or(""));
        Err(SignatureProblem::Transforms { uri, why })
    };
    let elements = only(reference, DS_NS, "Transforms")?;
    let elements: Vec<_> = elements.into_iter().flat_map(|node| many(node, DS_NS, "Transform")).collect();
    if elements.len() > MAX_TRANSFORMS {
        let uri = cut(reference.attribute("URI").unwrap_or(""));
        return Err(SignatureProblem::TooManyTransforms { uri, count: elements.len() });
    }
    let mut transforms = Transforms { is_enveloped: false, canonicalizations: Vec::new(), is_implied: false };
    for element in elements {
        if element.attribute("Algorithm") == Some(uris::ENVELOPED_SIGNATURE) {
            if !transforms.canonicalizations.is_empty() {
                return refused(
                    "enveloped-signature stands after a canonicalization, whose octets hold no elements",
                );
            }
            transforms.is_enveloped = true;
        } else {
            transforms.canonicalizations.push(canonicalization(element, Kind::Transform, "Transform")?);
        }
    }
    if transforms.canonicalizations.is_empty() {
        transforms.is_implied = true;
        let method = c14n::Method::Inclusive10;
        transforms.canonicalizations.push(c14n::Options { method, ..c14n::Options::default() });
    }
    // A same-document reference excludes comments, whatever the transform says (XML Signature §4.4.3.3).
    if let Some(first) = transforms.canonicalizations.first_mut() {
        first.with_comments = false;
    }
    Ok(transforms)
}

/// The octets that a reference digests.
fn octets(
    signature: Node<'_, '_>,
    covered: Node<'_, '_>,
    (uri, transforms): (&str, &Transforms),
    allowance: &mut c14n::Allowance,
) -> Result<Vec<u8>, SignatureProblem> {
    let mut octets = Vec::new();
    for (number, options) in transforms.canonicalizations.iter().enumerate() {
        if number == 0 {
            let omit = transforms.is_enveloped.then(|| signature.id());
            let options = c14n::Options { omit, ..options.clone() };
            octets = c14n::canonicalize_within(covered, &options, allowance)?;
            continue;
        }
        // A canonicalization yields octets, which the next one parses as a document of its own.
        let refused = SignatureProblem::Transforms {
            uri: cut(uri),
            why: "what the first canonicalization gives is no document that the second one can read",
        };
        let Ok(text) = String::from_utf8(octets) else { return Err(refused) };
        let Ok(document) = envelope::parse(&text) else { return Err(refused) };
        octets = c14n::canonicalize_within(document.root(), options, allowance)?;
    }
    Ok(octets)
}

/// Reads a transform or a canonicalization method.
pub(super) fn canonicalization(
    element: Node<'_, '_>,
    kind: Kind,
    what: &'static str,
) -> Result<c14n::Options, SignatureProblem> {
    c14n::Options::from_method(element)
        .ok_or_else(|| unknown(kind, what, element.attribute("Algorithm").unwrap_or(""), c14n::EXCLUSIVE))
}

/// The problem for an unknown algorithm, which may only be misspelt.
pub(super) fn unknown(kind: Kind, what: &'static str, uri: &str, usual: &'static str) -> SignatureProblem {
    match uris::meant(kind, uri) {
        Some(expected) => SignatureProblem::Misspelt { what, uri: cut(uri), expected },
        None => SignatureProblem::Algorithm { what, uri: cut(uri), expected: usual },
    }
}

/// The only element with this id, as `wsu:Id` or a plain `Id`.
pub(super) fn element_by_id<'a, 'i>(
    document: &'a Document<'i>,
    uri: &str,
) -> Result<Node<'a, 'i>, SignatureProblem> {
    let id = uri
        .strip_prefix('#')
        .filter(|id| !id.is_empty())
        .ok_or_else(|| SignatureProblem::OutsideReference { uri: cut(uri) })?;
    let carriers: Vec<_> =
        document.descendants().filter(|node| ids(*node).any(|carried| carried == id)).collect();
    match *carriers.as_slice() {
        [] => Err(SignatureProblem::DanglingReference { uri: cut(uri) }),
        [only] => Ok(only),
        _ => {
            let named: Vec<_> = carriers.iter().take(4).map(|node| place_of(*node).to_string()).collect();
            let (uri, count) = (cut(uri), carriers.len());
            Err(SignatureProblem::DuplicateId { uri, count, carriers: named.join("; ") })
        }
    }
}

/// The element's ids: `wsu:Id` and a plain `Id`.
pub(super) fn ids<'a>(node: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
    let is_id = |namespace: Option<&str>| namespace.is_none() || namespace == Some(WSU_NS);
    node.attributes().filter(move |a| a.name() == "Id" && is_id(a.namespace())).map(|a| a.value())
}

/// The element's local name, or a word for the document.
pub(super) fn name_of<'a>(node: Node<'a, '_>) -> &'a str {
    if node.is_root() { "the whole document" } else { node.tag_name().name() }
}

impl From<c14n::Exceeded> for SignatureProblem {
    fn from(exceeded: c14n::Exceeded) -> Self {
        Self::TooCostly(exceeded)
    }
}
