//! The test cards, the only card numbers that the simulated processors accept.

use super::outcome::{OUTCOMES, Outcome};

/// A test card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard {
    /// The number, 16 digits that pass Luhn's check. These numbers belong to no bank.
    pub number: &'static str,
    /// The outcome of a payment with it.
    pub outcome: Outcome,
}

impl TestCard {
    /// Every test card of the table of outcomes.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_rule = |number: &'static str, outcome| Self { number, outcome };
        OUTCOMES
            .iter()
            .flat_map(move |rule| rule.cards.iter().map(move |number| of_rule(number, rule.outcome)))
    }

    /// The test card with this number, typed with or without spaces and dashes. Any other number is refused.
    pub fn find(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(32).collect();
        Self::all().find(|card| card.number == digits)
    }

    /// The number in groups of four, as cards print it.
    pub fn grouped(&self) -> String {
        let n = self.number;
        format!("{} {} {} {}", &n[..4], &n[4..8], &n[8..12], &n[12..])
    }

    /// The last four digits, the only ones that may be stored.
    pub fn last_four(&self) -> &'static str {
        &self.number[12..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_number_has_16_digits_and_passes_luhn() {
        for card in TestCard::all() {
            assert_eq!(card.number.len(), 16);
            let sum: u32 = card
                .number
                .bytes()
                .rev()
                .enumerate()
                .map(|(i, b)| match (i % 2, u32::from(b - b'0')) {
                    (0, digit) => digit,
                    (_, digit) => digit * 2 / 10 + digit * 2 % 10,
                })
                .sum();
            assert_eq!(sum % 10, 0, "{}", card.number);
        }
    }

    #[test]
    fn a_number_is_found_as_people_type_it_and_others_are_not() {
        assert!(TestCard::find("4242 4242-4242 4242").is_some());
        assert_eq!(TestCard::find("4111111111111111"), None);
        assert_eq!(TestCard::find(""), None);
    }
}
