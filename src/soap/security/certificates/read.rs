//! Reads certificates and keys in PEM, DER (`.cer`), base64 without BEGIN and END lines, PKCS #7 (`.p7b`) and PKCS #12
//! (`.pfx`). The content decides, not the name of the file.

use std::path::Path;

use pkcs8::EncryptedPrivateKeyInfoRef;

use super::pfx::{self, Pfx};
use super::{Certificate, CertificateError, Identity, KeyMaterial, identity, pem, pkcs7};

/// The maximum size of a file in bytes. A chain with its key has about 10 KB; a whole CA store fits.
const MAX_FILE: usize = 1024 * 1024;

/// The certificates and keys found in some bytes.
#[derive(Debug, Default)]
struct Found {
    certificates: Vec<Certificate>,
    keys: Vec<Vec<u8>>,
}

impl Certificate {
    /// Reads a certificate in any format that needs no password. Of several it is the one that issued none of the others.
    ///
    /// # Errors
    /// If there is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, CertificateError> {
        certificates_in(bytes, "")?.into_iter().next().ok_or(CertificateError::NotACertificate)
    }
}

impl Identity {
    /// Reads a certificate and its private key, each PEM or DER.
    ///
    /// # Errors
    /// If one of them cannot be read, or they do not belong together.
    pub fn parse(certificate: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        Self::from_material(key_material_in(certificate, Some(key), "")?)
    }
}

/// The certificates in these bytes, leaf certificates first. The password is for a `.pfx`.
///
/// # Errors
/// If there is none, or the password is wrong.
pub fn certificates_in(bytes: &[u8], password: &str) -> Result<Vec<Certificate>, CertificateError> {
    let mut certificates = found_in(bytes, password, false)?.certificates;
    if certificates.is_empty() {
        return Err(CertificateError::NoCertificate);
    }
    let issuers: Vec<String> =
        certificates.iter().filter(|one| one.issuer != one.subject).map(|one| one.issuer.clone()).collect();
    // A stable sort: otherwise the order of the file stays.
    certificates.sort_by_key(|one| issuers.contains(&one.subject));
    Ok(certificates)
}

/// The certificates of a file, as [`certificates_in`] gives them.
///
/// # Errors
/// As [`certificates_in`], or if the file cannot be read; the text names the file.
pub fn read_certificates(path: &Path, password: &str) -> Result<Vec<Certificate>, CertificateError> {
    let bytes = file(path)?;
    certificates_in(&bytes, password).map_err(|error| error.of_file(path))
}

/// The private key and its certificate, from one file or two. The password opens a `.pfx` or an encrypted key.
///
/// # Errors
/// If one of them is missing or cannot be read; the text names the file.
pub fn read_key_material(
    certificate: &Path,
    key: Option<&Path>,
    password: &str,
) -> Result<KeyMaterial, CertificateError> {
    let certificate_bytes = file(certificate)?;
    let key_bytes = key.map(file).transpose()?;
    // Each file is first checked alone, so that the error names the right one.
    if let (Some(path), Some(bytes)) = (key, &key_bytes) {
        let found = found_in(bytes, password, true).map_err(|error| error.of_file(path))?;
        if found.keys.is_empty() {
            return Err(CertificateError::NoKey.of_file(path));
        }
    }
    key_material_in(&certificate_bytes, key_bytes.as_deref(), password)
        .map_err(|error| error.of_file(certificate))
}

/// As [`read_key_material`], from bytes.
pub(super) fn key_material_in(
    certificate: &[u8],
    key: Option<&[u8]>,
    password: &str,
) -> Result<KeyMaterial, CertificateError> {
    let mut found = found_in(certificate, password, key.is_none())?;
    if let Some(key) = key {
        found.keys = found_in(key, password, true)?.keys;
    }
    let key = found.keys.into_iter().next().ok_or(CertificateError::NoKey)?;
    if found.certificates.is_empty() {
        return Err(CertificateError::NoCertificate);
    }
    Ok(KeyMaterial::new(chain(found.certificates), key))
}

/// The leaf certificate, then its issuer, and so on up to the CA; others are dropped.
fn chain(mut certificates: Vec<Certificate>) -> Vec<Certificate> {
    let is_issuer = |one: &Certificate| {
        certificates.iter().any(|other| other.issuer == one.subject && other.der() != one.der())
    };
    let leaf = certificates.iter().position(|one| !is_issuer(one)).unwrap_or(0);
    let mut chain = vec![certificates.swap_remove(leaf)];
    while let Some(above) = chain.last().and_then(|last| {
        certificates.iter().position(|one| one.subject == last.issuer && last.issuer != last.subject)
    }) {
        chain.push(certificates.swap_remove(above));
    }
    chain
}

/// Everything in these bytes. Keys are decrypted only on request: a certificate needs no password.
fn found_in(bytes: &[u8], password: &str, with_keys: bool) -> Result<Found, CertificateError> {
    if bytes.len() > MAX_FILE {
        return Err(CertificateError::TooLarge { limit: MAX_FILE });
    }
    let blocks = pem::blocks(bytes);
    if blocks.is_empty() {
        return found_in_der(bytes, password).or_else(|error| match pem::bare_base64(bytes) {
            Some(der) => found_in_der(&der, password),
            None => Err(error),
        });
    }
    let mut found = Found::default();
    for block in blocks {
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => found.certificates.push(Certificate::from_der(&block.der)?),
            "PKCS7" | "CMS" => {
                let certificates =
                    pkcs7::certificates(&block.der).ok_or(CertificateError::NotACertificate)??;
                found.certificates.extend(certificates);
            }
            label if label.ends_with("PRIVATE KEY") && with_keys => {
                found.keys.push(match label {
                    _ if block.is_encrypted => return Err(CertificateError::OldEncryption),
                    "ENCRYPTED PRIVATE KEY" => decrypted(&block.der, password)?,
                    _ => block.der,
                });
            }
            _ => {}
        }
    }
    Ok(found)
}

fn found_in_der(der: &[u8], password: &str) -> Result<Found, CertificateError> {
    let certificates = one_behind_the_other(der);
    if !certificates.is_empty() {
        return Ok(Found { certificates, keys: Vec::new() });
    }
    if let Some(certificates) = pkcs7::certificates(der) {
        return Ok(Found { certificates: certificates?, keys: Vec::new() });
    }
    if pfx::is_pfx(der) {
        let Pfx { keys, certificates } = pfx::open(der, password)?;
        return Ok(Found { certificates, keys });
    }
    if EncryptedPrivateKeyInfoRef::try_from(der).is_ok() {
        return Ok(Found { certificates: Vec::new(), keys: vec![decrypted(der, password)?] });
    }
    if super::super::SigningKey::from_der(der).is_ok() || identity::is_elliptic(der) {
        return Ok(Found { certificates: Vec::new(), keys: vec![der.to_vec()] });
    }
    Err(CertificateError::NotACertificate)
}

/// The certificates (DER) at the beginning of these bytes; concatenated files have several.
fn one_behind_the_other(mut der: &[u8]) -> Vec<Certificate> {
    let mut certificates = Vec::new();
    while let Ok(certificate) = Certificate::from_der(der) {
        der = &der[certificate.der().len()..];
        certificates.push(certificate);
    }
    certificates
}

/// The key inside an encrypted PKCS #8 (RFC 5958 §3).
fn decrypted(der: &[u8], password: &str) -> Result<Vec<u8>, CertificateError> {
    if password.is_empty() {
        return Err(CertificateError::PasswordMissing);
    }
    let encrypted = EncryptedPrivateKeyInfoRef::try_from(der).map_err(|_| CertificateError::OldEncryption)?;
    let opened = encrypted.decrypt(password).map_err(|_| CertificateError::WrongPassword)?;
    Ok(opened.as_bytes().to_vec())
}

fn file(path: &Path) -> Result<Vec<u8>, CertificateError> {
    std::fs::read(path).map_err(|why| CertificateError::File {
        path: path.to_owned(),
        why: format!("cannot be read: {why}; check the path, and that this user may read it"),
    })
}
