//! Findings: errors and oddities in an exchange with an e-Service, each with its remedy.

mod excerpt;
mod place;
mod rule;
mod words;

pub mod rules;
pub mod sentences;

pub use super::plain_text::{line_of, one_line};
pub use excerpt::excerpt;
pub use place::{Place, Position};
pub use rule::{Rule, Severity, Stage};
pub(in crate::domain) use words::sentence_table;
pub use words::{Sentence, Words};

use super::card_number::hide_card_numbers;
/// Room for the first lines of a stack trace, which name the cause.
const MAX_QUOTED: usize = 1_000;

/// One finding. Its texts are English, like the protocol's own terms, and one line each; title, effect and remedy have
/// translations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// The place in the message.
    pub place: Place,
    /// The observation, at most 600 characters, without control characters.
    pub found: String,
    /// Text of the e-Service itself, at most 1,000 characters, possibly a stack trace: for logs and for developers with
    /// access to the console, never for payers. Usually empty.
    pub quoted: String,
    /// The expected content.
    pub expected: String,
    /// The consequence at MPay, or in the WCF reader that it is built on.
    pub consequence: Words,
    /// The remedy.
    pub remedy: Words,
}

impl Finding {
    /// A finding with the rule's texts for everything but `found`.
    pub fn new(rule: &'static Rule, found: impl AsRef<str>) -> Self {
        Self {
            rule,
            place: Place::default(),
            found: one_line(found.as_ref()),
            quoted: String::new(),
            expected: rule.expected.to_owned(),
            consequence: rule.consequence_in_words(),
            remedy: rule.remedy_in_words(),
        }
    }

    /// Sets the place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Adds text of the e-Service itself, which payers must not read.
    pub fn quoting(mut self, words: impl AsRef<str>) -> Self {
        self.quoted = line_of(&hide_card_numbers(words.as_ref()), MAX_QUOTED);
        self
    }

    /// Replaces the rule's expectation by a more exact one.
    pub fn expected(mut self, expected: impl AsRef<str>) -> Self {
        self.expected = one_line(expected.as_ref());
        self
    }

    /// Replaces the rule's consequence by a more exact one.
    pub fn consequence(mut self, consequence: Words) -> Self {
        self.consequence = consequence;
        self
    }

    /// Replaces the rule's remedy by a more exact one.
    pub fn remedy(mut self, remedy: Words) -> Self {
        self.remedy = remedy;
        self
    }

    /// The finding in one line: the error, its place and the observation.
    pub fn summary(&self) -> String {
        let place = self.place.to_string();
        let at = if place.is_empty() { String::new() } else { format!(", at {place}") };
        let quoted = if self.quoted.is_empty() { String::new() } else { format!(" ({})", self.quoted) };
        format!("{}{at}: {}{quoted}", self.rule.title, self.found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_says_everything() {
        let mut names: Vec<_> = rules::all().map(|rule| rule.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for rule in rules::all() {
            let Rule { name, title, expected, consequence, remedy, source, .. } = rule;
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
            for text in [title, expected, consequence, remedy, source] {
                assert!(!text.is_empty() && one_line(text) == *text, "{name}: {text}");
            }
            assert_eq!(rules::by_name(name), Some(rule));
        }
    }
}
