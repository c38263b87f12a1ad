//! Where the payer goes back to after paying (`ReturnUrl`, step 15).

use thiserror::Error;

/// An absolute `http` or `https` address. The hub links to it and never fetches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnUrl(String);

/// Why a `ReturnUrl` is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidReturnUrl {
    /// Not `http://…` or `https://…` with a host.
    #[error("ReturnUrl is not an absolute http or https address")]
    NotHttp,
    /// Longer than browsers and proxies carry reliably.
    #[error("ReturnUrl has {len} characters, the simulator takes at most {max}", max = ReturnUrl::MAX_CHARS)]
    TooLong {
        /// How many characters it has.
        len: usize,
    },
    /// Holds spaces or control characters, which could break out of a `Location` header.
    #[error("ReturnUrl holds a space or a control character")]
    IllegalCharacter,
}

impl ReturnUrl {
    /// The guide gives no limit; 2,000 characters is what every browser and proxy carries.
    pub const MAX_CHARS: usize = 2000;

    /// Keeps the sender's exact text, so that a session token in it survives.
    pub fn parse(text: &str) -> Result<Self, InvalidReturnUrl> {
        let len = text.chars().count();
        if len > Self::MAX_CHARS {
            return Err(InvalidReturnUrl::TooLong { len });
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(InvalidReturnUrl::IllegalCharacter);
        }
        let rest = ["http://", "https://"]
            .iter()
            .find_map(|scheme| strip_prefix_ignoring_case(text, scheme))
            .ok_or(InvalidReturnUrl::NotHttp)?;
        // A backslash is a slash to browsers; `http:\\host` and `http://\host` are refused with it.
        let host = rest.split(['/', '?', '#']).next().unwrap_or("");
        if host.is_empty() || host.starts_with([':', '@']) || host.contains('\\') {
            return Err(InvalidReturnUrl::NotHttp);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_and_https_are_kept_to_the_letter() {
        for url in ["http://localhost:8081/orders/1", "HTTPS://shop.md?a=b#c", "https://ș.md/ă"] {
            assert_eq!(ReturnUrl::parse(url).unwrap().as_str(), url);
        }
    }

    #[test]
    fn other_schemes_and_broken_addresses_are_refused() {
        for url in [
            "",
            "/orders/1",
            "//evil.md",
            "javascript:alert(1)",
            "data:text/html,x",
            "http://",
            "https:///x",
            "ftp://a",
            "http://\\a",
        ] {
            assert_eq!(ReturnUrl::parse(url), Err(InvalidReturnUrl::NotHttp), "{url}");
        }
        assert_eq!(ReturnUrl::parse("http://a/\r\nSet-Cookie: x"), Err(InvalidReturnUrl::IllegalCharacter));
        let long = format!("http://a/{}", "x".repeat(2000));
        assert_eq!(ReturnUrl::parse(&long), Err(InvalidReturnUrl::TooLong { len: 2009 }));
    }
}
