//! The invoice of an order without a visit, for the REST API: steps 5 and 6 only.

use super::Problem;
use super::order_details_retrieval::{self, Asked};
use super::payment_confirmation_retrieval::settle_invoice;
use super::services::known_service;
use crate::app::App;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::invoice::Invoice;
use crate::domain::language::Language;
use crate::store::Description;

/// Requests the order from its e-Service, and creates or updates the invoice.
pub async fn invoice_of_order(
    app: &App,
    service_id: &ServiceId,
    order_key: &OrderKey,
    language: Language,
) -> Result<Invoice, Problem> {
    let service = known_service(app, service_id).await?;
    let known = match app.store.invoice_of_order(service_id, order_key).await? {
        Some(invoice) => Some(settle_invoice(app, invoice).await?),
        None => None,
    };
    let asked_at = app.clock.now();
    let previous = known.as_ref();
    let asked = Asked { order_key, names_several: false, language, previous, has_scenarios: true };
    let found = order_details_retrieval::retrieve(app, &service, asked).await?;
    let (order, now) = (&found.order, app.clock.now());
    let description = Description { service_id, order_key, order, asked_at, now };
    Ok(app.store.describe_order(description, known, None).await?.invoice)
}
