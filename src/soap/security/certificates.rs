//! X.509 certificates and key pairs: reading them, and making those of the simulator.

use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256, RsaKeySize,
};
use thiserror::Error;
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate};

use super::{InvalidKey, Serial, SigningKey};

/// A certificate that was read, with what signatures need of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    /// The subject, as `CN=…, O=…`.
    pub subject: String,
    /// The issuer, in the same form.
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
    pub(super) public_key: Vec<u8>,
}

/// Why a certificate or a key cannot be used.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// Neither PEM nor DER of a certificate.
    #[error("not an X.509 certificate (PEM or DER)")]
    NotACertificate,
    /// No private key that can sign.
    #[error(transparent)]
    NotAKey(#[from] InvalidKey),
    /// Making a key pair or a certificate failed.
    #[error("making a certificate failed: {0}")]
    Making(#[from] rcgen::Error),
    /// A file could not be read or written.
    #[error("{path}: {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system, or the reader of its content, said.
        why: String,
    },
}

impl Certificate {
    /// Reads a certificate in PEM or DER.
    pub fn parse(bytes: &[u8]) -> Result<Self, CertificateError> {
        if bytes.starts_with(b"-----BEGIN") {
            let pem = Pem::iter_from_buffer(bytes)
                .filter_map(Result::ok)
                .find(|pem| pem.label == "CERTIFICATE")
                .ok_or(CertificateError::NotACertificate)?;
            return Self::from_der(&pem.contents);
        }
        Self::from_der(bytes)
    }

    /// Reads a certificate in DER.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let (_, x509) = X509Certificate::from_der(der).map_err(|_| CertificateError::NotACertificate)?;
        let subject_key_identifier = x509.extensions().iter().find_map(|ext| match ext.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(identifier) => Some(identifier.0.to_vec()),
            _ => None,
        });
        let moment = |seconds| Timestamp::from_second(seconds).map_err(|_| CertificateError::NotACertificate);
        Ok(Self {
            der: der.to_vec(),
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

    /// The SHA-1 thumbprint, in hexadecimal, as Windows shows it.
    pub fn thumbprint(&self) -> String {
        let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.der);
        digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A certificate with its private key: who signs.
#[derive(Debug)]
pub struct Identity {
    /// The certificate that goes into messages.
    pub certificate: Certificate,
    /// The key that signs them.
    pub key: SigningKey,
}

impl Identity {
    /// Reads a certificate and its private key, both PEM or DER.
    pub fn parse(certificate: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        let key_der = Pem::iter_from_buffer(key)
            .filter_map(Result::ok)
            .find(|pem| pem.label.ends_with("PRIVATE KEY"))
            .map_or_else(|| key.to_vec(), |pem| pem.contents);
        Ok(Self { certificate: Certificate::parse(certificate)?, key: SigningKey::from_der(&key_der)? })
    }
}

/// The simulator's own certificates, in a folder: `ca.crt`, `hub.crt`, `e-service.crt`, and a `.key` for each (PEM).
#[derive(Debug)]
pub struct CertificateFolder {
    /// The hub's signing identity.
    pub hub: Identity,
    /// The sample e-Service's signing identity.
    pub e_service: Identity,
}

/// Ten years: the simulator's certificates must outlive any test.
const VALID_YEARS: i16 = 10;

impl CertificateFolder {
    /// Reads the folder, and makes what is missing at the first start: one CA, two RSA-2048 key pairs.
    /// `now` is the first day of validity.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, CertificateError> {
        std::fs::create_dir_all(folder)
            .map_err(|e| CertificateError::File { path: folder.to_owned(), why: e.to_string() })?;
        // Two processes that start on one folder at once must not each make a half of the files.
        let lock_path = folder.join("making.lock");
        let lock = std::fs::File::create(&lock_path)
            .and_then(|lock| lock.lock().map(|()| lock))
            .map_err(|e| CertificateError::File { path: lock_path, why: e.to_string() })?;
        let complete = ["hub.crt", "hub.key", "e-service.crt", "e-service.key"]
            .iter()
            .all(|name| folder.join(name).is_file());
        if !complete {
            make(folder, now)?;
        }
        drop(lock);
        Ok(Self { hub: read_identity(folder, "hub")?, e_service: read_identity(folder, "e-service")? })
    }
}

fn read_identity(folder: &Path, name: &str) -> Result<Identity, CertificateError> {
    let certificate_path = folder.join(format!("{name}.crt"));
    let certificate = read(&certificate_path)?;
    let key = read(&folder.join(format!("{name}.key")))?;
    Identity::parse(&certificate, &key)
        .map_err(|e| CertificateError::File { path: certificate_path, why: e.to_string() })
}

fn make(folder: &Path, now: Timestamp) -> Result<(), CertificateError> {
    let new_key = || KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048);
    // Searching for primes is most of the first start, so the three keys are searched for at once.
    let (ca_key, hub_key, e_service_key) = std::thread::scope(|scope| {
        let hub = scope.spawn(new_key);
        let e_service = scope.spawn(new_key);
        let joined = |handle: std::thread::ScopedJoinHandle<'_, Result<KeyPair, rcgen::Error>>| {
            handle.join().unwrap_or(Err(rcgen::Error::RingUnspecified))
        };
        (new_key(), joined(hub), joined(e_service))
    });
    let (ca_key, hub_key, e_service_key) = (ca_key?, hub_key?, e_service_key?);

    let mut ca = params("mpay-sim test CA", now);
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    write(&folder.join("ca.crt"), &ca.self_signed(&ca_key)?.pem())?;
    write_secret(&folder.join("ca.key"), &ca_key.serialize_pem())?;
    let issuer = Issuer::new(ca, ca_key);

    for (name, subject, key) in [
        ("hub", "mpay-sim hub (simulator, not MPay)", hub_key),
        ("e-service", "mpay-sim sample e-Service", e_service_key),
    ] {
        let mut leaf = params(subject, now);
        // `ExplicitNoCa` is what makes rcgen write the subject key identifier, which WS-Security may refer to.
        leaf.is_ca = IsCa::ExplicitNoCa;
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        write(&folder.join(format!("{name}.crt")), &leaf.signed_by(&key, &issuer)?.pem())?;
        write_secret(&folder.join(format!("{name}.key")), &key.serialize_pem())?;
    }
    Ok(())
}

fn params(common_name: &str, now: Timestamp) -> CertificateParams {
    let day = now.to_zoned(TimeZone::UTC).date();
    let (year, month, day) = (day.year(), day.month().unsigned_abs(), day.day().unsigned_abs());
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, "mpay-sim");
    name.push(DnType::CommonName, common_name);
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    params.not_before = rcgen::date_time_ymd(year.into(), month, day);
    // The 28th exists in every month of every year, leap years included.
    params.not_after = rcgen::date_time_ymd((year + VALID_YEARS).into(), month, day.min(28));
    params
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    std::fs::read(path).map_err(|e| CertificateError::File { path: path.to_owned(), why: e.to_string() })
}

fn write(path: &Path, content: &str) -> Result<(), CertificateError> {
    std::fs::write(path, content)
        .map_err(|e| CertificateError::File { path: path.to_owned(), why: e.to_string() })
}

/// Private keys are readable by their owner alone.
fn write_secret(path: &Path, content: &str) -> Result<(), CertificateError> {
    write(path, content)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
            .map_err(|e| CertificateError::File { path: path.to_owned(), why: e.to_string() })?;
    }
    Ok(())
}
