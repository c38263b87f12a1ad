//! Certificates that a program or a form brings: their content, never the name of a file.

use crate::domain::service_fields::{MOST_AUTHORITIES, Mistake};
use crate::soap::security::certificates::{CertificateError, certificates_in};

/// The largest file that is taken: some thirty certificates.
pub const MOST_BYTES: usize = 64 * 1024;

/// The certificates (DER) in these bytes, those first that issued none of the others.
///
/// # Errors
/// Where there is none, or something that is none of the hub's business.
pub fn read(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Mistake> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Mistake::Missing);
    }
    if bytes.len() > MOST_BYTES {
        return Err(Mistake::TooLarge);
    }
    let found = certificates_in(bytes, "").map_err(|error| match error {
        // Whatever is locked holds a private key, and that is none of the hub's business.
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

fn holds_key(bytes: &[u8]) -> bool {
    // A key in DER has no words; where there are some, they say what stands between them.
    bytes.windows(11).any(|window| window == b"PRIVATE KEY") || !bytes.is_ascii()
}
