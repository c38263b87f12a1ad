//! The way to an e-Service: its name, the TCP connection, the TLS handshake.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::tap::{Seen, Tap};
use super::target::Target;
use super::tls_problem;
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, Rule};

/// What goes over the connection, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// How far a call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Asking for the host's addresses.
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

/// Finds the host, connects and, with a connector, shakes hands. `seen` gets the first bytes that the peer says inside
/// the encryption, if there is one. `phase` says how far it came, also where this is cut off.
pub(super) async fn open(
    target: &Target,
    tls: Option<&Arc<ClientConfig>>,
    patience: Duration,
    phase: &mut Phase,
    seen: &Seen,
) -> Result<Box<dyn Stream>, Finding> {
    let started = Instant::now();
    *phase = Phase::Name;
    let addresses = addresses_of(target).await?;
    *phase = Phase::Connect;
    let stream = connect(target, &addresses, patience.saturating_sub(started.elapsed())).await?;
    let Some(settings) = tls else {
        return Ok(Box::new(Tap::new(stream, seen.clone())));
    };
    *phase = Phase::Tls;
    let below = Seen::default();
    let tapped = Tap::new(stream, below.clone());
    let connector = TlsConnector::from(Arc::clone(settings));
    match connector.connect(target.server_name.clone(), tapped).await {
        Ok(stream) => Ok(Box::new(Tap::new(stream, seen.clone()))),
        Err(error) => Err(tls_problem::of_handshake(&error, &below.bytes())),
    }
}

async fn addresses_of(target: &Target) -> Result<Vec<SocketAddr>, Finding> {
    if let Ok(ip) = target.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, target.port)]);
    }
    let host = &target.host;
    let unknown = |found: String| Finding::new(&rules::DNS_FAILED, found);
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

/// Tries each address in turn. One that swallows packets must not take the others' time, so each has its share.
async fn connect(
    target: &Target,
    addresses: &[SocketAddr],
    patience: Duration,
) -> Result<TcpStream, Finding> {
    let started = Instant::now();
    let mut failures: Vec<(SocketAddr, io::Error)> = Vec::new();
    for (address, left) in addresses.iter().zip((1..=addresses.len()).rev()) {
        let share = patience.saturating_sub(started.elapsed()) / u32::try_from(left).unwrap_or(u32::MAX);
        match tokio::time::timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // A request is one write; waiting for more would only delay it. Where it cannot be set, it is slower.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(why)) => failures.push((*address, why)),
            Err(_) => failures.push((*address, ErrorKind::TimedOut.into())),
        }
    }
    Err(not_connected(target, &failures, patience))
}

fn not_connected(target: &Target, failures: &[(SocketAddr, io::Error)], patience: Duration) -> Finding {
    // Where several addresses failed, the one that was refused is the one that there is a machine behind.
    let refused = failures.iter().find(|(_, why)| why.kind() == ErrorKind::ConnectionRefused);
    let kind = refused.or(failures.last()).map_or(ErrorKind::Other, |(_, why)| why.kind());
    let (rule, words): (&'static Rule, String) = match kind {
        ErrorKind::ConnectionRefused => (&rules::CONNECT_REFUSED, "refused".to_owned()),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            (&rules::CONNECT_UNREACHABLE, "no way leads there".to_owned())
        }
        ErrorKind::TimedOut => {
            (&rules::CONNECT_TIMEOUT, format!("no answer within {} ms", patience.as_millis()))
        }
        _ => {
            let why = failures.last().map(|(_, why)| why.to_string()).unwrap_or_default();
            (&rules::CONNECT_FAILED, format!("the system says \"{why}\""))
        }
    };
    let tried: Vec<String> = failures.iter().map(|(address, _)| address.to_string()).take(4).collect();
    let (host, port, tried) = (&target.host, target.port, tried.join(" and "));
    let at = if failures.iter().any(|(address, _)| address.ip().to_string() == *host) {
        tried
    } else {
        format!("{host}:{port} ({tried})")
    };
    let finding = Finding::new(rule, format!("no connection to {at}: {words}"));
    if kind == ErrorKind::ConnectionRefused && target.is_loopback() && is_in_container() {
        return finding.remedy(
            "Is the e-Service running, and is the port right? If it runs outside this container: localhost is the container \
             itself, so use the e-Service's name in the compose file, or host.docker.internal",
        );
    }
    finding
}

fn is_in_container() -> bool {
    ["/.dockerenv", "/run/.containerenv"].iter().any(|file| Path::new(file).exists())
}
