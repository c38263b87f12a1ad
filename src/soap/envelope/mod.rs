//! Parses bytes into a SOAP envelope, within bounds.

mod bounds;
mod declaration;
mod not_an_envelope;
mod remarks;

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::Event;
use roxmltree::{Document, Node, ParsingOptions};

use super::{SOAP_12_NS, SOAP_NS};
use crate::domain::finding::{Position, one_line};

pub use bounds::{MAX_ATTRIBUTES, MAX_DECLARATIONS, MAX_DEPTH, MAX_IN_FORCE, MAX_NODES};
pub use not_an_envelope::NotAnEnvelope;
pub use remarks::remarks;

/// The text of a message as XML processors see it: UTF-8, no byte-order mark, line ends as `\n`.
///
/// XML 1.0 §2.11 asks for the line ends before parsing; the parser does not do it in comments and CDATA,
/// and a signature over them would then fail.
pub fn text_of(bytes: &[u8]) -> Result<String, NotAnEnvelope> {
    // UTF-16 can be valid UTF-8 with many NULs.
    if let [b'<', 0, ..] | [0, b'<', ..] = bytes {
        return Err(NotAnEnvelope::NotUtf8 { at: 0, encoding: not_an_envelope::looks_like(bytes) });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| NotAnEnvelope::NotUtf8 {
        at: e.valid_up_to(),
        encoding: not_an_envelope::looks_like(bytes),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(NotAnEnvelope::Empty);
    }
    // The parser would ignore both.
    if text.starts_with('\u{feff}') {
        return Err(NotAnEnvelope::not_xml("a second byte-order mark", Position { line: 1, column: 1 }));
    }
    declaration::check(text)?;
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() })
}

/// Parses text from [`text_of`]: no DTD, only the five predefined entities, everything bounded.
pub fn parse(text: &str) -> Result<Document<'_>, NotAnEnvelope> {
    check_bounds(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(NotAnEnvelope::of_parser)
}

/// Checks the bounds in one pass over the tags, in linear time. The later steps (namespace resolution, duplicate
/// attributes, canonicalization) take more than linear time for deep elements, many attributes and many declarations.
fn check_bounds(text: &str) -> Result<(), NotAnEnvelope> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0;
    let mut declarations = 0;
    // The number of declarations of each open element, and their sum.
    let (mut open, mut in_force) = (Vec::new(), 0);
    loop {
        let (tag, is_open) = match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(NotAnEnvelope::TooDeep);
                }
                (tag, true)
            }
            Ok(Event::Empty(tag)) => (tag, false),
            Ok(Event::End(_)) => {
                depth -= 1;
                in_force -= open.pop().unwrap_or(0);
                continue;
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::GeneralRef(reference)) if names_no_character(&reference) => {
                return Err(no_character(text, reader.buffer_position()));
            }
            Ok(_) => continue,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                return Err(NotAnEnvelope::not_xml(error, Position::of_byte(text, at)));
            }
        };
        let mut attributes = 0;
        // The parser accepts duplicate declarations, but not other duplicate attributes.
        let mut declared = BTreeSet::new();
        // Malformed attributes are left to the parser as well, which reports their position.
        for attribute in tag.attributes().with_checks(false).flatten() {
            attributes += 1;
            if references(&attribute.value).any(names_no_character) {
                return Err(no_character(text, reader.buffer_position()));
            }
            if attribute.key.as_namespace_binding().is_some() {
                declarations += 1;
                if !declared.insert(attribute.key.into_inner()) {
                    let why = format!("attribute `{}` stands twice in a tag", attribute.key.into_inner());
                    let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                    let start = text.get(..end).and_then(|text| text.rfind('<')).unwrap_or(end);
                    return Err(NotAnEnvelope::not_xml(why, Position::of_byte(text, start)));
                }
            }
        }
        if attributes > MAX_ATTRIBUTES
            || declarations > MAX_DECLARATIONS
            || in_force + declared.len() > MAX_IN_FORCE
        {
            return Err(NotAnEnvelope::TooManyAttributes);
        }
        if is_open {
            in_force += declared.len();
            open.push(declared.len());
        }
    }
}

/// The references in an attribute's value: the text between `&` and `;`.
fn references(value: &str) -> impl Iterator<Item = &str> {
    value.split('&').skip(1).filter_map(|rest| rest.split_once(';').map(|(reference, _)| reference))
}

/// True for a reference to half of a surrogate pair or to no character. The parser reads it as U+FFFD; by XML 1.0 §4.1 it
/// is an error, as for .NET and libxml2.
fn names_no_character(reference: &str) -> bool {
    let Some(number) = reference.strip_prefix('#') else { return false };
    let code = match number.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    code.map_or(true, |code| char::from_u32(code).is_none())
}

fn no_character(text: &str, end: u64) -> NotAnEnvelope {
    let at = usize::try_from(end).unwrap_or(usize::MAX);
    NotAnEnvelope::not_xml("a character reference names no character", Position::of_byte(text, at))
}

/// The parts of an envelope.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a, 'i> {
    /// The `Header`, if present.
    pub header: Option<Node<'a, 'i>>,
    /// The only `Body`.
    pub body: Node<'a, 'i>,
}

impl<'a, 'i> Envelope<'a, 'i> {
    /// Finds the parts. A Header after the Body is tolerated, as one e-Service writes it.
    pub fn of(document: &'a Document<'i>) -> Result<Self, NotAnEnvelope> {
        let root = document.root_element();
        if root.tag_name().name() != "Envelope" || root.tag_name().namespace() != Some(SOAP_NS) {
            let namespace = root.tag_name().namespace().unwrap_or("no namespace");
            let found = format!("{} ({namespace})", root.tag_name().name());
            return Err(NotAnEnvelope::NotSoap { found: one_line(&found) });
        }
        Self::in_namespace(root, SOAP_NS)
    }

    /// Finds the parts of a SOAP 1.2 envelope with a fault, which says why the e-Service refused. `None` for all others.
    pub fn of_soap_12_fault(document: &'a Document<'i>) -> Option<Self> {
        let root = document.root_element();
        let envelope =
            root.has_tag_name((SOAP_12_NS, "Envelope")).then(|| Self::in_namespace(root, SOAP_12_NS));
        let is_fault = |payload: Node<'_, '_>| payload.has_tag_name((SOAP_12_NS, "Fault"));
        envelope?.ok().filter(|envelope| envelope.payload().is_some_and(is_fault))
    }

    fn in_namespace(root: Node<'a, 'i>, namespace: &'static str) -> Result<Self, NotAnEnvelope> {
        let parts = |name| root.children().filter(move |node| node.has_tag_name((namespace, name)));
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
        assert_eq!(error_of(bomb), NotAnEnvelope::Doctype);
    }

    #[test]
    fn a_reference_to_no_character_is_refused_and_literal_text_is_not() {
        for bad in ["<a>&#xD800;</a>", "<a b='&#55296;'/>", "<a>&#x110000;</a>", "<a>&#99999999999;</a>"] {
            assert!(matches!(error_of(bad), NotAnEnvelope::NotXml { .. }), "{bad}");
        }
        for good in
            ["<a>&#xE9;&#128512;&amp;</a>", "<a b='&#10;'/>", "<a><![CDATA[&#xD800;]]><!--&#xD800;--></a>"]
        {
            assert!(matches!(error_of(good), NotAnEnvelope::NotSoap { .. }), "{good}");
        }
    }

    #[test]
    fn a_million_nested_elements_are_refused_without_a_crash() {
        assert_eq!(error_of(&"<a>".repeat(1_000_000)), NotAnEnvelope::TooDeep);
    }

    #[test]
    fn depth_is_counted_by_tags_whatever_the_text_between_them_looks_like() {
        let disguised = format!("{}{}", "<a>/>".repeat(100_000), "</a>".repeat(100_000));
        assert_eq!(error_of(&disguised), NotAnEnvelope::TooDeep);
    }

    #[test]
    fn many_attributes_and_many_declarations_are_refused() {
        let attributes: String = (0..300).map(|i| format!(" a{i}=''")).collect();
        assert_eq!(error_of(&format!("<a{attributes}/>")), NotAnEnvelope::TooManyAttributes);
        let declarations = format!("<a>{}</a>", "<b xmlns:c='d'/>".repeat(6_000));
        assert_eq!(error_of(&declarations), NotAnEnvelope::TooManyAttributes);
    }

    #[test]
    fn an_attribute_that_stands_twice_is_refused_declarations_too() {
        for name in ["xmlns", "xmlns:a"] {
            let why = format!("attribute `{name}` stands twice in a tag");
            let at = Position { line: 2, column: 2 };
            let twice = format!("<x>\n <y {name}='urn:1' b='' {name} = \"urn:2\"/></x>");
            assert_eq!(error_of(&twice), NotAnEnvelope::NotXml { why, at });
        }
        assert!(matches!(error_of("<x a='1' a='2'/>"), NotAnEnvelope::NotXml { .. }));
        let same = "<x xmlns:a='urn:1' xmlns:b='urn:1' a:q='1' b:q='2'/>";
        assert!(matches!(error_of(same), NotAnEnvelope::NotXml { .. }));
        let nested = "<x xmlns='urn:1'><y xmlns='urn:1'/><z xmlns='urn:2'/></x>";
        assert!(matches!(error_of(nested), NotAnEnvelope::NotSoap { .. }));
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_are_tolerated() {
        assert_eq!(text_of("\u{feff}<a>\r\n</a>\r".as_bytes()).unwrap(), "<a>\n</a>\n");
        assert_eq!(
            text_of(b"<a>\xff</a>"),
            Err(NotAnEnvelope::NotUtf8 {
                at: 3,
                encoding: Some("an 8-bit code page, such as windows-1250 or windows-1251")
            })
        );
    }
}
