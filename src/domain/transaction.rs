//! The status of a transaction in the payment provider's own books.

use super::named::named;
use super::payment::{Authorization, DeclineReason, TimeOutReason};
use super::transition::{StateMachine, Transition, transitions};

/// The status of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransactionStatus {
    /// Waits for the payer.
    Open,
    /// Waits for the payer's 3-D Secure authentication with the card that ends in these digits.
    AwaitingAuthentication {
        /// The last four digits.
        card_last_four: String,
    },
    /// Authorised.
    Authorized(Authorization),
    /// Refused.
    Declined(DeclineReason),
    /// Given up by the payer.
    Cancelled,
    /// Given up by the payment provider after waiting without an answer.
    TimedOut(TimeOutReason),
    /// Given back at the hub's request.
    Reversed,
}

impl TransactionStatus {
    /// The state without its data.
    pub fn state(&self) -> TransactionState {
        match self {
            Self::Open => TransactionState::Open,
            Self::AwaitingAuthentication { .. } => TransactionState::AwaitingAuthentication,
            Self::Authorized(_) => TransactionState::Authorized,
            Self::Declined(_) => TransactionState::Declined,
            Self::Cancelled => TransactionState::Cancelled,
            Self::TimedOut(_) => TransactionState::TimedOut,
            Self::Reversed => TransactionState::Reversed,
        }
    }

    /// The stored name.
    pub fn name(&self) -> &'static str {
        self.state().as_str()
    }

    /// True while the payer or the payment provider still has to decide.
    pub fn is_undecided(&self) -> bool {
        matches!(self, Self::Open | Self::AwaitingAuthentication { .. })
    }
}

named! {
    fn as_str;
    /// The states of a transaction.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum TransactionState {
        /// Waits for the payer.
        Open = "Open",
        /// Waits for the payer's 3-D Secure authentication.
        AwaitingAuthentication = "AwaitingAuthentication",
        /// Authorised.
        Authorized = "Authorized",
        /// Refused.
        Declined = "Declined",
        /// Given up by the payer.
        Cancelled = "Cancelled",
        /// Given up by the payment provider.
        TimedOut = "TimedOut",
        /// Given back.
        Reversed = "Reversed",
    }
}

impl StateMachine for TransactionState {
    const MACHINE: &'static str = "transaction";
    const STATES: &'static [Self] = &Self::ALL;
    const FIRST: &'static [Self] = &[Self::Open];
    const TRANSITIONS: &'static [Transition<Self>] = transitions! {
        [Open] => AwaitingAuthentication: "the card needs 3-D Secure";
        [Open, AwaitingAuthentication] => Authorized: "the bank authorises";
        [Open, AwaitingAuthentication] => Declined: "the bank refuses";
        [Open, AwaitingAuthentication] => Cancelled: "the payer gives up";
        [Open, AwaitingAuthentication] => TimedOut: "the session ends, or the bank does not answer";
        [Authorized] => Reversed: "the hub gives it back";
        // A decision for a later moment is stored with that moment, and may change before it.
        [Authorized, Declined, TimedOut] => Authorized: "forced before its moment";
        [Authorized, Declined, TimedOut] => Declined: "forced before its moment";
        [Authorized, Declined, TimedOut] => Cancelled: "forced before its moment";
        [Authorized, Declined, TimedOut] => TimedOut: "forced before its moment";
    };

    fn state_name(self) -> &'static str {
        self.as_str()
    }
}
