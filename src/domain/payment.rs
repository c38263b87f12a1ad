//! One attempt of a payer to pay an invoice with an instrument (steps 7 to 12).

use jiff::Timestamp;

use super::ids::{InvoiceId, PaymentId, SessionId, TransactionId};
use super::instrument::InstrumentId;
use super::money::Amount;
use super::payer_input::PayerInput;
use super::stored_name::stored_by_name;
use super::transition::{StateMachine, Transition, transitions};

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The number that the e-Service will know it by.
    pub id: PaymentId,
    /// What is paid.
    pub invoice_id: InvoiceId,
    /// The visit in which the payer started it.
    pub session_id: SessionId,
    /// What it is paid with.
    pub instrument: InstrumentId,
    /// The transaction at the payment provider.
    pub transaction_id: TransactionId,
    /// What the payer pays.
    pub amount: Amount,
    /// What the payer said with it.
    pub input: PayerInput,
    /// What the payment provider takes from the payer on top; the e-Service never hears of it.
    pub fee: Amount,
    /// Where the payment stands.
    pub status: PaymentStatus,
    /// When the payer chose the instrument.
    pub started_at: Timestamp,
}

/// Where a payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentStatus {
    /// The payer chose an instrument; the payment provider does not know of the invoice yet.
    Started,
    /// The invoice is published and the payer was sent to the payment provider.
    AtPaymentProvider,
    /// The payer has done everything; the payment provider says "later".
    Pending,
    /// The payment provider authorised it: this is a payment.
    Authorized(Authorization),
    /// The payment provider refused it.
    Declined(DeclineReason),
    /// The payer gave up at the payment provider.
    Cancelled,
    /// The payment provider waited in vain and gave up.
    TimedOut(TimeOutReason),
    /// Authorised, and about to be given back, because it could not be accepted any more. Nothing else can become of it.
    Reversing(ReversalReason),
    /// Authorised, and given back.
    Reversed(ReversalReason),
}

/// What the payment provider says of a successful payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// When it authorised.
    pub paid_at: Timestamp,
    /// Its code for the authorisation.
    pub code: String,
    /// The last four digits of the card, where it was one. More of a card number is never kept.
    pub card_last_four: Option<String>,
}

/// Why a payment provider refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclineReason {
    /// The bank gave no reason.
    Declined,
    /// There is not enough money on the card.
    InsufficientFunds,
    /// The card has expired.
    ExpiredCard,
    /// The security code is wrong.
    WrongCvv,
    /// 3-D Secure authentication failed.
    AuthenticationFailed,
    /// 3-D Secure authentication was not available.
    AuthenticationUnavailable,
    /// The processor broke down.
    ProcessorError,
    /// The POS terminal was busy with another payment, and took nothing.
    TerminalBusy,
    /// The POS terminal could not be reached, and took nothing.
    TerminalOffline,
}

impl DeclineReason {
    /// Every reason with its stored name, which is also its key in the translations.
    pub const NAMES: [(Self, &'static str); 9] = [
        (Self::Declined, "declined"),
        (Self::InsufficientFunds, "insufficient-funds"),
        (Self::ExpiredCard, "expired-card"),
        (Self::WrongCvv, "wrong-cvv"),
        (Self::AuthenticationFailed, "authentication-failed"),
        (Self::AuthenticationUnavailable, "authentication-unavailable"),
        (Self::ProcessorError, "processor-error"),
        (Self::TerminalBusy, "terminal-busy"),
        (Self::TerminalOffline, "terminal-offline"),
    ];

    /// Reads the stored name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, name)| *name == text).map(|(reason, _)| *reason)
    }

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(reason, _)| *reason == self).map_or("", |(_, name)| name)
    }
}

/// Whom a payment provider waited for in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOutReason {
    /// The bank that was to decide.
    NoAnswer,
    /// The payer, whose session at the payment provider ended before anything was submitted.
    SessionExpired,
    /// The payer, who did not bring the cash while the order could be paid.
    NoticeExpired,
}

impl TimeOutReason {
    /// Every reason with its stored name.
    pub const NAMES: [(Self, &'static str); 3] = [
        (Self::NoAnswer, "no-answer"),
        (Self::SessionExpired, "session-expired"),
        (Self::NoticeExpired, "notice-expired"),
    ];

    /// Reads the stored name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, name)| *name == text).map(|(reason, _)| *reason)
    }

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(reason, _)| *reason == self).map_or("", |(_, name)| name)
    }
}

/// Why an authorised payment was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReversalReason {
    /// Another payment had filled the invoice.
    AlreadyPaid,
    /// The invoice had expired or had been cancelled in the meantime.
    NotPayable,
}

impl ReversalReason {
    /// Every reason with its stored name, which is also its key in the translations.
    pub const NAMES: [(Self, &'static str); 2] =
        [(Self::AlreadyPaid, "already-paid"), (Self::NotPayable, "not-payable")];

    /// Reads the stored name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, name)| *name == text).map(|(reason, _)| *reason)
    }

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(reason, _)| *reason == self).map_or("", |(_, name)| name)
    }
}

impl PaymentStatus {
    /// True while the payment provider has not decided.
    pub fn is_undecided(&self) -> bool {
        matches!(self, Self::Started | Self::AtPaymentProvider | Self::Pending)
    }

    /// The status's stored name.
    pub fn name(&self) -> &'static str {
        self.state().as_str()
    }

    /// The state without its data.
    pub fn state(&self) -> PaymentState {
        match self {
            Self::Started => PaymentState::Started,
            Self::AtPaymentProvider => PaymentState::AtPaymentProvider,
            Self::Pending => PaymentState::Pending,
            Self::Authorized(_) => PaymentState::Authorized,
            Self::Declined(_) => PaymentState::Declined,
            Self::Cancelled => PaymentState::Cancelled,
            Self::TimedOut(_) => PaymentState::TimedOut,
            Self::Reversing(_) => PaymentState::Reversing,
            Self::Reversed(_) => PaymentState::Reversed,
        }
    }

    /// Why it was declined, timed out or is given back, by the reason's stored name.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Declined(reason) => Some(reason.as_str()),
            Self::TimedOut(reason) => Some(reason.as_str()),
            Self::Reversing(reason) | Self::Reversed(reason) => Some(reason.as_str()),
            _ => None,
        }
    }
}

/// The states of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentState {
    /// The payer chose an instrument.
    Started,
    /// The payer was sent to the payment provider.
    AtPaymentProvider,
    /// The payment provider says "later".
    Pending,
    /// The payment provider authorised it.
    Authorized,
    /// The payment provider refused it.
    Declined,
    /// The payer gave up.
    Cancelled,
    /// The payment provider gave up.
    TimedOut,
    /// About to be given back.
    Reversing,
    /// Given back.
    Reversed,
}

stored_by_name!(PaymentState {
    Started = "Started",
    AtPaymentProvider = "AtPaymentProvider",
    Pending = "Pending",
    Authorized = "Authorized",
    Declined = "Declined",
    Cancelled = "Cancelled",
    TimedOut = "TimedOut",
    Reversing = "Reversing",
    Reversed = "Reversed",
});

impl PaymentState {
    /// True where no other state follows. A payment is given back only before it is accepted.
    pub fn is_final(self) -> bool {
        !Self::TRANSITIONS.iter().any(|change| change.from == self)
    }
}

impl StateMachine for PaymentState {
    const MACHINE: &'static str = "payment";
    const STATES: &'static [Self] = Self::ALL;
    const FIRST: &'static [Self] = &[Self::Started];
    const TRANSITIONS: &'static [Transition<Self>] = transitions! {
        [Started] => AtPaymentProvider: "the invoice is published";
        [Started, AtPaymentProvider] => Pending: "the payment provider says later";
        [Started, AtPaymentProvider, Pending] => Authorized: "the payment provider authorises";
        [Started, AtPaymentProvider, Pending] => Declined: "the payment provider refuses";
        [Started, AtPaymentProvider, Pending] => Cancelled: "the payer gives up";
        [Started, AtPaymentProvider, Pending] => TimedOut: "the payment provider waits in vain";
        [Started, AtPaymentProvider, Pending] => Reversing: "authorised, and the invoice cannot be paid any more";
        [Reversing] => Reversed: "the payment provider is told";
        [Started, AtPaymentProvider, Pending] => Reversed: "the payment provider has given it back";
    };

    fn state_name(self) -> &'static str {
        self.as_str()
    }
}
