//! What is wrong, or only remarkable, about an exchange with an e-Service, in words that tell how to mend it.

mod excerpt;
mod place;
mod rule;

pub mod rules;

pub use super::plain_text::{line_of, one_line};
pub use excerpt::excerpt;
pub use place::{Place, Position};
pub use rule::{Rule, Severity, Stage};

use super::card_number::hide_card_numbers;
/// Room for the first lines of a stack trace, which name the cause.
const MAX_QUOTED: usize = 1_000;

/// One thing that was found. The texts are English, the language of the protocol's own words, and one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule it breaks.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// What was found there, at most 600 characters, without control characters.
    pub found: String,
    /// Words of the e-Service's own, at most 1,000 characters, which may be a stack trace: for logs and for developers who
    /// may read the console, never for payers. Mostly empty.
    pub quoted: String,
    /// What was expected there.
    pub expected: String,
    /// What MPay, or the WCF reader that it is built on, would make of it.
    pub consequence: String,
    /// What to do about it.
    pub remedy: String,
}

impl Finding {
    /// A finding with the rule's own words for everything but what was found.
    pub fn new(rule: &'static Rule, found: impl AsRef<str>) -> Self {
        Self {
            rule,
            place: Place::default(),
            found: one_line(found.as_ref()),
            quoted: String::new(),
            expected: rule.expected.to_owned(),
            consequence: rule.consequence.to_owned(),
            remedy: rule.remedy.to_owned(),
        }
    }

    /// Says where it was found.
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Quotes words of the e-Service's own, which payers must not read.
    pub fn quoting(mut self, words: impl AsRef<str>) -> Self {
        self.quoted = line_of(&hide_card_numbers(words.as_ref()), MAX_QUOTED);
        self
    }

    /// Says more exactly what was expected.
    pub fn expected(mut self, expected: impl AsRef<str>) -> Self {
        self.expected = one_line(expected.as_ref());
        self
    }

    /// Says more exactly what MPay would make of it.
    pub fn consequence(mut self, consequence: impl AsRef<str>) -> Self {
        self.consequence = one_line(consequence.as_ref());
        self
    }

    /// Says more exactly what to do.
    pub fn remedy(mut self, remedy: impl AsRef<str>) -> Self {
        self.remedy = one_line(remedy.as_ref());
        self
    }

    /// The finding in one line: what is wrong, where, and what was found.
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
