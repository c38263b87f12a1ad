//! The card processors: the payer's entries, and the effect of the test card.

use jiff::Timestamp;
use jiff::civil::Date;

use super::PaymentProviderContext;
use super::decision::{Decision, decide};
use crate::domain::local_time;
use crate::domain::test_card::TestCard;
use crate::store::{StoreError, Transaction};

/// A payer's entries on the card page. `Debug` is not derived, so that a card number cannot be logged by accident.
#[derive(Clone, Default)]
pub struct TypedCard {
    /// The number, with or without spaces.
    pub number: String,
    /// The month of expiry, `01` to `12`.
    pub month: String,
    /// The last two digits of the year of expiry.
    pub year: String,
    /// The security code.
    pub cvv: String,
    /// The name on the card.
    pub name: String,
}

/// A mistake in a field of the card page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardFieldError {
    /// The number is not on the list of test cards.
    UnknownNumber,
    /// The expiry is not a month and a year.
    Expiry,
    /// The expiry has passed.
    Expired,
    /// The security code is not three digits.
    Cvv,
    /// No name, or one of more than 60 characters.
    Name,
}

/// The result of submitting the card page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardSubmission {
    /// Corrections are needed.
    Invalid(Vec<CardFieldError>),
    /// 3-D Secure authentication follows.
    Authenticate,
    /// The processor has decided: now, as this transaction says, or before.
    Decided(Option<Box<Transaction>>),
}

/// The code that the simulated bank would send by SMS, shown on the page itself.
pub const AUTHENTICATION_CODE: &str = "123456";

/// Steps 9 and 10: checks the entries and applies the test card's outcome.
pub async fn submit(
    context: PaymentProviderContext<'_>,
    transaction: &Transaction,
    typed: &TypedCard,
) -> Result<CardSubmission, StoreError> {
    if !transaction.status.is_undecided() {
        return Ok(CardSubmission::Decided(None));
    }
    let errors = errors_of(typed, context.clock.now());
    let (Some(card), true) = (TestCard::find(&typed.number), errors.is_empty()) else {
        return Ok(CardSubmission::Invalid(errors));
    };
    let last_four = Some(card.last_four().to_owned());
    Ok(match decide(context, transaction, card.outcome, last_four).await? {
        Decision::Authenticate => CardSubmission::Authenticate,
        Decision::Decided(decided) => CardSubmission::Decided(Some(decided)),
        Decision::DecidedBefore => CardSubmission::Decided(None),
    })
}

fn errors_of(typed: &TypedCard, now: Timestamp) -> Vec<CardFieldError> {
    let mut errors = Vec::new();
    if TestCard::find(&typed.number).is_none() {
        errors.push(CardFieldError::UnknownNumber);
    }
    match last_day(&typed.month, &typed.year) {
        None => errors.push(CardFieldError::Expiry),
        Some(last_day) if last_day < local_time::in_chisinau(now).date() => {
            errors.push(CardFieldError::Expired)
        }
        Some(_) => {}
    }
    let cvv = typed.cvv.trim();
    if cvv.len() != 3 || !cvv.bytes().all(|b| b.is_ascii_digit()) {
        errors.push(CardFieldError::Cvv);
    }
    if !(1..=60).contains(&typed.name.trim().chars().count()) {
        errors.push(CardFieldError::Name);
    }
    errors
}

/// A card is valid until the last day of its month.
fn last_day(month: &str, year: &str) -> Option<Date> {
    let month: i8 = month.trim().parse().ok()?;
    let year = year.trim();
    let year: i16 = if year.len() == 2 { year.parse().ok()? } else { return None };
    Date::new(2000 + year, month, 1).ok().map(Date::last_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(number: &str, month: &str, year: &str, cvv: &str, name: &str) -> TypedCard {
        let [number, month, year, cvv, name] = [number, month, year, cvv, name].map(str::to_owned);
        TypedCard { number, month, year, cvv, name }
    }

    #[test]
    fn every_field_is_checked_and_a_card_is_good_to_the_end_of_its_month() {
        let now = "2026-11-30T21:59:00Z".parse().unwrap();
        assert_eq!(errors_of(&typed("4242 4242 4242 4242", "11", "26", "123", "Ion"), now), []);
        let later = "2026-11-30T22:00:00Z".parse().unwrap();
        assert_eq!(
            errors_of(&typed("4242424242424242", "11", "26", "123", "Ion"), later),
            [CardFieldError::Expired]
        );
        assert_eq!(
            errors_of(&typed("4111111111111111", "13", "2030", "12a", " "), now),
            [
                CardFieldError::UnknownNumber,
                CardFieldError::Expiry,
                CardFieldError::Cvv,
                CardFieldError::Name
            ]
        );
        assert_eq!(errors_of(&TypedCard::default(), now).len(), 4);
    }
}
