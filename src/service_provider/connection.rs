//! The connection to an e-Service: the addresses of its name, and the client for one of them.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use reqwest::{Client, redirect, retry};
use rustls::ClientConfig;
use tower::util::MapResponseLayer;

use super::cause::within;
use super::progress::{Phase, Progress};
use super::target::Target;
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, Rule, sentences};

/// The hub's User-Agent.
pub(super) const USER_AGENT: &str = concat!("mpay-sim/", env!("CARGO_PKG_VERSION"));

/// The reason why an address could not be connected.
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

    pub(super) fn because(address: SocketAddr, error: &reqwest::Error) -> Self {
        match within::<io::Error>(error) {
            Some(why) => Self { address, kind: why.kind(), why: why.to_string() },
            None => Self { address, kind: ErrorKind::Other, why: error.to_string() },
        }
    }
}

/// A client for one call to one address. It keeps no connection, follows no redirect, repeats nothing, compresses nothing,
/// uses no proxy, and reports its progress.
///
/// It accepts a reply without a status line as HTTP/0.9, so that its content can be examined.
pub(super) fn client(
    target: &Target,
    address: SocketAddr,
    tls: ClientConfig,
    progress: &Progress,
) -> Result<Client, Box<Finding>> {
    let connected = progress.clone();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .connector_layer(MapResponseLayer::new(move |connection| {
            connected.enter(Phase::Waiting);
            connection
        }))
        .resolve(&target.host, address)
        .no_proxy()
        .http1_only()
        .http09_responses()
        .pool_max_idle_per_host(0)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .user_agent(USER_AGENT)
        .build()
        .map_err(|why| {
            let found = format!("the HTTP client cannot be set up: {why}");
            Finding::new(&rules::CONNECT_FAILED, found).into()
        })
}

/// The addresses of the host, at least one.
pub(super) async fn addresses_of(target: &Target) -> Result<Vec<SocketAddr>, Box<Finding>> {
    if let Ok(ip) = target.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, target.port)]);
    }
    let host = &target.host;
    let unknown = |found: String| {
        let finding = Finding::new(&rules::DNS_FAILED, found);
        Box::new(match is_in_container() {
            true => finding.remedy(sentences::HOST_IN_CONTAINER.words()),
            false => finding,
        })
    };
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

/// The finding if no address could be connected.
pub(super) fn not_connected(target: &Target, failures: &[NotConnected], patience: Duration) -> Finding {
    // Of several failed addresses, the one that refused is reported, as a machine answers there.
    let refused = failures.iter().find(|failure| failure.kind == ErrorKind::ConnectionRefused);
    let kind = refused.or(failures.last()).map_or(ErrorKind::Other, |failure| failure.kind);
    let (rule, words): (&'static Rule, String) = match kind {
        ErrorKind::ConnectionRefused => (&rules::CONNECT_REFUSED, "refused".to_owned()),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            (&rules::CONNECT_UNREACHABLE, "there is no route".to_owned())
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
        return finding.remedy(sentences::LOCALHOST_IN_CONTAINER.words());
    }
    let is_this_machine = HOSTS_OF_CONTAINERS.iter().any(|host| target.host.eq_ignore_ascii_case(host));
    if is_this_machine && matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::TimedOut) {
        return finding.remedy(sentences::LISTENS_ON_LOOPBACK.words());
    }
    finding
}

/// The names by which containers call their host: Docker's, and Podman's.
const HOSTS_OF_CONTAINERS: [&str; 2] = ["host.docker.internal", "host.containers.internal"];

fn is_in_container() -> bool {
    ["/.dockerenv", "/run/.containerenv"].iter().any(|file| Path::new(file).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remedy(address: &str, kind: ErrorKind) -> String {
        let target = Target::of(address).unwrap();
        let failed = NotConnected { address: ([192, 0, 2, 1], target.port).into(), kind, why: String::new() };
        not_connected(&target, &[failed], Duration::from_secs(1)).remedy.to_string()
    }

    #[test]
    fn the_machine_that_containers_run_on_must_listen_beyond_itself() {
        for host in HOSTS_OF_CONTAINERS {
            for kind in [ErrorKind::ConnectionRefused, ErrorKind::TimedOut] {
                let remedy = remedy(&format!("http://{host}:5000/"), kind);
                assert!(remedy.contains("0.0.0.0") && remedy.contains("firewall"), "{host}: {remedy}");
            }
        }
        let remedy = remedy("http://e-service.example.md/", ErrorKind::ConnectionRefused);
        assert!(!remedy.contains("0.0.0.0"), "{remedy}");
    }
}
