//! The way to an e-Service: the addresses of its name, a connection to one of them, and HTTP over it.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::outgoing::Outgoing;
use super::target::Target;
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, Rule};

/// What the hub calls itself.
pub(super) const USER_AGENT: &str = concat!("mpay-sim/", env!("CARGO_PKG_VERSION"));

/// Why one address gave no connection.
#[derive(Debug)]
pub(super) struct NotConnected {
    address: SocketAddr,
    kind: ErrorKind,
    why: String,
}

impl NotConnected {
    pub(super) fn too_late(address: SocketAddr) -> Self {
        Self { address, kind: ErrorKind::TimedOut, why: String::new() }
    }

    pub(super) fn because(address: SocketAddr, why: &io::Error) -> Self {
        Self { address, kind: why.kind(), why: why.to_string() }
    }
}

/// A connection to this address.
pub(super) async fn tcp(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    // A request is written at once, so there is nothing to gather.
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The same, with TLS over it. No session is resumed: every call sees the server's certificate.
pub(super) async fn tls(
    stream: TcpStream,
    target: &Target,
    mut settings: ClientConfig,
) -> io::Result<TlsStream<TcpStream>> {
    settings.alpn_protocols = vec![b"http/1.1".to_vec()];
    let name = ServerName::try_from(target.host.clone()).map_err(io::Error::other)?;
    TlsConnector::from(Arc::new(settings)).connect(name, stream).await
}

/// Sends one request over a connection, which is closed once this is dropped.
///
/// A reply without a status line is taken for one of HTTP/0.9, so that it can be seen what was said instead of HTTP.
pub(super) struct Exchange {
    sender: http1::SendRequest<Outgoing>,
    /// Reads and writes until it is dropped.
    _driver: JoinSet<()>,
}

impl Exchange {
    pub(super) async fn over(
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    ) -> hyper::Result<Self> {
        let mut builder = http1::Builder::new();
        builder.http09_responses(true);
        let (sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
        let mut driver = JoinSet::new();
        driver.spawn(async move {
            // What breaks the connection is told to whoever waits for the reply.
            let _ = connection.await;
        });
        Ok(Self { sender, _driver: driver })
    }

    pub(super) async fn send(&mut self, request: Request<Outgoing>) -> hyper::Result<Response<Incoming>> {
        self.sender.send_request(request).await
    }
}

/// The addresses of the host, at least one.
pub(super) async fn addresses_of(target: &Target) -> Result<Vec<SocketAddr>, Box<Finding>> {
    if let Ok(ip) = target.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, target.port)]);
    }
    let host = &target.host;
    let unknown = |found: String| Box::new(Finding::new(&rules::DNS_FAILED, found));
    match tokio::net::lookup_host((host.as_str(), target.port)).await {
        Ok(found) => {
            let addresses: Vec<SocketAddr> = found.collect();
            if addresses.is_empty() {
                return Err(unknown(format!("the name `{host}` has no address")));
            }
            Ok(addresses)
        }
        Err(why) => Err(unknown(format!("the name `{host}` is not known to this machine: {why}"))),
    }
}

/// The finding where no address gave a connection.
pub(super) fn not_connected(target: &Target, failures: &[NotConnected], patience: Duration) -> Finding {
    // Where several addresses failed, the one that was refused is the one that there is a machine behind.
    let refused = failures.iter().find(|failure| failure.kind == ErrorKind::ConnectionRefused);
    let kind = refused.or(failures.last()).map_or(ErrorKind::Other, |failure| failure.kind);
    let (rule, words): (&'static Rule, String) = match kind {
        ErrorKind::ConnectionRefused => (&rules::CONNECT_REFUSED, "refused".to_owned()),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            (&rules::CONNECT_UNREACHABLE, "no way leads there".to_owned())
        }
        ErrorKind::TimedOut => {
            (&rules::CONNECT_TIMEOUT, format!("no answer within {} ms", patience.as_millis()))
        }
        _ => {
            let why = failures.last().map(|failure| failure.why.as_str()).unwrap_or_default();
            (&rules::CONNECT_FAILED, format!("the system says \"{why}\""))
        }
    };
    let tried: Vec<String> = failures.iter().map(|failure| failure.address.to_string()).take(4).collect();
    let (host, port, tried) = (&target.host, target.port, tried.join(" and "));
    let at = if failures.iter().any(|failure| failure.address.ip().to_string() == *host) {
        tried
    } else {
        format!("{host}:{port} ({tried})")
    };
    let finding = Finding::new(rule, format!("no connection to {at}: {words}"));
    if kind == ErrorKind::ConnectionRefused && target.is_loopback() && is_in_container() {
        return finding.remedy(
            "start the e-Service, and check the port in endpoint_url; if it runs outside this container: localhost is \
             the container itself, so use the e-Service's name in the compose file, or host.docker.internal",
        );
    }
    finding
}

fn is_in_container() -> bool {
    ["/.dockerenv", "/run/.containerenv"].iter().any(|file| Path::new(file).exists())
}
