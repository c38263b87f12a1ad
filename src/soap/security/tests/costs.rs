//! The costliest messages that are accepted, and those that are refused for their cost.

use super::forge::{Forge, transforms};
use super::{rule, verdict};
use crate::soap::security::c14n::{EXCLUSIVE, MOST_NODES, MOST_OCTETS};
use crate::soap::security::uris::ENVELOPED_SIGNATURE;
use crate::soap::security::{MAX_REFERENCES, MAX_TRANSFORMS};

/// A correctly signed message in which every reference covers the whole document.
fn covering_all(content: &str) -> Forge {
    Forge {
        references: vec![""; MAX_REFERENCES],
        transforms: transforms(&[ENVELOPED_SIGNATURE, EXCLUSIVE]),
        content: content.to_owned(),
        ..Forge::default()
    }
}

/// The message with this content inserted after signing: the cost is checked before the digests.
fn with_content(forge: Forge, content: &str) -> String {
    Forge { content: "<small/>".to_owned(), ..forge }.xml().replace("<small/>", content)
}

#[test]
fn three_references_and_two_transforms_are_read_and_no_more() {
    let with = |count: usize| {
        Forge { references: [vec!["#T"; count - 1], vec!["#B"]].concat(), ..Forge::default() }.xml()
    };
    assert_eq!(verdict(&with(MAX_REFERENCES)), Ok(()));
    let finding = verdict(&with(MAX_REFERENCES + 1)).unwrap_err().finding();
    assert_eq!(
        (finding.rule.name, finding.found.as_str()),
        ("signature-too-many-references", "4 references")
    );
    assert!(finding.expected.ends_with("3 at most"), "{}", finding.expected);

    let both = [ENVELOPED_SIGNATURE, EXCLUSIVE];
    assert_eq!(both.len(), MAX_TRANSFORMS);
    let xml = Forge { transforms: transforms(&both), ..Forge::default() }.xml();
    assert_eq!(verdict(&xml), Ok(()));
    let three = transforms(&[ENVELOPED_SIGNATURE, EXCLUSIVE, EXCLUSIVE]);
    let finding = verdict(&xml.replacen(&transforms(&both), &three, 1)).unwrap_err().finding();
    assert_eq!(finding.rule.name, "signature-too-many-transforms");
    assert_eq!(finding.found, "3 transforms of reference `#B`");
    assert!(finding.expected.ends_with("2 at most"), "{}", finding.expected);
}

#[test]
fn what_a_message_costs_is_bounded_and_the_finding_says_how_much_it_was() {
    let address = "x".repeat(60_000);
    // An element of six bytes is written with the whole URI of its namespace.
    let content = format!("<a xmlns:n='urn:{address}'>{}</a>", "<n:b/>".repeat(100));
    told(&with_content(covering_all(""), &content), "octets", MOST_OCTETS, "long addresses");
    // Correctly signed, as its first two references are processed.
    let everything = covering_all(&"<b/>".repeat(MOST_NODES / MAX_REFERENCES + 1_000)).xml();
    told(&everything, "nodes", MOST_NODES, "every reference over everything");
}

/// Asserts that more of these in one message are refused.
#[track_caller]
fn told(xml: &str, what: &str, most: usize, name: &str) {
    let finding = verdict(xml).unwrap_err().finding();
    assert_eq!(finding.rule.name, "signature-too-costly", "{name}: {}", finding.found);
    let (count, rest) = finding.found.split_once(' ').unwrap();
    assert!(count.parse::<usize>().unwrap() > most && rest.starts_with(what), "{name}: {}", finding.found);
    assert_eq!(finding.expected, format!("{most} {what} at most"), "{name}");
}

#[test]
fn a_large_message_may_be_covered_once_and_a_small_one_as_often_as_it_has_references() {
    let text = "x".repeat(3 << 20);
    let twice = Forge { references: vec!["#T", "#B"], content: text.clone(), ..Forge::default() };
    assert_eq!(verdict(&twice.xml()), Ok(()));
    assert_eq!(rule(verdict(&covering_all(&text).xml())), "signature-too-costly");
    assert_eq!(verdict(&covering_all("<order/>").xml()), Ok(()));
}
