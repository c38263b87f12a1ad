//! Rejects elements that the schema of XML Signature does not allow in a signature, or not in that order.
//!
//! A verifier that follows the schema rejects such a message; xmlsec1 does, except for an element within base64.

use roxmltree::Node;
use thiserror::Error;

use super::SignatureProblem;
use super::elements::{cut, many, place_of};
use crate::domain::finding::Place;
use crate::soap::DS_NS;

/// An element that the schema does not allow in its place.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("`{element}` stands in `{parent}` where it does not belong, expected {expected}")]
pub struct Unexpected {
    /// Its local name.
    pub element: String,
    /// Its place.
    pub place: Place,
    /// Its parent in the signature.
    pub parent: &'static str,
    /// The children allowed there, in order.
    pub expected: &'static str,
}

/// The allowed children of an element of the signature, in order (XML Signature §4, schema).
struct Sequence {
    parent: &'static str,
    children: &'static [&'static str],
    /// The children for display.
    written: &'static str,
}

const SIGNATURE: Sequence = Sequence {
    parent: "Signature",
    children: &["SignedInfo", "SignatureValue", "KeyInfo", "Object"],
    written: "SignedInfo, SignatureValue, KeyInfo, then Objects where there are any",
};
const SIGNED_INFO: Sequence = Sequence {
    parent: "SignedInfo",
    children: &["CanonicalizationMethod", "SignatureMethod", "Reference"],
    written: "CanonicalizationMethod, SignatureMethod, then References",
};
const REFERENCE: Sequence = Sequence {
    parent: "Reference",
    children: &["Transforms", "DigestMethod", "DigestValue"],
    written: "Transforms, DigestMethod, DigestValue",
};
const TRANSFORMS: Sequence =
    Sequence { parent: "Transforms", children: &["Transform"], written: "Transform elements" };
const DIGEST_VALUE: Sequence = Sequence { parent: "DigestValue", children: &[], written: "base64 alone" };
const SIGNATURE_VALUE: Sequence =
    Sequence { parent: "SignatureValue", children: &[], written: "base64 alone" };

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
        let mut next = 0;
        for child in parent.children().filter(Node::is_element) {
            let name = child.tag_name();
            let of_signature = name.namespace() == Some(DS_NS);
            let later =
                self.children.iter().skip(next).position(|known| of_signature && *known == name.name());
            let Some(later) = later else {
                return Err(SignatureProblem::Unexpected(Unexpected {
                    element: cut(name.name()),
                    place: place_of(child),
                    parent: self.parent,
                    expected: self.written,
                }));
            };
            next += later;
        }
        Ok(())
    }
}
