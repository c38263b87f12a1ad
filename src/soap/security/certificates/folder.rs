//! The simulator's own certificates, in a folder of its data directory.

use std::path::Path;

use jiff::Timestamp;

use super::making::new_keys;
use super::{Authority, CertificateError, Identity, Leaf, Made, Validity, read_key_material};

/// The simulator's own certificates, in a folder: `ca`, `hub` and `e-service`, each as `.crt` and `.key` (PEM) and as
/// `.cer` (DER).
#[derive(Debug)]
pub struct CertificateFolder {
    /// The hub's signing identity.
    pub hub: Identity,
    /// The sample e-Service's signing identity.
    pub e_service: Identity,
}

impl CertificateFolder {
    /// The subject of the hub's certificate.
    pub const HUB: &'static str = "mpay-sim hub (simulator, not MPay)";
    /// The subject of the sample e-Service's certificate.
    pub const E_SERVICE: &'static str = "mpay-sim sample e-Service";
    /// The validity in days: ten years, longer than any test.
    pub const DAYS: u32 = 3652;

    /// Reads the folder, and makes missing files at the first start: one CA, two RSA-2048 key pairs. Their validity begins
    /// on the day of `now`.
    ///
    /// # Errors
    /// If a file cannot be read or written, or has wrong content.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, CertificateError> {
        let _lock = lock(folder)?;
        let complete = ["hub.crt", "hub.key", "e-service.crt", "e-service.key"]
            .iter()
            .all(|name| folder.join(name).is_file());
        if !complete {
            make(folder, now)?;
        }
        Ok(Self { hub: read_identity(folder, "hub")?, e_service: read_identity(folder, "e-service")? })
    }
}

/// Makes and locks the folder: two processes that start at once must not each make half of the files.
///
/// # Errors
/// If the folder is not writable.
pub fn lock(folder: &Path) -> Result<std::fs::File, CertificateError> {
    let path = folder.join("making.lock");
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::File::create(&path))
        .and_then(|lock| lock.lock().map(|()| lock))
        .map_err(|why| unwritable(folder, &why))
}

fn read_identity(folder: &Path, name: &str) -> Result<Identity, CertificateError> {
    let certificate = folder.join(format!("{name}.crt"));
    let material = read_key_material(&certificate, Some(&folder.join(format!("{name}.key"))), "")?;
    Identity::from_material(material).map_err(|error| error.of_file(&certificate))
}

fn make(folder: &Path, now: Timestamp) -> Result<(), CertificateError> {
    let [ca_key, hub_key, e_service_key] = new_keys()?;
    let validity = Validity { from: now, days: CertificateFolder::DAYS };
    let (authority, ca) = Authority::make(ca_key, validity)?;
    let issue = |common_name, key| authority.issue(Leaf::Signer { common_name }, key, validity);
    for (name, made) in [
        ("ca", ca),
        ("hub", issue(CertificateFolder::HUB, hub_key)?),
        ("e-service", issue(CertificateFolder::E_SERVICE, e_service_key)?),
    ] {
        write_made(folder, name, &made)?;
    }
    Ok(())
}

/// Writes a certificate as `.crt` (PEM) and `.cer` (DER), and its key as `.key` (PEM).
///
/// # Errors
/// If a file cannot be written.
pub fn write_made(folder: &Path, name: &str, made: &Made) -> Result<(), CertificateError> {
    write_secret(&folder.join(format!("{name}.key")), made.key_pem().as_bytes())?;
    write(&folder.join(format!("{name}.crt")), made.certificate.pem().as_bytes())?;
    write(&folder.join(format!("{name}.cer")), made.certificate.der())
}

/// Writes a public file.
///
/// # Errors
/// If it cannot be written.
pub fn write(path: &Path, content: &[u8]) -> Result<(), CertificateError> {
    std::fs::write(path, content).map_err(|why| unwritable(path, &why))
}

/// Writes a file with a private key, readable only by its owner from the first byte on.
///
/// # Errors
/// If it cannot be written.
pub fn write_secret(path: &Path, content: &[u8]) -> Result<(), CertificateError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
        .open(path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, content))
        .map_err(|why| unwritable(path, &why))
}

fn unwritable(path: &Path, why: &std::io::Error) -> CertificateError {
    CertificateError::File {
        path: path.to_owned(),
        why: format!("cannot be written: {why}; choose another folder, or let this user write there"),
    }
}
