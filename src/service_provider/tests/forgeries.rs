//! Forged replies, each with the rule that it breaks.

use jiff::{SignedDuration, Timestamp};

use super::{SERVICE, element, honest, order, replaced, signed};
use crate::soap::security::c14n::EXCLUSIVE;
use crate::soap::security::certificates::Identity;
use crate::soap::security::tests::forge::{Forge, method, timestamp, transforms};
use crate::soap::security::tests::{now, signer, stranger};
use crate::soap::{DS_NS, SOAP_NS, WSSE_NS, WSU_NS};

fn forged(change: impl FnOnce(Forge) -> Forge) -> String {
    change(Forge { content: honest(), ..Forge::default() }).xml()
}

/// The honest reply with a cheap order in a Body with these attributes; `place` moves the signed Body elsewhere.
fn wrapped(attributes: &str, place: impl FnOnce(&str, &str) -> (String, String)) -> String {
    let xml = signed(&honest());
    let body = element(&xml, "<s:Body", "</s:Body>").to_owned();
    let cheap = format!("<s:Body {attributes}>{}</s:Body>", order(SERVICE, "ORD-1", "1.00"));
    let (instead, in_header) = place(&body, &cheap);
    xml.replace(&body, &instead).replacen("</wsse:Security>", &format!("</wsse:Security>{in_header}"), 1)
}

fn in_header(body: &str, cheap: &str) -> (String, String) {
    (cheap.to_owned(), format!("<w>{body}</w>"))
}

/// A KeyInfo with this content.
fn key_info(content: &str) -> String {
    format!("<ds:KeyInfo>{content}</ds:KeyInfo>")
}

fn base64(octets: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(octets)
}

fn x509(der: &[u8]) -> String {
    key_info(&format!("<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>", base64(der)))
}

/// A different key whose certificate is also known.
fn other() -> Identity {
    Identity::parse(
        include_bytes!("../../../tests/fixtures/stranger.crt"),
        include_bytes!("../../../tests/fixtures/stranger.key"),
    )
    .unwrap()
}

/// The exclusive transform with this number of prefix lists in this namespace.
fn listed(namespace: &str, count: usize) -> String {
    let list = format!("<InclusiveNamespaces xmlns=\"{namespace}\" PrefixList=\"wsu\"/>");
    transforms(&[EXCLUSIVE]).replace("/>", &format!(">{}</ds:Transform>", list.repeat(count)))
}

/// Wrapping: the signed element is moved aside, and another one takes its place.
pub(super) fn wrapping() -> Vec<(&'static str, String, &'static str)> {
    let signed = signed(&honest());
    let doubled = |start: &str, end: &str| {
        signed.replacen(start, &format!("{}{start}", element(&signed, start, end)), 1)
    };
    let stamp = element(&signed, "<wsu:Timestamp", "</wsu:Timestamp>").to_owned();
    vec![
        (
            "the Body moved into Header, another one without Id",
            wrapped("", in_header),
            "signature-body-not-signed",
        ),
        ("the same, with another Id", wrapped("wsu:Id='evil'", in_header), "signature-body-not-signed"),
        ("the same, with the same wsu:Id", wrapped("wsu:Id='B'", in_header), "signature-duplicate-id"),
        ("the same, with the same Id", wrapped("Id='B'", in_header), "signature-duplicate-id"),
        (
            "the same, with the Id in a namespace of nobody",
            wrapped("xmlns:x='urn:x' x:Id='B'", in_header),
            "signature-body-not-signed",
        ),
        ("the same, with xml:id", wrapped("xml:id='B'", in_header), "signature-body-not-signed"),
        (
            "another Body around the signed one",
            wrapped("", |body, cheap| {
                (cheap.replace("</s:Body>", &format!("{body}</s:Body>")), String::new())
            }),
            "signature-body-not-signed",
        ),
        (
            "two Bodies, the signed one last",
            wrapped("", |body, cheap| (format!("{cheap}{body}"), String::new())),
            "bodies",
        ),
        (
            "two Bodies, the signed one first",
            wrapped("", |body, cheap| (format!("{body}{cheap}"), String::new())),
            "bodies",
        ),
        ("two Headers", doubled("<s:Header", "</s:Header>"), "headers"),
        (
            "two Security headers",
            doubled("<wsse:Security", "</wsse:Security>"),
            "signature-two-security-headers",
        ),
        ("two Signatures", doubled("<ds:Signature ", "</ds:Signature>"), "signature-two-signatures"),
        ("two SignedInfos", doubled("<ds:SignedInfo", "</ds:SignedInfo>"), "signature-element-doubled"),
        (
            "an element that XML Signature does not have",
            signed.replacen("</ds:Signature>", "<x/></ds:Signature>", 1),
            "signature-element-unexpected",
        ),
        ("two Timestamps", doubled("<wsu:Timestamp", "</wsu:Timestamp>"), "signature-two-timestamps"),
        (
            "the Timestamp moved aside",
            signed.replace(&stamp, &stamp.replace("'T'", "'T2'")).replacen(
                "</wsse:Security>",
                &format!("</wsse:Security><w>{stamp}</w>"),
                1,
            ),
            "signature-timestamp-not-signed",
        ),
        (
            "the Signature moved out of Security",
            {
                let signature = element(&signed, "<ds:Signature ", "</ds:Signature>").to_owned();
                signed.replace(&signature, "").replacen("</s:Header>", &format!("{signature}</s:Header>"), 1)
            },
            "signature-misplaced",
        ),
        (
            "an element of the Body alone is signed",
            forged(|forge| Forge {
                references: vec!["#T", "#part"],
                content: honest().replacen("<OrderDetails>", "<OrderDetails wsu:Id='part'>", 1),
                ..forge
            }),
            "signature-body-not-signed",
        ),
    ]
}

/// References, transforms and algorithms.
pub(super) fn references() -> Vec<(&'static str, String, &'static str)> {
    let uri = |uri: &str| replaced("URI=\"#B\"", &format!("URI=\"{uri}\""));
    let transform = |algorithm: &str| replaced(&transforms(&[EXCLUSIVE]), &transforms(&[algorithm]));
    let signature = |algorithm: &str| replaced("http://www.w3.org/2000/09/xmldsig#rsa-sha1", algorithm);
    let long = "x".repeat(60_000);
    vec![
        ("no reference", forged(|forge| Forge { references: vec![], ..forge }), "signature-incomplete"),
        (
            "the Timestamp is not signed",
            forged(|forge| Forge { references: vec!["#B"], ..forge }),
            "signature-timestamp-not-signed",
        ),
        (
            "the Body is not signed",
            forged(|forge| Forge { references: vec!["#T"], ..forge }),
            "signature-body-not-signed",
        ),
        ("a reference without URI", replaced(" URI=\"#B\"", ""), "signature-reference-outside"),
        ("an empty fragment", uri("#"), "signature-reference-outside"),
        ("a page elsewhere", uri("http://127.0.0.1:9/body.xml"), "signature-reference-outside"),
        ("a file", uri("file:///etc/passwd"), "signature-reference-outside"),
        ("an attachment", uri("cid:body"), "signature-reference-outside"),
        ("an XPointer to everything", uri("#xpointer(/)"), "signature-reference-dangling"),
        ("an XPointer to an id", uri("#xpointer(id('B'))"), "signature-reference-dangling"),
        (
            "four references",
            forged(|forge| Forge { references: vec!["#T", "#B", "#T", "#B"], ..forge }),
            "signature-too-many-references",
        ),
        (
            "three transforms",
            replaced(&transforms(&[EXCLUSIVE]), &transforms(&[EXCLUSIVE; 3])),
            "signature-too-many-transforms",
        ),
        (
            "an address of 60 KB on each of a hundred elements",
            replaced(
                "<OrderDetails>",
                &format!("<OrderDetails xmlns:n='urn:{long}'>{}", "<n:b/>".repeat(100)),
            ),
            "signature-too-costly",
        ),
        (
            "two lists of prefixes, of which readers take one or the other",
            forged(|forge| Forge { transforms: listed(EXCLUSIVE, 2), ..forge }),
            "signature-element-doubled",
        ),
        (
            "a list of prefixes in a namespace of nobody",
            forged(|forge| Forge { transforms: listed("urn:x", 1), ..forge }),
            "signature-namespace",
        ),
        (
            "text between the references",
            forged(|forge| Forge { method: format!("text{}", method(EXCLUSIVE)), ..forge }),
            "signature-element-unexpected",
        ),
        (
            "Transforms without a Transform",
            forged(|forge| Forge { transforms: transforms(&[]), ..forge }),
            "signature-incomplete",
        ),
        ("XSLT", transform("http://www.w3.org/TR/1999/REC-xslt-19991116"), "signature-algorithm"),
        ("XPath", transform("http://www.w3.org/TR/1999/REC-xpath-19991116"), "signature-algorithm"),
        ("XPath Filter 2", transform("http://www.w3.org/2002/06/xmldsig-filter2"), "signature-algorithm"),
        ("base64", transform("http://www.w3.org/2000/09/xmldsig#base64"), "signature-algorithm"),
        ("decryption", transform("http://www.w3.org/2002/07/decrypt#XML"), "signature-algorithm"),
        (
            "STR-Transform",
            transform(
                "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform",
            ),
            "signature-algorithm",
        ),
        (
            "enveloped-signature after a canonicalization",
            replaced(
                &transforms(&[EXCLUSIVE]),
                &transforms(&[EXCLUSIVE, "http://www.w3.org/2000/09/xmldsig#enveloped-signature"]),
            ),
            "signature-transforms",
        ),
        (
            "a canonicalization of nobody",
            replaced(&method(EXCLUSIVE), &method("urn:none")),
            "signature-algorithm",
        ),
        (
            "HMAC with the public key",
            signature("http://www.w3.org/2000/09/xmldsig#hmac-sha1"),
            "signature-algorithm",
        ),
        ("DSA", signature("http://www.w3.org/2000/09/xmldsig#dsa-sha1"), "signature-algorithm"),
        ("RSA with MD5", signature("http://www.w3.org/2001/04/xmldsig-more#rsa-md5"), "signature-algorithm"),
        ("no SignatureMethod", signature(""), "signature-algorithm"),
        (
            "MD5 digests",
            replaced(
                "http://www.w3.org/2000/09/xmldsig#sha1\"",
                "http://www.w3.org/2001/04/xmldsig-more#md5\"",
            ),
            "signature-algorithm",
        ),
    ]
}

/// Keys, values and times.
pub(super) fn keys_and_times() -> Vec<(&'static str, String, &'static str)> {
    let xml = signed(&honest());
    let value = element(&xml, "<ds:SignatureValue>", "</ds:SignatureValue>");
    let registered = x509(signer().certificate.der());
    let lives =
        |created: Timestamp, life| forged(|forge| Forge { timestamp: timestamp(created, life), ..forge });
    let (minutes, hours) = (SignedDuration::from_mins, SignedDuration::from_hours);
    let unsigned = |header: &str| {
        format!(
            "<s:Envelope xmlns:s='{SOAP_NS}' xmlns:wsu='{WSU_NS}'>{header}<s:Body wsu:Id='B'>{}</s:Body></s:Envelope>",
            honest()
        )
    };
    vec![
        ("unsigned", unsigned(""), "signature-missing"),
        (
            "an empty Security header",
            unsigned(&format!("<s:Header><x:Security xmlns:x='{WSSE_NS}'/></s:Header>")),
            "signature-missing",
        ),
        (
            "the Signature in a namespace of nobody",
            xml.replace(DS_NS, "http://www.w3.org/2000/09/xmldsig"),
            "signature-namespace",
        ),
        ("another amount", replaced(">1000.00</T", ">1.00</T"), "signature-digest"),
        (
            "a processing instruction within a value",
            replaced(">1000.00</T", ">10<?x?>00.00</T"),
            "signature-digest",
        ),
        (
            "another namespace for the signed prefix",
            replaced("xmlns=\"https://mpay.gov.md\"", "xmlns=\"urn:x\""),
            "signature-digest",
        ),
        ("another digest", replaced("<ds:DigestValue>", "<ds:DigestValue>A"), "signature-digest"),
        ("an empty SignatureValue", xml.replace(value, "<ds:SignatureValue/>"), "signature-value-empty"),
        ("another's signature", forged(|forge| Forge { identity: other(), ..forge }), "signature-value"),
        (
            "another's signature under the registered certificate",
            forged(|forge| Forge { identity: other(), key_info: registered.clone(), ..forge }),
            "signature-value",
        ),
        (
            "another's signature under its own certificate",
            forged(|forge| Forge { identity: other(), key_info: x509(stranger().der()), ..forge }),
            "certificate-other",
        ),
        (
            "both certificates, another's signature",
            {
                let both = registered.replace(
                    "</ds:X509Data>",
                    &format!(
                        "<ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>",
                        base64(stranger().der())
                    ),
                );
                forged(|forge| Forge { identity: other(), key_info: both, ..forge })
            },
            "signature-value",
        ),
        (
            "the key itself in KeyInfo",
            forged(|forge| Forge {
                identity: other(),
                key_info: key_info(
                    "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>",
                ),
                ..forge
            }),
            "signature-value",
        ),
        ("replayed when it has expired", lives(now() - hours(2), minutes(5)), "timestamp-expired"),
        ("of tomorrow", lives(now() + hours(24), minutes(5)), "timestamp-in-future"),
        ("it lives ten years", lives(now(), hours(87_600)), "timestamp-life-too-long"),
        (
            "it lives a day and a second",
            lives(now(), hours(24) + SignedDuration::from_secs(1)),
            "timestamp-life-too-long",
        ),
        ("it ends before it begins", lives(now(), minutes(-5)), "timestamp-reversed"),
        ("a document type", format!("<!DOCTYPE s:Envelope [<!ENTITY x '1.00'>]>{xml}"), "doctype"),
    ]
}
