//! Reasons why bytes are not a SOAP envelope.

use thiserror::Error;

use super::{MAX_ATTRIBUTES, MAX_DECLARATIONS, MAX_DEPTH, MAX_IN_FORCE};
use crate::domain::finding::rules::envelope as rules;
use crate::domain::finding::{Finding, Place, Position, excerpt, one_line, sentences};
use crate::soap::SOAP_12_NS;

/// The reason why bytes are not a SOAP envelope.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotAnEnvelope {
    /// The body is empty.
    #[error("the body is empty")]
    Empty,
    /// Not UTF-8.
    #[error("the text is not UTF-8 from byte {at}{}", encoding.map(|name| format!("; it looks like {name}")).unwrap_or_default())]
    NotUtf8 {
        /// The offset of the first invalid byte.
        at: usize,
        /// The encoding that the bytes seem to have.
        encoding: Option<&'static str>,
    },
    /// Not well-formed.
    #[error("the text is not well-formed XML: {why}, at {at}")]
    NotXml {
        /// The parser's message.
        why: String,
        /// The position.
        at: Position,
    },
    /// The XML declaration is not valid XML 1.0.
    #[error("the XML declaration cannot be taken: {why}")]
    Declaration {
        /// The error.
        why: String,
    },
    /// The declared encoding cannot be that of a text which is UTF-8.
    #[error("the XML declaration names the encoding `{name}`, and the text is UTF-8")]
    Encoding {
        /// The declared encoding.
        name: String,
    },
    /// A DTD, which SOAP forbids and the hub never reads.
    #[error("the message has a DOCTYPE")]
    Doctype,
    /// A prefix without a declaration, the most common error of hand-written generators.
    #[error("the namespace prefix `{prefix}` is not declared, at {at}")]
    UndeclaredPrefix {
        /// The prefix.
        prefix: String,
        /// The position of its use.
        at: Position,
    },
    /// Nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    #[error("elements are nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// Too many attributes, or too many namespace declarations at an element or in the document.
    #[error(
        "an element has more than {MAX_ATTRIBUTES} attributes or more than {MAX_IN_FORCE} namespace declarations in force, or the \
         document more than {MAX_DECLARATIONS} declarations"
    )]
    TooManyAttributes,
    /// The root element is not an Envelope.
    #[error("the root element is `{found}`, expected the SOAP 1.1 `Envelope`")]
    NotSoap {
        /// The root's name with its namespace.
        found: String,
    },
    /// No Body, or several, so that it is not clear which one counts.
    #[error("the envelope has {count} `Body` elements, expected one")]
    Bodies {
        /// The number of Bodies.
        count: usize,
    },
    /// Several Headers.
    #[error("the envelope has {count} `Header` elements, expected at most one")]
    Headers {
        /// The number of Headers.
        count: usize,
    },
}

impl NotAnEnvelope {
    pub(super) fn not_xml(why: impl std::fmt::Display, at: Position) -> Self {
        // The parser's message ends with the position, which the finding has separately.
        let why = why.to_string();
        let why = why.strip_suffix(&format!(" at {}:{}", at.line, at.column)).unwrap_or(&why);
        Self::NotXml { why: one_line(why), at }
    }

    pub(super) fn of_parser(error: roxmltree::Error) -> Self {
        let at = error.pos();
        let at = Position { line: at.row, column: at.col };
        match error {
            roxmltree::Error::DtdDetected => Self::Doctype,
            roxmltree::Error::UnknownNamespace(prefix, _) => {
                Self::UndeclaredPrefix { prefix: one_line(&prefix), at }
            }
            other => Self::not_xml(other, at),
        }
    }

    /// True for a SOAP 1.2 envelope, and for one with missing or repeated parts.
    pub fn is_soap(&self) -> bool {
        match self {
            Self::NotSoap { found } => found.contains(SOAP_12_NS),
            Self::Bodies { .. } | Self::Headers { .. } => true,
            _ => false,
        }
    }

    /// The finding. `bytes` is the body as received, to tell an HTML page or JSON from a broken envelope.
    pub fn finding(&self, bytes: &[u8]) -> Finding {
        match self {
            Self::Empty => Finding::new(&rules::REPLY_EMPTY, "no bytes, or nothing but white space"),
            Self::NotUtf8 { at, encoding } => {
                let looks = encoding.map(|name| format!("; it looks like {name}")).unwrap_or_default();
                let before = String::from_utf8_lossy(&bytes[..*at]);
                let place = Place::default().with_position(Position::of_byte(&before, before.len()));
                let finding =
                    Finding::new(&rules::NOT_UTF8, format!("byte {at} does not fit UTF-8{looks}")).at(place);
                match encoding {
                    Some(name) if name.starts_with("gzip") => finding.remedy(sentences::DECLARE_GZIP.words()),
                    _ => finding,
                }
            }
            Self::NotXml { .. } if bytes_before_envelope(bytes) > 0 => {
                let before = bytes_before_envelope(bytes);
                Finding::new(&rules::TEXT_BEFORE_ENVELOPE, format!("{before} bytes before it"))
                    .quoting(excerpt(&bytes[..before]))
            }
            Self::NotXml { .. } | Self::Doctype | Self::NotSoap { .. } if is_html(bytes) => {
                Finding::new(&rules::HTML, "an HTML page").quoting(excerpt(bytes))
            }
            Self::NotXml { .. } if is_json(bytes) => {
                Finding::new(&rules::JSON, "a JSON text").quoting(excerpt(bytes))
            }
            Self::NotXml { why, at } => {
                let place = Place::default().with_position(*at);
                Finding::new(&rules::NOT_WELL_FORMED, why).at(place).quoting(around(bytes, *at))
            }
            Self::Declaration { why } => {
                let at = Place::default().with_position(Position { line: 1, column: 1 });
                Finding::new(&rules::XML_DECLARATION, why).at(at)
            }
            Self::Encoding { name } => {
                let at = Place::default().with_position(Position { line: 1, column: 1 });
                Finding::new(
                    &rules::ENCODING_DECLARED,
                    format!("encoding=\"{name}\" on a text that is UTF-8"),
                )
                .at(at)
            }
            Self::Doctype => Finding::new(&rules::DOCTYPE, "<!DOCTYPE …>"),
            Self::UndeclaredPrefix { prefix, at } => {
                Finding::new(&rules::PREFIX_UNDECLARED, format!("`{prefix}:`"))
                    .at(Place::default().with_position(*at))
            }
            Self::TooDeep => Finding::new(&rules::TOO_DEEP, format!("more than {MAX_DEPTH} levels")),
            Self::TooManyAttributes => Finding::new(
                &rules::TOO_MANY_ATTRIBUTES,
                format!(
                    "more than {MAX_ATTRIBUTES} attributes or more than {MAX_IN_FORCE} namespace declarations in force at one element, or \
                     more than {MAX_DECLARATIONS} declarations"
                ),
            ),
            Self::NotSoap { found } if found.contains(SOAP_12_NS) => {
                Finding::new(&rules::SOAP_12, format!("`{found}`"))
            }
            Self::NotSoap { found } => Finding::new(&rules::NOT_SOAP, format!("`{found}`")),
            Self::Bodies { count } => Finding::new(&rules::BODIES, format!("{count} Body elements")),
            Self::Headers { count } => Finding::new(&rules::HEADERS, format!("{count} Header elements")),
        }
    }
}

/// The text at a position, with a few characters before it and after it.
fn around(bytes: &[u8], at: Position) -> String {
    const BEFORE: usize = 40;
    const AFTER: usize = 80;
    let text = String::from_utf8_lossy(bytes);
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let line = text.lines().nth(number(at.line)).unwrap_or_default();
    let start = number(at.column).saturating_sub(BEFORE);
    line.chars().skip(start).take(BEFORE + AFTER).collect()
}

/// The encoding that the bytes seem to have, if they are not UTF-8.
pub(super) fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Some("UTF-16, little end first"),
        [0xfe, 0xff, ..] | [0, b'<', ..] => Some("UTF-16, big end first"),
        [0x1f, 0x8b, ..] => Some("gzip, without Content-Encoding"),
        _ if bytes.starts_with(b"<") => Some("an 8-bit code page, such as windows-1250 or windows-1251"),
        _ => None,
    }
}

/// The number of bytes before an envelope that does not begin the text; 0 if there is no envelope.
fn bytes_before_envelope(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let declaration = text.find("<?xml");
    let envelope = text.find("Envelope").and_then(|at| text[..at].rfind('<'));
    match (declaration, envelope) {
        (Some(declaration), Some(envelope)) => declaration.min(envelope),
        (None, Some(envelope)) => envelope,
        _ => 0,
    }
}

fn is_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1_000)]).to_ascii_lowercase();
    start.contains("<html") || start.contains("<!doctype html")
}

fn is_json(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['))
}

#[cfg(test)]
mod tests {
    use super::super::{Envelope, parse, text_of};
    use super::*;

    fn rule(bytes: &[u8]) -> Finding {
        let error = text_of(bytes)
            .and_then(|text| parse(&text).and_then(|document| Envelope::of(&document).map(|_| ())))
            .unwrap_err();
        error.finding(bytes)
    }

    #[test]
    fn whatever_is_no_envelope_has_its_own_rule() {
        let page = b"<!DOCTYPE html><html><head><style>b{}</style><title>Server Error</title></head><body><h1>500</h1>";
        for (bytes, name, found) in [
            (&b""[..], "reply-empty", "no bytes"),
            (page, "html", "Server Error 500"),
            (b"<html><br></html>", "html", ""),
            (b"{\"error\":1}", "json", "{\"error\":1}"),
            (b"Forbidden", "not-well-formed", "Forbidden"),
            (b"<br /><b>Warning</b>: x <s:Envelope xmlns:s='y'/>", "text-before-envelope", "24 bytes"),
            (b"\n<?xml version='1.0'?><Envelope/>", "text-before-envelope", "1 bytes"),
            (b"<a>&b;</a>", "not-well-formed", ""),
            (b"<!DOCTYPE a><a/>", "doctype", ""),
            (b"<a xsi:nil='true'/>", "prefix-undeclared", "`xsi:`"),
            (b"<a><b:c/></a>", "prefix-undeclared", "`b:`"),
            (b"\xff\xfe<\0a\0", "not-utf-8", "UTF-16, little end first"),
            (b"<\0a\0/\0>\0", "not-utf-8", "UTF-16, little end first"),
            (b"\0<\0a\0/\0>", "not-utf-8", "UTF-16, big end first"),
            (b"<a>\xba</a>", "not-utf-8", "code page"),
            (b"<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'/>", "soap-12", ""),
            (b"<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope'/>", "not-soap", "soap/envelope)"),
            (b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>", "bodies", "0 Body"),
        ] {
            let finding = rule(bytes);
            assert_eq!(finding.rule.name, name, "{}", String::from_utf8_lossy(bytes));
            assert!(finding.summary().contains(found), "{}", finding.summary());
        }
        let quoted = rule(format!("<a>{}<b>&c;</b></a>", "x".repeat(200)).as_bytes()).quoted;
        assert!(
            quoted.starts_with("xxx") && quoted.ends_with("<b>&c;</b></a>"),
            "what stands there: {quoted}"
        );
        let place = rule(b"<a>\n <b xsi:nil='true'/></a>").place;
        assert_eq!(place.position.map(|at| at.line), Some(2));
    }
}
