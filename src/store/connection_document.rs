//! Connection details as JSON text.

use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use crate::domain::connection_details::{CallDurations, ConnectionDetails};

/// The details as JSON.
pub(super) fn write(way: &ConnectionDetails) -> String {
    // Serialising these plain structs cannot fail; an empty document would be reported on reading.
    serde_json::to_string(&ConnectionDocument::from(way)).unwrap_or_default()
}

/// Parses the text of [`write`]; `None` for anything else.
pub(super) fn read(json: &str) -> Option<ConnectionDetails> {
    let document: ConnectionDocument = serde_json::from_str(json).ok()?;
    document.into_details()
}

#[derive(Serialize, Deserialize)]
struct ConnectionDocument {
    addresses: Vec<SocketAddr>,
    connected: Option<SocketAddr>,
    tls_version: Option<String>,
    certificate: Option<String>,
    name_ms: Option<u64>,
    connect_ms: Option<u64>,
    tls_ms: Option<u64>,
    reply_ms: Option<u64>,
}

impl From<&ConnectionDetails> for ConnectionDocument {
    fn from(way: &ConnectionDetails) -> Self {
        Self {
            addresses: way.addresses.clone(),
            connected: way.connected,
            tls_version: way.tls.clone(),
            certificate: way.certificate.as_deref().map(|der| BASE64.encode(der)),
            name_ms: way.took.name,
            connect_ms: way.took.connect,
            tls_ms: way.took.tls,
            reply_ms: way.took.reply,
        }
    }
}

impl ConnectionDocument {
    fn into_details(self) -> Option<ConnectionDetails> {
        Some(ConnectionDetails {
            addresses: self.addresses,
            connected: self.connected,
            tls: self.tls_version,
            certificate: self.certificate.map(|text| BASE64.decode(text)).transpose().ok()?,
            took: CallDurations {
                name: self.name_ms,
                connect: self.connect_ms,
                tls: self.tls_ms,
                reply: self.reply_ms,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_read_as_it_was_written() {
        let addresses = vec!["127.0.0.1:443".parse().unwrap(), "[::1]:443".parse().unwrap()];
        let whole = ConnectionDetails {
            connected: Some(addresses[1]),
            addresses,
            tls: Some("TLS 1.3".to_owned()),
            certificate: Some(vec![0, 255]),
            took: CallDurations { name: Some(0), connect: Some(1), tls: Some(2), reply: None },
        };
        for way in [whole, ConnectionDetails::default()] {
            assert_eq!(read(&write(&way)), Some(way));
        }
        assert_eq!(read("{}"), None);
    }
}
