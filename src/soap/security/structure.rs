//! The elements of a signature stand where the schema of XML Signature has them, and no others stand there.
//!
//! Other verifiers read the schema's sequence one by one and refuse anything else, so a signature that only we accepted
//! would fail at MPay.

use roxmltree::Node;

use super::SignatureProblem;
use super::elements::{cut, many, place_of};
use crate::soap::DS_NS;

/// An element that holds nothing but elements, and these in their order (XML Signature §4, schema).
struct Sequence {
    parent: &'static str,
    children: &'static [&'static str],
    /// The children, as people write the sequence.
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

/// Checks a signature whose elements were all found. How often each stands there is checked where it is read.
pub(super) fn check(signature: Node<'_, '_>, signed_info: Node<'_, '_>) -> Result<(), SignatureProblem> {
    SIGNATURE.check(signature)?;
    SIGNED_INFO.check(signed_info)?;
    for reference in many(signed_info, DS_NS, "Reference") {
        REFERENCE.check(reference)?;
        many(reference, DS_NS, "Transforms").try_for_each(|transforms| TRANSFORMS.check(transforms))?;
    }
    Ok(())
}

impl Sequence {
    fn check(&self, parent: Node<'_, '_>) -> Result<(), SignatureProblem> {
        let mut next = 0;
        for child in parent.children().filter(Node::is_element) {
            let name = child.tag_name();
            let of_signature = name.namespace() == Some(DS_NS);
            let later =
                self.children.iter().skip(next).position(|known| of_signature && *known == name.name());
            let Some(later) = later else {
                return Err(SignatureProblem::Unexpected {
                    element: cut(name.name()),
                    place: place_of(child),
                    parent: self.parent,
                    expected: self.written,
                });
            };
            next += later;
        }
        Ok(())
    }
}
