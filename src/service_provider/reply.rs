//! The head of a reply: status, redirect, media type.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, LOCATION};

use super::{CallError, UnexpectedStatus};
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, excerpt};

/// The relevant parts of a reply's head.
#[derive(Debug, Clone, Default)]
pub(super) struct ReplyHead {
    pub(super) status: u16,
    /// The target of a redirect, cut to a readable length.
    location: Option<String>,
    content_type: Option<String>,
    /// The status line and all headers, one per line, cut at [`MAX_HEAD`] bytes.
    pub(super) lines: String,
}

/// The maximum size of a recorded head in bytes; the HTTP client accepts about 400 KB.
pub const MAX_HEAD: usize = 32 * 1024;

impl ReplyHead {
    /// Reads the head.
    pub(super) fn of(first_line: &str, status: u16, headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| {
            let value = headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).chars().take(200).collect())
        };
        let lines = lines(first_line, headers);
        Self { status, location: text(LOCATION), content_type: text(CONTENT_TYPE), lines }
    }

    /// The error about a status that no SOAP message explains.
    pub(super) fn unexpected(&self, body: &[u8]) -> CallError {
        CallError::HttpStatus(UnexpectedStatus {
            status: self.status,
            location: self.location.clone(),
            excerpt: excerpt(body),
        })
    }

    /// The finding about the media type of a reply with a body, if it is wrong.
    pub(super) fn media_type_finding(&self) -> Option<Finding> {
        let Some(given) = &self.content_type else {
            return Some(Finding::new(&rules::HTTP_CONTENT_TYPE, "the reply has no Content-Type"));
        };
        let media_type = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media_type.as_str() {
            "text/xml" => charset_of(given)
                .filter(|charset| !charset.eq_ignore_ascii_case("utf-8"))
                .map(|charset| Finding::new(&rules::HTTP_CHARSET, format!("charset {charset}"))),
            "application/soap+xml" => {
                Some(Finding::new(&rules::HTTP_SOAP_12, format!("Content-Type: {given}")))
            }
            _ => Some(Finding::new(&rules::HTTP_CONTENT_TYPE, format!("Content-Type: {given}"))),
        }
    }
}

fn lines(first_line: &str, headers: &HeaderMap) -> String {
    let mut lines = format!("{first_line}\n");
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        if lines.len() + name.as_str().len() + value.len() > MAX_HEAD {
            lines.push_str("…\n");
            break;
        }
        lines.push_str(&format!("{name}: {value}\n"));
    }
    lines
}

/// The charset of a Content-Type.
fn charset_of(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let charset = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(charset.1.trim().trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, body: &str) -> UnexpectedStatus {
        let head = ReplyHead { status, ..ReplyHead::default() };
        let CallError::HttpStatus(status) = head.unexpected(body.as_bytes()) else {
            panic!("it is a status")
        };
        status
    }

    #[test]
    fn each_status_of_the_field_has_its_rule() {
        for (code, body, rule) in [
            (204, "", "http-no-content"),
            (307, "", "http-redirect"),
            (401, "", "http-forbidden"),
            (403, "Forbidden", "http-forbidden"),
            (403, "403.7 - client certificate required", "tls-client-certificate"),
            (404, "", "http-not-found"),
            (405, "", "http-method"),
            (413, "", "http-request-too-large"),
            (415, "", "http-media-type"),
            (429, "slow down", "http-too-many"),
            (500, "<h1>Server Error</h1>", "http-server-error"),
            (503, "", "http-server-error"),
            (418, "", "http-status"),
            (400, "<center>The plain HTTP request was sent to HTTPS port</center>", "https-expected"),
            (400, "Client sent an HTTP request to an HTTPS server.", "https-expected"),
            (400, "<center>No required SSL certificate was sent</center>", "tls-client-certificate"),
            (400, "", "http-status"),
        ] {
            assert_eq!(status(code, body).finding().rule.name, rule, "{code} {body}");
        }
    }

    #[test]
    fn the_words_of_a_page_are_in_the_finding_and_not_in_the_error_that_payers_read() {
        let status = status(500, "<h1>Server Error in '/' Application.</h1>");
        assert!(status.finding().quoted.contains("Server Error"));
        assert!(!status.to_string().contains("Server Error in"), "{status}");
    }

    #[test]
    fn the_media_type_counts_without_its_parameters_and_capitals() {
        let rule = |content_type: Option<&str>| {
            let head = ReplyHead { content_type: content_type.map(str::to_owned), ..ReplyHead::default() };
            head.media_type_finding().map(|finding| finding.rule.name)
        };
        assert_eq!(rule(Some("text/xml")), None);
        assert_eq!(rule(Some("Text/XML ; charset=\"utf-8\"")), None);
        assert_eq!(rule(Some("text/xml; charset=iso-8859-1")), Some("http-charset"));
        assert_eq!(rule(Some("application/soap+xml; charset=utf-8")), Some("http-soap-12"));
        assert_eq!(rule(Some("text/html")), Some("http-content-type"));
        assert_eq!(rule(None), Some("http-content-type"));
    }
}
