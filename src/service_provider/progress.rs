//! The progress of a call and its connection details, on which the finding about a failure depends.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rustls::NamedGroup;
use rustls::client::{
    ClientSessionStore, Resumption, Tls12ClientSessionValue, Tls12Resumption, Tls13ClientSessionValue,
};
use rustls::pki_types::{CertificateDer, ServerName};

use crate::domain::connection_details::{ConnectionDetails, MOST_ADDRESSES};

/// The parts of a call, in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// The look-up of the host's addresses.
    #[default]
    Name,
    /// The TCP connection.
    Connect,
    /// The TLS handshake.
    Tls,
    /// The request is sent, and no reply has begun.
    Waiting,
    /// The reply has begun.
    Reply,
}

/// The phase and the connection details of one call, updated by its parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// The beginning of the phase; connecting to further addresses continues it.
    since: Option<Instant>,
    trying: Option<SocketAddr>,
    way: ConnectionDetails,
}

impl Progress {
    /// The current phase.
    pub(super) fn phase(&self) -> Phase {
        self.state().phase
    }

    /// The connection details so far.
    pub(super) fn way(&self) -> ConnectionDetails {
        self.state().way.clone()
    }

    /// The look-up of the name begins.
    pub(super) fn look_up(&self) {
        let mut state = self.state();
        (state.phase, state.since) = (Phase::Name, Some(Instant::now()));
    }

    /// The look-up returned these addresses.
    pub(super) fn found(&self, addresses: &[SocketAddr]) {
        self.state().way.addresses = addresses.iter().take(MOST_ADDRESSES).copied().collect();
    }

    /// A connection to this address begins.
    pub(super) fn connect(&self, address: SocketAddr) {
        self.state().trying = Some(address);
        self.enter(Phase::Connect);
    }

    /// Ends the current phase and begins this one.
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

    /// A store of TLS sessions that records here when a handshake begins.
    pub(super) fn of_handshake(&self) -> Resumption {
        let store = Resumption::store(Arc::new(HandshakeBegins(self.clone())));
        store.tls12_resumption(Tls12Resumption::Disabled)
    }

    /// Records the server's certificate.
    pub(super) fn shown(&self, certificate: &CertificateDer<'_>) {
        if certificate.len() <= MOST_CERTIFICATE_BYTES {
            self.state().way.certificate = Some(certificate.to_vec());
        }
    }

    /// Records the version of TLS.
    pub(super) fn agreed(&self, version: &str) {
        self.state().way.tls = Some(version.to_owned());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The maximum size of a recorded certificate, in bytes.
const MOST_CERTIFICATE_BYTES: usize = 16 * 1024;

/// An empty store of TLS sessions. The TLS library queries it at the beginning of each handshake, which is the only sign
/// that the connection is made and TLS begins.
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
