//! TLS with e-Services: the trusted servers, and the hub's own certificate.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use thiserror::Error;

use super::progress::Progress;
use super::tls_problem::{Presented, Refused};
use crate::clock::Clock;
use crate::domain::service::ServerTrust;
use crate::soap::security::certificates::KeyMaterial;

/// Why TLS cannot be set up.
#[derive(Debug, Error)]
pub enum TlsSetupError {
    /// The client certificate cannot be used.
    #[error(
        "the HTTPS client certificate `{subject}` cannot be used: {why}; \
         name a certificate and the key it was made with in tls_client_certificate and tls_client_key"
    )]
    ClientCertificate {
        /// The certificate's subject.
        subject: String,
        /// The reason.
        why: String,
    },
    /// The library lacks a required algorithm.
    #[error("TLS cannot be set up: {0}; this is a defect of mpay-sim, please report it")]
    Library(rustls::Error),
}

/// The TLS settings for one trust. Clones share the large parts.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) config: ClientConfig,
    /// The verifier of the server's certificate; `None` without TLS.
    verifier: Option<Verifier>,
}

impl Settings {
    /// The configuration of one call, whose handshake is recorded in its progress.
    pub(super) fn noting(&self, progress: &Progress, mut config: ClientConfig) -> ClientConfig {
        config.resumption = progress.of_handshake();
        if let Some(verifier) = self.verifier.clone() {
            let verifier = Verifier { progress: progress.clone(), ..verifier };
            config.dangerous().set_certificate_verifier(Arc::new(verifier));
        }
        config
    }
}

/// The settings for servers of this trust, with this client certificate for those that request it.
///
/// Sessions are not resumed, so every call sees the server's certificate.
pub(super) fn settings(
    trust: &ServerTrust,
    client: &KeyMaterial,
    clock: &Clock,
) -> Result<Settings, TlsSetupError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier::new(trust, &provider).map_err(TlsSetupError::Library)?;
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
        .with_custom_certificate_verifier(Arc::new(verifier.clone()))
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

/// The settings for plain HTTP; with TLS they would trust no server.
///
/// Without them the HTTP client would search for CAs on this machine, and fail if there are none.
pub(super) fn none() -> Result<Settings, TlsSetupError> {
    Ok(Settings { config: anonymous(RootCertStore::empty())?, verifier: None })
}

/// The TLS settings of commands on a machine without CAs, such as an image with only the program: they trust the public CAs
/// in the program.
///
/// # Errors
/// If the library lacks a required algorithm.
pub fn public_authorities() -> Result<ClientConfig, TlsSetupError> {
    anonymous(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect())
}

/// A configuration without a client certificate that trusts these CAs.
fn anonymous(authorities: RootCertStore) -> Result<ClientConfig, TlsSetupError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsSetupError::Library)?;
    Ok(builder.with_root_certificates(authorities).with_no_client_auth())
}

/// The hub's clock, for the validity of certificates.
#[derive(Debug)]
struct HubTime(Clock);

impl TimeProvider for HubTime {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now().as_second()).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
    }
}

/// Verifies a server's certificate by the service's trust, with our own error texts. The method called for the signature
/// shows the version of TLS.
#[derive(Debug, Clone)]
struct Verifier {
    /// The progress of the call, which records the certificate and the version.
    progress: Progress,
    trust: ServerTrust,
    /// Verifies chains, validity and names (RFC 5280, RFC 9525).
    chains: Arc<WebPkiServerVerifier>,
    /// False if only one certificate is trusted, so that a chain cannot help.
    trusts_chains: bool,
}

impl Verifier {
    fn new(trust: &ServerTrust, provider: &Arc<CryptoProvider>) -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        if let ServerTrust::Certificates(certificates) = trust {
            // A server's own certificate may not be a valid issuer; it is then compared as a whole.
            roots.add_parsable_certificates(certificates.iter().cloned().map(CertificateDer::from));
        }
        let trusts_chains = *trust == ServerTrust::PublicAuthorities || !roots.is_empty();
        if roots.is_empty() {
            // They are not used if only one certificate is trusted, but a store must not be empty.
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        let chains = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
            .build()
            .map_err(|why| rustls::Error::General(why.to_string()))?;
        Ok(Self { progress: Progress::default(), trust: trust.clone(), chains, trusts_chains })
    }

    /// True if exactly this certificate is registered, which is then trusted whatever its names.
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
        self.progress.shown(end_entity);
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
        self.progress.agreed("TLS 1.2");
        self.chains.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.progress.agreed("TLS 1.3");
        self.chains.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chains.supported_verify_schemes()
    }
}
