//! SignatureValue: the digest that was signed, and the key.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::KnownKey;
use super::base64_text;
use super::diagnosis::Diagnosis;
use super::pkcs1::{self, DigestInfo, name_of};
use super::signed_info::{self, SignedInfo};
use super::subject::Budget;
use crate::domain::finding::rules::diagnosis_of_signature as rules;
use crate::domain::finding::rules::signature::NOTHING_SIGNED;
use crate::soap::security::certificates::Certificate;
use crate::soap::security::rsa;

/// The result of opening a SignatureValue.
pub(super) struct Opened {
    /// The signed digest, if the signature could be opened.
    pub(super) recovered: Option<DigestInfo>,
    /// True if it matches SignedInfo, the declared algorithm and the certificate.
    pub(super) holds: bool,
    /// The certificate of the key that opened it.
    pub(super) signer: Option<Certificate>,
    pub(super) diagnosis: Option<Diagnosis>,
}

/// A key that may have made the signature. The label is `None` for the certificate used by the verifier.
struct Candidate<'c> {
    label: Option<&'c str>,
    key: &'c Certificate,
}

/// Tries to open the signature with the certificate's key, then with the other known ones.
pub(super) fn open(
    value: Node<'_, '_>,
    text: &str,
    signed_info: &SignedInfo<'_, '_>,
    certificate: Option<&Certificate>,
    known: &[KnownKey<'_>],
    budget: &mut Budget,
) -> Opened {
    let at = |rule, detail: String| Diagnosis::at(value, rule, detail);
    let nothing = |diagnosis| Opened { recovered: None, holds: false, signer: None, diagnosis };
    if text.trim().is_empty() {
        return nothing(Some(at(&NOTHING_SIGNED, "an empty SignatureValue".to_owned())));
    }
    let own = certificate.map(|key| Candidate { label: None, key });
    let others = known.iter().map(|known| Candidate { label: Some(known.label), key: known.certificate });
    let candidates: Vec<Candidate<'_>> = own.into_iter().chain(others).collect();

    for reading in base64_text::readings(text) {
        for candidate in &candidates {
            let Some((payload, accident)) = payload(&candidate.key.public_key, &reading.octets) else {
                continue;
            };
            let (recovered, fits) = match pkcs1::digest_info(&payload) {
                Some(info) => {
                    let fits = signed_info.digest_fits(&info);
                    (Some(info), fits)
                }
                None => (None, false),
            };
            // A wrong key comes first: everything else follows from it.
            let key = candidate.label.filter(|_| {
                certificate.is_none_or(|certificate| certificate.public_key != candidate.key.public_key)
            });
            let by_key = key.filter(|_| certificate.is_some()).map(|label| {
                at(
                    &rules::KNOWN_KEY,
                    format!("the signature was made with {label}, {}", candidate.key.subject),
                )
            });
            let by_form = || match (reading.what, accident) {
                (Some(what), _) => {
                    Some(at(&rules::SIGNATURE_ENCODING, format!("the signature is right, but {what}")))
                }
                (None, Some((rule, detail))) => Some(at(rule, detail.to_owned())),
                (None, None) => None,
            };
            let by_content = |budget: &mut Budget| match &recovered {
                Some(info) if fits => signed_info.other_algorithm(info),
                Some(info) => Some(signed_info::diagnose(signed_info, info, budget)),
                None => match pkcs1::other_digest(&payload) {
                    Some(name) => signed_info.unread_algorithm(&name),
                    None => Some(without_digest_info(value, signed_info, &payload)),
                },
            };
            let diagnosis = by_key.or_else(by_form).or_else(|| by_content(budget));
            let (holds, signer) = (fits && diagnosis.is_none(), Some(candidate.key.clone()));
            return Opened { recovered, holds, signer, diagnosis };
        }
    }
    let Some(certificate) = certificate else { return nothing(None) };
    // Keys of other lengths are not tried: `verify` reports the length.
    if certificate.rsa_bits().is_none_or(|bits| !(1_024..=8_192).contains(&bits)) {
        return nothing(None);
    }
    let keys: BTreeSet<_> = candidates.iter().map(|candidate| &candidate.key.public_key).collect();
    let others = keys.into_iter().filter(|key| **key != certificate.public_key).count();
    nothing(Some(unopened(value, text, certificate, others)))
}

type Accident = (&'static crate::domain::finding::Rule, &'static str);

/// The payload, if this key opens these octets, their reverse, or the octets with zeros restored.
fn payload(public_key: &[u8], octets: &[u8]) -> Option<(Vec<u8>, Option<Accident>)> {
    let unpadded = |octets: &[u8]| {
        let block = rsa::opened(public_key, octets)?;
        pkcs1::unpadded(&block).map(<[u8]>::to_vec)
    };
    if let Some(payload) = unpadded(octets) {
        return Some((payload, None));
    }
    let reversed: Vec<u8> = octets.iter().rev().copied().collect();
    if let Some(payload) = unpadded(&reversed) {
        let detail = "read from its last octet to its first, the signature opens with the certificate's key";
        return Some((payload, Some((&rules::SIGNATURE_REVERSED, detail))));
    }
    let length = rsa::modulus_length(public_key)?;
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let significant = &octets[zeros..];
    if octets.len() == length || significant.len() > length || length - significant.len() > 2 {
        return None;
    }
    let padded = [&vec![0; length - significant.len()][..], significant].concat();
    let detail = if octets.len() < length {
        "with the leading zero octets that were dropped, the signature opens with the certificate's key"
    } else {
        "without the leading zero octet that was added, the signature opens with the certificate's key"
    };
    Some((unpadded(&padded)?, Some((&rules::SIGNATURE_LENGTH, detail))))
}

/// The key matches, but the payload is not a DigestInfo.
fn without_digest_info(value: Node<'_, '_>, signed_info: &SignedInfo<'_, '_>, payload: &[u8]) -> Diagnosis {
    let as_text = std::str::from_utf8(payload).ok();
    let read = as_text.map(base64_text::readings).unwrap_or_default();
    let fits =
        |octets: &[u8]| pkcs1::algorithm_of(octets.len()).filter(|a| a.digest(&signed_info.octets) == octets);
    let detail = match (fits(payload), read.iter().find_map(|reading| fits(&reading.octets))) {
        (Some(algorithm), _) => {
            format!("the signature holds the bare {} digest of SignedInfo", name_of(algorithm))
        }
        (None, Some(algorithm)) => {
            format!("the signature holds the {} digest of SignedInfo as text", name_of(algorithm))
        }
        (None, None) => format!("the signature holds {} octets that are no DigestInfo", payload.len()),
    };
    Diagnosis::at(value, &rules::WITHOUT_DIGEST_INFO, detail)
}

/// No known key opens the signature: neither the certificate's nor one of `others` others.
fn unopened(value: Node<'_, '_>, text: &str, certificate: &Certificate, others: usize) -> Diagnosis {
    let at = |rule, detail: String| Diagnosis::at(value, rule, detail);
    let readings = base64_text::readings(text);
    let length = rsa::modulus_length(&certificate.public_key).unwrap_or_default();
    let pss =
        |octets: &[u8]| rsa::opened(&certificate.public_key, octets).and_then(|block| pkcs1::pss(&block));
    if let Some(algorithm) = readings.iter().find_map(|reading| pss(&reading.octets)) {
        return at(
            &rules::SIGNATURE_PSS,
            format!(
                "opened with the certificate's key, the signature has PSS padding with {}",
                name_of(algorithm)
            ),
        );
    }
    match readings.first() {
        None => at(&rules::SIGNATURE_ENCODING, "SignatureValue stands for no octets".to_owned()),
        Some(reading) if reading.octets.len() != length => at(
            if reading.what.is_some() { &rules::SIGNATURE_ENCODING } else { &rules::SIGNATURE_LENGTH },
            match reading.what {
                Some(what) => format!(
                    "{what}; read so, it has {} octets, where the key has {length}",
                    reading.octets.len()
                ),
                None => format!(
                    "the signature has {} octets, the certificate's key has {length}",
                    reading.octets.len()
                ),
            },
        ),
        Some(_) => at(
            &rules::UNKNOWN_KEY,
            match others {
                0 => format!("the key of `{}` does not open the signature", certificate.subject),
                1 => format!(
                    "the key of `{}` does not open the signature, nor does the one other key that was tried",
                    certificate.subject
                ),
                _ => format!(
                    "the key of `{}` does not open the signature, nor does any of {others} other keys that were tried",
                    certificate.subject
                ),
            },
        )
        .expected(format!("a signature by the private key of `{}`", certificate.subject)),
    }
}
