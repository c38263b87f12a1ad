//! A certificate with its private key.

use std::fmt::{self, Debug, Formatter};

use aws_lc_rs::signature::UnparsedPublicKey;

use super::super::{SignatureAlgorithm, SigningKey};
use super::{Certificate, CertificateError, read};

/// A certificate with its private key: who signs.
#[derive(Debug)]
pub struct Identity {
    /// The certificate that goes into messages.
    pub certificate: Certificate,
    /// The key that signs them.
    pub key: SigningKey,
    material: KeyMaterial,
}

/// A private key with its certificate as they were read, for whoever else needs them: TLS, and other files.
#[derive(Clone)]
pub struct KeyMaterial {
    /// The certificate of the key, and behind it those that came with it, up to its CA.
    pub certificates: Vec<Certificate>,
    key: Vec<u8>,
}

impl Identity {
    /// Reads a certificate and its private key, each PEM or DER.
    ///
    /// # Errors
    /// Where one of them cannot be read, or the two are of different pairs.
    pub fn parse(certificate: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        Self::from_material(read::key_material_in(certificate, Some(key), "")?)
    }

    /// Takes key material for signing messages.
    ///
    /// # Errors
    /// Where the key is not RSA, or the certificate was issued for another key.
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
        // A pair proves itself by use: what the key signs, the certificate's public key must verify.
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
    /// Puts a certificate, those above it, and the certificate's key (PKCS #8, PKCS #1 or SEC1 DER) together.
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

/// Whether the key names elliptic curves as its algorithm: `id-ecPublicKey` (RFC 5480 §2.1.1) at the head of PKCS #8,
/// or SEC1, which begins with version 1 where PKCS #1 has 0 (RFC 5915 §3).
pub(super) fn is_elliptic(key: &[u8]) -> bool {
    const EC_PUBLIC_KEY: [u8; 9] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    let head = &key[..key.len().min(40)];
    key.first() == Some(&0x30)
        && (head.windows(EC_PUBLIC_KEY.len()).any(|window| window == EC_PUBLIC_KEY)
            || head.windows(4).take(4).any(|window| window == [0x02, 0x01, 0x01, 0x04]))
}
