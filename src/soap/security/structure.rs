//! Rejects what the schema of XML Signature does not allow in a signature: other elements or another order, text
//! between elements, and parameters that a canonicalization does not take.
//!
//! A verifier that follows the schema rejects such a message; xmlsec1 does, except for an element within base64, text
//! between elements, and parameters of a method that has none.

use roxmltree::Node;

use super::c14n::{EXCLUSIVE, Method};
use super::elements::{cut, many, only, place_of};
use super::problem::{SignatureProblem, Unexpected};
use super::uris::ENVELOPED_SIGNATURE;
use crate::soap::DS_NS;

/// The allowed children of an element of the signature, in order (XML Signature §4, schema).
struct Sequence {
    parent: &'static str,
    /// The namespace of the children.
    namespace: &'static str,
    children: &'static [&'static str],
    /// Whether text is allowed beside the children. White space is everywhere.
    has_text: bool,
    /// The children for display.
    written: &'static str,
}

impl Sequence {
    /// Elements of XML Signature alone.
    const fn of(parent: &'static str, children: &'static [&'static str], written: &'static str) -> Self {
        Self { parent, namespace: DS_NS, children, has_text: false, written }
    }

    /// Text without elements.
    const fn base64(parent: &'static str) -> Self {
        Self { parent, namespace: DS_NS, children: &[], has_text: true, written: "base64 alone" }
    }
}

const SIGNATURE: Sequence = Sequence::of(
    "Signature",
    &["SignedInfo", "SignatureValue", "KeyInfo", "Object"],
    "SignedInfo, SignatureValue, KeyInfo, then Objects where there are any",
);
const SIGNED_INFO: Sequence = Sequence::of(
    "SignedInfo",
    &["CanonicalizationMethod", "SignatureMethod", "Reference"],
    "CanonicalizationMethod, SignatureMethod, then References",
);
const REFERENCE: Sequence = Sequence::of(
    "Reference",
    &["Transforms", "DigestMethod", "DigestValue"],
    "Transforms, DigestMethod, DigestValue",
);
const TRANSFORMS: Sequence = Sequence::of("Transforms", &["Transform"], "Transform elements");
const DIGEST_VALUE: Sequence = Sequence::base64("DigestValue");
const SIGNATURE_VALUE: Sequence = Sequence::base64("SignatureValue");

/// Checks what `CanonicalizationMethod` and `Transform` have within: one `InclusiveNamespaces` with its `PrefixList`
/// where the method is exclusive, and nothing else. A `Transforms` without a `Transform` is refused as well.
///
/// Two readers that take different lists digest different octets; this comes before anything is digested.
pub(super) fn check_methods(signed_info: Node<'_, '_>) -> Result<(), SignatureProblem> {
    many(signed_info, DS_NS, "CanonicalizationMethod").try_for_each(check_parameters)?;
    for transforms in many(signed_info, DS_NS, "Reference").flat_map(|node| many(node, DS_NS, "Transforms")) {
        let mut each = many(transforms, DS_NS, "Transform").peekable();
        if each.peek().is_none() {
            return Err(SignatureProblem::Missing { path: "Reference/Transforms/Transform" });
        }
        each.try_for_each(check_parameters)?;
    }
    Ok(())
}

fn check_parameters(method: Node<'_, '_>) -> Result<(), SignatureProblem> {
    let parent = if method.tag_name().name() == "Transform" { "Transform" } else { "CanonicalizationMethod" };
    let uri = method.attribute("Algorithm").unwrap_or("");
    let (children, written): (&[_], _) = match Method::from_uri(uri) {
        Some((Method::Exclusive, _)) => (&["InclusiveNamespaces"], "one InclusiveNamespaces at most"),
        Some(_) => (&[], "nothing: this canonicalization takes no parameters"),
        None if uri == ENVELOPED_SIGNATURE => (&[], "nothing: this transform takes no parameters"),
        // An unknown algorithm is refused where it is read, whatever its parameters.
        None => return Ok(()),
    };
    if !children.is_empty()
        && let Some(list) = only(method, EXCLUSIVE, "InclusiveNamespaces")?
        && list.attribute("PrefixList").is_none()
    {
        return Err(SignatureProblem::Missing { path: "InclusiveNamespaces/@PrefixList" });
    }
    Sequence { parent, namespace: EXCLUSIVE, children, has_text: true, written }.check(method)
}

/// Checks only the order; the number is checked where the elements are read.
pub(super) fn check(signature: Node<'_, '_>, signed_info: Node<'_, '_>) -> Result<(), SignatureProblem> {
    SIGNATURE.check(signature)?;
    SIGNATURE_VALUE.check_each(signature)?;
    SIGNED_INFO.check(signed_info)?;
    for reference in many(signed_info, DS_NS, "Reference") {
        REFERENCE.check(reference)?;
        TRANSFORMS.check_each(reference)?;
        DIGEST_VALUE.check_each(reference)?;
    }
    Ok(())
}

impl Sequence {
    /// Checks each child of `of` with the name of this sequence's parent.
    fn check_each(&self, of: Node<'_, '_>) -> Result<(), SignatureProblem> {
        many(of, DS_NS, self.parent).try_for_each(|parent| self.check(parent))
    }

    fn check(&self, parent: Node<'_, '_>) -> Result<(), SignatureProblem> {
        let unexpected = |child: Node<'_, '_>, node: &str| {
            SignatureProblem::Unexpected(Unexpected {
                node: cut(node),
                place: place_of(if child.is_text() { parent } else { child }),
                parent: self.parent,
                expected: self.written,
            })
        };
        let mut next = 0;
        for child in parent.children() {
            let text = child.text().unwrap_or("").trim_ascii();
            if child.is_text() && !self.has_text && !text.is_empty() {
                return Err(unexpected(child, text));
            }
            if !child.is_element() {
                continue;
            }
            let name = child.tag_name();
            let is_known = name.namespace() == Some(self.namespace);
            let later = self.children.iter().skip(next).position(|known| is_known && *known == name.name());
            next += later.ok_or_else(|| unexpected(child, name.name()))?;
        }
        Ok(())
    }
}
