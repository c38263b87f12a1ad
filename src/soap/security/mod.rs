//! WS-Security X.509 signatures over Body and Timestamp, in both directions.
//!
//! Implements the parts of OASIS WSS 1.0 (SOAP Message Security, X.509 Token Profile) and W3C XML Signature that the MPay
//! guide uses. Canonicalization is our own, because no library reports which reference failed and over which octets; the
//! RSA operations are AWS-LC's, which TLS links anyway.

pub mod certificates;
pub mod explain;
pub mod life;
pub mod sign;
pub mod verify;

pub mod c14n;

mod algorithms;
mod bounds;
mod distinguished_name;
mod durations;
mod elements;
mod freshness;
mod judgement;
mod key_info;
mod notes;
mod problem;
mod references;
mod rsa;
mod serial;
mod structure;
mod trust;
mod uris;

pub use algorithms::{DigestAlgorithm, SignatureAlgorithm};
pub use bounds::{MAX_REFERENCES, MAX_TRANSFORMS};
pub(crate) use elements::hex;
pub use key_info::MAX_CERTIFICATES;
use problem::SignatureProblem;
pub use rsa::{InvalidKey, SigningKey};
pub use serial::Serial;
pub use verify::MOST_KEY_BITS;

#[cfg(test)]
pub(crate) mod tests;
