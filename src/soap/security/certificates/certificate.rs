//! A certificate with the parts that signatures and findings need.

use aws_lc_rs::digest;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate};
use x509_parser::public_key::RSAPublicKey;

use super::CertificateError;
use crate::soap::security::{Serial, hex};

/// A parsed certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    /// The subject, as `CN=…, O=…`.
    pub subject: String,
    /// The issuer, as `CN=…, O=…`.
    pub issuer: String,
    /// The serial number, unique for the issuer.
    pub serial: Serial,
    /// The subject key identifier, if the certificate has one. It is read, never computed, as issuers compute it in
    /// different ways (RFC 5280 §4.2.1.2).
    pub subject_key_identifier: Option<Vec<u8>>,
    /// The beginning of the validity.
    pub not_before: Timestamp,
    /// The end of the validity.
    pub not_after: Timestamp,
    /// The type of the key: `RSA`, `EC`, or the algorithm's OID.
    pub key_algorithm: String,
    /// The public key: PKCS #1 DER for RSA.
    pub(in crate::soap::security) public_key: Vec<u8>,
}

impl Certificate {
    /// Reads a certificate in DER. Trailing bytes, such as a line end, are ignored.
    ///
    /// # Errors
    /// If the bytes are not a certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let (rest, x509) = X509Certificate::from_der(der).map_err(|_| CertificateError::NotACertificate)?;
        let subject_key_identifier = x509.extensions().iter().find_map(|ext| match ext.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(identifier) => Some(identifier.0.to_vec()),
            _ => None,
        });
        let moment = |seconds| Timestamp::from_second(seconds).map_err(|_| CertificateError::NotACertificate);
        Ok(Self {
            der: der[..der.len() - rest.len()].to_vec(),
            subject: x509.subject().to_string(),
            issuer: x509.issuer().to_string(),
            serial: Serial::from_octets(x509.raw_serial()),
            subject_key_identifier,
            not_before: moment(x509.validity().not_before.timestamp())?,
            not_after: moment(x509.validity().not_after.timestamp())?,
            key_algorithm: match x509.public_key().algorithm.algorithm.to_id_string().as_str() {
                "1.2.840.113549.1.1.1" => "RSA".to_owned(),
                "1.2.840.10045.2.1" => "EC".to_owned(),
                other => other.to_owned(),
            },
            public_key: x509.public_key().subject_public_key.data.to_vec(),
        })
    }

    /// The certificate's bytes (DER).
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// True for an RSA key, which the contract's algorithms require.
    pub fn is_rsa(&self) -> bool {
        self.key_algorithm == "RSA"
    }

    /// The length of the RSA key in bits; `None` for other keys.
    pub fn rsa_bits(&self) -> Option<usize> {
        let (_, key) = RSAPublicKey::from_der(&self.public_key).ok().filter(|_| self.is_rsa())?;
        let zeros = key.modulus.iter().take_while(|octet| **octet == 0).count();
        let first = key.modulus.get(zeros)?;
        Some((key.modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
    }

    /// True where both certificates are for one key.
    pub fn has_key_of(&self, other: &Self) -> bool {
        self.public_key == other.public_key
    }

    /// The SHA-1 thumbprint, in hexadecimal, as Windows shows it.
    pub fn thumbprint(&self) -> String {
        hex(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.der).as_ref())
    }

    /// The SHA-256 fingerprint of the whole certificate, in hexadecimal.
    pub fn sha256(&self) -> String {
        hex(digest::digest(&digest::SHA256, &self.der).as_ref())
    }

    /// The error in its dates at this moment, with both dates; `None` if it is valid.
    pub fn out_of_date(&self, now: Timestamp) -> Option<String> {
        let day = |moment: Timestamp| moment.to_zoned(TimeZone::UTC).date();
        let (subject, from, to) = (&self.subject, day(self.not_before), day(self.not_after));
        if self.not_after < now {
            Some(format!("the certificate of `{subject}` expired on {to} (it was valid from {from})"))
        } else if now < self.not_before {
            Some(format!(
                "the certificate of `{subject}` is not valid before {from} (it is valid until {to})"
            ))
        } else {
            None
        }
    }
}
