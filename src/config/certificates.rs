//! The certificates named in the settings.

use std::path::{Path, PathBuf};

use super::configuration::Config;
use super::values::Secret;
use crate::soap::security::certificates::{
    Certificate, CertificateError, Identity, KeyMaterial, read_certificates, read_key_material,
};

impl Config {
    /// The hub's signing identity, if the settings name one.
    ///
    /// # Errors
    /// If it cannot be read or cannot sign; the text names the setting and the file.
    pub fn hub_identity(&self) -> Result<Option<Identity>, CertificateError> {
        let names = ["hub_certificate", "hub_key", "hub_certificate_password"];
        material(names, &self.hub_certificate, &self.hub_key, &self.hub_certificate_password)?
            .map(|material| Identity::from_material(material).map_err(|error| of_setting(error, names)))
            .transpose()
    }

    /// Only the hub's certificate, if the settings name one: for a sample e-Service whose hub runs elsewhere.
    ///
    /// # Errors
    /// If it cannot be read; the text names the setting and the file.
    pub fn hub_certificate(&self) -> Result<Option<Certificate>, CertificateError> {
        let names = ["hub_certificate", "hub_key", "hub_certificate_password"];
        let Some(path) = &self.hub_certificate else { return Ok(None) };
        let read = read_certificates(path, self.hub_certificate_password.as_str());
        Ok(read.map_err(|error| of_setting(error, names))?.into_iter().next())
    }

    /// The e-Services whose private keys the settings name. Used only for the scenario in which an e-Service's own key
    /// signs.
    ///
    /// # Errors
    /// Never, as the keys were checked when they were read.
    pub fn e_service_identities(&self) -> Result<Vec<Identity>, CertificateError> {
        self.e_service_keys.iter().cloned().map(Identity::from_material).collect()
    }

    /// The HTTPS client certificate, if the settings name one.
    ///
    /// # Errors
    /// If it cannot be read; the text names the setting and the file.
    pub fn tls_client(&self) -> Result<Option<KeyMaterial>, CertificateError> {
        let names = ["tls_client_certificate", "tls_client_key", "tls_client_password"];
        material(names, &self.tls_client_certificate, &self.tls_client_key, &self.tls_client_password)
    }
}

fn material(
    names: [&str; 3],
    certificate: &Option<PathBuf>,
    key: &Option<PathBuf>,
    password: &Secret,
) -> Result<Option<KeyMaterial>, CertificateError> {
    match (certificate, key) {
        (None, None) => Ok(None),
        (None, Some(_)) => {
            let [certificate, key, _] = names;
            Err(CertificateError::Refused(format!(
                "{key} is set without {certificate}; name the certificate of the key too"
            )))
        }
        (Some(certificate), key) => read_key_material(certificate, key.as_deref(), password.as_str())
            .map(Some)
            .map_err(|error| of_setting(error, names)),
    }
}

/// Adds the names of the settings to an error.
fn of_setting(error: CertificateError, [certificate, key, password]: [&str; 3]) -> CertificateError {
    CertificateError::Refused(format!(
        "{certificate}: {error} (its key may also be named by {key}, its password by {password})"
    ))
}

/// A certificate with its private key, from files relative to the TOML file; without `key` both come from the certificate's
/// file. Only keys that can sign messages are accepted.
pub(super) fn key_beside(
    toml: &Path,
    certificate: &str,
    key: Option<&str>,
    password: &str,
) -> Result<KeyMaterial, CertificateError> {
    let path = |named: &str| toml.parent().unwrap_or(Path::new("")).join(named);
    let material = read_key_material(&path(certificate), key.map(path).as_deref(), password)?;
    Ok(Identity::from_material(material)?.material().clone())
}

/// The certificates of a file relative to the TOML file.
pub(super) fn beside(toml: &Path, named: &str, password: &str) -> Result<Vec<Vec<u8>>, (PathBuf, String)> {
    let path = toml.parent().unwrap_or(Path::new("")).join(named);
    match read_certificates(&path, password) {
        Ok(certificates) => Ok(certificates.iter().map(|one| one.der().to_vec()).collect()),
        Err(CertificateError::File { why, .. }) => Err((path, why)),
        Err(error) => Err((path, error.to_string())),
    }
}
