//! What a call learnt of the way to the e-Service, however it ended.

use std::net::SocketAddr;

/// So many addresses of a name are kept.
pub const MOST_ADDRESSES: usize = 8;

/// The way of one call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// The addresses of the endpoint's host, the first [`MOST_ADDRESSES`], in the order in which they are tried.
    pub addresses: Vec<SocketAddr>,
    /// The address that took the connection.
    pub connected: Option<SocketAddr>,
    /// The version that both sides speak, such as `TLS 1.3`, once the server has shown that its certificate is its own.
    pub tls: Option<String>,
    /// The HTTPS server's certificate (DER), also where it was refused.
    pub certificate: Option<Vec<u8>>,
    /// How long each part took that came to an end.
    pub took: Took,
}

/// How long the parts of a call took, in milliseconds; `None` for what did not come to an end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Took {
    /// Asking for the host's addresses.
    pub name: Option<u64>,
    /// Connecting, addresses that gave no connection included.
    pub connect: Option<u64>,
    /// The TLS handshake.
    pub tls: Option<u64>,
    /// From the first byte of the request to the headers of the reply.
    pub reply: Option<u64>,
}
