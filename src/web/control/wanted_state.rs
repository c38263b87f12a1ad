//! A state of a payment or its confirmation to wait for.

use std::fmt::{self, Display, Formatter};

use super::problem::ControlProblem;
use crate::domain::confirmation::{ConfirmationState, ConfirmationStatus};
use crate::domain::payment::PaymentState;
use crate::store::{ConfirmationSummary, ListedPayment};
use crate::web::lists::values;

/// Stands for every final state of a payment.
pub(super) const DECIDED: &str = "Decided";

/// A state of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Any state.
    Anything,
    /// Any final state.
    Decided,
    /// The payment is in this state.
    Payment(PaymentState),
    /// Its confirmation is in this state.
    Confirmation(ConfirmationState),
    /// Both.
    Both(PaymentState, ConfirmationState),
}

impl Wanted {
    /// Parses `Decided`, a state of payments, or a state that only confirmations have.
    pub(super) fn parse(name: &str) -> Result<Self, ControlProblem> {
        let of_confirmations =
            ConfirmationState::NAMES.iter().filter(|name| PaymentState::parse(name).is_none());
        let names: Vec<_> =
            PaymentState::NAMES.iter().chain(of_confirmations).copied().chain([DECIDED]).collect();
        let name = values::name("wait_for", Some(name), &names)?.unwrap_or_default();
        Ok(match (PaymentState::parse(name), ConfirmationState::parse(name)) {
            (Some(payment), _) => Self::Payment(payment),
            (None, Some(confirmation)) => Self::Confirmation(confirmation),
            (None, None) => Self::Decided,
        })
    }

    pub(super) fn is_reached(self, listed: &ListedPayment) -> bool {
        let payment = listed.payment.status.state();
        let confirmation = listed.confirmation.as_ref().map(|confirmation| confirmation.status.state());
        match self {
            Self::Anything => true,
            Self::Decided => payment.is_final(),
            Self::Payment(wanted) => payment == wanted,
            Self::Confirmation(wanted) => confirmation == Some(wanted),
            Self::Both(of_payment, wanted) => payment == of_payment && confirmation == Some(wanted),
        }
    }

    /// True if only an operator could bring the payment to this state: it is final in another one, will get no
    /// confirmation, or its confirmation is confirmed, halted or given up.
    pub(super) fn is_out_of_reach(self, listed: &ListedPayment) -> bool {
        let payment = listed.payment.status.state();
        let confirmation = listed.confirmation.as_ref().map(|confirmation| confirmation.status.state());
        let no_confirmation = |wanted: ConfirmationState| match confirmation {
            Some(
                now @ (ConfirmationState::Confirmed | ConfirmationState::GaveUp | ConfirmationState::Halted),
            ) => now != wanted,
            Some(ConfirmationState::Pending | ConfirmationState::InFlight) => false,
            None => payment.is_final(),
        };
        match self {
            Self::Anything | Self::Decided => false,
            Self::Payment(wanted) => payment.is_final() && payment != wanted,
            Self::Confirmation(wanted) => no_confirmation(wanted),
            Self::Both(of_payment, wanted) => {
                (payment.is_final() && payment != of_payment) || no_confirmation(wanted)
            }
        }
    }

    /// True if the confirmation of an authorised payment prevents it.
    pub(super) fn is_about_confirmation(self, listed: &ListedPayment) -> bool {
        matches!(self, Self::Confirmation(_) | Self::Both(..)) && listed.confirmation.is_some()
    }

    /// A description of the current situation, as far as it concerns the wanted state.
    pub(super) fn standing(self, listed: Option<&ListedPayment>) -> String {
        let Some(listed) = listed else { return "there is no payment yet".to_owned() };
        match &listed.confirmation {
            Some(confirmation) if self.is_about_confirmation(listed) => standing_of(confirmation),
            _ => {
                let status = &listed.payment.status;
                let reason = status.reason().map(|reason| format!(" ({reason})")).unwrap_or_default();
                format!("the payment is {}{reason}", status.name())
            }
        }
    }
}

/// `it is Pending after 1 attempt: http: HTTP status 500 …; next attempt at 2027-01-04T09:00:05Z`.
fn standing_of(confirmation: &ConfirmationSummary) -> String {
    let attempts = match confirmation.attempts {
        1 => "1 attempt".to_owned(),
        count => format!("{count} attempts"),
    };
    let last = confirmation.last_outcome.as_ref().map(|last| format!(": {last}")).unwrap_or_default();
    let next = match confirmation.status {
        ConfirmationStatus::Pending { next_attempt_at } => format!("; next attempt at {next_attempt_at}"),
        ConfirmationStatus::InFlight { .. } => "; an attempt is under way".to_owned(),
        ConfirmationStatus::GaveUp => "; no attempt is left in the retry schedule".to_owned(),
        ConfirmationStatus::Confirmed { .. } | ConfirmationStatus::Halted => String::new(),
    };
    format!("it is {} after {attempts}{last}{next}", confirmation.status.name())
}

impl Display for Wanted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anything => f.write_str("a payment"),
            Self::Decided => f.write_str("decided"),
            Self::Payment(payment) => f.write_str(payment.as_str()),
            Self::Confirmation(confirmation) => f.write_str(confirmation.as_str()),
            Self::Both(payment, confirmation) => {
                write!(f, "{} and {}", payment.as_str(), confirmation.as_str())
            }
        }
    }
}
