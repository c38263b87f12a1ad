//! MPay's REST API. Paths and parameter names are case-insensitive, as in the real system.

mod calls;
mod problem;

use actix_web::web::{ServiceConfig, resource};
use actix_web::{HttpRequest, HttpResponse};

use self::calls::{API, CALLS};
pub(super) use self::problem::RestProblem;
use super::call::read;
use super::language::RequestLanguage;
use super::page::Hub;
use super::parameters;
use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::invoice::Invoice;
use crate::flow::Problem;
use crate::flow::order_invoice::invoice_of_order;

/// Registers the calls and their description.
pub(super) fn configure(config: &mut ServiceConfig) {
    for call in &CALLS {
        config.service(resource(in_any_case(call.path)).route((call.route)()));
    }
    let page = async |hub: Hub, language: RequestLanguage| API.page(&hub, &language);
    config
        .service(resource(in_any_case("/openapi/index.html")).route(read().to(page)))
        .service(resource(in_any_case(API.document)).route(read().to(async |hub: Hub| API.json(&hub))));
}

/// The pattern that matches this path in upper and lower case.
fn in_any_case(path: &str) -> String {
    let parts = path.to_ascii_lowercase().replace('.', "\\.");
    let parts = parts.split('/').skip(1).enumerate();
    parts.map(|(number, part)| format!("/{{part{number}:(?i:{part})}}")).collect()
}

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
