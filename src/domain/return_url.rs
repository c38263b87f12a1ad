//! The address to which the payer returns after paying (`ReturnUrl`, step 15).

use thiserror::Error;
use url::Url;

use super::card_number::is_written_as_card_number;
use super::plain_text::is_unfit;

/// An absolute `http` or `https` address. The hub links to it and never fetches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnUrl(String);

/// Why a `ReturnUrl` is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidReturnUrl {
    /// Not `http://…` or `https://…` with a host.
    #[error("ReturnUrl is not an absolute http or https address")]
    NotHttp,
    /// Longer than browsers and proxies support reliably.
    #[error("ReturnUrl has {len} characters, the simulator takes at most {max}", max = ReturnUrl::MAX_CHARS)]
    TooLong {
        /// The number of characters.
        len: usize,
    },
    /// Holds spaces or control characters, which could break out of a `Location` header, or marks that change the direction
    /// of text.
    #[error(
        "ReturnUrl holds a space, a control character or a mark that turns the direction of text; write it as %XX"
    )]
    IllegalCharacter,
    /// Browsers cannot read it as an address.
    #[error("ReturnUrl cannot be read as an address: {0}")]
    Unreadable(url::ParseError),
    /// Has a user name or password before the host, which makes it look like another host's address.
    #[error(
        "ReturnUrl has a user name or a password before the host (everything up to the `@`); leave it out"
    )]
    Credentials,
    /// Holds a card number.
    #[error("ReturnUrl holds what is written as a card number; leave it out")]
    CardNumber,
}

impl ReturnUrl {
    /// The guide gives no limit; every browser and proxy supports 2,000 characters.
    pub const MAX_CHARS: usize = 2000;

    /// Keeps the sender's exact text, so that a session token in it survives.
    pub fn parse(text: &str) -> Result<Self, InvalidReturnUrl> {
        let len = text.chars().count();
        if len > Self::MAX_CHARS {
            return Err(InvalidReturnUrl::TooLong { len });
        }
        if text.chars().any(|c| is_unfit(c) || c.is_whitespace()) {
            return Err(InvalidReturnUrl::IllegalCharacter);
        }
        let rest = ["http://", "https://"]
            .iter()
            .find_map(|scheme| strip_prefix_ignoring_case(text, scheme))
            .ok_or(InvalidReturnUrl::NotHttp)?;
        // Browsers read a backslash as a slash, so `http:\\host` and `http://\host` are refused.
        let host = rest.split(['/', '?', '#']).next().unwrap_or("");
        if host.is_empty() || host.contains('\\') {
            return Err(InvalidReturnUrl::NotHttp);
        }
        // Also an empty user name, which the parser ignores.
        if host.contains('@') {
            return Err(InvalidReturnUrl::Credentials);
        }
        Url::parse(text).map_err(InvalidReturnUrl::Unreadable)?;
        let decoded = url::form_urlencoded::parse(text.as_bytes());
        let is_card = |text: &str| is_written_as_card_number(text);
        if is_card(text) || decoded.into_iter().any(|(name, value)| is_card(&name) || is_card(&value)) {
            return Err(InvalidReturnUrl::CardNumber);
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
        for (url, why) in [
            ("http://shop.md@evil.example/", "user name or a password"),
            ("https://shop.md:443@evil.example/", "user name or a password"),
            ("http://@evil.example/", "user name or a password"),
            ("http://[evil", "cannot be read as an address: invalid IPv6 address"),
            ("http://shop.md:99999/", "cannot be read as an address: invalid port number"),
            ("http://a b/", "holds a space"),
            ("http://shop.md/\u{202e}gpj.exe", "turns the direction"),
            ("http://shop.md/\u{85}", "control character"),
            ("http://shop.md/?card=4111111111111111", "card number"),
            ("http://shop.md/?card=4111%201111+1111%2d1111", "card number"),
        ] {
            let refused = ReturnUrl::parse(url).unwrap_err().to_string();
            assert!(refused.contains(why), "{url}: {refused}");
        }
        // Numbers of orders, notices and timestamps are allowed.
        for url in
            ["http://a/4111111111111112", "http://a/?t=1764363600000&o=2507100926294639&n=00069002233014"]
        {
            assert!(ReturnUrl::parse(url).is_ok(), "{url}");
        }
        let long = format!("http://a/{}", "x".repeat(2000));
        assert_eq!(ReturnUrl::parse(&long), Err(InvalidReturnUrl::TooLong { len: 2009 }));
    }
}
