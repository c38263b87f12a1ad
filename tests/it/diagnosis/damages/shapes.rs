//! Messages of another shape than the usual one: two headers, ids on two elements, nothing signed, the whole document
//! signed, the certificate of another service.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use mpay_sim::soap::security::SignatureAlgorithm;
use mpay_sim::soap::security::c14n::{Options, canonicalize};
use mpay_sim::soap::security::certificates::{Certificate, Identity};
use roxmltree::Node;

use super::{Damage, Party, after, before, damage, in_body};
use crate::diagnosis::signer::{Signing, find, sign, sign_text, signer};
use crate::diagnosis::text::indented;

/// The ids that the writers give to Body.
pub const IDS: [&str; 5] = ["BD-1", "id-1", "Body-77", "id-body", "_1"];

pub fn all() -> Vec<Damage> {
    let whole = |change: fn(&str) -> String| {
        move |writer: &crate::diagnosis::writers::Writer| {
            let octets = |node: Node<'_, '_>, options: &Options| {
                let omit = Some(find(node.document(), "Signature").id());
                canonicalize(node.document().root(), &Options { omit, ..options.clone() })
            };
            let message = with_whole_document(&writer.message);
            change(&sign_text(&message, &Signing { body: Box::new(octets), ..Signing::default() }))
        }
    };
    vec![
        after("signature-two-security-headers", "the library's own Timestamp", |text| {
            with_own_timestamp(text, "_77")
        }),
        after("signature-two-security-headers", "the library's own Timestamp, with the id of Body", |text| {
            IDS.iter()
                .find(|id| text.contains(&format!("Id=\"{id}\"")))
                .map_or_else(String::new, |id| with_own_timestamp(text, id))
        }),
        after("signature-duplicate-id", "the id of Body on another element", with_second_id),
        after("signature-duplicate-id", "the same, and Body was changed", |text| {
            in_body(&with_second_id(text), |body| {
                body.replace("MDL", "EUR").replace("B 9", "B 8").replace("RO<", "EN<")
            })
        }),
        damage("signature-value-empty", "the key was not loaded", |writer| {
            sign(writer, &Signing { value: Box::new(|_| String::new()), ..Signing::default() })
        }),
        damage("signature-value-empty", "a line end for a signature", |writer| {
            sign(writer, &Signing { value: Box::new(|_| "\n".to_owned()), ..Signing::default() })
        }),
        damage("signature-whole-document", "URI=\"\"", whole(str::to_owned)).only(has_no_lists),
        damage(
            "diagnosis-content-changed",
            "URI=\"\", and an amount was changed",
            whole(|text| {
                in_body(text, |body| {
                    body.replace("50.00", "51.00").replace("120.00", "121.00").replace("1250.30", "1251.30")
                })
            }),
        )
        .only(has_no_lists),
        indented_again("two spaces, then four", "  ", |text| indented(text, "    ", "\n")),
        indented_again("tabs, then two spaces", "\t", |text| indented(text, "  ", "\n")),
        indented_again("two spaces, then blank lines between", "  ", |text| text.replace(">\n", ">\n\t\n")),
        damage("diagnosis-indented-otherwise", "the content by itself, then the message", |writer| {
            let start = writer
                .message
                .find("OrderDetailsResponse")
                .or_else(|| writer.message.find("ConfirmOrderPayment"));
            let start = writer.message[..start.unwrap_or_default()].rfind('<').unwrap_or_default();
            let end = writer.message[..writer.message.find(":Body>").unwrap()].rfind("</").unwrap();
            let message = &writer.message;
            let content = indented(&message[start..end], "  ", "\n");
            let signed =
                sign_text(&format!("{}{content}{}", &message[..start], &message[end..]), &Signing::default());
            in_body(&signed, |body| {
                let end = body.find(":Body>").unwrap() + ":Body>".len();
                format!("{}{}", indented(&body[..end], "    ", "\n"), &body[end..])
            })
        })
        .only(|writer| !matches!(writer, "prefix lists" | "line ends")),
        Damage {
            known: Some(Party::Signer),
            registered: Some(Party::Stranger),
            ..damage("diagnosis-signed-with-known-key", "another service's certificate", |writer| {
                format!("{}\n", sign(writer, &Signing::default()))
            })
        },
        Damage {
            known: Some(Party::Signer),
            registered: Some(Party::Stranger),
            ..before("diagnosis-signed-with-known-key", "another service's, by issuer and serial", by_serial)
        },
        Damage {
            registered: Some(Party::Stranger),
            ..before("key-info-issuer-serial", "an unknown one, by issuer and serial", by_serial)
        },
        Damage {
            registered: Some(Party::Stranger),
            ..damage("certificate-other", "an unknown one", |writer| {
                format!("{}\n", sign(writer, &Signing::default()))
            })
        },
        damage("certificate-key-length", "SHA-384 with a key of 1,024 bits", |writer| {
            with_short_key(&writer.message)
        }),
        damage("certificate-key-length", "a certificate with a key of 512 bits", |writer| {
            let short = Certificate::parse(include_bytes!("../../../fixtures/rsa-512.pem")).unwrap();
            sign_text(&with_certificate(&writer.message, &short), &Signing::default())
        }),
        damage("diagnosis-not-canonicalized", "letters as references to their octets", |writer| {
            let escaped = |c: char| match c.is_ascii() {
                true => c.to_string(),
                false => c.to_string().bytes().map(|octet| format!("&#x{octet:X};")).collect(),
            };
            let message = in_body(&writer.message, |body| body.chars().map(escaped).collect());
            let octets =
                |node: Node<'_, '_>, _: &Options| crate::diagnosis::text::source(node).as_bytes().to_vec();
            sign_text(&message, &Signing { body: Box::new(octets), ..Signing::default() })
        })
        .only(|writer| writer == "gsoap"),
    ]
}

/// The message with another certificate in it.
fn with_certificate(message: &str, certificate: &Certificate) -> String {
    message.replace("%CERTIFICATE%", &BASE64.encode(certificate.der()))
}

/// Signed with a key of 1,024 bits, and SHA-384.
fn with_short_key(message: &str) -> String {
    let pem = include_bytes!("../../../fixtures/rsa-1024.pem");
    let identity = Identity::parse(pem, pem).unwrap();
    let declared = [SignatureAlgorithm::RsaSha1, SignatureAlgorithm::RsaSha256].map(SignatureAlgorithm::uri);
    let sha384 = SignatureAlgorithm::RsaSha384;
    let message = declared.iter().fold(message.to_owned(), |text, uri| text.replace(uri, sha384.uri()));
    let message = with_certificate(&message, &identity.certificate);
    let maker = move |octets: &[u8]| identity.key.sign(sha384, octets).unwrap();
    sign_text(&message, &Signing { maker: Some(Box::new(maker)), ..Signing::default() })
}

/// A prefix list does not go with a document of its own.
fn has_no_lists(writer: &str) -> bool {
    writer != "prefix lists"
}

/// Body was indented when it was signed, and something indented the message again.
fn indented_again(
    name: &'static str,
    unit: &'static str,
    change: impl Fn(&str) -> String + 'static,
) -> Damage {
    damage("diagnosis-indented-otherwise", name, move |writer| {
        let before = indented(&writer.message, unit, "\n");
        change(&sign_text(&before, &Signing::default()))
    })
    .only(has_no_lists)
}

/// node-soap's server answers a Timestamp with a Security header of its own, which it writes in front of the others.
fn with_own_timestamp(text: &str, id: &str) -> String {
    const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    let header = format!(
        "<o:Security xmlns:o=\"{WSSE}\" xmlns:u=\"{WSU}\">    <u:Timestamp u:Id=\"{id}\">      \
         <u:Created>2027-01-04T08:51:24Z</u:Created>      <u:Expires>2027-01-04T09:01:24Z</u:Expires>    \
         </u:Timestamp>  </o:Security>\n"
    );
    in_header(text, &header)
}

fn with_second_id(text: &str) -> String {
    let id = IDS.iter().find(|id| text.contains(&format!("Id=\"{id}\""))).unwrap();
    in_header(text, &format!("<note Id=\"{id}\"></note>"))
}

/// Puts something first into the Header.
fn in_header(text: &str, added: &str) -> String {
    let start = text.find("Header>").unwrap() + "Header>".len();
    format!("{}{added}{}", &text[..start], &text[start..])
}

/// The reference to Body is one to the whole document, without the signature.
fn with_whole_document(message: &str) -> String {
    const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    let id = IDS.iter().find(|id| message.contains(&format!("URI=\"#{id}\""))).unwrap();
    let (before, after) = message.split_once(&format!("URI=\"#{id}\"")).unwrap();
    let start = after.find("<Transforms>").or_else(|| after.find("<ds:Transforms>")).unwrap();
    let at = start + after[start..].find('>').unwrap() + 1;
    let prefix = if after[start..].starts_with("<ds:") { "ds:" } else { "" };
    let transform = format!("<{prefix}Transform Algorithm=\"{ENVELOPED}\"></{prefix}Transform>");
    format!("{before}URI=\"\"{}{transform}{}", &after[..at], &after[at..])
}

/// Where the certificate stands in X509Data, its issuer and its serial number in hexadecimal in its place.
fn by_serial(message: &str) -> String {
    let prefix = if message.contains("<ds:X509Certificate>") { "ds:" } else { "" };
    let certificate = format!("<{prefix}X509Certificate>%CERTIFICATE%</{prefix}X509Certificate>");
    let serial = "0x2B80418612FFDE6D74421A6E80943FF1E5BCC96A";
    let named = format!(
        "<{prefix}X509IssuerSerial><{prefix}X509IssuerName>{}</{prefix}X509IssuerName>\
         <{prefix}X509SerialNumber>{serial}</{prefix}X509SerialNumber></{prefix}X509IssuerSerial>",
        signer().certificate.issuer.replace('"', "&quot;"),
    );
    message.replace(&certificate, &named)
}
