//! The settings of the sample e-Service.

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::clock::Clock;
use crate::randomness::Randomness;
use crate::soap::security::certificates::{Certificate, Identity};

/// The settings of the sample e-Service.
#[derive(Debug)]
pub struct Settings {
    /// The e-Service's address for browsers, `http://host:port` without a trailing slash. Used for `ReturnUrl`.
    pub public_url: String,
    /// The hub's address for browsers, `http://host:port` without a trailing slash.
    pub hub_url: String,
    /// The SQLite file; it and its folder are created if missing.
    pub database: PathBuf,
    /// The signing identity of the replies.
    pub identity: Identity,
    /// MPay's registered certificate, here the hub's: requests by other signers are refused.
    pub hub_certificate: Certificate,
    /// The time.
    pub clock: Clock,
    /// The source of order numbers and message ids.
    pub randomness: Arc<Randomness>,
}

/// An address that would break links or headers.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "the sample e-Service's {name} is `{url}`, expected http:// or https:// with a host and no slash at the end"
)]
pub struct InvalidAddress {
    /// The setting.
    pub name: &'static str,
    /// Its value.
    pub url: String,
}

impl Settings {
    /// The Content-Security-Policy of every page: no scripts, no external content, and forms only to itself and the hub.
    /// Checks both addresses.
    pub(super) fn content_security_policy(&self) -> Result<String, InvalidAddress> {
        origin("public_url", &self.public_url)?;
        let hub = origin("hub_url", &self.hub_url)?;
        Ok(format!(
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
             form-action 'self' {hub}; frame-ancestors 'none'; base-uri 'none'"
        ))
    }
}

/// Scheme, host and port. Without the path, which browsers would match exactly.
fn origin<'a>(name: &'static str, url: &'a str) -> Result<&'a str, InvalidAddress> {
    let invalid = || InvalidAddress { name, url: url.chars().take(200).collect() };
    let scheme = ["http://", "https://"].into_iter().find(|s| url.starts_with(s)).ok_or_else(invalid)?;
    let host = url[scheme.len()..].split('/').next().unwrap_or("");
    // A semicolon or comma would end the directive with the address.
    let is_plain =
        url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, ';' | ',' | '"' | '\'' | '?' | '#'));
    if host.is_empty() || !is_plain || url.ends_with('/') {
        return Err(invalid());
    }
    Ok(&url[..scheme.len() + host.len()])
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_address_gives_its_origin_and_nonsense_is_refused() {
        assert_eq!(origin("hub_url", "http://localhost:8080"), Ok("http://localhost:8080"));
        assert_eq!(origin("hub_url", "https://demo.example/hub"), Ok("https://demo.example"));
        for url in
            ["", "localhost:8080", "http://", "http://a/", "http://a; script-src *", "http://a\r\nX: y"]
        {
            assert!(origin("hub_url", url).is_err(), "{url}");
        }
    }
}
