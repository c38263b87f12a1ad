//! The canonicalization methods by URI.

/// `http://www.w3.org/2001/10/xml-exc-c14n#`, the canonicalization of every message of the contract.
pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// [`EXCLUSIVE`] with comments.
pub const EXCLUSIVE_WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";

/// A canonicalization recommendation of the W3C.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// Exclusive XML Canonicalization 1.0: only the namespaces in use, as the guide requires.
    #[default]
    Exclusive,
    /// Canonical XML 1.0: every namespace in scope, and every `xml:` attribute of the ancestors.
    Inclusive10,
    /// Canonical XML 1.1: every namespace in scope, `xml:lang` and `xml:space` of the ancestors, and the joined `xml:base`.
    Inclusive11,
}

impl Method {
    /// Every method, without and with comments. The first one is used for writing.
    pub const URIS: [(Self, bool, &'static str); 6] = [
        (Self::Exclusive, false, EXCLUSIVE),
        (Self::Exclusive, true, EXCLUSIVE_WITH_COMMENTS),
        (Self::Inclusive10, false, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        (Self::Inclusive10, true, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"),
        (Self::Inclusive11, false, "http://www.w3.org/2006/12/xml-c14n11"),
        (Self::Inclusive11, true, "http://www.w3.org/2006/12/xml-c14n11#WithComments"),
    ];

    /// The method with this URI, and true if it keeps comments.
    pub fn from_uri(uri: &str) -> Option<(Self, bool)> {
        Self::URIS
            .iter()
            .find(|(_, _, known)| *known == uri)
            .map(|(method, comments, _)| (*method, *comments))
    }

    /// The URI, as messages write it.
    pub fn uri(self, with_comments: bool) -> &'static str {
        Self::URIS
            .iter()
            .find(|(method, comments, _)| *method == self && *comments == with_comments)
            .map_or(EXCLUSIVE, |(_, _, uri)| uri)
    }
}
