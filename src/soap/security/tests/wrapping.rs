//! Wrapping: signed elements that are moved aside or duplicated, so that others are read in their place. Each attack has
//! its own finding.

use super::forge::{Forge, method, transforms};
use super::{rule, verdict};
use crate::soap::envelope::{self, Envelope, NotAnEnvelope};
use crate::soap::security::c14n::{EXCLUSIVE, EXCLUSIVE_WITH_COMMENTS, Method};
use crate::soap::security::uris::ENVELOPED_SIGNATURE;
use crate::soap::{WSSE_NS, WSU_NS};

/// The element from this start to this end.
fn element<'x>(xml: &'x str, start: &str, end: &str) -> &'x str {
    let at = xml.find(start).unwrap();
    &xml[at..at + xml[at..].find(end).unwrap() + end.len()]
}

#[test]
fn a_signed_body_that_was_moved_aside_does_not_cover_another_one() {
    let xml = Forge::default().xml();
    let body = element(&xml, "<s:Body", "</s:Body>");
    let forged = |attributes: &str| {
        xml.replace(body, &format!("<s:Body {attributes}><evil/></s:Body>")).replacen(
            "</wsse:Security>",
            &format!("</wsse:Security><w>{body}</w>"),
            1,
        )
    };
    for attributes in ["wsu:Id='evil'", ""] {
        assert_eq!(rule(verdict(&forged(attributes))), "signature-body-not-signed");
    }
    for attributes in ["wsu:Id='B'", "Id='B'"] {
        assert_eq!(rule(verdict(&forged(attributes))), "signature-duplicate-id");
    }
    // The new Body around the old one.
    let around = xml.replace(body, &format!("<s:Body><evil/>{body}</s:Body>"));
    assert_eq!(rule(verdict(&around)), "signature-body-not-signed");
}

#[test]
fn two_bodies_and_two_headers_are_no_envelope() {
    let xml = Forge::default().xml();
    for (start, end) in [("<s:Body", "</s:Body>"), ("<s:Header", "</s:Header>")] {
        let doubled = xml.replacen(start, &format!("{}{start}", element(&xml, start, end)), 1);
        let document = envelope::parse(&doubled).unwrap();
        let error = Envelope::of(&document).unwrap_err();
        assert!(
            matches!(error, NotAnEnvelope::Bodies { count: 2 } | NotAnEnvelope::Headers { count: 2 }),
            "{error}"
        );
    }
}

#[test]
fn second_security_headers_signatures_and_timestamps_are_refused_each_by_its_name() {
    let xml = Forge::default().xml();
    for (start, end, rule_name) in [
        ("<wsse:Security", "</wsse:Security>", "signature-two-security-headers"),
        ("<ds:Signature ", "</ds:Signature>", "signature-two-signatures"),
        ("<wsu:Timestamp", "</wsu:Timestamp>", "signature-two-timestamps"),
        ("<ds:SignedInfo", "</ds:SignedInfo>", "signature-element-doubled"),
    ] {
        let copy = element(&xml, start, end);
        for copy in [copy.to_owned(), copy.replace("'T'", "'T2'")] {
            let doubled = xml.replacen(start, &format!("{copy}{start}"), 1);
            assert_eq!(rule(verdict(&doubled)), rule_name);
        }
    }
    let empty =
        xml.replacen("<wsse:Security", &format!("<x:Security xmlns:x='{WSSE_NS}'/><wsse:Security"), 1);
    assert_eq!(rule(verdict(&empty)), "signature-two-security-headers");
}

#[test]
fn what_the_schema_of_xml_signature_does_not_have_there_is_refused() {
    let xml = Forge::default().xml();
    let of_ours = "<x xmlns=\"\"/>";
    let value = element(&xml, "<ds:SignatureValue", "</ds:SignatureValue>");
    let value_first = xml.replace(value, "").replacen("<ds:SignedInfo", &format!("{value}<ds:SignedInfo"), 1);
    for (what, forged) in [
        (
            "an element before SignedInfo",
            xml.replacen("<ds:SignedInfo", &format!("{of_ours}<ds:SignedInfo"), 1),
        ),
        (
            "an element after KeyInfo",
            xml.replacen("</ds:Signature>", &format!("{of_ours}</ds:Signature>"), 1),
        ),
        (
            "a Signature in the Signature",
            xml.replacen("</ds:Signature>", "<ds:Signature/></ds:Signature>", 1),
        ),
        ("SignatureValue before SignedInfo", value_first),
        (
            "an element in SignatureValue",
            xml.replacen("</ds:SignatureValue>", &format!("{of_ours}</ds:SignatureValue>"), 1),
        ),
        (
            "SignedInfo of another namespace",
            xml.replacen(value, &format!("{value}<SignedInfo xmlns=\"urn:x\"/>"), 1),
        ),
    ] {
        assert_eq!(rule(verdict(&forged)), "signature-element-unexpected", "{what}");
    }
    let in_digest = xml.replacen("</ds:DigestValue>", &format!("{of_ours}</ds:DigestValue>"), 1);
    assert_eq!(rule(verdict(&in_digest)), "signature-element-unexpected");
    // These were signed in this form.
    for transforms in [
        transforms(&[EXCLUSIVE]).replacen("</ds:Transforms>", &format!("{of_ours}</ds:Transforms>"), 1),
        format!("{of_ours}{}", transforms(&[EXCLUSIVE])),
    ] {
        let forged = Forge { transforms, ..Forge::default() }.xml();
        assert_eq!(rule(verdict(&forged)), "signature-element-unexpected", "{forged}");
    }
    let method = format!("{of_ours}{}", method(EXCLUSIVE));
    let forged = Forge { method, ..Forge::default() }.xml();
    assert_eq!(rule(verdict(&forged)), "signature-element-unexpected", "{forged}");
    for lawful in ["<ds:Object>anything<x/></ds:Object>", "<!-- a comment --><?pi?>\n"] {
        let lawful = xml.replacen("</ds:Signature>", &format!("{lawful}</ds:Signature>"), 1);
        assert_eq!(verdict(&lawful), Ok(()), "{lawful}");
    }
}

#[test]
fn text_between_the_elements_of_a_signature_is_refused() {
    let xml = Forge::default().xml();
    let transforms = transforms(&[EXCLUSIVE]).replacen("</ds:Transforms>", "text</ds:Transforms>", 1);
    for forged in [
        xml.replacen("<ds:SignedInfo>", "text<ds:SignedInfo>", 1),
        xml.replacen("</ds:SignedInfo>", "</ds:SignedInfo><![CDATA[text]]>", 1),
        // These were signed so.
        Forge { method: format!("text{}", method(EXCLUSIVE)), ..Forge::default() }.xml(),
        Forge { transforms: format!("text{}", self::transforms(&[EXCLUSIVE])), ..Forge::default() }.xml(),
        Forge { transforms, ..Forge::default() }.xml(),
    ] {
        let finding = verdict(&forged).unwrap_err().finding();
        assert_eq!(finding.rule.name, "signature-element-unexpected", "{forged}");
        assert!(finding.found.starts_with("`text` in `"), "{}", finding.found);
    }
}

#[test]
fn parameters_that_a_canonicalization_does_not_take_are_refused() {
    let list = format!("<InclusiveNamespaces xmlns='{EXCLUSIVE}' PrefixList='s wsu'/>");
    let inclusive = Method::Inclusive10.uri(false);
    let elsewhere = list.replace(EXCLUSIVE, EXCLUSIVE_WITH_COMMENTS);
    let with =
        |uri: &str, name: &str, within: &str| format!("<ds:{name} Algorithm='{uri}'>{within}</ds:{name}>");
    for (uri, within, rule_name) in [
        (EXCLUSIVE, list.repeat(2), "signature-element-doubled"),
        (EXCLUSIVE, elsewhere, "signature-namespace"),
        (EXCLUSIVE, list.replace(" PrefixList='s wsu'", ""), "signature-incomplete"),
        (EXCLUSIVE, format!("{list}<x xmlns=''/>"), "signature-element-unexpected"),
        (EXCLUSIVE_WITH_COMMENTS, "<ds:XPath>1</ds:XPath>".to_owned(), "signature-element-unexpected"),
        (inclusive, list.clone(), "signature-element-unexpected"),
        (EXCLUSIVE, format!("<!-- a comment -->{list}\n"), "lawful"),
    ] {
        let method = with(uri, "CanonicalizationMethod", &within);
        let transforms = format!("<ds:Transforms>{}</ds:Transforms>", with(uri, "Transform", &within));
        for forged in
            [Forge { method, ..Forge::default() }.xml(), Forge { transforms, ..Forge::default() }.xml()]
        {
            let found = verdict(&forged).map_or_else(|problem| problem.finding().rule.name, |()| "lawful");
            assert_eq!(found, rule_name, "{forged}");
        }
    }
    for transforms in [
        format!("<ds:Transforms>{}</ds:Transforms>", with(ENVELOPED_SIGNATURE, "Transform", &list)),
        "<ds:Transforms/>".to_owned(),
    ] {
        let expected = if transforms.contains("Algorithm") { "element-unexpected" } else { "incomplete" };
        let forged = Forge { transforms, ..Forge::default() }.xml();
        assert_eq!(rule(verdict(&forged)), format!("signature-{expected}"));
    }
}

#[test]
fn a_timestamp_that_is_absent_or_not_signed_is_refused() {
    let unsigned = Forge { references: vec!["#B"], ..Forge::default() }.xml();
    assert_eq!(rule(verdict(&unsigned)), "signature-timestamp-not-signed");
    let absent = unsigned.replace(element(&unsigned, "<wsu:Timestamp", "</wsu:Timestamp>"), "");
    assert_eq!(rule(verdict(&absent)), "timestamp-missing");
    // A different Timestamp in place of the signed one, which is moved aside.
    let xml = Forge::default().xml();
    let signed = element(&xml, "<wsu:Timestamp", "</wsu:Timestamp>");
    let other = signed.replace("'T'", "'T2'").replace("2027", "2028");
    let moved = xml.replace(signed, &other).replacen(
        "</wsse:Security>",
        &format!("</wsse:Security><w>{signed}</w>"),
        1,
    );
    assert_eq!(rule(verdict(&moved)), "signature-timestamp-not-signed");
}

#[test]
fn a_body_that_is_not_signed_is_refused() {
    let xml = Forge { references: vec!["#T"], ..Forge::default() }.xml();
    assert_eq!(rule(verdict(&xml)), "signature-body-not-signed");
    let content = "<m:x xmlns:m='https://mpay.gov.md' wsu:Id='part'/><evil/>".to_owned();
    let xml = Forge { references: vec!["#T", "#part"], content, ..Forge::default() }.xml();
    assert_eq!(rule(verdict(&xml)), "signature-body-not-signed");
}

#[test]
fn duplicate_ids_are_refused_wherever_they_stand() {
    let xml = Forge::default().xml();
    for copy in ["<other wsu:Id='T'/>", "<other Id='B'/>", "<other a:Id='B' xmlns:a='urn:a' Id='B'/>"] {
        let doubled = xml.replacen("<s:Header>", &format!("<s:Header>{copy}"), 1);
        assert_eq!(rule(verdict(&doubled)), "signature-duplicate-id", "{copy}");
    }
    // An attribute of another namespace is not an id.
    let other = xml.replacen("<s:Header>", "<s:Header><other a:Id='B' xmlns:a='urn:a'/>", 1);
    assert_eq!(verdict(&other), Ok(()));
}

#[test]
fn security_elements_in_broken_namespaces_or_places_are_not_simply_called_unsigned() {
    let xml = Forge::default().xml();
    for (right, broken, element) in [
        (WSSE_NS, WSSE_NS.replace("oasis-open", "oasisopen"), "Security"),
        (WSSE_NS, WSSE_NS.replace("http:", "https:"), "Security"),
        ("xmldsig#'", "xmldsig'".to_owned(), "Signature"),
        (WSU_NS, WSU_NS.replace("wss-wss", "wsswss"), "Timestamp"),
    ] {
        let finding = verdict(&xml.replace(right, &broken)).unwrap_err().finding();
        assert_eq!(finding.rule.name, "signature-namespace", "{broken}");
        assert!(finding.found.starts_with(element) && finding.expected.len() > 20, "{}", finding.found);
    }
    let signature = element(&xml, "<ds:Signature ", "</ds:Signature>");
    let moved = xml.replace(signature, "").replacen("</s:Header>", &format!("{signature}</s:Header>"), 1);
    assert_eq!(rule(verdict(&moved)), "signature-misplaced");
    let security = element(&xml, "<wsse:Security", "</wsse:Security>");
    let moved = xml.replace(security, "").replacen("<s:Header>", &format!("{security}<s:Header>"), 1);
    assert_eq!(rule(verdict(&moved)), "signature-misplaced");
}

#[test]
fn an_unsigned_message_is_told_what_it_has_in_place_of_a_signature() {
    let xml = Forge::default().xml();
    let security = element(&xml, "<wsse:Security", "</wsse:Security>");
    let signature = element(&xml, "<ds:Signature ", "</ds:Signature>");
    let header = element(&xml, "<s:Header>", "</s:Header>");
    for (from, to, found, place) in [
        (header, "", "it has no Header", "Envelope"),
        (security, "", "its Header has nothing in it, and no Security header", "Envelope/Header"),
        (security, "<a/><b/>", "its Header has a, b, and no Security header", "Envelope/Header"),
        (signature, "", "its Security header has Timestamp, and no Signature", "Envelope/Header/Security"),
    ] {
        let finding = verdict(&xml.replace(from, to)).unwrap_err().finding();
        assert_eq!((finding.rule.name, finding.found.as_str()), ("signature-missing", found));
        assert_eq!(finding.place.path, place);
    }
}

#[test]
fn two_headers_and_doubled_ids_are_told_with_what_carries_them() {
    let xml = Forge::default().xml();
    let own = format!("<o:Security xmlns:o='{WSSE_NS}'><wsu:Timestamp wsu:Id='T'/></o:Security>");
    let finding = verdict(&xml.replacen("<s:Header>", &format!("<s:Header>{own}"), 1)).unwrap_err().finding();
    assert!(
        finding.found.starts_with("2 Security headers: Envelope/Header/Security (line 1,"),
        "{}",
        finding.found
    );
    assert!(
        finding.found.contains("with Timestamp; ") && finding.found.ends_with("with Timestamp, Signature")
    );
    let finding = verdict(&xml.replacen("<s:Header>", "<s:Header><note Id='B'/>", 1)).unwrap_err().finding();
    assert!(
        finding.found.contains("`#B` stands on 2 elements: Envelope/Header/note (line 1"),
        "{}",
        finding.found
    );
}
