use roxmltree::Document;

use super::xml_attributes::join;
use super::*;

fn canonical(xml: &str, local_name: &str, options: &Options) -> String {
    let document = Document::parse(xml).unwrap();
    let element = document.descendants().find(|n| n.tag_name().name() == local_name).unwrap();
    String::from_utf8(canonicalize(element, options)).unwrap()
}

fn exclusive(xml: &str, local_name: &str, prefixes: &[&str]) -> String {
    let inclusive_prefixes = prefixes.iter().map(|p| (*p).to_owned()).collect();
    canonical(xml, local_name, &Options { inclusive_prefixes, ..Options::default() })
}

fn inclusive(xml: &str, local_name: &str, method: Method) -> String {
    canonical(xml, local_name, &Options { method, ..Options::default() })
}

#[test]
fn only_namespaces_in_visible_use_are_declared_where_first_used() {
    let xml = "<a xmlns='urn:a' xmlns:b='urn:b' xmlns:c='urn:c'><b:x c:q='1' p=\"2\"><y/><b:z/></b:x></a>";
    assert_eq!(
        exclusive(xml, "x", &[]),
        "<b:x xmlns:b=\"urn:b\" xmlns:c=\"urn:c\" p=\"2\" c:q=\"1\"><y xmlns=\"urn:a\"></y><b:z></b:z></b:x>"
    );
}

#[test]
fn listed_prefixes_are_declared_wherever_they_are_in_scope() {
    let xml = "<a xmlns='urn:a' xmlns:b='urn:b'><x xmlns=''><y/></x></a>";
    assert_eq!(exclusive(xml, "x", &["b"]), "<x xmlns:b=\"urn:b\"><y></y></x>");
    assert_eq!(exclusive(xml, "a", &["#default"]), "<a xmlns=\"urn:a\"><x xmlns=\"\"><y></y></x></a>");
}

#[test]
fn text_attributes_and_comments_take_their_canonical_form() {
    let xml = "<a b='&lt;&quot;&#10;>'><!-- no -->x &amp; &gt; &#13;<![CDATA[<y>]]><?p  d ?></a>";
    let canonical = "<a b=\"&lt;&quot;&#xA;>\">x &amp; &gt; &#xD;&lt;y&gt;<?p d ?></a>";
    assert_eq!(exclusive(xml, "a", &[]), canonical);
    assert_eq!(inclusive(xml, "a", Method::Inclusive10), canonical);
}

#[test]
fn inclusively_every_namespace_in_scope_is_declared_once() {
    let xml = "<a xmlns='urn:a' xmlns:b='urn:b'><x b:q='xmlns:c='><y xmlns:b='urn:c' ><z xmlns='' xmlns:b='urn:c'/></y><w/></x></a>";
    for method in [Method::Inclusive10, Method::Inclusive11] {
        assert_eq!(
            inclusive(xml, "x", method),
            "<x xmlns=\"urn:a\" xmlns:b=\"urn:b\" b:q=\"xmlns:c=\"><y xmlns:b=\"urn:c\"><z xmlns=\"\"></z></y><w></w></x>"
        );
    }
}

#[test]
fn inclusively_an_element_takes_over_the_xml_attributes_around_it() {
    let xml = "<a xml:lang='ro' xml:id='i' xml:base='http://x.test/p/' xml:other='o'><b xml:lang='ru' xml:base='q/'>\
               <x xml:base='../r' xml:space='preserve'/></b></a>";
    assert_eq!(
        inclusive(xml, "x", Method::Inclusive10),
        "<x xml:base=\"../r\" xml:id=\"i\" xml:lang=\"ru\" xml:other=\"o\" xml:space=\"preserve\"></x>"
    );
    assert_eq!(
        inclusive(xml, "x", Method::Inclusive11),
        "<x xml:base=\"http://x.test/p/r\" xml:lang=\"ru\" xml:space=\"preserve\"></x>"
    );
    assert_eq!(exclusive(xml, "x", &[]), "<x xml:base=\"../r\" xml:space=\"preserve\"></x>");
}

/// The examples of xml-c14n11 §2.4 and RFC 3986 §5.4.
#[test]
fn bases_are_put_together() {
    for (base, reference, joined) in [
        ("foo/bar", "..", ""),
        ("foo/bar/baz", "..", "foo/"),
        ("..", "x", "../x"),
        ("../..", "x", "../../x"),
        ("../x/", "../..", "../../"),
        ("http://a/b/c/d?q", "g", "http://a/b/c/g"),
        ("http://a/b/c/d?q", "?y", "http://a/b/c/d?y"),
        ("http://a/b/c/d?q", "", "http://a/b/c/d?q"),
        ("http://a/b/c/d?q", "../../../g#f", "http://a/g"),
        ("http://a/b/c/d?q", "//h", "http://h"),
        ("http://a", "g/./h", "http://a/g/h"),
        ("http://a/b", "urn:x", "urn:x"),
        ("a//b", "c", "a/c"),
    ] {
        assert_eq!(join(base, reference), joined, "{base} {reference}");
    }
}

#[test]
fn an_element_can_be_left_out() {
    let xml = "<a>1<s>2</s>3</a>";
    let document = Document::parse(xml).unwrap();
    let omit = document.descendants().find(|node| node.has_tag_name("s")).map(|node| node.id());
    let octets = canonicalize(document.root_element(), &Options { omit, ..Options::default() });
    assert_eq!(octets, b"<a>13</a>");
}

#[test]
fn what_stands_beside_the_documents_element_has_lines_of_its_own() {
    let document = Document::parse("<?x?> <!--1--><a/>\n\n<!--2--><?y z?>").unwrap();
    let octets = |with_comments| {
        let options = Options { with_comments, ..Options::default() };
        String::from_utf8(canonicalize(document.root(), &options)).unwrap()
    };
    assert_eq!(octets(false), "<?x?>\n<a></a>\n<?y z?>");
    assert_eq!(octets(true), "<?x?>\n<!--1-->\n<a></a>\n<!--2-->\n<?y z?>");
}

#[test]
fn many_namespaces_on_many_elements_take_no_longer_than_reading_them() {
    let declared: String = (0..250).map(|i| format!(" xmlns:p{i}='urn:{i}'")).collect();
    let xml = format!("<a{declared}>{}</a>", "<b x='xmlns:y='/>".repeat(100_000));
    let document = Document::parse(&xml).unwrap();
    let before = std::time::Instant::now();
    let inclusive_prefixes = (0..250).map(|i| format!("p{i}")).collect();
    canonicalize(document.root_element(), &Options { inclusive_prefixes, ..Options::default() });
    let method = Method::Inclusive10;
    canonicalize(document.root_element(), &Options { method, ..Options::default() });
    assert!(before.elapsed() < std::time::Duration::from_secs(10), "{:?}", before.elapsed());
}
