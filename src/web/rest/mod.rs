//! MPay's REST API. Paths and parameter names are case-insensitive, as in the real system.

pub(super) mod invoices;

pub(super) mod download_invoice_pdf;

pub(super) mod get_pdf_invoice_bytes;

pub(super) mod openapi;

mod description;
mod problem;

use actix_web::{HttpRequest, HttpResponse};

pub(super) use self::problem::RestProblem;
use super::page::Hub;
use super::parameters;
use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::invoice::Invoice;
use crate::flow::Problem;
use crate::flow::order_invoice::invoice_of_order;

/// The response to a call that was refused before its route was chosen.
pub(super) fn response_of(hub: &Hub, request: &HttpRequest, problem: Problem) -> HttpResponse {
    RestProblem::Flow(problem).response(hub, request)
}

/// The first part of every call: checks the caller, requests the order, and updates its invoice.
async fn invoice(hub: &Hub, request: &HttpRequest) -> Result<Invoice, RestProblem> {
    // The address of the connection: headers such as X-Forwarded-For can be written by anybody.
    let peer = request.peer_addr().map(|address| address.ip().to_canonical());
    if !hub.config.rest_allowed_addresses.allow(peer) {
        return Err(RestProblem::Address(peer));
    }
    let query = request.query_string();
    let parameter = |name: &'static str| {
        parameters::ignoring_case(query, name).ok_or(RestProblem::Missing { parameter: name })
    };
    let invalid =
        |parameter| move |error: InvalidId| RestProblem::Invalid { parameter, error: error.to_string() };
    let service_id = ServiceId::parse(parameter("serviceID")?).map_err(invalid("serviceID"))?;
    let order_key = OrderKey::given(parameter("orderKey")?).map_err(invalid("orderKey"))?;
    Ok(invoice_of_order(hub, &service_id, &order_key, hub.config.language).await?)
}
