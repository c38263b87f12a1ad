//! Detects whether a server asked for the hub's client certificate, a likely reason if the connection then ends.

use std::sync::{Arc, Mutex};

use rustls::ClientConfig;
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;
use x509_parser::prelude::{FromDer, X509Name};

use crate::domain::finding::{Words, sentences};

/// The maximum number of CAs named in a message.
const MOST_ISSUERS: usize = 3;

/// The server's request during one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked(Arc<Mutex<Option<Vec<String>>>>);

impl Asked {
    /// The settings for one connection, which record the server's request here.
    pub(super) fn noting(&self, settings: &ClientConfig) -> ClientConfig {
        let mut settings = settings.clone();
        let inner = Arc::clone(&settings.client_auth_cert_resolver);
        settings.client_auth_cert_resolver = Arc::new(Noting { inner, asked: self.clone() });
        settings
    }

    /// The accepted issuers that the server named; `None` if it asked for no certificate.
    pub(super) fn words(&self) -> Option<Words> {
        let issuers = self.0.lock().ok()?.clone()?;
        Some(match issuers.as_slice() {
            [] => sentences::ASKED_FOR_CERTIFICATE.words(),
            issuers => sentences::ASKED_FOR_CERTIFICATE_OF.words().with("issuers", issuers.join("` / `")),
        })
    }
}

#[derive(Debug)]
struct Noting {
    inner: Arc<dyn ResolvesClientCert>,
    asked: Asked,
}

impl ResolvesClientCert for Noting {
    fn resolve(
        &self,
        root_hint_subjects: &[&[u8]],
        schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        let issuers = root_hint_subjects.iter().take(MOST_ISSUERS);
        let issuers =
            issuers.filter_map(|der| X509Name::from_der(der).ok().map(|(_, name)| name.to_string()));
        if let Ok(mut asked) = self.asked.0.lock() {
            *asked = Some(issuers.collect());
        }
        self.inner.resolve(root_hint_subjects, schemes)
    }

    fn has_certs(&self) -> bool {
        self.inner.has_certs()
    }
}
