//! Ids that came late, went, or stand elsewhere.

use mpay_sim::soap::security::c14n::{Options, canonicalize};
use roxmltree::{Document, Node};

use super::shapes::IDS;
use super::{Damage, after, before, body, damage, in_body};
use crate::diagnosis::signer::{Signing, find, sign_text};

pub fn all() -> Vec<Damage> {
    vec![
        body("diagnosis-id-added-later", "digested without its Id", |node, options| {
            let text = in_body(node.document().input_text(), without_id);
            let document = Document::parse(&text).unwrap();
            canonicalize(find(&document, "Body"), options)
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

fn without_id(body: &str) -> String {
    let attributes = IDS.iter().flat_map(|id| [format!(" wsu:Id=\"{id}\""), format!(" u:Id=\"{id}\"")]);
    attributes.fold(body.to_owned(), |text, attribute| text.replacen(&attribute, "", 1))
}
