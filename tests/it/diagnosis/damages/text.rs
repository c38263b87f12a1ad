//! White space, line ends, letters and values that changed.

use mpay_sim::soap::security::c14n::{Options, canonicalize};
use roxmltree::Node;

use super::{Damage, after, body_text, damage, in_body};
use crate::diagnosis::signer::{Signing, sign_text};
use crate::diagnosis::text::{indented, text_nodes, utf16};

pub fn all() -> Vec<Damage> {
    vec![
        after("diagnosis-pretty-printed", "indented with two spaces", |text| indented(text, "  ", "\n"))
            .only(is_compact),
        after("diagnosis-pretty-printed", "indented with tabs and CR LF", |text| {
            indented(text, "\t", "\r\n")
        })
        .only(is_compact),
        after("diagnosis-pretty-printed", "a line for each tag", |text| indented(text, "", "\n"))
            .only(is_compact),
        after("diagnosis-indented-otherwise", "indented anew with two spaces", |text| {
            indented(text, "  ", "\n")
        })
        .only(|writer| !is_compact(writer)),
        after("diagnosis-indented-otherwise", "indented anew with tabs and CR LF", |text| {
            indented(text, "\t", "\r\n")
        })
        .only(|writer| !is_compact(writer)),
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
        body_text("diagnosis-encoding", "UTF-16", utf16),
        body_text("diagnosis-encoding", "UTF-8 twice", |text| {
            text.bytes()
                .map(|byte| if !(0x80..0xa0).contains(&byte) { char::from(byte) } else { cp1252(byte) })
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
        after("diagnosis-values-rewritten", "an offset in Created", |text| {
            text.replace("Z</wsu:Created>", "+00:00</wsu:Created>")
                .replace("Z</u:Created>", "+00:00</u:Created>")
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

/// Whether the writer puts no white space between tags.
fn is_compact(writer: &str) -> bool {
    !matches!(writer, "prefix lists" | "line ends")
}
