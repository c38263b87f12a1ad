//! The content of an RSA signature.

use crate::soap::security::{DigestAlgorithm, hex};

/// The digest that was signed, with its algorithm (RFC 8017 §9.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestInfo {
    /// The digest's algorithm.
    pub algorithm: DigestAlgorithm,
    /// The digest.
    pub digest: Vec<u8>,
}

/// The content inside PKCS #1 v1.5 signature padding: `00 01 FF … FF 00`, with at least eight `FF`.
pub(super) fn unpadded(block: &[u8]) -> Option<&[u8]> {
    let rest = block.strip_prefix(&[0, 1])?;
    let end = rest.iter().position(|byte| *byte != 0xff)?;
    (end >= 8 && rest[end] == 0).then(|| &rest[end + 1..])
}

/// Reads a DigestInfo in DER, with or without the parameters NULL.
pub(super) fn digest_info(payload: &[u8]) -> Option<DigestInfo> {
    const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
    const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    const SHA384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
    const SHA512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
    let (oid, digest) = oid_and_digest(payload)?;
    let algorithm = match oid {
        SHA1 => DigestAlgorithm::Sha1,
        SHA256 => DigestAlgorithm::Sha256,
        SHA384 => DigestAlgorithm::Sha384,
        SHA512 => DigestAlgorithm::Sha512,
        _ => return None,
    };
    (digest.len() == length_of(algorithm)).then(|| DigestInfo { algorithm, digest: digest.to_vec() })
}

/// The name or OID of an unsupported digest algorithm, if the payload is a DigestInfo with one.
pub(super) fn other_digest(payload: &[u8]) -> Option<String> {
    const OTHERS: [(&[u8], &str); 8] = [
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05], "MD5"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x04], "MD4"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x02], "MD2"),
        (&[0x2b, 0x24, 0x03, 0x02, 0x01], "RIPEMD-160"),
        (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04], "SHA-224"),
        (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x08], "SHA3-256"),
        (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x09], "SHA3-384"),
        (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x0a], "SHA3-512"),
    ];
    let (oid, _) = oid_and_digest(payload).filter(|_| digest_info(payload).is_none())?;
    let known = OTHERS.iter().find(|(known, _)| *known == oid);
    Some(known.map_or_else(
        || format!("the algorithm with the OID {} (DER)", hex(oid)),
        |(_, name)| (*name).to_owned(),
    ))
}

/// The algorithm's OID and the digest, if the payload has the form of a DigestInfo.
fn oid_and_digest(payload: &[u8]) -> Option<(&[u8], &[u8])> {
    let (algorithm_and_digest, []) = element(payload, 0x30)? else { return None };
    let (algorithm, rest) = element(algorithm_and_digest, 0x30)?;
    let (digest, []) = element(rest, 0x04)? else { return None };
    let (oid, _) = element(algorithm, 0x06)?;
    Some((oid, digest))
}

/// A DER element with this tag and a length below 128, and the rest.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let [found, length, rest @ ..] = der else { return None };
    let length = usize::from(*length);
    (*found == tag && length < 128 && length <= rest.len()).then(|| rest.split_at(length))
}

/// The length of a digest in octets.
pub(super) fn length_of(algorithm: DigestAlgorithm) -> usize {
    match algorithm {
        DigestAlgorithm::Sha1 => 20,
        DigestAlgorithm::Sha256 => 32,
        DigestAlgorithm::Sha384 => 48,
        DigestAlgorithm::Sha512 => 64,
    }
}

/// The algorithm whose digests have this length in octets.
pub(super) fn algorithm_of(length: usize) -> Option<DigestAlgorithm> {
    let all =
        [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
    all.into_iter().find(|algorithm| length_of(*algorithm) == length)
}

/// The algorithm's usual name.
pub(super) fn name_of(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Sha1 => "SHA-1",
        DigestAlgorithm::Sha256 => "SHA-256",
        DigestAlgorithm::Sha384 => "SHA-384",
        DigestAlgorithm::Sha512 => "SHA-512",
    }
}

/// The digest algorithm whose PSS padding this is, with MGF1 of the same digest (RFC 8017 §9.1.2). Random octets look like
/// it once in many thousands of cases.
pub(super) fn pss(block: &[u8]) -> Option<DigestAlgorithm> {
    let candidates =
        [DigestAlgorithm::Sha256, DigestAlgorithm::Sha1, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
    candidates.into_iter().find(|algorithm| has_pss_padding(block, *algorithm))
}

fn has_pss_padding(block: &[u8], algorithm: DigestAlgorithm) -> bool {
    let Some((0xbc, rest)) = block.split_last() else { return false };
    let Some(split) = rest.len().checked_sub(length_of(algorithm)) else { return false };
    let (masked, seed) = rest.split_at(split);
    let mut counter = 0_u32;
    let mut mask = Vec::with_capacity(masked.len());
    while mask.len() < masked.len() {
        mask.extend(algorithm.digest(&[seed, &counter.to_be_bytes()].concat()));
        counter += 1;
    }
    let mut data: Vec<u8> = masked.iter().zip(mask).map(|(a, b)| a ^ b).collect();
    // The topmost bit is cleared to keep the number below the modulus.
    if let Some(first) = data.first_mut() {
        *first &= 0x7f;
    }
    // The padding is zeros and a one, followed by the salt.
    data.into_iter().find(|byte| *byte != 0) == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_info_of_an_algorithm_that_is_not_read_is_named() {
        let start = [0x30, 0x20, 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02];
        let of = |last: u8| [&start[..], &[last, 0x05, 0x00, 0x04, 0x10], &[7; 16]].concat();
        assert_eq!(other_digest(&of(0x05)).as_deref(), Some("MD5"));
        assert!(other_digest(&of(0x77)).unwrap().contains("2a864886f70d0277"));
        assert_eq!(other_digest(&[7; 16]), None);
    }

    #[test]
    fn a_padded_digest_info_is_opened_and_nothing_else_is() {
        let mut payload =
            vec![0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];
        payload.extend([7; 20]);
        let block = [&[0, 1][..], &[0xff; 64], &[0], &payload].concat();
        let info = digest_info(unpadded(&block).unwrap()).unwrap();
        assert_eq!(info, DigestInfo { algorithm: DigestAlgorithm::Sha1, digest: vec![7; 20] });
        for cut in 0..payload.len() {
            assert_eq!(digest_info(&payload[..cut]), None);
        }
        assert_eq!(unpadded(&[0, 1, 0xff, 0, 1]), None);
        assert_eq!(unpadded(&[]), None);
    }
}
