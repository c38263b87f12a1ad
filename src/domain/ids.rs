//! Identifiers: those of MPay's structures, with their limits, and the hub's own.

use std::fmt;

use thiserror::Error;
use uuid::Uuid;

use super::card_number::is_written_as_card_number;
use super::plain_text::turns_direction;

/// Why a `ServiceID` or an `OrderKey` is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidId {
    /// The value is absent or empty.
    #[error("{name} is missing; MPay requires it")]
    Missing {
        /// The parameter's official name.
        name: &'static str,
    },
    /// The value is longer than MPay's structures allow.
    #[error("{name} has {len} characters, MPay allows at most {max}", max = MAX_CHARS)]
    TooLong {
        /// The parameter's official name.
        name: &'static str,
        /// How many characters it has.
        len: usize,
    },
    /// The value contains a character that no XML document can carry (XML 1.0 §2.2), or a line break.
    #[error("{name} holds a control character, which cannot be sent in XML")]
    ControlCharacter {
        /// The parameter's official name.
        name: &'static str,
    },
    /// The value looks like a card number.
    #[error(
        "{name} is written as a card number, which is asked for at the payment provider alone; an order's number has other \
         digits, or a letter beside them"
    )]
    CardNumber {
        /// The parameter's official name.
        name: &'static str,
    },
    /// The value contains a mark that changes the direction of text.
    #[error(
        "{name} holds a mark that turns the direction of text (such as U+202E), so that it reads as another one"
    )]
    Direction {
        /// The parameter's official name.
        name: &'static str,
    },
}

/// The limit in MPay's structures: `ServiceID` and `OrderKey` are `string (36)`.
pub const MAX_CHARS: usize = 36;

fn checked(name: &'static str, text: String) -> Result<String, InvalidId> {
    match text.chars().count() {
        0 => Err(InvalidId::Missing { name }),
        len if len > MAX_CHARS => Err(InvalidId::TooLong { name, len }),
        _ if text.chars().any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) => {
            Err(InvalidId::ControlCharacter { name })
        }
        _ => Ok(text),
    }
}

fn readable(name: &'static str, text: String) -> Result<String, InvalidId> {
    if text.chars().any(turns_direction) { Err(InvalidId::Direction { name }) } else { Ok(text) }
}

/// The identifier of a service at MPay (`ServiceID`, 1 to 36 characters).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId(String);

impl ServiceId {
    /// Keeps the sender's exact text: nothing is trimmed or case-folded.
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidId> {
        checked("ServiceID", text.into()).and_then(|text| readable("ServiceID", text)).map(Self)
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number of an order at its service provider (`OrderKey`, 1 to 36 characters).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderKey(String);

impl OrderKey {
    /// Keeps the sender's exact text: nothing is trimmed or case-folded.
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidId> {
        checked("OrderKey", text.into()).map(Self)
    }

    /// Like [`Self::parse`], for a key from a browser, a person or a program: also refuses a key that displays as a
    /// different one, and a card number typed into the wrong field.
    pub fn given(text: impl Into<String>) -> Result<Self, InvalidId> {
        let name = "OrderKey";
        let text = readable(name, checked(name, text.into())?)?;
        if is_written_as_card_number(&text) { Err(InvalidId::CardNumber { name }) } else { Ok(Self(text)) }
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number of a payment notice at MPay (`InvoiceID`): 14 digits, as in the guide's sample `00069002233014`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InvoiceId(String);

impl InvoiceId {
    /// The invoice with this sequence number; the hub's sequences stay far below 14 digits.
    pub fn from_number(number: i64) -> Self {
        Self(format!("{number:014}"))
    }

    /// Parses a number that was typed or linked: 14 digits, spaces between them allowed.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let is_number = digits.len() == 14 && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then_some(Self(digits))
    }

    /// The 14 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits as MPay prints them, in groups of 2-4-4-4: `00 0690 0223 3014`.
    pub fn grouped(&self) -> String {
        let d = &self.0;
        format!("{} {} {} {}", &d[..2], &d[2..6], &d[6..10], &d[10..])
    }
}

/// The number of one payment (`PaymentID`): digits, as in the guide's sample `79042133`. Repeated `ConfirmOrderPayment`
/// calls with the same number are one payment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaymentId(String);

impl PaymentId {
    /// The payment with this sequence number.
    pub fn from_number(number: i64) -> Self {
        Self(number.to_string())
    }

    /// Takes a stored or received number as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id of a payer's visit to the pay page. Random, so that another payer's address cannot be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId(Uuid);

/// The id of a transaction at a simulated payment provider. Random, for the same reason as [`SessionId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TransactionId(Uuid);

/// The key of a POS terminal's configuration, stored in the operator's browser. Random, for the same reason as
/// [`SessionId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PosTerminalKey(Uuid);

macro_rules! random_id {
    ($name:ident) => {
        impl $name {
            /// An id made of 16 random bytes.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }

            /// Parses an id; `None` for anything but a UUID.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}
random_id!(SessionId);
random_id!(TransactionId);
random_id!(PosTerminalKey);

macro_rules! shown_as_text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}
shown_as_text!(ServiceId, OrderKey, InvoiceId, PaymentId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_36_characters_is_accepted_and_one_of_37_is_refused_with_both_numbers() {
        assert!(OrderKey::parse("ș".repeat(36)).is_ok());
        let error = OrderKey::parse("x".repeat(37)).unwrap_err();
        assert_eq!(error.to_string(), "OrderKey has 37 characters, MPay allows at most 36");
    }

    #[test]
    fn nothing_is_trimmed_from_a_key() {
        assert_eq!(OrderKey::parse(" a ").unwrap().as_str(), " a ");
    }

    #[test]
    fn control_characters_are_refused() {
        for text in ["a\u{0}b", "a\u{ffff}b"] {
            assert_eq!(ServiceId::parse(text), Err(InvalidId::ControlCharacter { name: "ServiceID" }));
        }
    }

    #[test]
    fn an_invoice_number_is_read_with_spaces_and_shown_in_groups() {
        let id = InvoiceId::parse("00 0690 0223 3014").unwrap();
        assert_eq!(id.as_str(), "00069002233014");
        assert_eq!(id.grouped(), "00 0690 0223 3014");
        assert_eq!(InvoiceId::parse("123"), None);
        assert_eq!(InvoiceId::parse("٠٠٠٦٩٠٠٢٢٣٣٠١٤"), None);
    }
}
