//! Digests of the right octets, made or written in a wrong way.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use mpay_sim::soap::security::DigestAlgorithm;

use super::{Damage, digests, hex};

pub fn all() -> Vec<Damage> {
    vec![
        digests("diagnosis-digest-algorithm", "SHA-512 for the declared one", |_, octets| {
            STANDARD.encode(DigestAlgorithm::Sha512.digest(octets))
        }),
        digests("diagnosis-digest-encoding", "hexadecimal", |algorithm, octets| {
            hex(&algorithm.digest(octets))
        }),
        digests("diagnosis-digest-encoding", "base64 of hexadecimal", |algorithm, octets| {
            STANDARD.encode(hex(&algorithm.digest(octets)))
        }),
        digests("diagnosis-digest-encoding", "without padding", |algorithm, octets| {
            STANDARD_NO_PAD.encode(algorithm.digest(octets))
        }),
        digests("diagnosis-digest-of-digest", "a digest of the digest", |algorithm, octets| {
            STANDARD.encode(algorithm.digest(&algorithm.digest(octets)))
        }),
        digests("diagnosis-digest-of-nothing", "an empty stream", |algorithm, _| {
            STANDARD.encode(algorithm.digest(b""))
        }),
        digests("diagnosis-digest-length", "cut to sixteen octets", |algorithm, octets| {
            STANDARD.encode(&algorithm.digest(octets)[..16])
        }),
    ]
}
