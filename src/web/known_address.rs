//! Checks that browsers use the configured address. Notes, QR codes and examples contain `public_url`, which only a person
//! can correct if a port was published under another number.

use std::net::IpAddr;

use actix_web::HttpRequest;
use url::Url;

use super::access::origin;
use crate::app::App;

/// Logs once which setting to change, if a browser uses a different address than `public_url`. A proxy that announces
/// itself, and TLS that ends before the hub, change names on purpose.
pub(super) fn compare(hub: &App, request: &HttpRequest) {
    let is_behind_proxy =
        ["x-forwarded-host", "forwarded"].iter().any(|header| request.headers().contains_key(*header));
    let called = origin::host(request);
    if is_behind_proxy || is_same(&hub.public_url, called) || hub.other_address_told() {
        return;
    }
    let called: String = called.chars().take(100).collect();
    tracing::warn!(
        "a browser calls the hub {called}, but public_url is {}: notes, QR codes and examples lead there; set public_url (MPAY_SIM_PUBLIC_URL) to http://{called}",
        hub.public_url
    );
}

/// True if both lead to the same place, or nothing can be said. Names of this machine are equivalent.
fn is_same(public_url: &str, called: &str) -> bool {
    let (Ok(public), Ok(called)) = (Url::parse(public_url), Url::parse(&format!("http://{called}"))) else {
        return true;
    };
    let place = |url: &Url| {
        let name = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let is_here = name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        (if is_here { "localhost".to_owned() } else { name }, url.port_or_known_default())
    };
    public.scheme() != "http" || place(&public) == place(&called)
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn another_port_and_another_machine_are_other_places() {
        for (public, called) in [
            ("http://localhost:8080", "localhost:8080"),
            ("http://localhost:8080", "127.0.0.1:8080"),
            ("http://127.0.0.1:80", "[::1]"),
            ("https://hub.example.md", "hub:8080"),
            ("http://hub.example.md", "HUB.example.md"),
            ("http://localhost:8080", "not a host"),
        ] {
            assert!(is_same(public, called), "{public} {called}");
        }
        for (public, called) in [
            ("http://localhost:8080", "localhost:9090"),
            ("http://localhost:8080", "192.168.1.5:8080"),
            ("http://hub:8080", "localhost:8080"),
        ] {
            assert!(!is_same(public, called), "{public} {called}");
        }
    }
}
