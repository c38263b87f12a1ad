//! Addresses of the web, as settings and forms give them.

use url::Url;

/// Whether this is an absolute `http` or `https` address, exactly as it would be called.
pub fn is_web_address(text: &str) -> bool {
    let parsed = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    // The parser forgives spaces, backslashes and missing slashes, as browsers do; what comes later does not.
    parsed
        && text.split_once("://").is_some_and(|(_, rest)| !rest.starts_with(['/', '\\']))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\')
}

/// Whether the address holds a user name or a password.
pub fn has_credentials(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| !url.username().is_empty() || url.password().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_web_is_absolute_and_exact() {
        for text in ["http://localhost:8080", "https://shop.test/ServiceProvider.svc?a=b#c", "http://[::1]:1"]
        {
            assert!(is_web_address(text), "{text}");
        }
        for text in [
            "localhost:80",
            "/a",
            "ftp://a",
            "http:/a",
            "http:///a",
            "http:\\\\a",
            "http://a b",
            "http://",
            "",
        ] {
            assert!(!is_web_address(text), "{text}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_seen() {
        assert!(has_credentials("http://hub:secret@shop.test/") && has_credentials("http://hub@shop.test/"));
        assert!(!has_credentials("http://shop.test/@") && !has_credentials("no address"));
    }
}
