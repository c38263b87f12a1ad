//! Details of the connection to the e-Service, recorded however the call ended.

use std::net::SocketAddr;

/// The maximum number of recorded addresses of a host.
pub const MOST_ADDRESSES: usize = 8;

/// The connection details of one call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionDetails {
    /// The addresses of the endpoint's host, the first [`MOST_ADDRESSES`], in the order of the attempts.
    pub addresses: Vec<SocketAddr>,
    /// The address that was connected.
    pub connected: Option<SocketAddr>,
    /// The TLS version, such as `TLS 1.3`, once the server has proved that its certificate is its own.
    pub tls: Option<String>,
    /// The HTTPS server's certificate (DER), also where it was refused.
    pub certificate: Option<Vec<u8>>,
    /// The durations of the completed parts.
    pub took: CallDurations,
}

/// The durations of the parts of a call in milliseconds; `None` for a part that was not completed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallDurations {
    /// The look-up of the host's addresses.
    pub name: Option<u64>,
    /// The TCP connection, including addresses that failed.
    pub connect: Option<u64>,
    /// The TLS handshake.
    pub tls: Option<u64>,
    /// From the first byte of the request to the headers of the reply.
    pub reply: Option<u64>,
}
