//! Why a certificate or a key cannot be used. Each text reads behind the name of a file, and says what to do.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::super::InvalidKey;

/// Why a certificate or a key cannot be used.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// In none of the forms that are read.
    #[error(
        "is not a certificate in PEM, DER (.cer), PKCS #7 (.p7b) or PKCS #12 (.pfx); export it again in one of these"
    )]
    NotACertificate,
    /// A file of such a size is no certificate.
    #[error("is larger than {limit} bytes, so no certificate; name the file of the certificate")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// A password is needed, and none was given.
    #[error("is protected by a password, and none is set; set the password")]
    PasswordMissing,
    /// The password does not fit.
    #[error(
        "does not open with the password that is set; check the password, capital letters and blanks included"
    )]
    WrongPassword,
    /// A key in the old form of OpenSSL, whose key derivation is MD5.
    #[error(
        "holds a key that is encrypted in OpenSSL's old form; \
         write it anew with `openssl pkcs8 -topk8 -in old.key -out new.key`"
    )]
    OldEncryption,
    /// A .pfx that is damaged or made in an unknown way.
    #[error("is a .pfx that cannot be read ({why}); export it again with AES-256 or 3DES")]
    UnreadablePfx {
        /// What is wrong.
        why: String,
    },
    /// There is a certificate, and no key beside it.
    #[error("holds no private key; export it again with its private key, or name the file of the key too")]
    NoKey,
    /// There is a key, and no certificate beside it.
    #[error("holds no certificate; name the file that holds the certificate")]
    NoCertificate,
    /// No private key that can be read.
    #[error("{0}; give it in PKCS #8 or PKCS #1, as PEM or DER, or as a .pfx")]
    NotAKey(#[from] InvalidKey),
    /// A key of a kind that WS-Security with `rsa-sha1` has no use for.
    #[error(
        "holds an elliptic-curve key; messages to e-Services are signed with RSA, so take an RSA certificate"
    )]
    NotRsa,
    /// Key and certificate are of different pairs.
    #[error(
        "does not belong to the private key: the certificate of `{subject}` was issued for another key; name the two that were made together"
    )]
    KeyOfAnother {
        /// Whose certificate it is.
        subject: String,
    },
    /// Making a key pair or a certificate failed.
    #[error("making a certificate failed: {0}")]
    Making(#[from] rcgen::Error),
    /// What is to be certified cannot be.
    #[error("{0}")]
    Refused(String),
    /// A file could not be read or written, or cannot be used.
    #[error("{path} {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

impl CertificateError {
    /// The same error with the file that it is about; an error that names its file already stays as it is.
    pub fn of_file(self, path: &Path) -> Self {
        match self {
            Self::File { .. } => self,
            other => Self::File { path: path.to_owned(), why: other.to_string() },
        }
    }
}
