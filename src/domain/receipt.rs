//! What the printed documents say, the payment note and the receipt (step 14), before they become pages.

use jiff::Timestamp;

use super::ids::{InvoiceId, OrderKey, PaymentId, ServiceId};
use super::instrument::Instrument;
use super::invoice::InvoiceStatus;
use super::money::Amount;
use super::order::{CustomerType, PaymentAccount};

/// The facts of one document about an invoice.
#[derive(Debug, Clone)]
pub struct Document {
    /// The number on the notice.
    pub invoice_id: InvoiceId,
    /// Who sold the service, in the document's language.
    pub service_provider_name: String,
    /// The service provider's IDNO.
    pub service_provider_idno: Option<String>,
    /// Who pays.
    pub customer_name: Option<String>,
    /// The payer's IDNP, IDNO or other number.
    pub customer_id: Option<String>,
    /// Decides whether `customer_id` is labelled IDNP or IDNO.
    pub customer_type: CustomerType,
    /// What the payment is for.
    pub reason: String,
    /// The service.
    pub service_id: ServiceId,
    /// The order.
    pub order_key: OrderKey,
    /// When the order was made.
    pub issued_at: Option<Timestamp>,
    /// What is paid for; of a receipt as the e-Service is told.
    pub lines: Vec<DocumentLine>,
    /// What else the payer may read of the order.
    pub properties: Vec<DocumentProperty>,
    /// What the payer pays on top.
    pub fee: Amount,
    /// What is to be paid, or was; `None` where the payer is yet to type the amount.
    pub total: Option<Amount>,
    /// ISO 4217.
    pub currency: String,
    /// When the document was made.
    pub printed_at: Timestamp,
    /// The address that the QR code carries: the hub's own page of this invoice.
    pub qr_url: String,
    /// Which document it is, with what only that one says.
    pub kind: DocumentKind,
}

/// Which document it is.
#[derive(Debug, Clone)]
pub enum DocumentKind {
    /// The payment note: what is to be paid.
    Note(Note),
    /// The receipt: what was paid. Its lines sum to `total`.
    Receipt(Receipt),
}

/// What only a payment note says.
#[derive(Debug, Clone)]
pub struct Note {
    /// Where the invoice stands.
    pub status: InvoiceStatus,
    /// Until when it can be paid.
    pub due_at: Option<Timestamp>,
    /// What was paid and is still part of the lines' amounts: the lines sum to this and `total`.
    pub already_paid: Amount,
    /// True where it can be paid now: the note then says how.
    pub payable: bool,
}

/// What only a receipt says.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The transaction number.
    pub payment_id: PaymentId,
    /// True where nothing is left to pay.
    pub paid_in_full: bool,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// What with.
    pub instrument: &'static Instrument,
    /// Who took it: the bank, the processor, the wallet.
    pub payment_provider_name: String,
    /// The last four digits of the card, where it was one.
    pub card_last_four: Option<String>,
    /// The payment provider's code.
    pub authorization_code: String,
    /// When the e-Service understood; `None` while it has not.
    pub confirmed_at: Option<Timestamp>,
}

/// One line of a document.
#[derive(Debug, Clone)]
pub struct DocumentLine {
    /// What the line is for.
    pub reason: String,
    /// Where the money goes.
    pub account: PaymentAccount,
    /// What the line receives; `None` where the amount is not known.
    pub amount: Option<Amount>,
}

/// A property of the order or of one of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentProperty {
    /// What it is called.
    pub label: String,
    /// The payer's value, else the e-Service's.
    pub value: String,
}

/// The paper of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageFormat {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 148 × 210 mm.
    A5,
}

impl PageFormat {
    /// Both formats.
    pub const ALL: [Self; 2] = [Self::A4, Self::A5];

    /// Reads the name, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(text.trim()))
    }

    /// The name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A5 => "A5",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_format_is_read_in_any_case() {
        assert_eq!(PageFormat::parse("a5"), Some(PageFormat::A5));
        assert_eq!(PageFormat::parse(" A4 "), Some(PageFormat::A4));
        assert_eq!(PageFormat::parse("A3"), None);
        assert_eq!(PageFormat::parse(""), None);
    }
}
