//! MPay's REST API. Paths and parameter names are case-insensitive, as in the real system.

mod calls;
mod order_invoice;
mod problem;

use actix_web::web::{ServiceConfig, resource};
use actix_web::{HttpRequest, HttpResponse};

use self::calls::{API, CALLS};
pub(super) use self::problem::RestProblem;
use super::call::read;
use super::language::RequestLanguage;
use super::page::Hub;
use crate::flow::Problem;

/// Registers the calls and their description.
pub(super) fn configure(config: &mut ServiceConfig) {
    for call in CALLS {
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
