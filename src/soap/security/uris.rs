//! Misspelt identifiers. The guide's typesetting has lost hyphens in URIs, and people who copied them have added an `s` to
//! `http`, or lost the `#`.

use super::{DigestAlgorithm, SignatureAlgorithm, c14n};

/// The kinds of algorithm in a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Canonicalization,
    Transform,
    Digest,
    Signature,
}

pub(super) const ENVELOPED_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// The URI of this kind that was most likely meant.
pub(super) fn meant(kind: Kind, uri: &str) -> Option<&'static str> {
    let known = known(kind);
    // By the whole text, else by the part after `#`, as in `xmldsig#sha256`, which is in another namespace.
    known
        .iter()
        .find(|right| is_misspelling(uri, right))
        .or_else(|| {
            if !matches!(kind, Kind::Digest | Kind::Signature) {
                return None;
            }
            let fragment = letters(uri.rsplit_once('#')?.1);
            known.iter().find(|right| {
                right.rsplit_once('#').is_some_and(|(_, f)| !f.is_empty() && letters(f) == fragment)
            })
        })
        .copied()
}

/// True if the text is a misspelling of this URI: the same letters and digits with other separators.
pub(super) fn is_misspelling(found: &str, right: &str) -> bool {
    found != right && letters(found) == letters(right)
}

fn known(kind: Kind) -> Vec<&'static str> {
    let canonicalizations = || c14n::Method::URIS.iter().map(|(_, _, uri)| *uri);
    match kind {
        Kind::Canonicalization => canonicalizations().collect(),
        Kind::Transform => canonicalizations().chain([ENVELOPED_SIGNATURE]).collect(),
        Kind::Digest => DigestAlgorithm::NAMES.to_vec(),
        Kind::Signature => SignatureAlgorithm::NAMES.to_vec(),
    }
}

/// The letters and digits in lower case, without the scheme.
pub(super) fn letters(uri: &str) -> String {
    let uri = uri.trim().to_lowercase();
    let rest = uri.strip_prefix("https").or_else(|| uri.strip_prefix("http")).unwrap_or(&uri);
    rest.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_algorithms_are_recognized() {
        for (kind, found, right) in [
            (Kind::Canonicalization, "http://www.w3.org/2001/10/xml-excc14n#", c14n::EXCLUSIVE),
            (Kind::Canonicalization, "https://www.w3.org/2001/10/xml-exc-c14n#", c14n::EXCLUSIVE),
            (Kind::Transform, "http://www.w3.org/2001/10/xml-exc-c14n", c14n::EXCLUSIVE),
            (Kind::Transform, "http://www.w3.org/2000/09/xmldsig#envelopedsignature", ENVELOPED_SIGNATURE),
            (
                Kind::Signature,
                "http://www.w3.org/2001/04/xmldsig-more#rsasha256",
                SignatureAlgorithm::RsaSha256.uri(),
            ),
            (
                Kind::Signature,
                "http://www.w3.org/2000/09/xmldsig#rsa-sha256",
                SignatureAlgorithm::RsaSha256.uri(),
            ),
            (
                Kind::Signature,
                "https://www.w3.org/2000/09/xmldsig#rsa-sha1",
                SignatureAlgorithm::RsaSha1.uri(),
            ),
            (Kind::Digest, "http://www.w3.org/2000/09/xmldsig # sha1", DigestAlgorithm::Sha1.uri()),
            (Kind::Digest, "http://www.w3.org/2000/09/xmldsig#sha256", DigestAlgorithm::Sha256.uri()),
        ] {
            assert_eq!(meant(kind, found), Some(right), "{found}");
        }
        for found in ["", "#", "urn:x#", "http://www.w3.org/2000/09/xmldsig#hmac-sha1"] {
            assert_eq!(meant(Kind::Signature, found), None, "{found}");
        }
        let right = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
        assert!(is_misspelling(&right.replace("oasis-open", "oasisopen"), right));
        assert!(!is_misspelling(right, right));
    }
}
