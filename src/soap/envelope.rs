//! Bytes to a SOAP envelope, within bounds.

use roxmltree::{Document, Node, ParsingOptions};
use thiserror::Error;

use super::SOAP_NS;

/// Deeper documents are refused: no message of the contract nests more than a dozen levels.
pub const MAX_DEPTH: u16 = 64;
/// More nodes are refused: the largest honest reply, with hundreds of lines, has a tenth of them.
pub const MAX_NODES: u32 = 200_000;

/// Why bytes are not a SOAP envelope.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotAnEnvelope {
    /// Nothing came.
    #[error("the body is empty")]
    Empty,
    /// Not UTF-8.
    #[error("the text is not UTF-8 from byte {at}")]
    NotUtf8 {
        /// The first byte that does not fit.
        at: usize,
    },
    /// Not well-formed, or with a DTD, which SOAP forbids and the hub never reads.
    #[error("the text is not well-formed XML: {why}")]
    NotXml {
        /// What the parser says, with line and column.
        why: String,
    },
    /// Nested too deeply.
    #[error("elements are nested deeper than {max} levels", max = MAX_DEPTH)]
    TooDeep,
    /// The root is something else.
    #[error("the root element is `{found}`, expected the SOAP 1.1 `Envelope`")]
    NotSoap {
        /// The root's name, with its namespace.
        found: String,
    },
    /// No Body, or several: then nobody can say which one is meant.
    #[error("the envelope has {count} `Body` elements, expected one")]
    Bodies {
        /// How many there are.
        count: usize,
    },
    /// Several headers.
    #[error("the envelope has {count} `Header` elements, expected at most one")]
    Headers {
        /// How many there are.
        count: usize,
    },
}

/// The text of a message as XML processors see it: UTF-8, no byte-order mark, line ends as `\n`.
///
/// XML 1.0 §2.11 asks for the line ends before parsing; the parser does not do it in comments and CDATA,
/// and a signature over them would then fail.
pub fn text_of(bytes: &[u8]) -> Result<String, NotAnEnvelope> {
    let text = std::str::from_utf8(bytes).map_err(|e| NotAnEnvelope::NotUtf8 { at: e.valid_up_to() })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(NotAnEnvelope::Empty);
    }
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() })
}

/// Parses the text that [`text_of`] gave: no DTD, no entities but the five of XML, bounded nodes and depth.
pub fn parse(text: &str) -> Result<Document<'_>, NotAnEnvelope> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    if deeper_than(text, usize::from(MAX_DEPTH)) {
        return Err(NotAnEnvelope::TooDeep);
    }
    Document::parse_with_options(text, options)
        .map_err(|e| NotAnEnvelope::NotXml { why: e.to_string().chars().take(200).collect() })
}

/// True where start tags run ahead of end tags by more than `max`. A quick look before the parser,
/// which keeps a stack of its own; `>` inside attribute values or comments can only make the look too strict.
fn deeper_than(text: &str, max: usize) -> bool {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, bytes.get(at + 1)) {
            (b'<', Some(b'/')) => depth = depth.saturating_sub(1),
            (b'<', Some(b'!' | b'?')) => {}
            (b'<', Some(_)) => depth += 1,
            (b'/', Some(b'>')) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > max {
            return true;
        }
    }
    false
}

/// The parts of an envelope.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a, 'i> {
    /// The `Header`, where there is one.
    pub header: Option<Node<'a, 'i>>,
    /// The only `Body`.
    pub body: Node<'a, 'i>,
}

impl<'a, 'i> Envelope<'a, 'i> {
    /// Finds the parts. Header after Body is tolerated, as one e-Service in the field writes it.
    pub fn of(document: &'a Document<'i>) -> Result<Self, NotAnEnvelope> {
        let root = document.root_element();
        if root.tag_name().name() != "Envelope" || root.tag_name().namespace() != Some(SOAP_NS) {
            let namespace = root.tag_name().namespace().unwrap_or("no namespace");
            let found = format!("{} ({namespace})", root.tag_name().name());
            return Err(NotAnEnvelope::NotSoap { found: found.chars().take(200).collect() });
        }
        let parts = |name| root.children().filter(move |node| node.has_tag_name((SOAP_NS, name)));
        let headers = parts("Header").count();
        if headers > 1 {
            return Err(NotAnEnvelope::Headers { count: headers });
        }
        let mut bodies = parts("Body");
        match (bodies.next(), bodies.count()) {
            (Some(body), 0) => Ok(Self { header: parts("Header").next(), body }),
            (first, more) => Err(NotAnEnvelope::Bodies { count: more + usize::from(first.is_some()) }),
        }
    }

    /// The first element inside the Body, which names the operation or the fault.
    pub fn payload(&self) -> Option<Node<'a, 'i>> {
        self.body.children().find(Node::is_element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(xml: &str) -> NotAnEnvelope {
        let text = match text_of(xml.as_bytes()) {
            Ok(text) => text,
            Err(error) => return error,
        };
        match parse(&text) {
            Ok(document) => Envelope::of(&document).map(|_| ()).unwrap_err(),
            Err(error) => error,
        }
    }

    #[test]
    fn what_is_no_envelope_is_named() {
        assert_eq!(error_of(""), NotAnEnvelope::Empty);
        assert_eq!(error_of("  \n"), NotAnEnvelope::Empty);
        assert!(matches!(error_of("<html><br></html>"), NotAnEnvelope::NotXml { .. }));
        assert!(matches!(error_of("<html/>"), NotAnEnvelope::NotSoap { .. }));
        let two = format!("<e:Envelope xmlns:e='{SOAP_NS}'><e:Body/><e:Body/></e:Envelope>");
        assert_eq!(error_of(&two), NotAnEnvelope::Bodies { count: 2 });
        let none = format!("<e:Envelope xmlns:e='{SOAP_NS}'/>");
        assert_eq!(error_of(&none), NotAnEnvelope::Bodies { count: 0 });
    }

    #[test]
    fn a_dtd_is_never_read() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>";
        assert!(matches!(error_of(bomb), NotAnEnvelope::NotXml { .. }));
    }

    #[test]
    fn a_million_nested_elements_are_refused_without_a_crash() {
        assert_eq!(error_of(&"<a>".repeat(1_000_000)), NotAnEnvelope::TooDeep);
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_are_tolerated() {
        assert_eq!(text_of("\u{feff}<a>\r\n</a>\r".as_bytes()).unwrap(), "<a>\n</a>\n");
        assert_eq!(text_of(b"<a>\xff</a>"), Err(NotAnEnvelope::NotUtf8 { at: 3 }));
    }
}
