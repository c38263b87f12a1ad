//! XML canonicalization of one element: Exclusive 1.0 (W3C xml-exc-c14n, 18 July 2002), which the contract uses, and
//! Inclusive 1.0 (W3C xml-c14n, 15 March 2001) and 1.1 (W3C xml-c14n11, 2 May 2008), which libraries use by default.

mod allowance;
mod method;
mod written;
mod xml_attributes;

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Node, NodeId, NodeType};

pub use allowance::{Allowance, Exceeded, MOST_NAMESPACES, MOST_NODES, MOST_OCTETS};
pub use method::{EXCLUSIVE, EXCLUSIVE_WITH_COMMENTS, Method};

use self::written::{Written, XML_NS, attribute_qname, element_qname, prefix_of};

/// The parameters of a canonicalization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The W3C recommendation.
    pub method: Method,
    /// Keep comments.
    pub with_comments: bool,
    /// Prefixes of `InclusiveNamespaces`, written wherever they are in scope; `#default` is the default namespace.
    /// Inclusive methods write every prefix anyway.
    pub inclusive_prefixes: Vec<String>,
    /// An element that is omitted with its content: the `Signature` of an enveloped-signature transform.
    pub omit: Option<NodeId>,
}

impl Options {
    /// Reads a `CanonicalizationMethod` or `Transform`: its `Algorithm` and, for exclusive methods, its prefix list. `None`
    /// if the algorithm is not a canonicalization.
    pub fn from_method(element: Node<'_, '_>) -> Option<Self> {
        let (method, with_comments) = Method::from_uri(element.attribute("Algorithm").unwrap_or(""))?;
        let prefix_list = element
            .children()
            .find(|node| node.has_tag_name((EXCLUSIVE, "InclusiveNamespaces")))
            .filter(|_| method == Method::Exclusive)
            .and_then(|node| node.attribute("PrefixList"))
            .unwrap_or("");
        let inclusive_prefixes = prefix_list.split_ascii_whitespace().map(str::to_owned).collect();
        Some(Self { method, with_comments, inclusive_prefixes, omit: None })
    }
}

/// The canonical octets of this element with its content, or of the whole document for the root node. Without bounds, for
/// our own messages only; others need [`canonicalize_within`].
pub fn canonicalize(node: Node<'_, '_>, options: &Options) -> Vec<u8> {
    canonicalize_within(node, options, &mut Allowance::unlimited()).unwrap_or_default()
}

/// Like [`canonicalize`], with the cost subtracted from the allowance.
///
/// # Errors
/// If the allowance does not suffice.
pub fn canonicalize_within(
    node: Node<'_, '_>,
    options: &Options,
    allowance: &mut Allowance,
) -> Result<Vec<u8>, Exceeded> {
    let listed: BTreeSet<_> = options
        .inclusive_prefixes
        .iter()
        .map(|prefix| if prefix == "#default" { "" } else { prefix.as_str() })
        .collect();
    allowance.namespaces.add(listed.len())?;
    let in_force = BTreeMap::new();
    let mut canonicalizer =
        Canonicalizer { out: String::new(), counted: 0, allowance, options, listed, in_force };
    if node.is_root() {
        canonicalizer.document(node)?;
    } else {
        canonicalizer.node(node, true)?;
    }
    canonicalizer.count_octets()?;
    Ok(canonicalizer.out.into_bytes())
}

struct Canonicalizer<'a, 'o> {
    out: String,
    /// The number of octets already counted.
    counted: usize,
    allowance: &'o mut Allowance,
    options: &'o Options,
    listed: BTreeSet<&'o str>,
    /// The namespace declarations in scope at the end of the output, by prefix.
    in_force: BTreeMap<&'a str, &'a str>,
}

impl<'a> Canonicalizer<'a, '_> {
    /// Nodes beside the document's element have lines of their own (xml-c14n §2.3, "Processing Instruction Nodes").
    fn document(&mut self, root: Node<'a, '_>) -> Result<(), Exceeded> {
        let mut is_after = false;
        for child in root.children() {
            if child.is_element() {
                self.node(child, true)?;
                is_after = true;
            } else if child.is_pi() || (child.is_comment() && self.options.with_comments) {
                self.out.push_str(if is_after { "\n" } else { "" });
                self.node(child, false)?;
                self.out.push_str(if is_after { "" } else { "\n" });
            }
        }
        Ok(())
    }

    // Recursion is safe: `envelope::parse` bounds the depth.
    fn node(&mut self, node: Node<'a, '_>, is_apex: bool) -> Result<(), Exceeded> {
        self.allowance.nodes.add(1)?;
        // One node makes no more octets than the message has, so a check per node suffices.
        self.count_octets()?;
        match node.node_type() {
            NodeType::Element if self.options.omit == Some(node.id()) => {}
            NodeType::Element => self.element(node, is_apex)?,
            NodeType::Text => escape(node.text().unwrap_or(""), &mut self.out, |c| match c {
                '&' => Some("&amp;"),
                '<' => Some("&lt;"),
                '>' => Some("&gt;"),
                '\r' => Some("&#xD;"),
                _ => None,
            }),
            NodeType::Comment if self.options.with_comments => {
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
        Ok(())
    }

    fn count_octets(&mut self) -> Result<(), Exceeded> {
        let more = self.out.len() - self.counted;
        self.counted = self.out.len();
        self.allowance.octets.add(more)
    }

    fn element(&mut self, element: Node<'a, '_>, is_apex: bool) -> Result<(), Exceeded> {
        let qname = element_qname(element);
        self.out.push('<');
        self.out.push_str(qname);

        let declarations = self.declarations(element, prefix_of(qname), is_apex)?;
        let mut before = Vec::with_capacity(declarations.len());
        for (prefix, uri) in declarations {
            let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            self.attribute(&name, uri);
            before.push((prefix, self.in_force.insert(prefix, uri)));
        }
        let own = element.attributes().map(|a| Written::of(element, a));
        let mut attributes: Vec<_> = match self.options.method {
            Method::Exclusive => own.collect(),
            method if is_apex => xml_attributes::with_inherited(own.collect(), element, method),
            _ => own.collect(),
        };
        attributes.sort_by_key(|attribute| (attribute.namespace, attribute.local_name));
        for attribute in attributes {
            self.attribute(attribute.qname, &attribute.value);
        }
        self.out.push('>');

        for child in element.children() {
            self.node(child, false)?;
        }
        self.out.push_str(&format!("</{qname}>"));
        for (prefix, uri) in before {
            match uri {
                Some(uri) => self.in_force.insert(prefix, uri),
                None => self.in_force.remove(prefix),
            };
        }
        Ok(())
    }

    /// The declarations to write on this element, sorted by prefix, unless already in scope in the output: those visibly
    /// used or in the prefix list (exc-c14n §3), or all of them (xml-c14n §2.3).
    fn declarations(
        &mut self,
        element: Node<'a, '_>,
        own_prefix: &'a str,
        is_apex: bool,
    ) -> Result<BTreeMap<&'a str, &'a str>, Exceeded> {
        let mut wanted = BTreeMap::new();
        // The scope changes only at declarations. Searching all of it at every element would take time proportional to the
        // product of both, which the sender of the message controls.
        let is_inclusive = self.options.method != Method::Exclusive;
        if (is_inclusive || !self.listed.is_empty()) && (is_apex || declares_namespaces(element)) {
            self.allowance.namespaces.add(element.namespaces().len())?;
            let in_scope = element.namespaces().map(|ns| (ns.name().unwrap_or(""), ns.uri()));
            wanted.extend(in_scope.filter(|(prefix, _)| is_inclusive || self.listed.contains(prefix)));
        }
        if !is_inclusive {
            wanted.insert(own_prefix, element.tag_name().namespace().unwrap_or(""));
            for attribute in element.attributes() {
                if let Some(uri) = attribute.namespace() {
                    wanted.insert(prefix_of(attribute_qname(element, &attribute)), uri);
                }
            }
        }
        // An undeclared and an empty default namespace are equal.
        wanted.retain(|prefix, uri| {
            *prefix != "xml" && *uri != XML_NS && *uri != self.in_force.get(prefix).copied().unwrap_or("")
        });
        Ok(wanted)
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

/// True if the element's own tag has an attribute `xmlns` or `xmlns:…`. The parser keeps only the namespaces in scope.
fn declares_namespaces(element: Node<'_, '_>) -> bool {
    let tag = &element.document().input_text()[element.range()];
    let mut quote = None;
    let mut after_space = false;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return false,
            (None, b'x') if after_space => {
                let name =
                    tag[at..].split(|c: char| c == '=' || c.is_ascii_whitespace()).next().unwrap_or("");
                if name == "xmlns" || name.starts_with("xmlns:") {
                    return true;
                }
            }
            (None, _) => {}
        }
        after_space = byte.is_ascii_whitespace();
    }
    false
}

#[cfg(test)]
mod tests;
