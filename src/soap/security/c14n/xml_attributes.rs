//! The `xml:` attributes that an element inherits when it is canonicalized inclusively without its ancestors.

use std::borrow::Cow;

use roxmltree::Node;

use super::Method;
use super::written::{Written, XML_NS, attribute_qname};

/// The element's attributes with the inherited ones.
pub(super) fn with_inherited<'a>(
    mut attributes: Vec<Written<'a>>,
    element: Node<'a, '_>,
    method: Method,
) -> Vec<Written<'a>> {
    // The `xml:base` values to join, from the inside out.
    let mut bases = Vec::new();
    for ancestor in element.ancestors().skip(1) {
        for attribute in ancestor.attributes().filter(|a| a.namespace() == Some(XML_NS)) {
            let is_there =
                attributes.iter().any(|a| a.namespace == XML_NS && a.local_name == attribute.name());
            match (method, attribute.name()) {
                (Method::Inclusive11, "base") => bases.push(attribute.value()),
                // xml-c14n §2.4: all of them; xml-c14n11 §2.4: those that are simply inherited.
                (Method::Inclusive10, _) | (Method::Inclusive11, "lang" | "space") if !is_there => {
                    attributes.push(Written {
                        namespace: XML_NS,
                        local_name: attribute.name(),
                        qname: attribute_qname(ancestor, &attribute),
                        value: Cow::Borrowed(attribute.value()),
                    });
                }
                _ => {}
            }
        }
    }
    if !bases.is_empty() {
        let own = attributes.iter().position(|a| a.namespace == XML_NS && a.local_name == "base");
        let own = own.map(|at| attributes.remove(at).value);
        let joined =
            bases.iter().rev().copied().chain(own.as_deref()).fold(String::new(), |base, reference| {
                if base.is_empty() { reference.to_owned() } else { join(&base, reference) }
            });
        if !joined.is_empty() {
            let value = Cow::Owned(joined);
            attributes.push(Written { namespace: XML_NS, local_name: "base", qname: "xml:base", value });
        }
    }
    attributes
}

/// Joins a reference to a base; both may be relative (xml-c14n11 §2.4, after RFC 3986 §5.2).
pub(super) fn join(base: &str, reference: &str) -> String {
    let (base, reference) = (Uri::of(base), Uri::of(reference));
    let mut joined = reference;
    if reference.scheme.is_empty() {
        joined.scheme = base.scheme;
        if reference.authority.is_none() {
            joined.authority = base.authority;
        }
    }
    let path =
        if !reference.scheme.is_empty() || reference.authority.is_some() || reference.path.starts_with('/') {
            without_dots(reference.path)
        } else if reference.path.is_empty() {
            joined.query = reference.query.or(base.query);
            base.path.to_owned()
        } else {
            let slash = if base.path.ends_with("..") { "/" } else { "" };
            let base_path = format!("{}{slash}", base.path);
            let folder = match base_path.rfind('/') {
                Some(last) => &base_path[..=last],
                None if base.authority.is_some() => "/",
                None => "",
            };
            without_dots(&format!("{folder}{}", reference.path))
        };
    let authority = joined.authority.map(|authority| format!("//{authority}")).unwrap_or_default();
    let query = joined.query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{authority}{path}{query}", joined.scheme)
}

/// The parts of a URI (RFC 3986, appendix B). A base needs no fragment, so it is dropped.
#[derive(Clone, Copy)]
struct Uri<'a> {
    /// With the colon; empty if there is none.
    scheme: &'a str,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Uri<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.split('#').next().unwrap_or("");
        let colon = text.find([':', '/', '?']).filter(|at| *at > 0 && text[*at..].starts_with(':'));
        let (scheme, rest) = colon.map_or(("", text), |at| text.split_at(at + 1));
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                Self { scheme, authority: Some(authority), path, query }
            }
            None => Self { scheme, authority: None, path: rest, query },
        }
    }
}

/// The path without `.` and `..` segments (RFC 3986 §5.2.4), except that a relative path keeps leading `..`, two slashes
/// become one, and a final `..` gets a slash.
fn without_dots(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty() && *segment != ".") {
        match (segment, segments.last()) {
            ("..", Some(last)) if *last != ".." => {
                segments.pop();
            }
            ("..", _) if is_absolute => {}
            _ => segments.push(segment),
        }
    }
    let is_folder = path.ends_with('/') || matches!(path.rsplit('/').next(), Some("." | ".."));
    let (start, end) =
        (if is_absolute { "/" } else { "" }, if is_folder && !segments.is_empty() { "/" } else { "" });
    format!("{start}{}{end}", segments.join("/"))
}
