//! Another element, or elements and attributes that came, went or moved.

use mpay_sim::soap::security::c14n::{Options, canonicalize};
use roxmltree::Node;

use super::{Damage, after, body, body_text, damage, in_body};
use crate::diagnosis::signer::{Signing, find, sign};
use crate::diagnosis::text::inner;

pub fn all() -> Vec<Damage> {
    vec![
        body_text("diagnosis-content-only", "inner XML", |text| inner(text).as_bytes().to_vec()),
        body("diagnosis-another-element", "the Envelope before it was signed", |node, options| {
            let omit = Some(find(node.document(), "Signature").id());
            canonicalize(node.document().root_element(), &Options { omit, ..options.clone() })
        }),
        body("diagnosis-another-element", "Timestamp for Body", |node, options| {
            canonicalize(find(node.document(), "Timestamp"), options)
        }),
        damage("diagnosis-another-element", "digests exchanged", |writer| {
            let other = |name: &'static str| {
                move |node: Node<'_, '_>, _: &Options| {
                    canonicalize(find(node.document(), name), &Options::default())
                }
            };
            let (body, timestamp) = (Box::new(other("Timestamp")), Box::new(other("Body")));
            sign(writer, &Signing { body, timestamp, ..Signing::default() })
        })
        .only(|writer| writer != "prefix lists"),
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
    ]
}
