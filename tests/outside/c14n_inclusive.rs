//! Inclusive canonicalization, 1.0 and 1.1, against libxml2's, on thousands of generated documents: whole documents by
//! lxml, octet for octet, and elements without those around them by xmlsec, digest for digest.
//!
//! Left out of the generated documents is what is left out of the exclusive ones, for the same reasons, and values of
//! `xml:base` that lead out of an absolute base, have no slash or are a query alone: there libxml2 follows the older
//! RFC 2396, and the recommendation RFC 3986.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use mpay_sim::randomness::Randomness;
use mpay_sim::soap::envelope;
use mpay_sim::soap::security::DigestAlgorithm;
use mpay_sim::soap::security::c14n::{Method, Options, canonicalize};
use serde_json::json;

use crate::tools::python;

/// Enough to meet every combination of the generator many times.
const DOCUMENTS: u32 = 4000;

const CANONICALIZE: &str = include_str!("python/canonicalize_inclusively.py");

const PREFIXES: [&str; 4] = ["", "a", "b", "soap"];
const URIS: [&str; 3] = ["urn:one", "urn:two", "http://x.test/?q=1#f"];
const TEXTS: [&str; 8] = [
    "plain",
    " \n\t",
    "&amp;&lt;&gt;",
    "&#13;&#10;",
    "ș 日本 😀",
    "\r\n",
    "<!-- a\r\ncomment -->",
    "<?target data ?>",
];
/// Attributes that the elements inside take over, or not.
const XML_ATTRIBUTES: [(&str, &[&str]); 4] = [
    ("lang", &["ro", "ru", ""]),
    ("space", &["preserve", "default"]),
    ("id", &["unique"]),
    ("base", &["http://x.test/a/b/c/d?q", "c/d", "../e", "f/./k/", "/g/h/i/", "j/"]),
];

/// Writes random documents that are well-formed and namespace-well-formed.
struct Generator {
    random: Randomness,
    xml: String,
    elements: u32,
    has_xml_id: bool,
}

impl Generator {
    fn below(&self, bound: usize) -> usize {
        self.random.below(u32::try_from(bound).unwrap()) as usize
    }

    fn one_of<T: Copy>(&self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn element(&mut self, scope: &[&'static str], depth: u32) {
        let mut scope = scope.to_vec();
        let mut attributes = String::new();
        for prefix in PREFIXES {
            if self.below(4) != 0 {
                continue;
            }
            if prefix.is_empty() {
                let uri = if self.below(3) == 0 { "" } else { self.one_of(&URIS) };
                write!(attributes, " xmlns=\"{uri}\"").unwrap();
            } else {
                write!(attributes, " xmlns:{prefix} = '{}'", self.one_of(&URIS)).unwrap();
                scope.push(prefix);
            }
        }
        for (name, values) in XML_ATTRIBUTES {
            let is_taken = name == "id" && self.has_xml_id;
            if self.below(4) == 0 && !is_taken {
                self.has_xml_id |= name == "id";
                write!(attributes, " xml:{name}='{}'", self.one_of(values)).unwrap();
            }
        }
        if let Some(prefix) = scope.get(self.below(scope.len() + 1)) {
            write!(attributes, " {prefix}:q=\"&quot;xmlns:x='&#10;\"").unwrap();
        }
        let prefix =
            scope.get(self.below(scope.len() + 1)).map(|prefix| format!("{prefix}:")).unwrap_or_default();
        write!(self.xml, "<{prefix}x Id='e{}'{attributes}>", self.elements).unwrap();
        self.elements += 1;
        for _ in 0..self.below(4) {
            if depth > 0 && self.below(3) != 0 {
                self.element(&scope, depth - 1);
            } else {
                self.xml.push_str(self.one_of(&TEXTS));
            }
        }
        write!(self.xml, "</{prefix}x>").unwrap();
    }
}

/// A document, the number of the element or none for the whole, the method, and whether comments are kept.
type Case = (String, Option<u32>, Method, bool);

fn cases() -> Vec<Case> {
    (0..DOCUMENTS)
        .map(|seed| {
            let random = Randomness::new(Some(u64::from(seed)));
            let mut generator = Generator { random, xml: String::new(), elements: 0, has_xml_id: false };
            generator.xml.push_str("<?xml version='1.0'?>\r\n<!-- before --><?pi?>");
            generator.element(&[], 6);
            generator.xml.push_str("\n<!-- after -->\n<?pi x?>");
            let comments = generator.below(2) == 0;
            let method = if seed % 2 == 0 { Method::Inclusive10 } else { Method::Inclusive11 };
            // The signature that xmlsec needs goes into the root, so the root itself is canonicalized with the document.
            match generator.elements {
                1 => (generator.xml, None, Method::Inclusive10, comments),
                _ if seed % 4 == 0 => (generator.xml, None, Method::Inclusive10, comments),
                count => {
                    let element = 1 + generator.random.below(count - 1);
                    (generator.xml, Some(element), method, comments)
                }
            }
        })
        .collect()
}

#[test]
fn canonical_octets_are_those_of_libxml2() {
    let cases = cases();
    let lines: Vec<String> = cases
        .iter()
        .map(|(xml, element, method, comments)| {
            let version = if *method == Method::Inclusive10 { "1.0" } else { "1.1" };
            let id = element.map(|number| format!("e{number}"));
            json!({ "xml": xml, "id": id, "version": version, "comments": comments }).to_string()
        })
        .collect();
    let output = python(CANONICALIZE, &lines.join("\n"));
    assert_eq!(output.lines().count(), cases.len());

    let mut differences = Vec::new();
    for ((xml, element, method, comments), line) in cases.iter().zip(output.lines()) {
        let theirs: String = serde_json::from_str(line).unwrap();
        let text = envelope::text_of(xml.as_bytes()).unwrap();
        let document = envelope::parse(&text).unwrap();
        let id = element.map(|number| format!("e{number}"));
        let carrier =
            document.descendants().find(|node| id.is_some() && node.attribute("Id") == id.as_deref());
        // A reference to an element selects no comments, whatever the method keeps.
        let with_comments = *comments && carrier.is_none();
        let options = Options { method: *method, with_comments, ..Options::default() };
        let octets = canonicalize(carrier.unwrap_or(document.root()), &options);
        let ours = match carrier {
            Some(_) => BASE64.encode(DigestAlgorithm::Sha1.digest(&octets)),
            None => String::from_utf8(octets.clone()).unwrap(),
        };
        if ours != theirs {
            let octets = String::from_utf8(octets).unwrap();
            differences.push(format!(
                "{xml:?} element {element:?} {options:?}\n ours   {octets:?}\n theirs {theirs:?}"
            ));
        }
    }
    let parts = cases.iter().filter(|(_, element, ..)| element.is_some()).count();
    assert!(parts > 1_500 && cases.len() - parts > 1_000, "{parts} of {}", cases.len());
    let shown = differences.iter().take(3).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} of {DOCUMENTS} differ\n{shown}", differences.len());
}
