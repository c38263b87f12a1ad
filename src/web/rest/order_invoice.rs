//! The invoice that a call is about.

use actix_web::HttpRequest;

use super::RestProblem;
use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::invoice::Invoice;
use crate::flow::order_invoice::invoice_of_order;
use crate::web::page::Hub;
use crate::web::parameters;

/// The first part of every call: checks the caller, requests the order, and updates its invoice.
pub(super) async fn invoice(hub: &Hub, request: &HttpRequest) -> Result<Invoice, RestProblem> {
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
