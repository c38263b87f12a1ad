//! Reasons why a certificate or key cannot be used. Each text follows the name of a file, and gives the remedy.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::super::InvalidKey;

/// The reason why a certificate or key cannot be used.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// The format is unknown.
    #[error(
        "is not a certificate in PEM, DER (.cer), PKCS #7 (.p7b) or PKCS #12 (.pfx); export it again in one of these"
    )]
    NotACertificate,
    /// The file is too large for a certificate.
    #[error("is larger than {limit} bytes, so no certificate; name the file of the certificate")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A password is required.
    #[error(
        "is protected by a password, and none is set; set the password (for `check` --identity-password or --cert-password)"
    )]
    PasswordMissing,
    /// The password is wrong.
    #[error(
        "does not open with the password that is set; check the password, capital letters and blanks included"
    )]
    WrongPassword,
    /// The key is in the old format of OpenSSL, whose key derivation is MD5.
    #[error(
        "holds a key that is encrypted in OpenSSL's old form; \
         write it anew with `openssl pkcs8 -topk8 -in old.key -out new.key`"
    )]
    OldEncryption,
    /// The .pfx is damaged, or made in an unknown way.
    #[error("is a .pfx that cannot be read ({why}); export it again with AES-256 or 3DES")]
    UnreadablePfx {
        /// The error.
        why: String,
    },
    /// There is a certificate without a key.
    #[error("holds no private key; export it again with its private key, or name the file of the key too")]
    NoKey,
    /// There is a key without a certificate.
    #[error("holds no certificate; name the file that holds the certificate")]
    NoCertificate,
    /// There is no readable private key.
    #[error("{0}; give it in PKCS #8 or PKCS #1, as PEM or DER, or as a .pfx")]
    NotAKey(#[from] InvalidKey),
    /// The key is of a type that cannot be used with `rsa-sha1`.
    #[error(
        "holds an elliptic-curve key; messages to e-Services are signed with RSA, so take an RSA certificate"
    )]
    NotRsa,
    /// Key and certificate do not belong together.
    #[error(
        "does not belong to the private key: the certificate of `{subject}` was issued for another key; name the two that were made together"
    )]
    KeyOfAnother {
        /// The certificate's subject.
        subject: String,
    },
    /// A key pair or a certificate could not be made.
    #[error("making a certificate failed: {0}")]
    Making(#[from] rcgen::Error),
    /// The request for a certificate is invalid.
    #[error("{0}")]
    Refused(String),
    /// A file could not be read, written or used.
    #[error("{path} {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// The error.
        why: String,
    },
}

impl CertificateError {
    /// Adds the file that the error is about, unless the error already names one.
    pub fn of_file(self, path: &Path) -> Self {
        match self {
            Self::File { .. } => self,
            other => Self::File { path: path.to_owned(), why: other.to_string() },
        }
    }
}
