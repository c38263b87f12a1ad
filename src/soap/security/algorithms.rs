//! The algorithms of XML Signature that the contract's messages use, by URI.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, RsaParameters};

use crate::domain::named::named;

named! {
    fn uri;
    /// A digest algorithm, for references and signatures.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum DigestAlgorithm {
        /// SHA-1, as in the guide's samples. Outdated, and accepted by every e-Service.
        Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1",
        /// SHA-256.
        Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256",
        /// SHA-384.
        Sha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384",
        /// SHA-512.
        Sha512 = "http://www.w3.org/2001/04/xmlenc#sha512",
    }
}

named! {
    fn uri;
    /// An RSA PKCS #1 v1.5 signature with a digest.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum SignatureAlgorithm {
        /// `rsa-sha1`, as in the guide's samples.
        #[default]
        RsaSha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        /// `rsa-sha256` (RFC 6931).
        RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        /// `rsa-sha384` (RFC 6931).
        RsaSha384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
        /// `rsa-sha512` (RFC 6931).
        RsaSha512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    }
}

impl DigestAlgorithm {
    /// The part of the URI after `#`, such as `sha1`.
    pub(super) fn short_name(self) -> &'static str {
        self.uri().rsplit('#').next().unwrap_or_default()
    }

    /// The digest of these octets.
    pub fn digest(self, octets: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, octets).as_ref().to_vec()
    }
}

impl SignatureAlgorithm {
    /// The digest of this signature algorithm.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaSha1 => DigestAlgorithm::Sha1,
            Self::RsaSha256 => DigestAlgorithm::Sha256,
            Self::RsaSha384 => DigestAlgorithm::Sha384,
            Self::RsaSha512 => DigestAlgorithm::Sha512,
        }
    }

    /// The part of the URI after `#`, such as `rsa-sha1`.
    pub(super) fn short_name(self) -> &'static str {
        self.uri().rsplit('#').next().unwrap_or_default()
    }

    /// The shortest key that [`Self::verification`] accepts, in bits. AWS-LC requires more for rsa-sha384.
    pub(super) fn least_key_bits(self) -> usize {
        match self {
            Self::RsaSha384 => 2_048,
            Self::RsaSha1 | Self::RsaSha256 | Self::RsaSha512 => 1_024,
        }
    }

    /// AWS-LC's verification algorithm; keys of 1,024 bits are accepted for old test certificates.
    pub(super) fn verification(self) -> &'static RsaParameters {
        match self {
            Self::RsaSha1 => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            Self::RsaSha256 => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            Self::RsaSha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
            Self::RsaSha512 => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        }
    }
}
