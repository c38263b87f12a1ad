//! The only card numbers that the simulated processors accept.

use super::payment::DeclineReason;

/// A card for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard {
    /// The number, 16 digits that pass Luhn's check. These numbers belong to no bank.
    pub number: &'static str,
    /// What happens.
    pub outcome: CardOutcome,
}

/// What a test card makes the processor do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardOutcome {
    /// Authorised at once.
    Approved,
    /// 3-D Secure authentication first, where the processor has it; there the tester chooses the result.
    ThreeDSecure,
    /// Refused.
    Declined(DeclineReason),
}

/// The list. It makes the hint on the card page, the processor's behaviour and the tests.
pub const TEST_CARDS: [TestCard; 8] = [
    TestCard { number: "4242424242424242", outcome: CardOutcome::Approved },
    TestCard { number: "5555555555554444", outcome: CardOutcome::Approved },
    TestCard { number: "4000000000003220", outcome: CardOutcome::ThreeDSecure },
    TestCard { number: "4000000000000002", outcome: CardOutcome::Declined(DeclineReason::Declined) },
    TestCard { number: "4000000000009995", outcome: CardOutcome::Declined(DeclineReason::InsufficientFunds) },
    TestCard { number: "4000000000000069", outcome: CardOutcome::Declined(DeclineReason::ExpiredCard) },
    TestCard { number: "4000000000000127", outcome: CardOutcome::Declined(DeclineReason::WrongCvv) },
    TestCard { number: "4000000000000119", outcome: CardOutcome::Declined(DeclineReason::ProcessorError) },
];

impl TestCard {
    /// The test card with this number, typed with or without spaces and dashes. Any other number is refused.
    pub fn find(typed: &str) -> Option<&'static Self> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(32).collect();
        TEST_CARDS.iter().find(|card| card.number == digits)
    }

    /// The number in groups of four, as cards print it.
    pub fn grouped(&self) -> String {
        let n = self.number;
        format!("{} {} {} {}", &n[..4], &n[4..8], &n[8..12], &n[12..])
    }

    /// The last four digits, the only ones that may be kept.
    pub fn last_four(&self) -> &'static str {
        &self.number[12..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_number_passes_luhn() {
        for card in &TEST_CARDS {
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
