//! Makes inputs of messages: each of its number alone.

use std::ops::Range;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::bases::{Base, Bases};
use super::outline::Outline;

/// The largest reply that a hub reads.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Pieces of XML, of SOAP and of attacks.
const TOKENS: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "&",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{ffff}",
    "]]>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<![CDATA[x]]>",
    "<!-- x -->",
    "<?x y?>",
    "<?xml version=\"1.0\"?>",
    "<!DOCTYPE a>",
    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
    "<!DOCTYPE a [<!ENTITY x \"yyyyyyyyyy\">]>",
    "&x;",
    "&lt;",
    "&#0;",
    "&#13;",
    "&#x1F600;",
    "&#xFFFFFFFF;",
    "xmlns=\"\"",
    "xmlns:s=\"urn:x\"",
    "xmlns:x=\"\"",
    "xmlns:xml=\"urn:x\"",
    " xsi:nil=\"true\"",
    " Id=\"x\"",
    " wsu:Id=\"x\"",
    " xml:space=\"preserve\"",
    "<a>",
    "</a>",
    "<a/>",
    "<s:Body/>",
    "<x:y/>",
    "<Reference/>",
    "<Signature/>",
    "<Transform/>",
    "0",
    "-1",
    "1.00",
    "99999999999999999999",
    "1E+400",
    "NaN",
    "ș",
    "😀",
];

/// Values for attributes and texts.
const VALUES: &[&str] = &[
    "",
    "#",
    "#x",
    "x",
    "0",
    "-0.01",
    "1E+3",
    "999999999999.99",
    "9999999999999999999999999999",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "-9999-01-01T00:00:00Z",
    "2027-01-04T08:51:24.321Z",
    "true",
    "Canceled",
    "====",
    "AAAA",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    "http://www.w3.org/TR/1999/REC-xslt-19991116",
    "http://www.w3.org/TR/1999/REC-xpath-19991116",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://localhost/",
    "file:///etc/passwd",
    "#xpointer(/)",
    "soapenv mpay s wsu #default",
    "\u{202e}",
    "a\u{0301}",
    "&#13;&#10;",
];

/// The input of this number.
pub fn input(bases: &Bases, number: u64) -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(number);
    let base = bases.all.choose(&mut random).unwrap();
    let mut text = structural(&mut random, bases, base);
    for _ in 0..random.random_range(0..3) {
        if random.random_bool(0.5) {
            // A second change of structure, on what the first one has left.
            if let Some(outline) = Outline::of(&text) {
                let changed = Base { outline, reading: String::new(), text, by_hub: true };
                text = structural(&mut random, bases, &changed);
                continue;
            }
        }
        if random.random_bool(0.3) {
            of_characters(&mut random, &mut text);
        }
    }
    let mut bytes = of_encoding(&mut random, text);
    bytes.truncate(MOST_BYTES);
    bytes
}

/// The text with whole parts changed.
fn structural(random: &mut StdRng, bases: &Bases, base: &Base) -> String {
    let (text, outline) = (&base.text, &base.outline);
    let mut changed = text.clone();
    let element = pick(random, &outline.elements);
    let place = match random.random_range(0..2) {
        0 => pick(random, &outline.elements).start,
        _ => pick(random, &outline.elements).end,
    };
    match random.random_range(0..19) {
        // The same element twice.
        0 => changed.insert_str(place, &text[element]),
        // An element elsewhere.
        1 if !element.contains(&place) => {
            let (first, second) = (element.start.min(place), element.end.max(place));
            let moved = &text[element.clone()];
            changed = if place <= element.start {
                [&text[..first], moved, &text[first..element.start], &text[element.end..]].concat()
            } else {
                [&text[..first], &text[element.end..second], moved, &text[second..]].concat()
            };
        }
        2 => changed.replace_range(element, ""),
        // An element of another message, beside or instead of one of this.
        3 | 4 => {
            let other = bases.all.choose(random).unwrap();
            let donated = &other.text[pick(random, &other.outline.elements)];
            let range = if random.random_bool(0.5) { element } else { place..place };
            changed.replace_range(range, donated);
        }
        5 => changed.replace_range(pick(random, &outline.attributes), ""),
        6 => {
            let attribute = text[pick(random, &outline.attributes)].to_owned();
            let name = pick_one(random, &outline.names);
            changed.insert_str(name, &format!(" {attribute}"));
        }
        // Another value of an attribute.
        7 | 8 => {
            let attribute = pick(random, &outline.attributes);
            let name = text[attribute.clone()].split('=').next().unwrap_or_default().to_owned();
            let value = VALUES.choose(random).unwrap();
            changed.replace_range(attribute, &format!("{name}=\"{value}\""));
        }
        // Another name of an attribute.
        9 => {
            let attribute = pick(random, &outline.attributes);
            let value = text[attribute.clone()].split_once('=').map_or("\"\"", |(_, value)| value);
            let name = ["Id", "wsu:Id", "ID", "x:Id", "URI", "Algorithm", "a"].choose(random).unwrap();
            changed.replace_range(attribute, &format!("{name}={value}"));
        }
        // Another text.
        10 | 11 => {
            let value = VALUES.choose(random).unwrap();
            changed.replace_range(pick(random, &outline.texts), value);
        }
        // Something that readers of text may stumble over, inside a text.
        12 => {
            let range = pick(random, &outline.texts);
            let at = boundary(text, random.random_range(range.start..=range.end));
            let inside =
                ["<!--x-->", "<?x?>", "<![CDATA[]]>", "\r\n", " ", "&#13;", "<x/>"].choose(random).unwrap();
            changed.insert_str(at, inside);
        }
        13 => changed.insert_str(place, TOKENS.choose(random).unwrap()),
        14 => {
            let name = pick_one(random, &outline.names);
            let token = TOKENS.choose(random).unwrap();
            changed.insert_str(name, &format!(" {token}"));
        }
        15 => changed = nested(random, text, element),
        16 => changed = inflated(random, text, element),
        17 => changed = ["><", "\n", " "].choose(random).map_or(changed, |from| text.replace(from, "\n\t")),
        _ => changed = wrapped(random, text, outline).unwrap_or(changed),
    }
    changed
}

/// The element within many others: around the limit of what is read.
fn nested(random: &mut StdRng, text: &str, element: Range<usize>) -> String {
    let times = random.random_range(1..80);
    let (open, close) = ("<a>".repeat(times), "</a>".repeat(times));
    [&text[..element.start], &open, &text[element.clone()], &close, &text[element.end..]].concat()
}

/// The element, or a piece of XML, very many times; rarely, because it takes long.
fn inflated(random: &mut StdRng, text: &str, element: Range<usize>) -> String {
    let most = if random.random_bool(0.02) { MOST_BYTES } else { 20_000 };
    let token = TOKENS.choose(random).unwrap();
    let piece = if random.random_bool(0.5) { &text[element.clone()] } else { token };
    let room = most.saturating_sub(text.len());
    let times = random.random_range(0..=room / piece.len());
    [&text[..element.end], &piece.repeat(times), &text[element.end..]].concat()
}

/// Signature wrapping: the signed Body somewhere else, and a forged one in its place.
fn wrapped(random: &mut StdRng, text: &str, outline: &Outline) -> Option<String> {
    let body = outline.body.clone()?;
    let signed = &text[body.clone()];
    let forged = match random.random_range(0..3) {
        0 => signed.replacen("</", "<x/></", 1),
        1 => signed.replace("1250.50", "1.00").replace("79042133", "79042134").replace("ORD-1", "ORD-2"),
        _ => text[pick(random, &outline.elements)].to_owned(),
    };
    let forged = match random.random_range(0..5) {
        0 => forged.replacen("Id=\"", "Id=\"x", 1),
        1 => forged.replacen("wsu:Id=", "Id=", 1),
        2 => forged.replacen("wsu:Id=", "x=", 1),
        3 => forged.replacen(" Id=", " wsu:Id=", 1),
        _ => forged,
    };
    // Anything before the Body, the forged Body itself, or what comes after it.
    let place = pick(random, &outline.elements).start.min(body.start);
    Some(match random.random_range(0..4) {
        0 => [&text[..body.start], &forged, signed, &text[body.end..]].concat(),
        1 => {
            let inside = forged.replacen("</", &format!("{signed}</"), 1);
            [&text[..body.start], &inside, &text[body.end..]].concat()
        }
        _ => [&text[..place], signed, &text[place..body.start], &forged, &text[body.end..]].concat(),
    })
}

/// Changes that know nothing of XML.
fn of_characters(random: &mut StdRng, text: &mut String) {
    if text.is_empty() {
        return;
    }
    let at = boundary(text, random.random_range(0..text.len()));
    let end = boundary(text, (at + random.random_range(0..40)).min(text.len()));
    match random.random_range(0..5) {
        0 => text.truncate(at),
        1 => text.replace_range(at..end, ""),
        2 => text.insert_str(at, TOKENS.choose(random).unwrap()),
        3 => text.replace_range(at..end, TOKENS.choose(random).unwrap()),
        _ => {
            let piece = text[at..end].to_owned();
            text.insert_str(at, &piece);
        }
    }
}

/// Bytes in another encoding, or damaged; mostly the text as it is.
fn of_encoding(random: &mut StdRng, text: String) -> Vec<u8> {
    match random.random_range(0..60) {
        0 => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        1 => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        2 => ["\u{feff}", &text].concat().into_bytes(),
        3 | 4 if !text.is_empty() => {
            let mut bytes = text.into_bytes();
            for _ in 0..random.random_range(1..4) {
                let at = random.random_range(0..bytes.len());
                bytes[at] ^= 1 << random.random_range(0..8);
            }
            bytes
        }
        _ => text.into_bytes(),
    }
}

/// One of these ranges; an empty one where there is none.
fn pick(random: &mut StdRng, ranges: &[Range<usize>]) -> Range<usize> {
    ranges.choose(random).cloned().unwrap_or(0..0)
}

fn pick_one(random: &mut StdRng, places: &[usize]) -> usize {
    places.choose(random).copied().unwrap_or(0)
}

/// The nearest place at or before this one that does not cut a character.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
