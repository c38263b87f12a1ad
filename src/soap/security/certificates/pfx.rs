//! PKCS #12 files (`.pfx`, `.p12`; RFC 7292).

use p12_keystore::error::Error;
use p12_keystore::{
    Certificate as PfxCertificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, Pkcs12Archive,
    PrivateKey, PrivateKeyChain,
};

use super::{Certificate, CertificateError, KeyMaterial};

/// The content of a `.pfx`: the keys (PKCS #8 DER) and the certificates, in the order of the file.
#[derive(Debug)]
pub(super) struct Pfx {
    pub(super) keys: Vec<Vec<u8>>,
    pub(super) certificates: Vec<Certificate>,
}

/// The encryption of a `.pfx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PfxStrength {
    /// AES-256 and a MAC with SHA-256: Windows 10 1709 and Server 2019, Java 8u301, OpenSSL 1.0 and newer.
    Aes256,
    /// 3DES and a MAC with SHA-1, for older Windows.
    TripleDes,
}

/// True if the bytes look like a `.pfx`: a SEQUENCE that begins with version 3 (RFC 7292 §4).
pub(super) fn is_pfx(der: &[u8]) -> bool {
    der.first() == Some(&0x30)
        && der[..der.len().min(9)].windows(3).any(|window| window == [0x02, 0x01, 0x03])
}

/// Opens a `.pfx`.
pub(super) fn open(der: &[u8], password: &str) -> Result<Pfx, CertificateError> {
    let archive = Pkcs12Archive::from_pkcs12(der, password).map_err(|error| match error {
        // Without a MAC a wrong password causes a padding error.
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) if password.is_empty() => {
            CertificateError::PasswordMissing
        }
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => CertificateError::WrongPassword,
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => {
            CertificateError::UnreadablePfx { why: "its encryption is not AES, 3DES or RC2-40".to_owned() }
        }
        _ => CertificateError::UnreadablePfx { why: "it is damaged, or of an unknown kind".to_owned() },
    })?;
    let certificates: Result<_, _> =
        archive.certs.iter().map(|bag| Certificate::from_der(bag.cert.as_der())).collect();
    Ok(Pfx {
        keys: archive.keys.iter().map(|bag| bag.key.as_der().to_vec()).collect(),
        certificates: certificates?,
    })
}

/// Writes the key, its certificate and the issuers under a name that Windows and Java display.
///
/// # Errors
/// If the key is not PKCS #8, or the password has characters that the format does not allow.
pub fn write_pfx(
    material: &KeyMaterial,
    name: &str,
    password: &str,
    strength: PfxStrength,
) -> Result<Vec<u8>, CertificateError> {
    let failed =
        |error: Error| CertificateError::Refused(format!("the .pfx of {name} cannot be written: {error}"));
    let key = PrivateKey::from_der(material.key_der()).map_err(failed)?;
    let certificates: Result<Vec<_>, _> =
        material.certificates.iter().map(|one| PfxCertificate::from_der(one.der())).collect();
    let mut store = KeyStore::new();
    let chain = PrivateKeyChain::new(name, key, certificates.map_err(failed)?);
    store.add_entry(name, KeyStoreEntry::PrivateKeyChain(chain));
    let (encryption, mac) = match strength {
        PfxStrength::Aes256 => (EncryptionAlgorithm::PbeWithHmacSha256AndAes256, MacAlgorithm::HmacSha256),
        PfxStrength::TripleDes => {
            (EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc, MacAlgorithm::HmacSha1)
        }
    };
    store.writer(password).encryption_algorithm(encryption).mac_algorithm(mac).write().map_err(failed)
}
