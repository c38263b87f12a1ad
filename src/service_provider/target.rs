//! Where a request goes.

use std::net::IpAddr;

use hyper::Uri;
use rustls::pki_types::ServerName;
use url::{Host, Url};

use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport as rules;

/// An address, taken apart.
#[derive(Debug)]
pub(super) struct Target {
    /// The host, without the brackets of an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) is_https: bool,
    /// What the certificate must be for.
    pub(super) server_name: ServerName<'static>,
    /// The `Host` header.
    pub(super) authority: String,
    /// Path and query, as the first line of the request has them.
    pub(super) path: Uri,
}

impl Target {
    /// Takes an address apart.
    pub(super) fn of(address: &str) -> Result<Self, Finding> {
        let wrong = |why: &str| Finding::new(&rules::ENDPOINT_URL, why);
        let url = Url::parse(address).map_err(|_| wrong("endpoint_url is no address"))?;
        let is_https = match url.scheme() {
            "http" => false,
            "https" => true,
            other => return Err(wrong(&format!("endpoint_url begins with `{other}:`"))),
        };
        if !url.username().is_empty() || url.password().is_some() {
            // It is not repeated here: findings are shown and kept.
            return Err(wrong("endpoint_url holds a user name or a password, and MPay sends none")
                .remedy("take user name and password out of endpoint_url, and let the hub in without them"));
        }
        let (host, server_name) = match url.host() {
            Some(Host::Domain(name)) => {
                let server_name = ServerName::try_from(name.to_owned());
                (name.to_owned(), server_name.map_err(|_| wrong(&format!("`{name}` is no host name")))?)
            }
            Some(Host::Ipv4(ip)) => (ip.to_string(), ServerName::from(IpAddr::from(ip))),
            Some(Host::Ipv6(ip)) => (ip.to_string(), ServerName::from(IpAddr::from(ip))),
            None => return Err(wrong("endpoint_url has no host")),
        };
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let shown_host = url.host_str().unwrap_or_default();
        Ok(Self {
            host,
            port: url.port_or_known_default().unwrap_or(80),
            is_https,
            server_name,
            authority: url.port().map_or(shown_host.to_owned(), |port| format!("{shown_host}:{port}")),
            path: path.parse().map_err(|_| wrong("the path of endpoint_url cannot be requested"))?,
        })
    }

    /// Whether the host is this machine, or, inside a container, the container itself.
    pub(super) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let target = Target::of("https://shop.test/ServiceProvider.svc?a=b#c").unwrap();
        assert_eq!((target.host.as_str(), target.port, target.is_https), ("shop.test", 443, true));
        assert_eq!(
            (target.authority.as_str(), target.path.to_string().as_str()),
            ("shop.test", "/ServiceProvider.svc?a=b")
        );
        let target = Target::of("http://[::1]:8090").unwrap();
        assert_eq!((target.host.as_str(), target.authority.as_str()), ("::1", "[::1]:8090"));
        assert!(target.is_loopback() && target.path == "/");
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        let finding = Target::of("http://hub:secret@shop.test/").unwrap_err();
        assert_eq!(finding.rule.name, "endpoint-url");
        assert!(!format!("{finding:?}").contains("secret"));
        assert_eq!(Target::of("ftp://shop.test/").unwrap_err().rule.name, "endpoint-url");
    }
}
