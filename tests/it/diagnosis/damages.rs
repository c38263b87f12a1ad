//! Accidents, each with the rule that names it. An accident that leaves a writer's message as it is does not happen to it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use mpay_sim::soap::security::c14n::{Method, Options, canonicalize};
use mpay_sim::soap::security::{DigestAlgorithm, SignatureAlgorithm};
use roxmltree::Node;

use super::signer::{Signing, find, sign, sign_text};
use super::text::{compact, expand_empty, indented, inner, retagged, source, text_nodes, utf16};
use super::writers::Writer;

/// An accident.
pub struct Damage {
    pub rule: &'static str,
    pub name: &'static str,
    /// The damaged message; the same as the honest one where the accident cannot happen to this writer.
    pub make: Box<dyn Fn(&Writer) -> String>,
    /// Whether whoever looks at the message knows the other key.
    pub knows_stranger: bool,
}

fn damage(rule: &'static str, name: &'static str, make: impl Fn(&Writer) -> String + 'static) -> Damage {
    Damage { rule, name, make: Box::new(make), knows_stranger: false }
}

/// After signing, the message's text was changed.
fn after(rule: &'static str, name: &'static str, change: impl Fn(&str) -> String + 'static) -> Damage {
    damage(rule, name, move |writer| change(&sign(writer, &Signing::default())))
}

/// The signer digested other octets of Body, made of the canonical ones.
fn body_text(
    rule: &'static str,
    name: &'static str,
    change: impl Fn(&str) -> Vec<u8> + Clone + 'static,
) -> Damage {
    body(rule, name, move |node, options| change(std::str::from_utf8(&canonicalize(node, options)).unwrap()))
}

/// The signer digested other octets of Body.
fn body(
    rule: &'static str,
    name: &'static str,
    octets: impl Fn(Node<'_, '_>, &Options) -> Vec<u8> + Clone + 'static,
) -> Damage {
    damage(rule, name, move |writer| {
        sign(writer, &Signing { body: Box::new(octets.clone()), ..Signing::default() })
    })
}

/// The signer wrote the right digests in another way.
fn digests(
    rule: &'static str,
    name: &'static str,
    digest: impl Fn(DigestAlgorithm, &[u8]) -> String + Clone + 'static,
) -> Damage {
    damage(rule, name, move |writer| {
        sign(writer, &Signing { digest: Box::new(digest.clone()), ..Signing::default() })
    })
}

/// The signer signed other octets of SignedInfo, made of the canonical ones.
fn signed_info(
    rule: &'static str,
    name: &'static str,
    change: impl Fn(&str) -> Vec<u8> + Clone + 'static,
) -> Damage {
    damage(rule, name, move |writer| {
        let change = change.clone();
        let octets = move |node: Node<'_, '_>, options: &Options| {
            change(std::str::from_utf8(&canonicalize(node, options)).unwrap())
        };
        sign(writer, &Signing { signed_info: Box::new(octets), ..Signing::default() })
    })
}

/// The signer wrote the right signature in another way.
fn value(
    rule: &'static str,
    name: &'static str,
    encode: impl Fn(&[u8]) -> String + Clone + 'static,
) -> Damage {
    damage(rule, name, move |writer| {
        sign(writer, &Signing { value: Box::new(encode.clone()), ..Signing::default() })
    })
}

/// The message was changed before it was signed, in a way that is wrong by itself.
fn before(rule: &'static str, name: &'static str, change: impl Fn(&str) -> String + 'static) -> Damage {
    damage(rule, name, move |writer| sign_text(&change(&writer.message), &Signing::default()))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Body's part of the message, changed.
fn in_body(message: &str, change: impl Fn(&str) -> String) -> String {
    let at = message.find("Body").map(|at| message[..at].rfind('<').unwrap()).unwrap_or(0);
    // The references name no Body, so the first is the element itself.
    let at = message[at..].find('<').map_or(at, |offset| at + offset);
    format!("{}{}", &message[..at], change(&message[at..]))
}

pub fn all() -> Vec<Damage> {
    let mut all = of_text();
    all.extend(of_canonicalization());
    all.extend(of_structure());
    all.extend(of_digest_values());
    all.extend(of_signatures());
    all
}

fn of_text() -> Vec<Damage> {
    vec![
        after("diagnosis-pretty-printed", "indented with two spaces", |text| indented(text, "  ", "\n")),
        after("diagnosis-pretty-printed", "indented with tabs and CR LF", |text| {
            indented(text, "\t", "\r\n")
        }),
        after("diagnosis-pretty-printed", "a line for each tag", |text| indented(text, "", "\n")),
        body_text("diagnosis-white-space-stripped", "signed with two spaces", |text| indent_body(text, "  ")),
        body_text("diagnosis-white-space-stripped", "signed with four spaces", |text| {
            indent_body(text, "    ")
        }),
        body_text("diagnosis-white-space-stripped", "signed with tabs", |text| indent_body(text, "\t")),
        after("diagnosis-values-trimmed", "spaces around a value", |text| {
            in_body(text, |body| {
                body.replacen("MDL", " MDL ", 1).replacen("B 9", " B 9\n", 1).replacen("RO<", "\tRO<", 1)
            })
        }),
        body_text("diagnosis-line-ends", "digested with CR LF", |text| {
            text.replace('\n', "\r\n").into_bytes()
        }),
        body_text("diagnosis-line-ends", "digested with &#xD;", |text| {
            text.replace('\n', "&#xD;\n").into_bytes()
        }),
        after("diagnosis-line-ends", "CR as references came in", |text| {
            in_body(text, |body| body.replace(">\n<", ">&#xD;\n<"))
        }),
        body_text("diagnosis-line-end-around", "println", |text| format!("{text}\n").into_bytes()),
        body_text("diagnosis-line-end-around", "CR LF after it", |text| format!("{text}\r\n").into_bytes()),
        body_text("diagnosis-byte-order-mark", "digested with a mark", |text| {
            format!("\u{feff}{text}").into_bytes()
        }),
        body_text("diagnosis-xml-declaration", "a document's serializer", |text| {
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}").into_bytes()
        }),
        body_text("diagnosis-encoding", "UTF-16", |text| utf16(text)),
        body_text("diagnosis-encoding", "UTF-8 twice", |text| {
            text.bytes()
                .map(|byte| if byte < 0x80 || byte >= 0xa0 { char::from(byte) } else { cp1252(byte) })
                .collect::<String>()
                .into_bytes()
        }),
        body_text("diagnosis-encoding", "question marks", |text| {
            text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect::<String>().into_bytes()
        }),
        after("diagnosis-diacritics", "cedillas", |text| {
            in_body(text, |body| body.replace('Ș', "Ş").replace('Ț', "Ţ").replace('ț', "ţ"))
        }),
        body_text("diagnosis-diacritics", "decomposed letters", |text| {
            text.replace('ă', "a\u{306}")
                .replace('Ș', "S\u{326}")
                .replace('Ț', "T\u{326}")
                .replace('ț', "t\u{326}")
                .into_bytes()
        }),
        body_text("diagnosis-entities", "quotes escaped", |text| {
            text_nodes(text, |t| t.replace('"', "&quot;")).into_bytes()
        }),
        body_text("diagnosis-entities", "> as itself", |text| {
            text_nodes(text, |t| t.replace("&gt;", ">")).into_bytes()
        }),
        body_text("diagnosis-entities", "character references", |text| {
            text.chars()
                .map(|c| if c.is_ascii() { c.to_string() } else { format!("&#{};", u32::from(c)) })
                .collect::<String>()
                .into_bytes()
        }),
        after("diagnosis-escaped-twice", "escaped once more", |text| {
            in_body(text, |body| {
                body.replace("&amp;", "&amp;amp;").replace("&lt;", "&amp;lt;").replace("&gt;", "&amp;gt;")
            })
        }),
        damage("diagnosis-cdata", "CDATA kept", |writer| {
            let message =
                in_body(&writer.message, |body| {
                    body.replacen("MDL", "<![CDATA[MDL]]>", 1)
                        .replacen(">RO<", "><![CDATA[RO]]><", 1)
                        .replacen("B 9", "<![CDATA[B 9]]>", 1)
                });
            let octets = |node: Node<'_, '_>, options: &Options| {
                let text = String::from_utf8(canonicalize(node, options)).unwrap();
                text.replacen("MDL", "<![CDATA[MDL]]>", 1)
                    .replacen(">RO<", "><![CDATA[RO]]><", 1)
                    .replacen("B 9", "<![CDATA[B 9]]>", 1)
                    .into_bytes()
            };
            sign_text(&message, &Signing { body: Box::new(octets), ..Signing::default() })
        }),
        after("diagnosis-values-rewritten", "amounts without zeros", |text| {
            in_body(text, |body| {
                body.replace(">50.00<", ">50<")
                    .replace(">34.50<", ">34.5<")
                    .replace(">120.00<", ">120<")
                    .replace(">1250.30<", ">1250.3<")
            })
        }),
        after("diagnosis-values-rewritten", "Created without milliseconds", |text| {
            text.replace("24.321Z</wsu:Created>", "24Z</wsu:Created>")
                .replace("24.321Z</wsu:Expires>", "24Z</wsu:Expires>")
                .replace("24Z</wsu:Created>", "24.000Z</wsu:Created>")
                .replace("24Z</wsu:Expires>", "24.000Z</wsu:Expires>")
                .replace("24.321Z</u:", "24.321+00:00</u:")
        }),
    ]
}

fn cp1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x84 => '„',
        0x9d => '\u{9d}',
        0x9e => 'ž',
        0x98 => '˜',
        0x9a => 'š',
        0x83 => 'ƒ',
        0x99 => '™',
        0x9b => '›',
        other => char::from(other),
    }
}

fn indent_body(text: &str, unit: &str) -> Vec<u8> {
    if text.contains(">\n<") {
        return text.as_bytes().to_vec();
    }
    indented(text, unit, "\n").replace('\n', &format!("\n{unit}")).into_bytes()
}

fn of_canonicalization() -> Vec<Damage> {
    let inclusive = |method| {
        move |node: Node<'_, '_>, options: &Options| {
            canonicalize(node, &Options { method, ..options.clone() })
        }
    };
    vec![
        body("diagnosis-inclusive-canonicalization", "inclusive 1.0", inclusive(Method::Inclusive10)),
        damage("diagnosis-inclusive-canonicalization", "inclusive SignedInfo", move |writer| {
            sign(
                writer,
                &Signing { signed_info: Box::new(inclusive(Method::Inclusive10)), ..Signing::default() },
            )
        }),
        damage("diagnosis-exclusive-canonicalization", "inclusive declared", |writer| {
            let octets = |node: Node<'_, '_>, _: &Options| canonicalize(node, &Options::default());
            let body = writer
                .message
                .rfind("<DigestValue>%BODY%")
                .or_else(|| writer.message.rfind("<ds:DigestValue>%BODY%"))
                .unwrap();
            let at = writer.message[..body].rfind("http://www.w3.org/2001/10/xml-exc-c14n#\"").unwrap();
            if writer.name == "prefix lists" {
                return sign(writer, &Signing::default());
            }
            let declared = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"";
            let message = format!(
                "{}{declared}{}",
                &writer.message[..at],
                &writer.message[at + "http://www.w3.org/2001/10/xml-exc-c14n#\"".len()..]
            );
            sign_text(&message, &Signing { body: Box::new(octets), ..Signing::default() })
        }),
        body("diagnosis-comments", "comments kept", |node, options| {
            canonicalize(node, &Options { with_comments: true, ..options.clone() })
        }),
        body("diagnosis-prefix-list-not-applied", "declared alone", |node, options| {
            canonicalize(node, &Options { inclusive_prefixes: Vec::new(), ..options.clone() })
        }),
        body("diagnosis-prefix-list-not-declared", "one prefix", |node, options| {
            let inclusive_prefixes = ["wsu", "xsi", "soap-env"].map(str::to_owned).to_vec();
            // Of these each writer has one that is not in use, or none.
            let kept = inclusive_prefixes
                .into_iter()
                .filter(|p| node.namespaces().any(|n| n.name() == Some(p)))
                .collect();
            canonicalize(
                node,
                &Options {
                    inclusive_prefixes: if options.inclusive_prefixes.is_empty() {
                        kept
                    } else {
                        options.inclusive_prefixes.clone()
                    },
                    ..options.clone()
                },
            )
        }),
        body("diagnosis-not-canonicalized", "as it stands", |node, _| source(node).as_bytes().to_vec()),
        body_text("diagnosis-tags-written-otherwise", "self-closed tags", |text| {
            expand_empty(text, "/>").into_bytes()
        }),
        body_text("diagnosis-tags-written-otherwise", "self-closed tags with a space", |text| {
            expand_empty(text, " />").into_bytes()
        }),
        body_text("diagnosis-tags-written-otherwise", "single quotes", |text| {
            retagged(text, |tag| tag.replace('"', "'")).into_bytes()
        }),
        body_text("diagnosis-namespace-lost", "no namespaces", |text| {
            text.replace(" xmlns=\"https://mpay.gov.md\"", "")
                .replace(" xmlns:ns0=\"https://mpay.gov.md\"", "")
                .into_bytes()
        }),
        body_text("diagnosis-unused-namespace", "xsi and xsd", |text| {
            if text.contains("xmlns:xsi") {
                return text.as_bytes().to_vec();
            }
            let (name, rest) = text.split_once(' ').unwrap();
            let declarations = rest.split('>').next().unwrap();
            let at = declarations
                .match_indices(" xmlns:")
                .map(|(at, _)| at)
                .filter(|at| declarations[at + 7..] > *"xsd")
                .next();
            let insert = " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
            let ids = at.unwrap_or_else(|| {
                declarations.find(" wsu:Id").or_else(|| declarations.find(" u:Id")).unwrap()
            });
            format!("{name} {}{insert}{}", &rest[..ids], &rest[ids..]).into_bytes()
        }),
        body_text("diagnosis-namespaces-moved", "declared on Body", |text| {
            let mpay = ["xmlns=", "xmlns:ns0="]
                .iter()
                .map(|name| format!(" {name}\"https://mpay.gov.md\""))
                .find(|d| text.contains(d));
            let Some(mpay) = mpay else { return text.as_bytes().to_vec() };
            let without = text.replacen(&mpay, "", 1);
            let (name, rest) = without.split_once(' ').unwrap();
            format!("{name}{mpay} {rest}").into_bytes()
        }),
        body_text("diagnosis-prefix-renamed", "soap for s", |text| {
            text.replace("<s:", "<soap:")
                .replace("</s:", "</soap:")
                .replace("xmlns:s=", "xmlns:soap=")
                .replace("<soap-env:", "<SOAP-ENV:")
                .replace("</soap-env:", "</SOAP-ENV:")
                .replace("xmlns:soap-env=", "xmlns:SOAP-ENV=")
                .replace("<mpay:", "<ns1:")
                .replace("</mpay:", "</ns1:")
                .replace("xmlns:mpay=", "xmlns:ns1=")
                .into_bytes()
        }),
    ]
}

fn of_structure() -> Vec<Damage> {
    vec![
        body_text("diagnosis-content-only", "inner XML", |text| inner(text).as_bytes().to_vec()),
        body("diagnosis-another-element", "the whole Envelope", |node, options| {
            canonicalize(node.document().root_element(), options)
        }),
        body("diagnosis-another-element", "Timestamp for Body", |node, options| {
            canonicalize(find(node.document(), "Timestamp"), options)
        }),
        damage("diagnosis-another-element", "digests exchanged", |writer| {
            let exchanged = writer
                .message
                .replace("%BODY%", "%X%")
                .replace("%TIMESTAMP%", "%BODY%")
                .replace("%X%", "%TIMESTAMP%");
            let options = Options::default();
            if writer.name == "prefix lists" {
                return sign(writer, &Signing::default());
            }
            let other = move |name: &'static str| {
                let options = options.clone();
                move |node: Node<'_, '_>, _: &Options| canonicalize(find(node.document(), name), &options)
            };
            drop(exchanged);
            sign(
                writer,
                &Signing {
                    body: Box::new(other("Timestamp")),
                    timestamp: Box::new(other("Body")),
                    ..Signing::default()
                },
            )
        }),
        body_text("diagnosis-id-added-later", "digested without its Id", |text| {
            without_id(text).into_bytes()
        }),
        after("diagnosis-empty-elements", "an empty element came", |text| {
            in_body(text, |body| {
                body.replacen("<OrderKey>", "<Extra/><Other></Other><OrderKey>", 1).replacen(
                    "<ns0:PaidAt>",
                    "<ns0:Extra/><ns0:Other/><ns0:PaidAt>",
                    1,
                )
            })
        })
        .only(|writer| matches!(writer, "none")),
        body_text("diagnosis-empty-elements", "empty elements dropped", |text| {
            ["<DueDate></DueDate>", "<Note></Note>", "<mpay:Note></mpay:Note>", "<ns0:InvoiceID></ns0:InvoiceID>", "<DueDate xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"></DueDate>"]
                .iter().fold(text.to_owned(), |text, empty| text.replace(empty, "")).into_bytes()
        }),
        after("diagnosis-attribute-added", "an attribute came", |text| {
            in_body(text, |body| {
                body.replacen("<OrderKey>", "<OrderKey type=\"x\">", 1)
                    .replacen("OrderKey>Com", "OrderKey type=\"x\">Com", 1)
                    .replacen("<ns0:PaidAt>", "<ns0:PaidAt type=\"x\">", 1)
            })
        }),
        after("diagnosis-element-added", "an element came", |text| {
            in_body(text, |body| {
                body.replacen("<OrderKey>", "<Extra>1</Extra><OrderKey>", 1)
                    .replacen("<mpay:OrderKey>", "<mpay:Extra>1</mpay:Extra><mpay:OrderKey>", 1)
                    .replacen("<ns0:PaidAt>", "<ns0:Extra>1</ns0:Extra><ns0:PaidAt>", 1)
            })
        }),
        after("diagnosis-elements-reordered", "elements out of order", |text| {
            in_body(text, |body| {
                let Some((element, next)) = body.split_once("<OrderKey>").map(|(_, rest)| {
                    (format!("<OrderKey>{}</OrderKey>", rest.split("</").next().unwrap()), "</OrderDetails>")
                }) else {
                    return body.to_owned();
                };
                if body.contains(">\n<") {
                    return body.to_owned();
                }
                body.replacen(&element, "", 1).replacen(next, &format!("{element}{next}"), 1)
            })
        })
        .only(|writer| writer == "plain" || writer == "wcf"),
        body_text("diagnosis-content-added-later", "digested while empty", |text| {
            format!("{}{}", &text[..=text.find('>').unwrap()], &text[text.rfind("</").unwrap()..])
                .into_bytes()
        }),
        after("diagnosis-content-changed", "an amount was changed", |text| {
            in_body(text, |body| {
                body.replace("50.00", "51.00")
                    .replace("34.50", "35.50")
                    .replace("120.00", "121.00")
                    .replace("1250.30", "1251.30")
            })
        }),
        after("diagnosis-content-changed", "the Timestamp was renewed", |text| {
            text.replace("T08:51", "T09:51").replace("T08:56", "T09:56").replace("T08:52", "T09:52")
        }),
        after("diagnosis-id-lost", "the Id was dropped", |text| in_body(text, without_id)),
        after("diagnosis-id-lost", "the Id was made anew", |text| {
            in_body(text, |body| {
                ["BD-1", "id-1", "Body-77", "id-body", "_1"]
                    .iter()
                    .fold(body.to_owned(), |t, id| t.replacen(&format!("Id=\"{id}\""), "Id=\"fresh-9\"", 1))
            })
        }),
        before("diagnosis-id-spelling", "another case in the URI", |text| {
            ["BD-1", "id-1", "Body-77", "id-body"].iter().fold(text.to_owned(), |t, id| {
                t.replace(&format!("URI=\"#{id}\""), &format!("URI=\"#{}\"", swapped(id)))
            })
        }),
        before("diagnosis-id-spelling", "no # in the URI", |text| {
            ["BD-1", "id-1", "Body-77", "id-body", "_1"]
                .iter()
                .fold(text.to_owned(), |t, id| t.replace(&format!("URI=\"#{id}\""), &format!("URI=\"{id}\"")))
        }),
        before("diagnosis-id-spelling", "ID for Id", |text| {
            in_body(text, |body| body.replacen("wsu:Id=", "ID=", 1).replacen("u:Id=", "ID=", 1))
        }),
        damage("diagnosis-id-on-another-element", "the payload has the Id", |writer| {
            let message = in_body(&writer.message, |body| {
                let end = body.find('>').unwrap();
                let id = body[..end].find("wsu:Id=").or_else(|| body[..end].find("u:Id=")).unwrap();
                let length = body[id..].match_indices('"').nth(1).unwrap().0 + 1;
                let attribute = body[id..id + length].to_owned();
                let without = format!("{}{}", body[..id].trim_end(), &body[id + length..]);
                let next = without[1..].find('<').unwrap() + 1;
                let name_end = next + without[next..].find([' ', '>']).unwrap();
                format!("{} {attribute}{}", &without[..name_end], &without[name_end..])
            });
            let payload = |node: Node<'_, '_>, options: &Options| {
                canonicalize(node.first_element_child().unwrap(), options)
            };
            sign_text(&message, &Signing { body: Box::new(payload), ..Signing::default() })
        }),
    ]
}

fn swapped(id: &str) -> String {
    id.chars()
        .map(|c| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
        .collect()
}

fn without_id(text: &str) -> String {
    ["wsu", "u"].iter().flat_map(|prefix| ["BD-1", "id-1", "Body-77", "id-body", "_1"].map(|id| format!(" {prefix}:Id=\"{id}\""))).fold(text.to_owned(), |text, id| text.replacen(&id, "", 1))
        .replacen(if text.starts_with('<') && text.contains("xmlns:wsu") && text.find("Body") < Some(20) && text.contains("s:Body xmlns:s=") { " xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\"" } else { "\0" }, "", 1)
}

fn of_digest_values() -> Vec<Damage> {
    vec![
        digests("diagnosis-digest-algorithm", "SHA-512 for the declared one", |_, octets| {
            STANDARD.encode(DigestAlgorithm::Sha512.digest(octets))
        }),
        digests("diagnosis-digest-encoding", "hexadecimal", |algorithm, octets| {
            hex(&algorithm.digest(octets))
        }),
        digests("diagnosis-digest-encoding", "base64 of hexadecimal", |algorithm, octets| {
            STANDARD.encode(hex(&algorithm.digest(octets)))
        }),
        digests("diagnosis-digest-encoding", "without padding", |algorithm, octets| {
            STANDARD_NO_PAD.encode(algorithm.digest(octets))
        }),
        digests("diagnosis-digest-of-digest", "a digest of the digest", |algorithm, octets| {
            STANDARD.encode(algorithm.digest(&algorithm.digest(octets)))
        }),
        digests("diagnosis-digest-of-nothing", "an empty stream", |algorithm, _| {
            STANDARD.encode(algorithm.digest(b""))
        }),
        digests("diagnosis-digest-length", "cut to sixteen octets", |algorithm, octets| {
            STANDARD.encode(&algorithm.digest(octets)[..16])
        }),
    ]
}

fn of_signatures() -> Vec<Damage> {
    let by_stranger = |rule, name, knows_stranger| Damage {
        rule,
        name,
        knows_stranger,
        make: Box::new(|writer| sign(writer, &Signing { by_stranger: true, ..Signing::default() })),
    };
    vec![
        by_stranger("diagnosis-signed-with-known-key", "another key, known", true),
        by_stranger("diagnosis-signed-with-unknown-key", "another key, unknown", false),
        damage("diagnosis-signature-algorithm", "SHA-384 for the declared one", |writer| {
            sign(writer, &Signing { algorithm: |_| SignatureAlgorithm::RsaSha384, ..Signing::default() })
        }),
        value("diagnosis-signature-reversed", "CryptoAPI's order", |octets| {
            STANDARD.encode(octets.iter().rev().copied().collect::<Vec<_>>())
        }),
        value("diagnosis-signature-length", "cut in the middle", |octets| STANDARD.encode(&octets[..129])),
        value("diagnosis-signature-length", "a zero before it", |octets| {
            STANDARD.encode([&[0], octets].concat())
        }),
        value("diagnosis-signature-encoding", "hexadecimal", hex),
        value("diagnosis-signature-encoding", "the alphabet for URLs", |octets| URL_SAFE.encode(octets)),
        value("diagnosis-signature-encoding", "spaces for plus signs", |octets| {
            STANDARD.encode(octets).replace('+', " ")
        }),
        value("diagnosis-signature-encoding", "escaped line ends", |octets| {
            STANDARD
                .encode(octets)
                .as_bytes()
                .chunks(64)
                .map(|c| String::from_utf8_lossy(c).into_owned())
                .collect::<Vec<_>>()
                .join("\\n")
        }),
        signed_info("diagnosis-pretty-printed", "SignedInfo without white space", |text| {
            compact(text).into_bytes()
        }),
        signed_info("diagnosis-tags-written-otherwise", "SignedInfo with self-closed tags", |text| {
            expand_empty(text, "/>").into_bytes()
        }),
        signed_info("diagnosis-namespace-lost", "SignedInfo without its namespace", |text| {
            text.replacen(" xmlns=\"http://www.w3.org/2000/09/xmldsig#\"", "", 1)
                .replacen(" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "", 1)
                .into_bytes()
        }),
        signed_info("diagnosis-line-end-around", "SignedInfo with a line end", |text| {
            format!("{text}\n").into_bytes()
        }),
        signed_info("diagnosis-digest-of-digest", "SignedInfo digested twice", |text| {
            let algorithm =
                if text.contains("rsa-sha256") { DigestAlgorithm::Sha256 } else { DigestAlgorithm::Sha1 };
            algorithm.digest(text.as_bytes())
        }),
        damage("diagnosis-another-element", "Body signed for SignedInfo", |writer| {
            let octets =
                |node: Node<'_, '_>, options: &Options| canonicalize(find(node.document(), "Body"), options);
            sign(writer, &Signing { signed_info: Box::new(octets), ..Signing::default() })
        }),
        after("diagnosis-digest-value-changed", "a DigestValue was changed", |text| {
            let at = text.find("DigestValue>").unwrap() + "DigestValue>".len();
            let other = if &text[at..=at] == "A" { "B" } else { "A" };
            format!("{}{other}{}", &text[..at], &text[at + 1..])
        }),
        after("diagnosis-signed-info-algorithms-changed", "SignatureMethod was changed", |text| {
            text.replace("xmldsig#rsa-sha1", "xmldsig#dsa-sha1")
                .replace("xmldsig#dsa-sha1", "xmldsig#rsa-sha1")
                .replacen(
                    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                    1,
                )
        })
        .only(|writer| writer == "zeep"),
        after("diagnosis-signed-info-changed", "an attribute came into SignedInfo", |text| {
            text.replacen("SignedInfo>", "SignedInfo Id=\"a\">", 1)
                .replace("/SignedInfo Id=\"a\">", "/SignedInfo>")
        })
        .only(|_| false),
        before("diagnosis-uri-broken", "xml-excc14n#", |text| text.replace("xml-exc-c14n#", "xml-excc14n#"))
            .only(|writer| writer != "prefix lists"),
        before("diagnosis-uri-broken", "https:// for xmldsig#sha1", |text| {
            text.replace("http://www.w3.org/2000/09/xmldsig#sha1", "https://www.w3.org/2000/09/xmldsig#sha1")
        }),
        after("diagnosis-uri-broken", "oasisopen", |text| {
            text.replace(
                "docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext",
                "docs.oasisopen.org/wss/2004/01/oasis-200401-wss-wssecurity-secext",
            )
        }),
        before("diagnosis-uri-broken", "xmldsig#sha256", |text| {
            text.replace(
                "http://www.w3.org/2001/04/xmlenc#sha256",
                "http://www.w3.org/2000/09/xmldsig#sha256",
            )
        }),
        before("diagnosis-uri-broken", "rsasha1", |text| text.replace("xmldsig#rsa-sha1", "xmldsig#rsasha1")),
    ]
}

impl Damage {
    /// The accident happens to these writers alone.
    fn only(self, is_one: impl Fn(&str) -> bool + 'static) -> Self {
        let make = self.make;
        let make =
            Box::new(
                move |writer: &Writer| {
                    if is_one(writer.name) { make(writer) } else { sign(writer, &Signing::default()) }
                },
            );
        Self { make, ..self }
    }
}
