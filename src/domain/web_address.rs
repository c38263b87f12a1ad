//! Web addresses in settings and forms.

use std::ops::Range;

use url::Url;

/// True for an absolute `http` or `https` address that is called exactly as written.
pub fn is_web_address(text: &str) -> bool {
    let parsed = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    // The parser tolerates spaces, backslashes and missing slashes like a browser; later code does not.
    parsed
        && text.split_once("://").is_some_and(|(_, rest)| !rest.starts_with(['/', '\\']))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\')
}

/// True where the address has a user name or a password.
pub fn has_credentials(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| !url.username().is_empty() || url.password().is_some())
}

/// The range of a possible user name and password in the text, even if it is not an address: up to the last `@`, as a
/// password may contain unescaped `/` and `@`. It may cover more than needed.
pub fn credentials(text: &str) -> Option<Range<usize>> {
    let start = text.find("://").map_or(0, |at| at + "://".len());
    text.rfind('@').filter(|at| *at > start).map(|at| start..at)
}

/// The text with a user name and password replaced by `***`.
pub fn without_credentials(text: &str) -> String {
    let mut shown = text.to_owned();
    if let Some(found) = credentials(text) {
        shown.replace_range(found, "***");
    }
    shown
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

    #[test]
    fn what_may_be_a_password_is_hidden_in_whatever_was_given_for_an_address() {
        for (text, shown) in [
            ("ftp://hub:secret@host/", "ftp://***@host/"),
            ("http://hub:p@ss/w@host/", "http://***@host/"),
            ("hub:secret@host", "***@host"),
            ("https://token@host", "https://***@host"),
            ("http://@host", "http://@host"),
            ("localhost:1", "localhost:1"),
            ("", ""),
        ] {
            assert_eq!(without_credentials(text), shown);
        }
    }
}
