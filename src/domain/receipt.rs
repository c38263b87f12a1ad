//! What a receipt says (step 14), before it becomes a page.

use jiff::Timestamp;

use super::ids::{InvoiceId, OrderKey, PaymentId, ServiceId};
use super::instrument::Instrument;
use super::money::Amount;
use super::order::{CustomerType, PaymentAccount};

/// The facts of one paid invoice.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The number on the notice.
    pub invoice_id: InvoiceId,
    /// The transaction number.
    pub payment_id: PaymentId,
    /// True where nothing is left to pay.
    pub paid_in_full: bool,
    /// Who sold the service, in the receipt's language.
    pub service_provider_name: String,
    /// The service provider's IDNO.
    pub service_provider_idno: Option<String>,
    /// Who paid.
    pub customer_name: Option<String>,
    /// The payer's IDNP, IDNO or other number.
    pub customer_id: Option<String>,
    /// Decides whether `customer_id` is labelled IDNP or IDNO.
    pub customer_type: CustomerType,
    /// What the payment was for.
    pub reason: String,
    /// The service.
    pub service_id: ServiceId,
    /// The order.
    pub order_key: OrderKey,
    /// When the order was made.
    pub issued_at: Option<Timestamp>,
    /// What was paid for, as the e-Service is told; the amounts sum to `total`.
    pub lines: Vec<ReceiptLine>,
    /// What the payer paid on top.
    pub fee: Amount,
    /// What was paid.
    pub total: Amount,
    /// ISO 4217.
    pub currency: String,
    /// When.
    pub paid_at: Timestamp,
    /// What with.
    pub instrument: &'static Instrument,
    /// The last four digits of the card, where it was one.
    pub card_last_four: Option<String>,
    /// The payment provider's code.
    pub authorization_code: String,
    /// When the e-Service understood; `None` while it has not.
    pub confirmed_at: Option<Timestamp>,
    /// When the receipt was made.
    pub printed_at: Timestamp,
    /// The address that the QR code carries: the hub's own page of this invoice.
    pub qr_url: String,
}

/// One line of a receipt.
#[derive(Debug, Clone)]
pub struct ReceiptLine {
    /// What the line was for.
    pub reason: String,
    /// Where the money goes.
    pub account: PaymentAccount,
    /// What the line received.
    pub amount: Amount,
}
