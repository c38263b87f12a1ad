//! The contract that the hub serves, in its forms.

use crate::support::{Hub, Payer, simulated_clock};

const SIGNED_BODY: &str = "<sp:SignedParts><sp:Body/></sp:SignedParts>";

#[tokio::test]
async fn each_form_of_the_wsdl_has_what_its_address_asks_for() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    for (query, policy, single) in [
        ("wsdl", false, false),
        ("WSDL", false, false),
        ("wsdl=", false, false),
        ("wsdl&policy", true, false),
        ("Wsdl&Policy=", true, false),
        ("singleWsdl", false, true),
        ("policy&singlewsdl", true, true),
    ] {
        let page = payer.get(&format!("/ServiceProvider.svc?{query}")).await;
        let text = page.text();
        let document = roxmltree::Document::parse(&text).unwrap();
        let count = |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).count();
        assert_eq!(text.matches("wsaw:Action=\"https://mpay.gov.md/IServiceProvider/").count(), 4, "{query}");
        assert_eq!(text.matches(SIGNED_BODY).count(), if policy { 4 } else { 0 }, "{query}");
        // One that is referenced is there.
        assert_eq!(count("PolicyReference"), if policy { 5 } else { 0 }, "{query}");
        for reference in document.descendants().filter_map(|node| node.attribute("URI")) {
            assert!(text.contains(&format!("wsu:Id=\"{}\"", &reference[1..])), "{reference}");
        }
        assert_eq!(
            (count("import"), count("complexType") > 0),
            if single { (0, true) } else { (1, false) },
            "{query}"
        );
    }
    let without = payer.get("/ServiceProvider.svc").await;
    for address in ["?wsdl\n", "?wsdl&policy\n", "?singleWsdl\n", "/ServiceProvider.xsd\n", "/hub.cer\n"] {
        assert!(without.has(address), "{address} {}", without.text());
    }
}

#[tokio::test]
async fn the_schema_is_strict_and_has_what_wcf_publishes() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let text = Payer::new(&hub.url).get("/ServiceProvider.xsd").await.text();
    let document = roxmltree::Document::parse(&text).unwrap();
    assert!(document.descendants().all(|node| !node.has_attribute("mixed")));
    let global = |name: &str| {
        document.root_element().children().any(|node| {
            node.tag_name().name() == "element"
                && node.attribute("name") == Some(name)
                && node.attribute("nillable") == Some("true")
        })
    };
    let structures: Vec<_> =
        document.root_element().children().filter(|node| node.tag_name().name() == "complexType").collect();
    assert_eq!(structures.len(), 13);
    for structure in structures {
        let name = structure.attribute("name").unwrap();
        assert!(global(name), "{name}");
        let members: Vec<_> =
            structure.descendants().filter(|node| node.tag_name().name() == "element").collect();
        assert!(members.is_sorted_by_key(|member| member.attribute("name")), "{name}");
        for member in members {
            // A list's own element has no default; every other one that may be absent is left out where it has its default.
            let is_left_out =
                member.descendants().any(|node| node.attribute("EmitDefaultValue") == Some("false"));
            let may_be_absent =
                member.attribute("minOccurs") == Some("0") && !member.has_attribute("maxOccurs");
            assert_eq!(is_left_out, may_be_absent, "{name}/{:?}", member.attribute("name"));
        }
    }
}
