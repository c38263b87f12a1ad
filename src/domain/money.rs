//! Amounts of money, exact to the ban.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use thiserror::Error;

/// An amount in bani (1 leu = 100 bani). `i64` is enough for ninety thousand billion lei.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

/// Why a text is not an amount.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidAmount {
    /// Not a decimal number at all.
    #[error("`{text}` is not a decimal number")]
    NotANumber {
        /// The text, cut to a readable length.
        text: String,
    },
    /// Below zero or beyond [`Amount::MAX`].
    #[error("`{text}` is outside 0.00 to 999999999999.99")]
    OutOfRange {
        /// The text, cut to a readable length.
        text: String,
    },
}

/// An amount read from a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadAmount {
    /// The amount in whole bani.
    pub amount: Amount,
    /// True where it was rounded: the text had more than two decimals that were not zero.
    pub rounded: bool,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount accepted: one ban less than a thousand billion lei.
    pub const MAX: Self = Self(99_999_999_999_999);

    /// An amount of this many bani.
    pub const fn from_bani(bani: i64) -> Self {
        Self(bani)
    }

    /// The amount in bani.
    pub const fn bani(self) -> i64 {
        self.0
    }

    /// True for zero and below.
    pub fn is_zero(self) -> bool {
        self.0 <= 0
    }

    /// Parses an `xs:decimal` as e-Services write it: `9267.00`, `50`, `33.3333333333`, also `1E+3`. Fractions of a ban are
    /// rounded, half away from zero, and reported as such.
    pub fn parse_xml(text: &str) -> Result<ReadAmount, InvalidAmount> {
        let trimmed = text.trim();
        let excerpt = || trimmed.chars().take(40).collect::<String>();
        // More digits are not money, and parsing them would take time.
        if trimmed.len() > 64 {
            return Err(InvalidAmount::NotANumber { text: excerpt() });
        }
        // The decimal library accepts more than XML does, such as `1_000`.
        if !trimmed.bytes().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
            return Err(InvalidAmount::NotANumber { text: excerpt() });
        }
        let decimal = Decimal::from_str_exact(trimmed)
            .or_else(|_| trimmed.parse::<Decimal>())
            .or_else(|_| Decimal::from_scientific(trimmed))
            .map_err(|_| InvalidAmount::NotANumber { text: excerpt() })?;
        let whole_bani = decimal.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let bani = whole_bani
            .checked_mul(Decimal::ONE_HUNDRED)
            .and_then(|d| d.to_i64())
            .filter(|bani| (0..=Self::MAX.0).contains(bani))
            .ok_or_else(|| InvalidAmount::OutOfRange { text: excerpt() })?;
        Ok(ReadAmount { amount: Self(bani), rounded: whole_bani != decimal })
    }

    /// Parses an amount that a payer typed, with at most two decimals: `1250`, `1 250,50`, `1250.50`.
    pub fn parse_typed(text: &str) -> Result<Self, InvalidAmount> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\u{a0}' && *c != '\u{202f}')
            .map(|c| if c == ',' { '.' } else { c })
            .take(32)
            .collect();
        let error = || InvalidAmount::NotANumber { text: text.chars().take(40).collect() };
        let (lei, bani) = compact.split_once('.').unwrap_or((&compact, ""));
        let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if lei.is_empty() || !is_digits(lei) || !is_digits(bani) || bani.len() > 2 {
            return Err(error());
        }
        Self::parse_xml(compact.trim_end_matches('.')).map(|read| read.amount)
    }

    /// The amount as an `xs:decimal` with two decimals, as MPay's samples write it: `9267.00`.
    pub fn to_xml(self) -> String {
        Decimal::new(self.0, 2).to_string()
    }

    /// The lei and the remaining bani.
    pub fn lei_and_bani(self) -> (i64, i64) {
        (self.0 / 100, self.0 % 100)
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_xml())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_of_messages_are_read_exactly() {
        for (text, bani) in
            [("9267.00", 926_700), ("50", 5_000), ("34.5", 3_450), (" 0.10 ", 10), ("1E+3", 100_000)]
        {
            let read = Amount::parse_xml(text).unwrap();
            assert_eq!((read.amount.bani(), read.rounded), (bani, false), "{text}");
        }
    }

    #[test]
    fn what_is_finer_than_a_ban_is_rounded_and_said() {
        for (text, bani) in [("33.3333333333", 3_333), ("0.30000000000000004", 30), ("12.345678", 1_235)] {
            let read = Amount::parse_xml(text).unwrap();
            assert_eq!((read.amount.bani(), read.rounded), (bani, true), "{text}");
        }
    }

    #[test]
    fn nonsense_and_negative_amounts_are_refused() {
        for text in
            ["", "abc", "1,5", "1_000.00", "NaN", "-1", "1e+21", "99999999999999999999", &"9".repeat(100)]
        {
            assert!(Amount::parse_xml(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_payer_may_type_an_amount_in_the_usual_ways() {
        for text in ["1250,5", "1 250,50", "1250.50", "1\u{a0}250,50"] {
            assert_eq!(Amount::parse_typed(text), Ok(Amount::from_bani(125_050)), "{text}");
        }
        for text in ["", ",5", "1.234,50", "1e3", "-5", "1250.505"] {
            assert!(Amount::parse_typed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_amount_is_written_with_two_decimals() {
        assert_eq!(Amount::from_bani(926_700).to_xml(), "9267.00");
        assert_eq!(Amount::from_bani(5).to_xml(), "0.05");
    }
}
