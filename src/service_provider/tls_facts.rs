//! What a TLS session tells of itself.

use rustls::{ClientConnection, ProtocolVersion};

use crate::domain::way::TlsAgreement;

/// Larger certificates are not kept with an exchange.
const MOST_BYTES: usize = 16 * 1024;

/// The version and the cipher suite, once the handshake is complete.
pub(super) fn agreement(session: &ClientConnection) -> Option<TlsAgreement> {
    let version = match session.protocol_version()? {
        ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
        ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
        other => format!("{other:?}"),
    };
    // The library's names are IANA's, but for those of TLS 1.3, which it marks.
    let cipher = format!("{:?}", session.negotiated_cipher_suite()?.suite()).replace("TLS13_", "TLS_");
    Some(TlsAgreement { version, cipher })
}

/// The server's certificate (DER).
pub(super) fn certificate(session: &ClientConnection) -> Option<Vec<u8>> {
    kept(session.peer_certificates()?.first()?)
}

/// A certificate, where it is of a size that is kept.
pub(super) fn kept(der: &[u8]) -> Option<Vec<u8>> {
    (der.len() <= MOST_BYTES).then(|| der.to_vec())
}
