//! The content of the printed documents, the payment note and the receipt (step 14), before layout.

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
    /// The seller's name, in the document's language.
    pub service_provider_name: String,
    /// The service provider's IDNO.
    pub service_provider_idno: Option<String>,
    /// The payer's name.
    pub customer_name: Option<String>,
    /// The payer's IDNP, IDNO or other number.
    pub customer_id: Option<String>,
    /// Decides whether `customer_id` is labelled as IDNP or IDNO.
    pub customer_type: CustomerType,
    /// The purpose of the payment.
    pub reason: String,
    /// The service.
    pub service_id: ServiceId,
    /// The order.
    pub order_key: OrderKey,
    /// The time when the order was made.
    pub issued_at: Option<Timestamp>,
    /// The positions; on a receipt with the amounts sent to the e-Service.
    pub lines: Vec<DocumentLine>,
    /// Further properties of the order that the payer may read.
    pub properties: Vec<DocumentProperty>,
    /// The fee that the payer pays in addition.
    pub fee: Amount,
    /// The amount to pay, or paid; `None` where the payer is yet to type it.
    pub total: Option<Amount>,
    /// ISO 4217.
    pub currency: String,
    /// The time when the document was made.
    pub printed_at: Timestamp,
    /// The address in the QR code: the hub's page of this invoice.
    pub qr_url: String,
    /// The kind of document, with its own fields.
    pub kind: DocumentKind,
}

/// The kinds of document.
#[derive(Debug, Clone)]
pub enum DocumentKind {
    /// The payment note: the amount to pay.
    Note(Note),
    /// The receipt: the amount paid. Its lines sum to `total`.
    Receipt(Receipt),
}

/// The fields of a payment note only.
#[derive(Debug, Clone)]
pub struct Note {
    /// The invoice's status.
    pub status: InvoiceStatus,
    /// The last moment at which it can be paid.
    pub due_at: Option<Timestamp>,
    /// The amount paid that is still part of the lines' amounts: the lines sum to this plus `total`.
    pub already_paid: Amount,
    /// True where it can be paid now: the note then explains how.
    pub payable: bool,
}

/// The fields of a receipt only.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The transaction number.
    pub payment_id: PaymentId,
    /// True where this payment alone paid the invoice; else it is one of several.
    pub is_of_all: bool,
    /// The time of the payment.
    pub paid_at: Timestamp,
    /// The instrument.
    pub instrument: &'static Instrument,
    /// The bank, processor or wallet that took the payment.
    pub payment_provider_name: String,
    /// The last four digits of the card, where one was used.
    pub card_last_four: Option<String>,
    /// The payment provider's authorisation code.
    pub authorization_code: String,
    /// The time of the e-Service's acceptance; `None` before it.
    pub confirmed_at: Option<Timestamp>,
}

/// One line of a document.
#[derive(Debug, Clone)]
pub struct DocumentLine {
    /// The purpose of the line.
    pub reason: String,
    /// The receiving account.
    pub account: PaymentAccount,
    /// The line's amount; `None` where it is unknown.
    pub amount: Option<Amount>,
}

/// A property of the order or of one of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentProperty {
    /// The displayed name.
    pub label: String,
    /// The payer's value, else the e-Service's.
    pub value: String,
}

/// The paper size of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageFormat {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 148 × 210 mm.
    A5,
}

impl PageFormat {
    /// Both sizes.
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
