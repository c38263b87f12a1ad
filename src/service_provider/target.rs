//! The target of a request.

use std::net::IpAddr;

use rustls::pki_types::ServerName;
use url::{Host, Url};

use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, sentences};

/// The parts of an address.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) url: Url,
    /// The host, without the brackets of an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) is_https: bool,
}

impl Target {
    /// Parses an address.
    pub(super) fn of(address: &str) -> Result<Self, Box<Finding>> {
        let wrong = |why: &str| Box::new(Finding::new(&rules::ENDPOINT_URL, why));
        let url = Url::parse(address).map_err(|_| wrong("endpoint_url is no address"))?;
        let is_https = match url.scheme() {
            "http" => false,
            "https" => true,
            other => return Err(wrong(&format!("endpoint_url begins with `{other}:`"))),
        };
        if !url.username().is_empty() || url.password().is_some() {
            // It is not repeated here, as findings are displayed and stored.
            let finding = Finding::new(
                &rules::ENDPOINT_URL,
                "endpoint_url holds a user name or a password, and MPay sends none",
            );
            return Err(Box::new(finding.remedy(sentences::NO_USER_IN_ADDRESS.words())));
        }
        let host = match url.host() {
            // A name that is invalid for TLS is invalid for DNS too.
            Some(Host::Domain(name)) if ServerName::try_from(name).is_err() => {
                return Err(wrong(&format!("`{name}` is no host name")));
            }
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(ip)) => ip.to_string(),
            Some(Host::Ipv6(ip)) => ip.to_string(),
            None => return Err(wrong("endpoint_url has no host")),
        };
        Ok(Self { host, port: url.port_or_known_default().unwrap_or(80), is_https, url })
    }

    /// True if the host is this machine or, inside a container, the container itself.
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
        let target = Target::of("http://[::1]:8090").unwrap();
        assert_eq!((target.host.as_str(), target.port, target.is_https), ("::1", 8090, false));
        assert!(target.is_loopback());
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        let finding = Target::of("http://hub:secret@shop.test/").unwrap_err();
        assert_eq!(finding.rule.name, "endpoint-url");
        assert!(!format!("{finding:?}").contains("secret"));
        assert_eq!(Target::of("ftp://shop.test/").unwrap_err().rule.name, "endpoint-url");
    }
}
