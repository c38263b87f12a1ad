//! `/PosTerminal/Pay/{ServiceId}/{OrderKey}` and `/PosTerminal/PayInvoice/{InvoiceId}`: an e-Service's program sends its
//! operator here.
//!
//! Nothing is decided here, so that the browser comes to the order's page by a GET of its own: a form of another site
//! does not bring the cookie that remembers the terminal.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::ids::SessionId;
use crate::flow::Problem;
use crate::flow::payment_page_request::{PaymentPageRequest, open, open_invoice};
use crate::web::errors;
use crate::web::language::RequestLanguage;
use crate::web::page::{Hub, see_other};
use crate::web::visits;

/// Opens a visit for an order.
pub(in crate::web) async fn by_order(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    path: Path<(String, String, String, String)>,
) -> HttpResponse {
    if let Err(problem) = visits::count(&hub, &request) {
        return errors::outside_a_visit(&hub, &language, &problem);
    }
    let (_, _, service_id, order_key) = path.into_inner();
    let parameters = [("ServiceID", service_id.as_str()), ("OrderKey", order_key.as_str())];
    let opened = open(&hub, PaymentPageRequest::from_parameters(parameters)).await;
    respond(&hub, &language, opened)
}

/// Opens a visit for the order of an invoice.
pub(in crate::web) async fn by_invoice(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    path: Path<(String, String, String)>,
) -> HttpResponse {
    if let Err(problem) = visits::count(&hub, &request) {
        return errors::outside_a_visit(&hub, &language, &problem);
    }
    let opened = open_invoice(&hub, &path.2).await;
    respond(&hub, &language, opened)
}

fn respond(hub: &Hub, language: &RequestLanguage, opened: Result<SessionId, Problem>) -> HttpResponse {
    match opened {
        Ok(session) => see_other(format!("/pos/{session}")),
        Err(problem) => errors::outside_a_visit(hub, language, &problem),
    }
}
