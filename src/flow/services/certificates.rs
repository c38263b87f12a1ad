//! Certificates given by a program or a form, as content, never as a path.

use crate::domain::service_field_value::FieldValue;
use crate::domain::service_mistake::Mistake;
use crate::domain::service_rules::MOST_AUTHORITIES;
use crate::soap::security::certificates::{CertificateError, certificates_in};

/// The maximum size of a file in bytes, enough for some thirty certificates.
pub const MOST_BYTES: usize = 64 * 1024;

/// The certificates (DER) in these bytes, leaf certificates first.
///
/// # Errors
/// If there is none, or if there is a private key.
pub fn read(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Mistake> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Mistake::Missing);
    }
    if bytes.len() > MOST_BYTES {
        return Err(Mistake::TooLarge);
    }
    let found = certificates_in(bytes, "").map_err(|error| match error {
        // A locked file contains a private key, which the hub must not have.
        CertificateError::PasswordMissing
        | CertificateError::WrongPassword
        | CertificateError::OldEncryption
        | CertificateError::UnreadablePfx { .. } => Mistake::PrivateKey,
        CertificateError::NoCertificate if holds_key(bytes) => Mistake::PrivateKey,
        _ => Mistake::Certificate,
    })?;
    if found.len() > MOST_AUTHORITIES {
        return Err(Mistake::TooMany(MOST_AUTHORITIES));
    }
    Ok(found.iter().map(|certificate| certificate.der().to_vec()).collect())
}

/// The value of a field with these bytes as its file.
pub fn value(bytes: &[u8]) -> FieldValue {
    read(bytes).map_or_else(
        |mistake| FieldValue::Wrong { mistake, found: format!("{} bytes", bytes.len()) },
        FieldValue::Certificates,
    )
}

fn holds_key(bytes: &[u8]) -> bool {
    // A DER key has no text; in a text file the BEGIN lines name the content.
    bytes.windows(11).any(|window| window == b"PRIVATE KEY") || !bytes.is_ascii()
}
