//! The addresses of the calls, and their description.

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{PayloadConfig, ServiceConfig, resource, route, scope};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde_json::json;

use super::answer::Answered;
use super::problem::ControlProblem;
use super::{GROUPS, services};
use crate::web::call::Method;
use crate::web::language::RequestLanguage;
use crate::web::openapi::Api;
use crate::web::page::Hub;
use crate::web::problems::Face;

static API: Api = Api {
    face: Face::Control,
    title: "MPay simulator: control API",
    about: "Everything that the console can do, for programs. `latest` can replace any id.",
    base: "/control/v1",
    document: "/control/openapi.json",
    texts: ["control-title", "control-text", "control-json"],
    groups: &GROUPS,
    problems: &[
        "invalid-json",
        "unknown-field",
        "invalid-value",
        "token-missing",
        "token-wrong",
        "control-closed",
        "foreign-origin",
        "internal",
    ],
    problem_fields: || json!({ "hint": { "type": "string", "description": "The next step." } }),
};

/// Registers the calls and their description below `/control`.
pub(in crate::web) fn configure(config: &mut ServiceConfig) {
    let mut v1 = scope("/v1");
    let mut paths: Vec<&str> = GROUPS.iter().flat_map(|group| group.calls).map(|call| call.path).collect();
    // Fixed parts such as `latest` are matched before variable ones.
    paths.sort_by_key(|path| path.replace('{', "\u{7f}"));
    paths.dedup();
    for path in paths {
        let mut at_path = resource(path).default_service(route().to(other_method));
        if path == services::ONE {
            at_path = at_path.app_data(PayloadConfig::new(services::MOST_BODY));
        }
        for call in GROUPS.iter().flat_map(|group| group.calls).filter(|call| call.path == path) {
            at_path = at_path.route((call.route)());
        }
        v1 = v1.service(at_path);
    }
    config
        .route("", Method::Get.route().to(described))
        .route("/", Method::Get.route().to(described))
        .route("/openapi.json", Method::Get.route().to(async |hub: Hub| API.json(&hub)))
        .service(v1.default_service(route().to(no_such_call)))
        .default_service(route().to(no_such_call));
}

async fn described(hub: Hub, language: RequestLanguage) -> HttpResponse {
    API.page(&hub, &language)
}

async fn no_such_call(request: HttpRequest) -> Answered {
    Err(ControlProblem::new("no-such-call", format!("there is nothing at {}", request.path())))
}

async fn other_method(request: HttpRequest) -> Answered {
    let methods: Vec<_> = GROUPS
        .iter()
        .flat_map(|group| group.calls)
        .filter(|call| request.match_pattern().is_some_and(|pattern| pattern.ends_with(call.path)))
        .map(|call| call.method.name())
        .collect();
    let detail = format!("{} has no {}, but {}", request.path(), request.method(), methods.join(" and "));
    let mut response = ControlProblem::new("method-not-allowed", detail).error_response();
    // RFC 9110 §15.5.6: a 405 lists the allowed methods.
    if let Ok(allow) = HeaderValue::from_str(&methods.join(", ")) {
        response.headers_mut().insert(ALLOW, allow);
    }
    Ok(response)
}
