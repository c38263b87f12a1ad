//! Elements that the schema of XML Signature does not allow in their place.

use thiserror::Error;

use crate::domain::finding::Place;

/// An element that the schema does not allow in its place, or text where only elements are allowed.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("`{node}` stands in `{parent}` where it does not belong, expected {expected}")]
pub struct Unexpected {
    /// The element's local name, or the text.
    pub node: String,
    /// Its place.
    pub place: Place,
    /// Its parent in the signature.
    pub parent: &'static str,
    /// The children allowed there, in order.
    pub expected: &'static str,
}
