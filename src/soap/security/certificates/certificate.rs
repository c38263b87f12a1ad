//! A certificate, with what signatures and findings need of it.

use aws_lc_rs::digest;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate};
use x509_parser::public_key::RSAPublicKey;

use super::CertificateError;
use super::read::certificates_in;
use crate::soap::security::{Serial, hex};

/// A certificate that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    /// The subject, as `CN=…, O=…`.
    pub subject: String,
    /// Who issued it, as `CN=…, O=…`.
    pub issuer: String,
    /// The serial number, which the issuer gives but once.
    pub serial: Serial,
    /// The subject key identifier, where the certificate carries one. It is read, never recomputed,
    /// because makers of certificates compute it in different ways (RFC 5280 §4.2.1.2).
    pub subject_key_identifier: Option<Vec<u8>>,
    /// Valid from this moment.
    pub not_before: Timestamp,
    /// Valid until this moment.
    pub not_after: Timestamp,
    /// The kind of its key: `RSA`, `EC`, or the algorithm's OID.
    pub key_algorithm: String,
    /// The public key: PKCS #1 DER where it is an RSA key.
    pub(in crate::soap::security) public_key: Vec<u8>,
}

impl Certificate {
    /// Reads a certificate in any form that needs no password. Of several, the one that issued none of the others.
    ///
    /// # Errors
    /// Where there is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, CertificateError> {
        certificates_in(bytes, "")?.into_iter().next().ok_or(CertificateError::NotACertificate)
    }

    /// Reads a certificate in DER. What stands behind it, such as a line end, is no part of it.
    ///
    /// # Errors
    /// Where it is none.
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

    /// Whether its key is an RSA key, as the contract's algorithms need it.
    pub fn is_rsa(&self) -> bool {
        self.key_algorithm == "RSA"
    }

    /// How long its RSA key is, in bits; `None` where it has no such key.
    pub(in crate::soap::security) fn rsa_bits(&self) -> Option<usize> {
        let (_, key) = RSAPublicKey::from_der(&self.public_key).ok().filter(|_| self.is_rsa())?;
        let zeros = key.modulus.iter().take_while(|octet| **octet == 0).count();
        let first = key.modulus.get(zeros)?;
        Some((key.modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
    }

    /// The SHA-1 thumbprint, in hexadecimal, as Windows shows it.
    pub fn thumbprint(&self) -> String {
        hex(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.der).as_ref())
    }

    /// The SHA-256 fingerprint of the whole certificate, in hexadecimal.
    pub fn sha256(&self) -> String {
        hex(digest::digest(&digest::SHA256, &self.der).as_ref())
    }

    /// What is wrong with its dates at this moment, with both dates; `None` where it is valid.
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
