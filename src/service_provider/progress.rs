//! How far a call has come: what failed, or took too long, depends on it.

use std::sync::{Arc, Mutex};

use rustls::client::{
    ClientSessionStore, Resumption, Tls12ClientSessionValue, Tls12Resumption, Tls13ClientSessionValue,
};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, NamedGroup};

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

/// The phase of one call, which those who work for it set as they begin.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress(Arc<Mutex<Phase>>);

impl Progress {
    /// Where the call is.
    pub(super) fn phase(&self) -> Phase {
        self.0.lock().map(|phase| *phase).unwrap_or_default()
    }

    /// A phase begins.
    pub(super) fn enter(&self, phase: Phase) {
        if let Ok(mut at) = self.0.lock() {
            *at = phase;
        }
    }

    /// The same settings for one call, which note here that a handshake begins.
    pub(super) fn noting(&self, mut settings: ClientConfig) -> ClientConfig {
        let store = Resumption::store(Arc::new(HandshakeBegins(self.clone())));
        settings.resumption = store.tls12_resumption(Tls12Resumption::Disabled);
        settings
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
