//! A note or a receipt as a file.

use crate::domain::ids::InvoiceId;

/// A document, ready to send.
#[derive(Debug)]
pub struct DocumentFile {
    /// The invoice, which names the file.
    pub invoice_id: InvoiceId,
    /// The PDF.
    pub pdf: Vec<u8>,
}
