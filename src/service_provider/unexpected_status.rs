//! A status outside the contract.

use std::fmt::{self, Display, Formatter};

use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, Rule, one_line};

/// A status outside the contract, with the reply's other information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnexpectedStatus {
    /// The status.
    pub status: u16,
    /// The target of a redirect, cut to a readable length.
    pub location: Option<String>,
    /// The first words of the body. Not for payers, as they may be a stack trace.
    pub excerpt: String,
}

impl UnexpectedStatus {
    /// The finding, with the first words of the body.
    pub fn finding(&self) -> Finding {
        Finding::new(self.rule(), format!("HTTP status {}{}", self.status, self.pointing()))
            .quoting(&self.excerpt)
    }

    fn rule(&self) -> &'static Rule {
        let says = |words: [&str; 3]| words.iter().any(|word| self.excerpt.contains(word));
        match self.status {
            // The text of nginx, Apache and Go for plain HTTP on an HTTPS port.
            400 if says([
                "plain HTTP request was sent to HTTPS",
                "plain HTTP to an SSL-enabled",
                "HTTP request to an HTTPS",
            ]) =>
            {
                &rules::HTTPS_EXPECTED
            }
            // The text of nginx, twice, and of IIS.
            400 | 403
                if says(["No required SSL certificate", "SSL certificate error", "client certificate"]) =>
            {
                &rules::TLS_CLIENT_CERTIFICATE
            }
            204 | 202 => &rules::HTTP_NO_CONTENT,
            300..400 => &rules::HTTP_REDIRECT,
            401 | 403 | 407 => &rules::HTTP_FORBIDDEN,
            404 | 410 => &rules::HTTP_NOT_FOUND,
            405 => &rules::HTTP_METHOD,
            413 => &rules::HTTP_REQUEST_TOO_LARGE,
            415 => &rules::HTTP_MEDIA_TYPE,
            429 => &rules::HTTP_TOO_MANY,
            500..600 => &rules::HTTP_SERVER_ERROR,
            _ => &rules::HTTP_STATUS,
        }
    }

    fn pointing(&self) -> String {
        // The query may contain a token.
        let shown = |to: &String| match to.split_once('?') {
            Some((address, _)) => format!(" to `{}?…`", one_line(address)),
            None => format!(" to `{}`", one_line(to)),
        };
        self.location.as_ref().map(shown).unwrap_or_default()
    }
}

/// Without the words of the body, as payers may read this.
impl Display for UnexpectedStatus {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rule = self.rule();
        let (status, pointing) = (self.status, self.pointing());
        write!(f, "HTTP status {status}{pointing}; expected {}", rule.expected)
    }
}
