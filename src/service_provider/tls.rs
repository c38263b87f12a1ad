//! How the hub speaks TLS with e-Services: which servers it trusts, and what it shows of itself.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use thiserror::Error;

use super::tls_problem::{Presented, Refused};
use crate::clock::Clock;
use crate::domain::service::ServerTrust;
use crate::soap::security::certificates::KeyMaterial;

/// Why TLS cannot be set up.
#[derive(Debug, Error)]
pub enum TlsSetupError {
    /// The client certificate cannot be shown.
    #[error(
        "the HTTPS client certificate `{subject}` cannot be used: {why}; \
         name a certificate and the key it was made with in tls_client_certificate and tls_client_key"
    )]
    ClientCertificate {
        /// Whose certificate it is.
        subject: String,
        /// What is wrong with it.
        why: String,
    },
    /// The library has none of the algorithms that it should have.
    #[error("TLS cannot be set up: {0}; this is a defect of mpay-sim, please report it")]
    Library(rustls::Error),
}

/// How calls of one kind speak TLS. Copies share what takes room.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) config: ClientConfig,
    /// What the configuration asks about a server's certificate; `None` where there is no TLS.
    pub(super) verifier: Option<Arc<dyn ServerCertVerifier>>,
}

/// The settings for servers of this trust, which show this client certificate to those that ask.
///
/// No session is resumed: every call sees the server's certificate.
pub(super) fn settings(
    trust: &ServerTrust,
    client: &KeyMaterial,
    clock: &Clock,
) -> Result<Settings, TlsSetupError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Arc::new(Verifier::new(trust, &provider).map_err(TlsSetupError::Library)?);
    let chain = client.certificates.iter().map(|one| CertificateDer::from(one.der().to_vec())).collect();
    let unusable = |why| TlsSetupError::ClientCertificate {
        subject: client.certificates.first().map(|one| one.subject.clone()).unwrap_or_default(),
        why,
    };
    let key = PrivateKeyDer::try_from(client.key_der().to_vec())
        .map_err(|_| unusable("its key is of no known form".to_owned()))?;
    let mut config = ClientConfig::builder_with_details(provider, Arc::new(HubTime(clock.clone())))
        .with_safe_default_protocol_versions()
        .map_err(TlsSetupError::Library)?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone())
        .with_client_auth_cert(chain, key)
        .map_err(|why| {
            unusable(match why {
                rustls::Error::InconsistentKeys(_) => "its key belongs to another certificate".to_owned(),
                other => format!("TLS does not take it or its key ({other})"),
            })
        })?;
    config.resumption = rustls::client::Resumption::disabled();
    Ok(Settings { config, verifier: Some(verifier) })
}

/// The settings of a client that speaks plain HTTP: for TLS it would trust nobody.
///
/// Without settings of ours the HTTP client would look for CAs on this machine, and fail where there are none.
pub(super) fn none() -> Result<Settings, TlsSetupError> {
    Ok(Settings { config: anonymous(RootCertStore::empty())?, verifier: None })
}

/// How commands speak TLS on a machine that knows no CAs, such as an image that holds the program alone: they trust the public
/// ones that are in the program.
///
/// # Errors
/// Where the library has none of the algorithms that it should have.
pub fn public_authorities() -> Result<ClientConfig, TlsSetupError> {
    anonymous(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect())
}

/// The configuration of a client that shows no certificate and trusts these CAs.
fn anonymous(authorities: RootCertStore) -> Result<ClientConfig, TlsSetupError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsSetupError::Library)?;
    Ok(builder.with_root_certificates(authorities).with_no_client_auth())
}

/// The hub's clock, for the dates of certificates.
#[derive(Debug)]
struct HubTime(Clock);

impl TimeProvider for HubTime {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now().as_second()).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
    }
}

/// Checks a server's certificate as the service asks, and says what is wrong with it in words of ours.
#[derive(Debug)]
struct Verifier {
    trust: ServerTrust,
    /// Checks chains, dates and names: RFC 5280 and RFC 9525.
    chains: Arc<WebPkiServerVerifier>,
    /// Whether a chain can help: not where only one certificate is trusted.
    trusts_chains: bool,
}

impl Verifier {
    fn new(trust: &ServerTrust, provider: &Arc<CryptoProvider>) -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        if let ServerTrust::Certificates(certificates) = trust {
            // A server's own certificate may be none that can stand above others; it is then compared as a whole.
            roots.add_parsable_certificates(certificates.iter().cloned().map(CertificateDer::from));
        }
        let trusts_chains = *trust == ServerTrust::PublicAuthorities || !roots.is_empty();
        if roots.is_empty() {
            // Where only one certificate is trusted these are never asked, but a store must not be empty.
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        let chains = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
            .build()
            .map_err(|why| rustls::Error::General(why.to_string()))?;
        Ok(Self { trust: trust.clone(), chains, trusts_chains })
    }

    /// Whether this very certificate is registered, and so stands for itself whatever names it has.
    fn is_pinned(&self, presented: &Presented) -> bool {
        match &self.trust {
            ServerTrust::PublicAuthorities => false,
            ServerTrust::Certificates(known) => known.iter().any(|one| one == presented.der()),
            ServerTrust::Fingerprint(digest) => *digest == presented.sha256(),
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let presented = Presented::new(end_entity);
        if self.is_pinned(&presented) {
            return match presented.out_of_date(now) {
                Some(refused) => Err(refused.into()),
                None => Ok(ServerCertVerified::assertion()),
            };
        }
        if !self.trusts_chains {
            return Err(Refused::another(&presented).into());
        }
        match self.chains.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Ok(verified) => Ok(verified),
            Err(error) => Err(Refused::of(&error, &presented, server_name, now).into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chains.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chains.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chains.supported_verify_schemes()
    }
}
