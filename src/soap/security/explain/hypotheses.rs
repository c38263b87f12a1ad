//! The table of hypotheses: differences between the digested octets of an element and its canonical octets.
//!
//! A hypothesis is named only if its octets have exactly the declared or signed digest. Where two give the same octets, the
//! first one in the table, which is the more specific, is named.

use roxmltree::Document;

use super::subject::{Subject, Trial};
use super::tokens::{self, Style};
use super::{canonicalization, elements, identifiers, markup, namespaces, octets, white_space};
use crate::domain::finding::Rule;
use crate::domain::finding::rules::{diagnosis as rules, diagnosis_of_signature as signature_rules};

/// Makes octets, tries them, and describes in half a sentence what made the digest match.
type Guess = fn(&Subject<'_, '_>, &mut Trial) -> Option<String>;

/// The hypotheses in the order of trying.
const HYPOTHESES: [(&Rule, Guess); 36] = [
    (&signature_rules::URI_BROKEN, identifiers::put_right),
    (&rules::DIGEST_OF_NOTHING, octets::digest_of_nothing),
    (&rules::PRETTY_PRINTED, white_space::pretty_printed),
    (&rules::AROUND, white_space::around),
    (&rules::BYTE_ORDER_MARK, octets::byte_order_mark),
    (&rules::DIGEST_OF_DIGEST, octets::digest_of_digest),
    (&rules::PREFIX_LIST_NOT_APPLIED, canonicalization::prefix_list_not_applied),
    (&rules::EXCLUSIVE, canonicalization::exclusive),
    (&rules::COMMENTS, canonicalization::comments),
    (&rules::INCLUSIVE, canonicalization::inclusive),
    (&rules::LINE_ENDS, white_space::line_ends),
    (&rules::CDATA, markup::cdata),
    (&rules::NOT_CANONICALIZED, canonicalization::none),
    (&rules::WRITTEN_OTHERWISE, canonicalization::tags_written_otherwise),
    (&rules::ENTITIES, markup::entities),
    (&rules::ESCAPED_TWICE, markup::escaped_twice),
    (&rules::VALUES_TRIMMED, white_space::values_trimmed),
    (&rules::XML_DECLARATION, octets::xml_declaration),
    (&rules::ENCODING, octets::encoding),
    (&rules::DIACRITICS, octets::diacritics),
    (&rules::ID_ADDED_LATER, elements::id_added_later),
    (&rules::ENVELOPED_SIGNATURE, elements::enveloped_signature),
    (&rules::NO_CONTENT_YET, octets::digest_of_empty_element),
    (&rules::CONTENT_ONLY, elements::content_only),
    (&rules::PREFIX_LIST_NOT_DECLARED, canonicalization::prefix_list_not_declared),
    (&rules::UNUSED_NAMESPACE, namespaces::unused),
    (&rules::NAMESPACE_LOST, namespaces::lost),
    (&rules::NAMESPACES_MOVED, namespaces::moved),
    (&rules::EMPTY_ELEMENTS, elements::empty_elements),
    (&rules::REORDERED, elements::reordered),
    (&rules::WHITE_SPACE_STRIPPED, white_space::stripped),
    (&rules::INDENTED_OTHERWISE, white_space::indented_otherwise),
    (&rules::ANOTHER_ELEMENT, elements::another),
    (&rules::PREFIX_RENAMED, namespaces::prefix_renamed),
    (&rules::ATTRIBUTE_ADDED, elements::attribute_added),
    (&rules::ELEMENT_ADDED, elements::element_added),
];

/// Expensive and rare: one guess for each value.
const LAST: [(&Rule, Guess); 1] = [(&rules::VALUES_REWRITTEN, markup::values_rewritten)];

/// The first hypothesis that matches, with its description. If none does, each is tried once more without the white space
/// between tags, as the element may also have been pretty-printed.
pub(super) fn first_that_fits(
    subject: &Subject<'_, '_>,
    trial: &mut Trial,
) -> Option<(&'static Rule, String)> {
    if subject.is_large() {
        return None;
    }
    first(subject, trial).or_else(|| {
        let between = tokens::between_tags(&subject.tokens);
        if !between.contains(&true) {
            return None;
        }
        let compact = tokens::write(&subject.without(|place| between[place]), Style::default());
        let document = Document::parse(&compact).ok()?;
        let compact = Subject::new(document.root_element(), subject.options, &compact);
        let (rule, detail) = first(&compact, trial)?;
        Some((
            rule,
            format!("without the white space between its elements, which came after signing too, {detail}"),
        ))
    })
}

fn first(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<(&'static Rule, String)> {
    HYPOTHESES.iter().chain(&LAST).find_map(|(rule, guess)| {
        if trial.is_spent() {
            return None;
        }
        guess(subject, trial).map(|detail| (*rule, detail))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_at_least_thirty_hypotheses_each_with_a_rule_of_its_own() {
        let mut names: Vec<_> = HYPOTHESES.iter().chain(&LAST).map(|(rule, _)| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() == HYPOTHESES.len() + LAST.len() && names.len() >= 30, "{names:?}");
    }
}
