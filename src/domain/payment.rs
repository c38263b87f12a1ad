//! One attempt of a payer to pay an invoice with an instrument (steps 7 to 12).

use jiff::Timestamp;

use super::ids::{InvoiceId, PaymentId, SessionId, TransactionId};
use super::instrument::InstrumentId;
use super::money::Amount;
use super::payer_input::PayerInput;

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

    /// Every stored name.
    pub const NAMES: [&'static str; 9] = [
        "Started",
        "AtPaymentProvider",
        "Pending",
        "Authorized",
        "Declined",
        "Cancelled",
        "TimedOut",
        "Reversing",
        "Reversed",
    ];

    /// The status's stored name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started => "Started",
            Self::AtPaymentProvider => "AtPaymentProvider",
            Self::Pending => "Pending",
            Self::Authorized(_) => "Authorized",
            Self::Declined(_) => "Declined",
            Self::Cancelled => "Cancelled",
            Self::TimedOut(_) => "TimedOut",
            Self::Reversing(_) => "Reversing",
            Self::Reversed(_) => "Reversed",
        }
    }
}
