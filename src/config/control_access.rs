//! Access to the console and the control API.

use std::net::IpAddr;

use subtle::ConstantTimeEq;

use super::Config;
use crate::soap::security::DigestAlgorithm;
use crate::soap::security::hex;

/// Access to the console and the control API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlAccess {
    /// Open to all callers: the hub listens only on this machine, or its settings open them.
    Open,
    /// With the token.
    Token(ControlToken),
    /// Closed, until the settings decide.
    Closed,
}

/// The token, stored only as digests, so that comparing takes the same time for every guess.
#[derive(Clone, PartialEq, Eq)]
pub struct ControlToken {
    digest: Vec<u8>,
    cookie: String,
}

impl std::fmt::Debug for ControlToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ControlToken(***)")
    }
}

impl ControlToken {
    fn new(token: &str) -> Self {
        Self { digest: digest(token), cookie: hex(&digest(&format!("mpay-sim console cookie\n{token}"))) }
    }

    /// True if this is the token.
    pub fn is(&self, given: &str) -> bool {
        bool::from(digest(given).ct_eq(&self.digest))
    }

    /// The cookie value of a browser that has given the token: derived from it, so that every hub with the token accepts it
    /// and no other, and not reversible.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// True if this is the cookie value.
    pub fn is_cookie(&self, given: &str) -> bool {
        bool::from(digest(given).ct_eq(&digest(&self.cookie)))
    }
}

fn digest(text: &str) -> Vec<u8> {
    DigestAlgorithm::Sha256.digest(text.as_bytes())
}

impl Config {
    /// The access of a hub that listens on this address. A configured token always counts.
    pub fn control_access(&self, bound: IpAddr) -> ControlAccess {
        match self.control_token.as_str() {
            "" if self.open_control || bound.to_canonical().is_loopback() => ControlAccess::Open,
            "" => ControlAccess::Closed,
            token => ControlAccess::Token(ControlToken::new(token)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::values;

    #[test]
    fn only_this_machine_needs_no_token() {
        let mut config = Config::default();
        let access = |config: &Config, address: &str| config.control_access(address.parse().unwrap());
        assert_eq!(access(&config, "127.0.0.1"), ControlAccess::Open);
        assert_eq!(access(&config, "::1"), ControlAccess::Open);
        for elsewhere in ["0.0.0.0", "::", "192.168.1.2"] {
            assert_eq!(access(&config, elsewhere), ControlAccess::Closed);
        }
        config.open_control = true;
        assert_eq!(access(&config, "0.0.0.0"), ControlAccess::Open);
        config.control_token = values::control_token("0123456789abcdef").unwrap();
        let ControlAccess::Token(token) = access(&config, "127.0.0.1") else { panic!("the token counts") };
        assert!(token.is("0123456789abcdef") && !token.is("0123456789abcdeF") && !token.is(""));
        assert!(token.is_cookie(token.cookie()) && !token.is_cookie("0123456789abcdef"));
        assert_eq!(format!("{token:?}"), "ControlToken(***)");
        for refused in ["short", "with a space in it", &"x".repeat(201)] {
            assert!(values::control_token(refused).is_err(), "{refused}");
        }
    }
}
