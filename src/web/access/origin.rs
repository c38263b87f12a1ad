//! Checks the origin of requests: pages of other origins, and names that an attacker points at this machine, must not reach
//! a console without a token.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderName, ORIGIN};
use url::Url;

/// The origin of a request according to the browser (Fetch Metadata).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The header `Host`, or the authority of the request's address; empty if there is neither.
pub(in crate::web) fn host(request: &HttpRequest) -> &str {
    let header = request.headers().get(HOST).and_then(|value| value.to_str().ok());
    header.or_else(|| request.uri().authority().map(|authority| authority.as_str())).unwrap_or_default()
}

/// True for names that nobody can register for DNS rebinding: IP addresses, names without a dot, names below the reserved
/// `localhost` and `internal`, and the hub's own.
pub(super) fn is_harmless_host(host: &str, public_url: &str) -> bool {
    let Ok(url) = Url::parse(&format!("http://{host}")) else { return false };
    let Some(name) = url.host_str().filter(|_| url.username().is_empty() && url.path() == "/") else {
        return false;
    };
    let is_address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let is_reserved = !name.contains('.') || name.ends_with(".localhost") || name.ends_with(".internal");
    let public = Url::parse(public_url).ok();
    is_address || is_reserved || public.is_some_and(|public| public.host_str() == Some(name))
}

/// The evidence that a page of another origin made the request, if any. Only browsers send these headers, and pages cannot
/// change them.
pub(super) fn foreign(request: &HttpRequest, public_url: &str) -> Option<String> {
    let text = |name: &HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    match text(&SEC_FETCH_SITE) {
        // The browser's own statement counts; `Origin` may be `null` even for a page's own form, due to its referrer
        // policy.
        Some("same-origin" | "none") => return None,
        Some(site) => return Some(format!("Sec-Fetch-Site: {site}")),
        None => {}
    }
    let origin = text(&ORIGIN)?;
    let own =
        [format!("http://{}", host(request)), format!("https://{}", host(request)), public_url.to_owned()];
    let of = |url: &str| Url::parse(url).ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    let is_own = of(origin).is_some_and(|origin| own.iter().any(|own| of(own).as_ref() == Some(&origin)));
    (!is_own).then(|| format!("Origin: {}", origin.chars().take(100).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn names_that_others_can_own_are_not_harmless() {
        let public = "https://mpay-sim.example.md";
        for host in [
            "127.0.0.1:8080",
            "[::1]:8080",
            "localhost:8080",
            "hub:8080",
            "x.localhost",
            "host.docker.internal",
            "mpay-sim.example.md",
        ] {
            assert!(is_harmless_host(host, public), "{host}");
        }
        for host in [
            "evil.example:8080",
            "127.0.0.1.nip.io",
            "evil.example/localhost",
            "a@localhost",
            "",
            "local host",
        ] {
            assert!(!is_harmless_host(host, public), "{host}");
        }
    }

    #[test]
    fn a_page_of_another_origin_is_seen() {
        let request = |headers: &[(&str, &str)]| {
            let request =
                headers.iter().fold(TestRequest::post(), |request, header| request.insert_header(*header));
            foreign(
                &request.insert_header(("Host", "localhost:8080")).to_http_request(),
                "https://hub.example",
            )
        };
        assert_eq!(request(&[]), None);
        assert_eq!(request(&[("Origin", "http://localhost:8080"), ("Sec-Fetch-Site", "same-origin")]), None);
        assert_eq!(request(&[("Origin", "https://hub.example")]), None);
        assert_eq!(request(&[("Origin", "null"), ("Sec-Fetch-Site", "same-origin")]), None);
        for headers in [
            ("Origin", "http://localhost:8081"),
            ("Origin", "null"),
            ("Origin", "http://evil.example"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ] {
            assert!(request(&[headers]).is_some(), "{headers:?}");
        }
    }
}
