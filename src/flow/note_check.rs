//! "Check a note": looks up a payment notice by its number.

use std::sync::Arc;

use super::Problem;
use super::payment_confirmation_retrieval::settle_invoice;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::invoice::Invoice;
use crate::domain::payment::Payment;
use crate::domain::service::Service;

/// A payment notice.
#[derive(Debug)]
pub struct Note {
    /// The invoice.
    pub invoice: Invoice,
    /// Its service, where it is still registered.
    pub service: Option<Arc<Service>>,
    /// The payment that paid it, where it was paid through this hub.
    pub paid_by: Option<Payment>,
}

/// The notice with this number.
pub async fn note(app: &App, id: &InvoiceId) -> Result<Note, Problem> {
    let invoice = app.store.invoice(id).await?.ok_or(Problem::UnknownInvoice)?;
    let invoice = settle_invoice(app, invoice).await?;
    let paid_by = app.store.authorized_payments_of_invoice(id).await?.into_iter().next();
    Ok(Note { service: app.service(&invoice.service_id), invoice, paid_by })
}
