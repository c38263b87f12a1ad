//! The control API: everything that the console can do, for programs. Each file has the calls of one resource in a table,
//! which makes the routes, the description and the tested examples.

pub(super) mod assertion;
pub(super) mod openapi;
pub(super) mod payment_start;
pub(super) mod problem;

mod call;
mod input;
mod matcher;
mod scope;

mod confirmation_redrive;
mod confirmation_view;
mod exchange_view;
mod payment_view;

mod certificates;
mod clock;
mod confirmations;
mod events;
mod events_kept;
mod exchange_again;
mod exchange_octets;
mod exchange_wait;
mod exchanges;
mod hub;
mod payment_evidence;
mod payment_force;
mod payment_wait;
mod payments;
mod planned_outcomes;
mod reset;
mod scenarios;
mod service_check;
mod service_fields;
mod service_test;
mod service_view;
mod services;
mod wanted_state;

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{Path, PayloadConfig, ServiceConfig, resource, route, scope};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;

pub use self::scope::LONGEST_WAIT;
pub use self::services::MOST_BODY as MOST_OF_REGISTRATION;

use self::call::Call;
use self::problem::ControlProblem;

/// The calls of one resource.
pub(in crate::web) struct Group {
    pub(in crate::web) name: &'static str,
    pub(in crate::web) about: &'static str,
    pub(in crate::web) calls: &'static [Call],
}

/// Every call, in the order of the description.
pub(in crate::web) static GROUPS: [Group; 12] = [
    group("payments", "The payments and their results.", &payments::CALLS),
    group("confirmations", "The confirmations, and operations on them.", &confirmations::CALLS),
    group(
        "exchanges",
        "The calls to e-Services, byte for byte. The oldest go first (exchanges_kept).",
        &exchanges::CALLS,
    ),
    group("services", "The services, and the possible outcomes of payments.", &services::CALLS),
    group("plans", "The planned outcomes of orders.", &planned_outcomes::CALLS),
    group(
        "certificates",
        "The hub's own certificate, and the accepted ones of the services.",
        &certificates::CALLS,
    ),
    group("assert", "Assertions of tests.", &assertion::CALLS),
    group("scenarios", "Deliberate defects in the hub's calls.", &scenarios::CALLS),
    group("clock", "The hub's clock, by which confirmations are due and orders expire.", &clock::CALLS),
    group("events", "The events of the hub, as a stream and as a list.", &events::CALLS),
    group("reset", "Deletes data, for a clean start of the next test.", &reset::CALLS),
    group("hub", "The hub's version and settings.", &hub::CALLS),
];

const fn group(name: &'static str, about: &'static str, calls: &'static [Call]) -> Group {
    Group { name, about, calls }
}

/// Registers the calls and their description below `/control`.
pub(super) fn configure(config: &mut ServiceConfig) {
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
        .route("", call::Method::Get.route().to(openapi::page))
        .route("/", call::Method::Get.route().to(openapi::page))
        .route("/openapi.json", call::Method::Get.route().to(openapi::json))
        .service(v1.default_service(route().to(no_such_call)))
        .default_service(route().to(no_such_call));
}

/// The result of a handler.
type Answered = Result<HttpResponse, ControlProblem>;

/// The value as JSON, with status 200.
fn ok(value: &impl Serialize) -> Answered {
    json(HttpResponse::Ok(), value)
}

fn json(mut response: actix_web::HttpResponseBuilder, value: &impl Serialize) -> Answered {
    let text =
        serde_json::to_string(value).map_err(|error| ControlProblem::new("internal", error.to_string()))?;
    Ok(response
        .content_type("application/json; charset=utf-8")
        .insert_header((actix_web::http::header::CACHE_CONTROL, "no-store"))
        .body(text))
}

/// The variable part of the path.
type Id = Path<String>;

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
