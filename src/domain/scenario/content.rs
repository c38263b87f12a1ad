//! Confirmations that say something else than the truth, each in one thing.

use thiserror::Error;

use super::{ContentDefect, Parameters, Scenario};
use crate::domain::confirmation::{PaymentConfirmation, PaymentConfirmationLine};
use crate::domain::finding::rules::scenario::SCENARIO_NOT_APPLIED;
use crate::domain::invoice::Invoice;
use crate::domain::money::Amount;
use crate::domain::order::OrderDetails;

/// Why a scenario is not applied to a call. The call is then an honest one, or none, and no verdict is given.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotApplicable {
    /// The defect would be no defect.
    #[error("the order allows {what}, so the amount would be a lawful one")]
    Allowed {
        /// What is allowed, in words.
        what: &'static str,
    },
    /// There is too little to change.
    #[error("the confirmation has one line, and this takes two")]
    OneLine,
    /// There is too little money to take it from.
    #[error("the first line has {amount}, which is too little to change by {by}")]
    TooLittle {
        /// What the line has.
        amount: Amount,
        /// What would have to be taken from it.
        by: Amount,
    },
    /// The value is the honest one.
    #[error("`{value}` is what an honest call says")]
    Honest {
        /// The value.
        value: String,
    },
    /// There is a rest to pay.
    #[error("the order is not paid in full, so another payment would be a lawful one")]
    NotPaidInFull,
    /// The call was made, and no part of it came to the e-Service.
    #[error("the call did not reach the e-Service ({what})")]
    NotReached {
        /// What happened to it, in one line.
        what: String,
    },
    /// The hub lacks a key.
    #[error(
        "the hub does not have the e-Service's private key: in the service's table of mpay-sim.toml name a .pfx that holds \
         it as `certificate`, or name the key's own file as `certificate_key`"
    )]
    NoKey,
    /// Something could not be made.
    #[error("{0}")]
    CannotMake(String),
}

impl NotApplicable {
    /// What to do, so that the scenario can be applied.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Allowed { .. } => "pay an order that does not allow it",
            Self::OneLine => "pay an order with two lines or more",
            Self::TooLittle { .. } => "pay a larger amount, or set the scenario's `bani` lower",
            Self::Honest { .. } => "set the scenario's parameter to another value",
            Self::NotPaidInFull => "pay the whole rest of the order",
            Self::NotReached { .. } => {
                "see that the e-Service can be reached, then call it again, or pay again: the scenario is not used up"
            }
            Self::NoKey => "give the hub the e-Service's private key, or choose another service",
            Self::CannotMake(_) => SCENARIO_NOT_APPLIED.remedy,
        }
    }
}

/// The line that no order has.
const EXTRA_LINE: &str = "SIM-EXTRA-LINE";

impl ContentDefect {
    /// Changes a confirmation. `invoice` is what it confirms a payment of; `other_service` and `unknown_order` are what
    /// is sent where no parameter says otherwise.
    ///
    /// # Errors
    /// Where the defect would be none for this order.
    pub fn apply(
        self,
        confirmation: &mut PaymentConfirmation,
        invoice: &Invoice,
        (scenario, parameters): (&Scenario, &Parameters),
        (other_service, unknown_order): (&str, &str),
    ) -> Result<(), NotApplicable> {
        let bani = Amount::from_bani(parameters.number(scenario, "bani"));
        let order = &invoice.order;
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
            // The total stays what is due: else it would be two things to refuse.
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
    /// Adds so many bani to the total and to the first line.
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

/// What lets the payer choose the amount, so that another one than was paid could have been paid as well.
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

/// Takes an amount from the first line and leaves something there, so that the line itself stays a good one.
fn take_from_first_line(confirmation: &mut PaymentConfirmation, by: Amount) -> Result<(), NotApplicable> {
    let line = first_line(confirmation)?;
    if line.amount <= by {
        return Err(NotApplicable::TooLittle { amount: line.amount, by });
    }
    line.amount = line.amount - by;
    Ok(())
}
