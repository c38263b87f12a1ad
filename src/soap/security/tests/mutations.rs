//! Messages with small changes everywhere: whatever is accepted has the content that was signed.

use std::sync::LazyLock;

use roxmltree::Document;

use super::forge::Forge;
use super::{now, signer};
use crate::soap::envelope::{self, Envelope};
use crate::soap::security::c14n;
use crate::soap::security::certificates::Certificate;
use crate::soap::security::verify::{Judgement, Trust, verify};

/// The Body as a reader takes it from the message.
fn content(envelope: &Envelope<'_, '_>) -> Vec<u8> {
    c14n::canonicalize(envelope.body, &c14n::Options::default())
}

/// True if the message is accepted; its Body must then be the signed one.
fn is_accepted(xml: &str, signed: &[u8]) -> bool {
    static KNOWN: LazyLock<Certificate> = LazyLock::new(|| signer().certificate);
    let Ok(document) = envelope::parse(xml) else { return false };
    let Ok(envelope) = Envelope::of(&document) else { return false };
    match verify(&document, &envelope, Trust::Certificate(&KNOWN), Judgement::at(now())) {
        Ok(_) => {
            assert_eq!(content(&envelope), signed, "{xml}");
            true
        }
        // Every problem has a finding.
        Err(problem) => {
            assert!(!problem.finding().found.is_empty());
            false
        }
    }
}

fn message() -> (String, Vec<u8>) {
    let xml = Forge {
        key_info: "<ds:KeyInfo><ds:KeyName>x</ds:KeyName></ds:KeyInfo>".to_owned(),
        ..Forge::default()
    }
    .xml();
    let document = Document::parse(&xml).unwrap();
    let signed = content(&Envelope::of(&document).unwrap());
    assert!(is_accepted(&xml, &signed));
    (xml, signed)
}

#[test]
fn a_message_with_one_character_changed_or_left_out_says_what_was_signed_or_is_refused() {
    let (xml, signed) = message();
    let (mut accepted, mut refused) = (0, 0);
    for (at, c) in xml.char_indices() {
        let rest = &xml[at + c.len_utf8()..];
        for new in ["", "x", "\""] {
            match is_accepted(&format!("{}{new}{rest}", &xml[..at]), &signed) {
                true => accepted += 1,
                false => refused += 1,
            }
        }
    }
    // Quotes, white space, the prefixes of unsigned parts: few changes are harmless.
    assert!(accepted > 0 && refused > 20 * accepted, "{accepted} accepted, {refused} refused");
}

#[test]
fn a_message_with_one_element_left_out_moved_or_doubled_says_what_was_signed_or_is_refused() {
    let (xml, signed) = message();
    let document = Document::parse(&xml).unwrap();
    let ranges: Vec<_> =
        document.descendants().filter(|node| node.is_element()).map(|node| node.range()).collect();
    for taken in &ranges {
        let element = &xml[taken.clone()];
        let without = format!("{}{}", &xml[..taken.start], &xml[taken.end..]);
        is_accepted(&without, &signed);
        for place in ranges.iter().flat_map(|range| [range.start, range.end]) {
            let doubled = format!("{}{element}{}", &xml[..place], &xml[place..]);
            is_accepted(&doubled, &signed);
            if !(taken.start < place && place < taken.end) {
                let place = if place >= taken.end { place - element.len() } else { place };
                is_accepted(&format!("{}{element}{}", &without[..place], &without[place..]), &signed);
            }
        }
    }
}
