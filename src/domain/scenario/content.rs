//! Confirmations with one false statement.

use thiserror::Error;

use super::{ContentDefect, Parameters, Scenario, sentences};
use crate::domain::confirmation::{PaymentConfirmation, PaymentConfirmationLine};
use crate::domain::finding::Words;
use crate::domain::finding::rules::scenario::SCENARIO_NOT_APPLIED;
use crate::domain::money::Amount;
use crate::domain::order::OrderDetails;

/// Why a scenario is not applied to a call. The call is then honest, or not made, and gets no verdict.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotApplicable {
    /// The change would be lawful for this order.
    #[error("the order allows {what}, so the amount would be a lawful one")]
    Allowed {
        /// The permission that makes it lawful.
        what: &'static str,
    },
    /// The order has too few lines.
    #[error("the confirmation has one line, and this takes two")]
    OneLine,
    /// The amount is too small to be reduced.
    #[error("the first line has {amount}, which is too little to change by {by}")]
    TooLittle {
        /// The line's amount.
        amount: Amount,
        /// The reduction.
        by: Amount,
    },
    /// The parameter equals the true value.
    #[error("`{value}` is what an honest call says")]
    Honest {
        /// The value.
        value: String,
    },
    /// The payment leaves a rest to pay.
    #[error("the order is not paid in full, so another payment would be a lawful one")]
    NotPaidInFull,
    /// The call was made, and no part of it reached the e-Service.
    #[error("the call did not reach the e-Service ({what})")]
    NotReached {
        /// The failure, in one line.
        what: String,
    },
    /// The hub does not have a key that it needs.
    #[error(
        "the hub does not have the e-Service's private key: in the service's table of mpay-sim.toml name a .pfx that holds \
         it as `certificate`, or name the key's own file as `certificate_key`"
    )]
    NoKey,
    /// The hub does not have that key, and the service is registered, which takes no keys.
    #[error(
        "the hub does not have the e-Service's private key, and a service that was registered through the console or the \
         control API cannot be given one: remove the registration, and put the service into mpay-sim.toml with a .pfx that \
         holds the key as `certificate`, or with the key's own file as `certificate_key`"
    )]
    NoKeyOfRegistered,
    /// The message could not be made.
    #[error("{0}")]
    CannotMake(String),
}

impl NotApplicable {
    /// The remedy: a way to make the scenario applicable.
    pub fn remedy(&self) -> Words {
        let sentence = match self {
            Self::Allowed { .. } => &sentences::STRICT_ORDER,
            Self::OneLine => &sentences::TWO_LINES,
            Self::TooLittle { .. } => &sentences::LARGER_AMOUNT,
            Self::Honest { .. } => &sentences::OTHER_VALUE,
            Self::NotPaidInFull => &sentences::PAID_IN_FULL,
            Self::NotReached { .. } => &sentences::WHEN_REACHED,
            Self::NoKey | Self::NoKeyOfRegistered => &sentences::WITH_KEY,
            Self::CannotMake(_) => return SCENARIO_NOT_APPLIED.remedy_in_words(),
        };
        sentence.words()
    }
}

/// The id of a line that no order has.
const EXTRA_LINE: &str = "SIM-EXTRA-LINE";

impl ContentDefect {
    /// Changes a confirmation of this order. `other_service` and `unknown_order` are sent where no parameter names others.
    ///
    /// # Errors
    /// If the change would be lawful for this order, or cannot be made.
    pub fn apply(
        self,
        confirmation: &mut PaymentConfirmation,
        order: &OrderDetails,
        (scenario, parameters): (&Scenario, &Parameters),
        (other_service, unknown_order): (&str, &str),
    ) -> Result<(), NotApplicable> {
        let bani = Amount::from_bani(parameters.number(scenario, "bani"));
        match self {
            Self::OtherService => {
                let other = parameters.text("service_id").unwrap_or(other_service);
                replace(&mut confirmation.service_id, other)
            }
            Self::UnknownOrder => {
                let other = parameters.text("order_key").unwrap_or(unknown_order);
                replace(&mut confirmation.order_key, other)
            }
            Self::OtherCurrency => {
                replace(&mut confirmation.currency, parameters.text("currency").unwrap_or("EUR"))
            }
            Self::AmountMore | Self::AmountLess if let Some(what) = other_amounts_allowed(order) => {
                Err(NotApplicable::Allowed { what })
            }
            Self::AmountMore => Self::add_to_amount(confirmation, bani.bani()),
            Self::AmountLess => {
                take_from_first_line(confirmation, bani)?;
                confirmation.total_amount = confirmation.total_amount - bani;
                Ok(())
            }
            // The total stays as due, so that there is only one reason to refuse.
            Self::TotalNotLines => take_from_first_line(confirmation, bani),
            Self::LineMissing => {
                let moved = at_least_two(confirmation)?.pop().map(|line| line.amount).unwrap_or_default();
                let first = first_line(confirmation)?;
                first.amount = first.amount + moved;
                Ok(())
            }
            Self::LineExtra => {
                let part = Amount::from_bani(1);
                take_from_first_line(confirmation, part)?;
                let like_first = first_line(confirmation)?.clone();
                let line_id = EXTRA_LINE.to_owned();
                confirmation.lines.push(PaymentConfirmationLine { amount: part, line_id, ..like_first });
                Ok(())
            }
            Self::LinesReordered => {
                at_least_two(confirmation)?.reverse();
                Ok(())
            }
        }
    }
}

impl ContentDefect {
    /// Changes the two keys of a query. Defects that a query cannot have leave it honest.
    ///
    /// # Errors
    /// If the parameter equals the true value.
    pub fn apply_to_query(
        self,
        (service_id, order_key): (&mut String, &mut String),
        parameters: &Parameters,
        (other_service, unknown_order): (&str, &str),
    ) -> Result<(), NotApplicable> {
        match self {
            Self::OtherService => replace(service_id, parameters.text("service_id").unwrap_or(other_service)),
            Self::UnknownOrder => replace(order_key, parameters.text("order_key").unwrap_or(unknown_order)),
            _ => Ok(()),
        }
    }

    /// Adds this many bani to the total and to the first line.
    pub(super) fn add_to_amount(
        confirmation: &mut PaymentConfirmation,
        bani: i64,
    ) -> Result<(), NotApplicable> {
        let bani = Amount::from_bani(bani);
        let line = first_line(confirmation)?;
        line.amount = line.amount + bani;
        confirmation.total_amount = confirmation.total_amount + bani;
        Ok(())
    }
}

/// The permission by which the payer could have paid a different amount, if any.
fn other_amounts_allowed(order: &OrderDetails) -> Option<&'static str> {
    match order {
        order if order.allow_partial_payments => Some("partial payments"),
        order if order.allow_advance_payments => Some("advance payments"),
        order if order.amount_due().is_none() => Some("any amount"),
        _ => None,
    }
}

fn replace(value: &mut String, other: &str) -> Result<(), NotApplicable> {
    if value == other {
        return Err(NotApplicable::Honest { value: other.to_owned() });
    }
    other.clone_into(value);
    Ok(())
}

fn first_line(confirmation: &mut PaymentConfirmation) -> Result<&mut PaymentConfirmationLine, NotApplicable> {
    confirmation.lines.first_mut().ok_or(NotApplicable::OneLine)
}

fn at_least_two(
    confirmation: &mut PaymentConfirmation,
) -> Result<&mut Vec<PaymentConfirmationLine>, NotApplicable> {
    if confirmation.lines.len() < 2 { Err(NotApplicable::OneLine) } else { Ok(&mut confirmation.lines) }
}

/// Subtracts an amount from the first line, which must keep a positive rest to stay valid.
fn take_from_first_line(confirmation: &mut PaymentConfirmation, by: Amount) -> Result<(), NotApplicable> {
    let line = first_line(confirmation)?;
    if line.amount <= by {
        return Err(NotApplicable::TooLittle { amount: line.amount, by });
    }
    line.amount = line.amount - by;
    Ok(())
}
