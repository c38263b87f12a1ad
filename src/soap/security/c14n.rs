//! Exclusive XML Canonicalization 1.0 of one element (W3C xml-exc-c14n, 18 July 2002).

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Attribute, Node, NodeType};

/// `http://www.w3.org/2001/10/xml-exc-c14n#`, the canonicalization of every message of the contract.
pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// The same, with comments kept.
pub const EXCLUSIVE_WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";

const XML_NS: &str = "http://www.w3.org/XML/1998/namespace";

/// How to canonicalize.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Keep comments.
    pub with_comments: bool,
    /// Prefixes of `InclusiveNamespaces`, rendered wherever they are in scope; `#default` is the default namespace.
    pub inclusive_prefixes: Vec<String>,
}

/// The canonical octets of this element and everything in it.
pub fn canonicalize(element: Node<'_, '_>, options: &Options) -> Vec<u8> {
    let inclusive = options
        .inclusive_prefixes
        .iter()
        .map(|prefix| if prefix == "#default" { "" } else { prefix.as_str() })
        .collect();
    let mut canonicalizer =
        Canonicalizer { out: String::new(), with_comments: options.with_comments, inclusive };
    canonicalizer.node(element, &BTreeMap::new());
    canonicalizer.out.into_bytes()
}

struct Canonicalizer<'o> {
    out: String,
    with_comments: bool,
    inclusive: BTreeSet<&'o str>,
}

/// The namespace declarations that are in force in the output, by prefix.
type Rendered<'a> = BTreeMap<&'a str, &'a str>;

impl Canonicalizer<'_> {
    // Recursion is safe: `envelope::parse` bounds the depth of what gets here.
    fn node<'a>(&mut self, node: Node<'a, '_>, rendered: &Rendered<'a>) {
        match node.node_type() {
            NodeType::Element => self.element(node, rendered),
            NodeType::Text => escape(node.text().unwrap_or(""), &mut self.out, |c| match c {
                '&' => Some("&amp;"),
                '<' => Some("&lt;"),
                '>' => Some("&gt;"),
                '\r' => Some("&#xD;"),
                _ => None,
            }),
            NodeType::Comment if self.with_comments => {
                self.out.push_str(&format!("<!--{}-->", node.text().unwrap_or("")));
            }
            NodeType::PI => {
                if let Some(pi) = node.pi() {
                    let value = pi.value.map(|value| format!(" {value}")).unwrap_or_default();
                    self.out.push_str(&format!("<?{}{value}?>", pi.target));
                }
            }
            NodeType::Comment | NodeType::Root => {}
        }
    }

    fn element<'a>(&mut self, element: Node<'a, '_>, rendered: &Rendered<'a>) {
        let qname = element_qname(element);
        self.out.push('<');
        self.out.push_str(qname);

        let declarations = self.declarations(element, prefix_of(qname), rendered);
        for (prefix, uri) in &declarations {
            let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            self.attribute(&name, uri);
        }
        // Most elements declare nothing; only those that do need a map of their own.
        let own_map;
        let rendered = if declarations.is_empty() {
            rendered
        } else {
            own_map = rendered.iter().map(|(p, u)| (*p, *u)).chain(declarations).collect();
            &own_map
        };
        let mut attributes: Vec<Attribute<'_, '_>> = element.attributes().collect();
        attributes.sort_by_key(|attribute| (attribute.namespace().unwrap_or(""), attribute.name()));
        for attribute in attributes {
            self.attribute(attribute_qname(element, &attribute), attribute.value());
        }
        self.out.push('>');

        for child in element.children() {
            self.node(child, rendered);
        }
        self.out.push_str(&format!("</{qname}>"));
    }

    /// The declarations to write on this element, in order of prefix: those that it visibly uses or that the
    /// prefix list names, where the output does not have them in force already (exc-c14n §3).
    fn declarations<'a>(
        &self,
        element: Node<'a, '_>,
        own_prefix: &'a str,
        rendered: &Rendered<'a>,
    ) -> BTreeMap<&'a str, &'a str> {
        let used_by_attributes = element
            .attributes()
            .filter(|attribute| attribute.namespace().is_some())
            .map(|attribute| prefix_of(attribute_qname(element, &attribute)));
        let in_scope = if self.inclusive.is_empty() { None } else { Some(element.namespaces()) };
        let listed = in_scope
            .into_iter()
            .flatten()
            .map(|ns| ns.name().unwrap_or(""))
            .filter(|p| self.inclusive.contains(p));
        let mut declarations = BTreeMap::new();
        for prefix in std::iter::once(own_prefix).chain(used_by_attributes).chain(listed) {
            let in_scope = element.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix)).unwrap_or("");
            // Nothing in force and no default namespace are the same.
            let in_force = rendered.get(prefix).copied().unwrap_or("");
            if prefix != "xml" && in_scope != XML_NS && in_scope != in_force {
                declarations.insert(prefix, in_scope);
            }
        }
        declarations
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(value, &mut self.out, |c| match c {
            '&' => Some("&amp;"),
            '<' => Some("&lt;"),
            '"' => Some("&quot;"),
            '\t' => Some("&#x9;"),
            '\n' => Some("&#xA;"),
            '\r' => Some("&#xD;"),
            _ => None,
        });
        self.out.push('"');
    }
}

fn escape(text: &str, out: &mut String, replacement: impl Fn(char) -> Option<&'static str>) {
    for c in text.chars() {
        match replacement(c) {
            Some(escaped) => out.push_str(escaped),
            None => out.push(c),
        }
    }
}

/// The element's name as it is written, prefix included. The parser keeps only the namespace, the text has both.
fn element_qname<'a>(element: Node<'a, '_>) -> &'a str {
    let source = &element.document().input_text()[element.range()][1..];
    let end = source.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(source.len());
    &source[..end]
}

fn attribute_qname<'a>(element: Node<'a, '_>, attribute: &Attribute<'a, '_>) -> &'a str {
    &element.document().input_text()[attribute.range_qname()]
}

fn prefix_of(qname: &str) -> &str {
    qname.split_once(':').map_or("", |(prefix, _)| prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::Document;

    fn canonical(xml: &str, local_name: &str, prefixes: &[&str]) -> String {
        let document = Document::parse(xml).unwrap();
        let element = document.descendants().find(|n| n.tag_name().name() == local_name).unwrap();
        let inclusive_prefixes = prefixes.iter().map(|p| (*p).to_owned()).collect();
        String::from_utf8(canonicalize(element, &Options { with_comments: false, inclusive_prefixes }))
            .unwrap()
    }

    #[test]
    fn only_namespaces_in_visible_use_are_declared_where_first_used() {
        let xml =
            "<a xmlns='urn:a' xmlns:b='urn:b' xmlns:c='urn:c'><b:x c:q='1' p=\"2\"><y/><b:z/></b:x></a>";
        assert_eq!(
            canonical(xml, "x", &[]),
            "<b:x xmlns:b=\"urn:b\" xmlns:c=\"urn:c\" p=\"2\" c:q=\"1\"><y xmlns=\"urn:a\"></y><b:z></b:z></b:x>"
        );
    }

    #[test]
    fn listed_prefixes_are_declared_wherever_they_are_in_scope() {
        let xml = "<a xmlns='urn:a' xmlns:b='urn:b'><x xmlns=''><y/></x></a>";
        assert_eq!(canonical(xml, "x", &["b"]), "<x xmlns:b=\"urn:b\"><y></y></x>");
        assert_eq!(canonical(xml, "a", &["#default"]), "<a xmlns=\"urn:a\"><x xmlns=\"\"><y></y></x></a>");
    }

    #[test]
    fn text_attributes_and_comments_take_their_canonical_form() {
        let xml = "<a b='&lt;&quot;&#10;>'><!-- no -->x &amp; &gt; &#13;<![CDATA[<y>]]><?p  d ?></a>";
        assert_eq!(
            canonical(xml, "a", &[]),
            "<a b=\"&lt;&quot;&#xA;>\">x &amp; &gt; &#xD;&lt;y&gt;<?p d ?></a>"
        );
    }
}
