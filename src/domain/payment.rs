//! One attempt of a payer to pay an invoice with an instrument (steps 7 to 12).

use jiff::Timestamp;

use super::ids::{InvoiceId, PaymentId, SessionId, TransactionId};
use super::instrument::InstrumentId;
use super::money::Amount;
use super::named::named;
use super::payer_input::PayerInput;
use super::transition::{StateMachine, Transition, transitions};

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The number under which the e-Service knows the payment.
    pub id: PaymentId,
    /// The invoice that is paid.
    pub invoice_id: InvoiceId,
    /// The visit in which the payer started it.
    pub session_id: SessionId,
    /// The instrument chosen.
    pub instrument: InstrumentId,
    /// The transaction at the payment provider.
    pub transaction_id: TransactionId,
    /// The amount, without the fee.
    pub amount: Amount,
    /// The payer's entries.
    pub input: PayerInput,
    /// The payment provider's fee for the payer, in addition to the amount; not sent to the e-Service.
    pub fee: Amount,
    /// The current status.
    pub status: PaymentStatus,
    /// The time when the payer chose the instrument.
    pub started_at: Timestamp,
}

/// The status of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentStatus {
    /// The payer chose an instrument; the invoice is not published to the payment provider yet.
    Started,
    /// The invoice is published, and the payer was sent to the payment provider.
    AtPaymentProvider,
    /// The payer has completed the page; the payment provider decides later.
    Pending,
    /// The payment provider authorised it.
    Authorized(Authorization),
    /// The payment provider refused it.
    Declined(DeclineReason),
    /// The payer gave up at the payment provider.
    Cancelled,
    /// The payment provider waited without an answer and gave up.
    TimedOut(TimeOutReason),
    /// Authorised, and to be given back, as it cannot be accepted any more. Only `Reversed` can follow.
    Reversing(ReversalReason),
    /// Authorised, and given back.
    Reversed(ReversalReason),
}

/// The payment provider's data of a successful payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The time of the authorisation.
    pub paid_at: Timestamp,
    /// The payment provider's authorisation code.
    pub code: String,
    /// The last four digits of the card, where one was used. No other digit is stored.
    pub card_last_four: Option<String>,
}

named! {
    fn as_str;
    /// Why a payment provider refused.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum DeclineReason {
        /// The bank gave no reason.
        Declined = "declined",
        /// There is not enough money on the card.
        InsufficientFunds = "insufficient-funds",
        /// The card has expired.
        ExpiredCard = "expired-card",
        /// The security code is wrong.
        WrongCvv = "wrong-cvv",
        /// 3-D Secure authentication failed.
        AuthenticationFailed = "authentication-failed",
        /// 3-D Secure authentication was not available.
        AuthenticationUnavailable = "authentication-unavailable",
        /// The processor failed.
        ProcessorError = "processor-error",
        /// The POS terminal was busy with another payment.
        TerminalBusy = "terminal-busy",
        /// The POS terminal was offline.
        TerminalOffline = "terminal-offline",
    }
}

named! {
    fn as_str;
    /// The party that did not answer the payment provider in time.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum TimeOutReason {
        /// The deciding bank.
        NoAnswer = "no-answer",
        /// The payer, whose session at the payment provider ended before anything was submitted.
        SessionExpired = "session-expired",
        /// The payer, who did not bring the cash before the order expired.
        NoticeExpired = "notice-expired",
    }
}

named! {
    fn as_str;
    /// Why an authorised payment was given back.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ReversalReason {
        /// Another payment had filled the invoice.
        AlreadyPaid = "already-paid",
        /// The invoice had expired or had been cancelled in the meantime.
        NotPayable = "not-payable",
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

    /// The stored name of the reason for which it was declined, timed out or is given back.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Declined(reason) => Some(reason.as_str()),
            Self::TimedOut(reason) => Some(reason.as_str()),
            Self::Reversing(reason) | Self::Reversed(reason) => Some(reason.as_str()),
            _ => None,
        }
    }
}

named! {
    fn as_str;
    /// The states of a payment.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum PaymentState {
        /// The payer chose an instrument.
        Started = "Started",
        /// The payer was sent to the payment provider.
        AtPaymentProvider = "AtPaymentProvider",
        /// The payment provider decides later.
        Pending = "Pending",
        /// The payment provider authorised it.
        Authorized = "Authorized",
        /// The payment provider refused it.
        Declined = "Declined",
        /// The payer gave up.
        Cancelled = "Cancelled",
        /// The payment provider gave up.
        TimedOut = "TimedOut",
        /// To be given back.
        Reversing = "Reversing",
        /// Given back.
        Reversed = "Reversed",
    }
}

impl PaymentState {
    /// True where no other state can follow. A payment is given back only before it is accepted.
    pub fn is_final(self) -> bool {
        !Self::TRANSITIONS.iter().any(|change| change.from == self)
    }
}

impl StateMachine for PaymentState {
    const MACHINE: &'static str = "payment";
    const STATES: &'static [Self] = &Self::ALL;
    const FIRST: &'static [Self] = &[Self::Started];
    const TRANSITIONS: &'static [Transition<Self>] = transitions! {
        [Started] => AtPaymentProvider: "the invoice is published";
        [Started, AtPaymentProvider] => Pending: "the payment provider says later";
        [Started, AtPaymentProvider, Pending] => Authorized: "the payment provider authorises";
        [Started, AtPaymentProvider, Pending] => Declined: "the payment provider refuses";
        [Started, AtPaymentProvider, Pending] => Cancelled: "the payer gives up";
        [Started, AtPaymentProvider, Pending] => TimedOut: "the payment provider waits in vain";
        [Started, AtPaymentProvider, Pending] => Reversing: "authorised, and the invoice cannot be paid any more";
        [Reversing] => Reversed: "the payment provider confirms the reversal";
        [Started, AtPaymentProvider, Pending] => Reversed: "the payment provider has given it back";
    };

    fn state_name(self) -> &'static str {
        self.as_str()
    }
}
