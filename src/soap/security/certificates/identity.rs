//! A certificate with its private key.

use std::fmt::{self, Debug, Formatter};

use aws_lc_rs::signature::UnparsedPublicKey;

use super::super::{SignatureAlgorithm, SigningKey};
use super::{Certificate, CertificateError};

/// A certificate with its private key, to sign messages.
#[derive(Debug)]
pub struct Identity {
    /// The certificate in the messages.
    pub certificate: Certificate,
    /// The key that signs them.
    pub key: SigningKey,
    material: KeyMaterial,
}

/// A private key with its certificate as read, for TLS and for writing files.
#[derive(Clone)]
pub struct KeyMaterial {
    /// The key's certificate, followed by its issuers up to the CA.
    pub certificates: Vec<Certificate>,
    key: Vec<u8>,
}

impl Identity {
    /// Uses key material for signing messages.
    ///
    /// # Errors
    /// If the key is not RSA, or does not belong to the certificate.
    pub fn from_material(material: KeyMaterial) -> Result<Self, CertificateError> {
        let certificate = material.certificates.first().ok_or(CertificateError::NoCertificate)?.clone();
        if is_elliptic(&material.key) {
            return Err(CertificateError::NotRsa);
        }
        let key = SigningKey::from_der(&material.key)?;
        if let Some(bits) = certificate.rsa_bits().filter(|bits| *bits < 1_024) {
            let subject = &certificate.subject;
            return Err(CertificateError::Refused(format!(
                "the RSA key of `{subject}` has {bits} bits; readers take 2048 or more, and none less than 1024"
            )));
        }
        // The test that they belong together: the certificate's public key must verify what the key signs.
        let text = b"one pair";
        let signature = key.sign(SignatureAlgorithm::RsaSha256, text)?;
        UnparsedPublicKey::new(SignatureAlgorithm::RsaSha256.verification(), &certificate.public_key)
            .verify(text, &signature)
            .map_err(|_| CertificateError::KeyOfAnother { subject: certificate.subject.clone() })?;
        Ok(Self { certificate, key, material })
    }

    /// The certificate with its chain, and the key.
    pub fn material(&self) -> &KeyMaterial {
        &self.material
    }
}

impl KeyMaterial {
    /// Joins a certificate, its issuers, and its key (PKCS #8, PKCS #1 or SEC1 DER).
    pub fn new(certificates: Vec<Certificate>, key: Vec<u8>) -> Self {
        Self { certificates, key }
    }

    /// The key: PKCS #8, PKCS #1 or SEC1 DER.
    pub fn key_der(&self) -> &[u8] {
        &self.key
    }
}

impl Debug for KeyMaterial {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let subjects: Vec<&str> = self.certificates.iter().map(|one| one.subject.as_str()).collect();
        f.debug_struct("KeyMaterial").field("certificates", &subjects).finish_non_exhaustive()
    }
}

/// True for an elliptic-curve key: PKCS #8 with `id-ecPublicKey` (RFC 5480 §2.1.1), or SEC1, which begins with version 1
/// where PKCS #1 has 0 (RFC 5915 §3).
pub(super) fn is_elliptic(key: &[u8]) -> bool {
    const EC_PUBLIC_KEY: [u8; 9] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    let head = &key[..key.len().min(40)];
    key.first() == Some(&0x30)
        && (head.windows(EC_PUBLIC_KEY.len()).any(|window| window == EC_PUBLIC_KEY)
            || head.windows(4).take(4).any(|window| window == [0x02, 0x01, 0x01, 0x04]))
}
