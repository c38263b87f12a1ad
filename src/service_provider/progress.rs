//! How far a call has come, and what it has learnt on its way: what failed, or took too long, depends on it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{
    ClientSessionStore, Resumption, Tls12ClientSessionValue, Tls12Resumption, Tls13ClientSessionValue,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, NamedGroup, SignatureScheme};

use super::tls::Settings;
use crate::domain::way::{MOST_ADDRESSES, Way};

/// The parts of a call, in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// Asking for the host's addresses.
    #[default]
    Name,
    /// Connecting.
    Connect,
    /// Shaking hands.
    Tls,
    /// The request is on its way, and no reply yet.
    Waiting,
    /// The reply has begun.
    Reply,
}

/// The phase of one call and what it has learnt so far, told by those who work for it as it happens.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// When the phase began; connecting goes on from one address to the next.
    since: Option<Instant>,
    trying: Option<SocketAddr>,
    way: Way,
}

impl Progress {
    /// Where the call is.
    pub(super) fn phase(&self) -> Phase {
        self.state().phase
    }

    /// What was learnt so far.
    pub(super) fn way(&self) -> Way {
        self.state().way.clone()
    }

    /// The name is looked up.
    pub(super) fn look_up(&self) {
        let mut state = self.state();
        (state.phase, state.since) = (Phase::Name, Some(Instant::now()));
    }

    /// These are the addresses of the name.
    pub(super) fn found(&self, addresses: &[SocketAddr]) {
        self.state().way.addresses = addresses.iter().take(MOST_ADDRESSES).copied().collect();
    }

    /// A connection to this address is tried.
    pub(super) fn connect(&self, address: SocketAddr) {
        self.state().trying = Some(address);
        self.enter(Phase::Connect);
    }

    /// A phase begins, and the one before it is over.
    pub(super) fn enter(&self, phase: Phase) {
        let mut state = self.state();
        if state.phase == phase {
            return;
        }
        let ms = |since: Instant| u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        let took = state.since.map(ms);
        match state.phase {
            Phase::Name => state.way.took.name = took,
            Phase::Connect => {
                state.way.took.connect = took;
                state.way.connected = state.trying;
            }
            Phase::Tls => state.way.took.tls = took,
            Phase::Waiting => state.way.took.reply = took,
            Phase::Reply => {}
        }
        (state.phase, state.since) = (phase, Some(Instant::now()));
    }

    /// The settings for one call, which note here how its handshake goes.
    pub(super) fn noting(&self, settings: &Settings, mut config: ClientConfig) -> ClientConfig {
        let store = Resumption::store(Arc::new(HandshakeBegins(self.clone())));
        config.resumption = store.tls12_resumption(Tls12Resumption::Disabled);
        if let Some(verifier) = settings.verifier.clone() {
            let watching = Watching { verifier, progress: self.clone() };
            config.dangerous().set_certificate_verifier(Arc::new(watching));
        }
        config
    }

    fn shown(&self, certificate: &CertificateDer<'_>) {
        if certificate.len() <= MOST_CERTIFICATE_BYTES {
            self.state().way.certificate = Some(certificate.to_vec());
        }
    }

    fn agreed(&self, version: &str) {
        self.state().way.tls = Some(version.to_owned());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Larger certificates are not kept with an exchange.
const MOST_CERTIFICATE_BYTES: usize = 16 * 1024;

/// Looks at what the server shows, and leaves the judgement to another. Which of its two signatures is checked tells the version
/// of TLS.
#[derive(Debug)]
struct Watching {
    verifier: Arc<dyn ServerCertVerifier>,
    progress: Progress,
}

impl ServerCertVerifier for Watching {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.progress.shown(end_entity);
        self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.progress.agreed("TLS 1.2");
        self.verifier.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.progress.agreed("TLS 1.3");
        self.verifier.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

/// A store of TLS sessions that has none. The TLS library asks it at the beginning of each handshake, and tells nobody else
/// that the connection stands and TLS begins.
#[derive(Debug)]
struct HandshakeBegins(Progress);

impl ClientSessionStore for HandshakeBegins {
    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        self.0.enter(Phase::Tls);
        None
    }

    fn set_kx_hint(&self, _: ServerName<'static>, _: NamedGroup) {}

    fn set_tls12_session(&self, _: ServerName<'static>, _: Tls12ClientSessionValue) {}

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        None
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {}

    fn insert_tls13_ticket(&self, _: ServerName<'static>, _: Tls13ClientSessionValue) {}

    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        None
    }
}
