//! Misspelt identifiers, and the known ones that were meant.

use roxmltree::Document;

use super::diagnosis::Diagnosis;
use super::subject::{Subject, Trial};
use crate::domain::finding::rules::diagnosis_of_signature as rules;
use crate::domain::finding::{Place, Position, one_line, sentences};
use crate::soap::security::uris::{ENVELOPED_SIGNATURE, is_misspelling, letters};
use crate::soap::security::{DigestAlgorithm, SignatureAlgorithm, c14n};
use crate::soap::{DS_NS, MPAY_NS, SOAP_NS, WSSE_NS, WSU_NS};

/// The identifiers of signed messages. The first one that an incomplete spelling matches is taken.
const KNOWN: [&str; 36] = [
    SOAP_NS,
    WSSE_NS,
    WSU_NS,
    DS_NS,
    MPAY_NS,
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
    "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2006/12/xml-c14n11#WithComments",
    ENVELOPED_SIGNATURE,
    "http://www.w3.org/2000/09/xmldsig#sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
    "http://www.w3.org/2001/04/xmldsig-more#sha224",
    "http://www.w3.org/2001/04/xmldsig-more#md5",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
    "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2000/09/xmldsig#base64",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509PKIPathv1",
    "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1",
    "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/2001/XMLSchema",
];

/// The identifier that was meant; `None` if this one is correct, or similar to none.
pub(super) fn meant(uri: &str) -> Option<&'static str> {
    if KNOWN.contains(&uri) || uri.len() > 200 || uri.is_empty() {
        return None;
    }
    let bare = letters(uri);
    let same_letters = || KNOWN.into_iter().find(|known| is_misspelling(uri, known));
    // `xmldsig#sha256`, `xmlenc#rsa-sha256`: the right fragment with another standard's address.
    let same_fragment = || {
        let (address, fragment) = uri.rsplit_once('#').filter(|(_, fragment)| fragment.len() > 2)?;
        let is_w3c = letters(address).starts_with("wwww3org");
        let fragment = letters(fragment);
        KNOWN.into_iter().filter(|_| is_w3c).find(|known| {
            known
                .rsplit_once('#')
                .is_some_and(|(_, other)| letters(other) == fragment && known.contains("w3.org"))
        })
    };
    let nearly = || {
        let is_long = bare.len() >= 20;
        KNOWN.into_iter().filter(|_| is_long).find(|known| differs_little(&letters(known), &bare))
    };
    same_letters().or_else(same_fragment).or_else(nearly)
}

/// The known algorithms of all kinds.
pub(super) fn algorithms() -> impl Iterator<Item = &'static str> {
    let canonicalizations = c14n::Method::URIS.into_iter().map(|(_, _, uri)| uri);
    let digests = DigestAlgorithm::NAMES.iter().copied();
    let signatures = SignatureAlgorithm::NAMES.iter().copied();
    canonicalizations.chain(digests).chain(signatures)
}

/// True if at most two letters in the middle were left out, added or replaced. Digits must be equal, as they distinguish
/// sha256 from sha512 and the years of standards.
fn differs_little(known: &str, found: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let same = known.bytes().zip(found.bytes()).take_while(|(a, b)| a == b).count();
    let (known_rest, found_rest) = (&known.as_bytes()[same..], &found.as_bytes()[same..]);
    let same_end = known_rest.iter().rev().zip(found_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    known_rest.len() - same_end <= 2 && found_rest.len() - same_end <= 2 && digits(known) == digits(found)
}

/// Every misspelt identifier of the message: a namespace, or an attribute with an algorithm or a type.
pub(super) fn broken(document: &Document<'_>) -> Vec<Diagnosis> {
    let text = document.input_text();
    misspelt(document)
        .into_iter()
        .map(|(uri, right, at)| Diagnosis {
            rule: &rules::URI_BROKEN,
            element: String::new(),
            place: Place::default().with_position(Position::of_byte(text, at)),
            detail: format!("`{}` stands for nothing", one_line(uri)),
            expected: Some(right.to_owned()),
            remedy: Some(sentences::WRITE_IDENTIFIER.words().with("identifier", right)),
        })
        .collect()
}

/// The identifiers were correct when the digest was computed. [`broken`] already reports the misspelling.
pub(super) fn put_right(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let misspelt = misspelt(subject.node.document());
    if misspelt.is_empty() {
        return None;
    }
    let text = misspelt.iter().fold(subject.text().to_owned(), |text, (uri, right, _)| {
        text.replace(&format!("\"{uri}\""), &format!("\"{right}\""))
            .replace(&format!("'{uri}'"), &format!("'{right}'"))
    });
    trial.fits(subject.in_text(&text)?).then(|| "with its identifiers put right the digest fits".into())
}

/// The misspelt identifiers, each with the intended one and its offset.
fn misspelt<'a>(document: &'a Document<'_>) -> Vec<(&'a str, &'static str, usize)> {
    let mut found: Vec<(&str, &'static str, usize)> = Vec::new();
    for node in document.descendants().filter(|node| node.is_element()).take(5_000) {
        let declared = node.tag_name().namespace().map(|uri| (uri, node.range().start));
        let attributes = node.attributes().flat_map(|attribute| {
            let names_something = matches!(attribute.name(), "Algorithm" | "ValueType" | "EncodingType");
            let value = names_something.then(|| attribute.value());
            [value, attribute.namespace()]
                .into_iter()
                .flatten()
                .map(move |uri| (uri, attribute.range().start))
        });
        for (uri, at) in declared.into_iter().chain(attributes) {
            if found.len() < 8
                && !found.iter().any(|(other, ..)| *other == uri)
                && let Some(right) = meant(uri)
            {
                found.push((uri, right, at));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_identifiers_are_recognized() {
        for (broken, right) in [
            ("http://www.w3.org/2001/10/xml-excc14n#", KNOWN[5]),
            ("http://www.w3.org/2001/10/xml-exc-c14n", KNOWN[5]),
            ("https://www.w3.org/2000/09/xmldsig#", DS_NS),
            ("http://www.w3.org/2000/09/xmldsig", DS_NS),
            ("http://docs.oasisopen.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd", WSU_NS),
            ("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wsswssecurity-secext-1.0.xsd", WSSE_NS),
            ("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secxt-1.0.xsd", WSSE_NS),
            ("http://www.w3.org/2000/09/xmldsig#sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
            (
                "http://www.w3.org/2001/04/xmlenc#rsa-sha256",
                "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            ),
            ("http://www.w3.org/2000/09/xmldsig#rsasha1", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
            ("http://mpay.gov.md", MPAY_NS),
            ("https://mpay.gov.md/", MPAY_NS),
        ] {
            assert_eq!(meant(broken), Some(right), "{broken}");
        }
    }

    #[test]
    fn what_is_right_or_unlike_is_left_alone() {
        let others =
            ["urn:a", "models", "http://www.w3.org/2003/05/soap-envelope", "", "https://example.md/service"];
        for uri in KNOWN.iter().chain(&others) {
            assert_eq!(meant(uri), None, "{uri}");
        }
    }
}
