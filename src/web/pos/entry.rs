//! `/PosTerminal/Pay/{ServiceId}/{OrderKey}` and `/PosTerminal/PayInvoice/{InvoiceId}`: the addresses to which an
//! e-Service's program sends its operator.
//!
//! They only redirect, so that the browser opens the order's page by a GET of this site: a form of another site does not
//! send the terminal's cookie.

use actix_web::HttpRequest;
use actix_web::web::Path;

use crate::flow::payment_page_request::{PaymentPageRequest, open, open_invoice};
use crate::web::errors::PageResult;
use crate::web::page::{Hub, see_other};
use crate::web::visits;

/// Opens a visit for an order.
pub(in crate::web) async fn by_order(
    hub: Hub,
    request: HttpRequest,
    path: Path<(String, String, String, String)>,
) -> PageResult {
    visits::count(&hub, &request)?;
    let (_, _, service_id, order_key) = path.into_inner();
    let parameters = [("ServiceID", service_id.as_str()), ("OrderKey", order_key.as_str())];
    let session = open(&hub, PaymentPageRequest::from_parameters(parameters)).await?;
    Ok(see_other(format!("/pos/{session}")))
}

/// Opens a visit for the order of an invoice.
pub(in crate::web) async fn by_invoice(
    hub: Hub,
    request: HttpRequest,
    path: Path<(String, String, String)>,
) -> PageResult {
    visits::count(&hub, &request)?;
    let session = open_invoice(&hub, &path.2).await?;
    Ok(see_other(format!("/pos/{session}")))
}
