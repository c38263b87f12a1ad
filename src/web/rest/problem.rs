//! Errors of the REST API, as `application/problem+json` (RFC 9457).

use std::fmt;
use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde_json::json;

use crate::flow::Problem;
use crate::service_provider::CallError;
use crate::web::access::may_read_console;
use crate::web::page::Hub;

/// The reason why a call failed.
#[derive(Debug)]
pub(in crate::web) enum RestProblem {
    /// The caller's address is not allowed.
    Address(Option<IpAddr>),
    /// A parameter is missing.
    Missing {
        /// Its documented name.
        parameter: &'static str,
    },
    /// A parameter is invalid.
    Invalid {
        /// Its documented name.
        parameter: &'static str,
        /// The error and the expectation.
        error: String,
    },
    /// A step of the hub failed.
    Flow(Problem),
}

impl From<Problem> for RestProblem {
    fn from(problem: Problem) -> Self {
        Self::Flow(problem)
    }
}

impl fmt::Display for RestProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Without a body: `errors::rendered` calls [`RestProblem::response`] with the request.
impl ResponseError for RestProblem {
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// A kind of error: its status, stable code and general meaning.
pub(super) struct Kind {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title: &'static str,
}

const fn kind(status: StatusCode, code: &'static str, title: &'static str) -> Kind {
    Kind { status, code, title }
}

/// Every kind of error, in the order of the description.
pub(super) static KINDS: [Kind; 15] = [
    kind(StatusCode::BAD_REQUEST, "parameter-missing", "A required parameter is missing"),
    kind(StatusCode::BAD_REQUEST, "parameter-invalid", "A parameter has a value that it cannot have"),
    kind(StatusCode::FORBIDDEN, "address-not-allowed", "The caller's address is not on the list"),
    kind(StatusCode::NOT_FOUND, "unknown-service", "The hub has no such service"),
    kind(StatusCode::NOT_FOUND, "unknown-order", "The e-Service does not know the order"),
    kind(StatusCode::BAD_GATEWAY, "e-service-unreachable", "The e-Service cannot be reached"),
    kind(StatusCode::BAD_GATEWAY, "e-service-no-tls", "The e-Service can be reached, but not over TLS"),
    kind(
        StatusCode::BAD_GATEWAY,
        "e-service-no-reply",
        "The e-Service closed the connection without a reply",
    ),
    kind(StatusCode::BAD_GATEWAY, "e-service-failed", "The e-Service's answer cannot be used"),
    kind(
        StatusCode::SERVICE_UNAVAILABLE,
        "too-many-order-calls",
        "The limit of concurrent order requests to the e-Service is reached",
    ),
    kind(StatusCode::GATEWAY_TIMEOUT, "e-service-timeout", "The e-Service did not answer in time"),
    kind(StatusCode::REQUEST_TIMEOUT, "slow-body", "The body of the request did not arrive in time"),
    kind(StatusCode::SERVICE_UNAVAILABLE, "busy", "The hub has reached its limit of concurrent requests"),
    kind(
        StatusCode::SERVICE_UNAVAILABLE,
        "database-unavailable",
        "The hub's database is in trouble; try again",
    ),
    kind(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The simulator failed; its log tells more"),
];

impl RestProblem {
    /// The problem as a response; it is also logged.
    pub(in crate::web) fn response(&self, hub: &Hub, request: &HttpRequest) -> HttpResponse {
        let code = self.code();
        let Some(kind) = KINDS.iter().find(|kind| kind.code == code) else {
            return HttpResponse::InternalServerError().finish();
        };
        let detail = self.detail(hub);
        match self {
            Self::Flow(problem) if kind.status.is_server_error() => {
                tracing::warn!(code, exchange = problem.exchange(), %problem, "a call of the REST API failed");
            }
            _ => tracing::info!(code, %detail, "a call of the REST API was refused"),
        }
        let mut body = json!({
            "type": format!("{}/openapi/index.html#{code}", hub.public_url),
            "title": kind.title,
            "status": kind.status.as_u16(),
            "detail": detail,
            "code": code,
        });
        match self {
            Self::Missing { parameter } | Self::Invalid { parameter, .. } => {
                body["parameter"] = json!(parameter);
            }
            Self::Flow(problem) => {
                if let Some(stage) = problem.stage() {
                    body["stage"] = json!(stage.name());
                }
                if let Some(fault) = problem.fault() {
                    body["fault"] = json!({
                        "code": fault.shown_code(),
                        "meaning": fault.meaning().name(),
                        "signed": fault.is_signed,
                        "words": may_read_console(request).then_some(fault.reason.as_str()),
                    });
                }
            }
            Self::Address(_) => {}
        }
        let mut response = HttpResponse::build(kind.status);
        if let Self::Flow(problem) = self
            && let Some(seconds) = problem.retry_after()
        {
            response.insert_header((RETRY_AFTER, seconds));
        }
        response
            .content_type("application/problem+json")
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(body.to_string())
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "address-not-allowed",
            Self::Missing { .. } => "parameter-missing",
            Self::Invalid { .. } => "parameter-invalid",
            Self::Flow(Problem::UnknownService(_)) => "unknown-service",
            Self::Flow(Problem::UnknownOrder { .. }) => "unknown-order",
            Self::Flow(Problem::TooManyOrderCalls { .. }) => "too-many-order-calls",
            Self::Flow(Problem::EService { error, .. }) => error.failure().code(),
            Self::Flow(Problem::SlowBody(_)) => "slow-body",
            Self::Flow(Problem::Busy) => "busy",
            Self::Flow(Problem::Store(error)) if error.trouble().is_some() => "database-unavailable",
            Self::Flow(_) => "internal",
        }
    }

    /// The event and the remedy. The text of a fault may be a stack trace, so it is only logged.
    fn detail(&self, hub: &Hub) -> String {
        let text = match self {
            Self::Address(Some(address)) => {
                format!("{address} is not in rest_allowed_addresses; add it, or empty the setting")
            }
            Self::Address(None) => {
                "the caller's address is not known, and rest_allowed_addresses is set".to_owned()
            }
            Self::Missing { parameter } => format!("add {parameter} to the address: ?serviceID=…&orderKey=…"),
            Self::Invalid { error, .. } => error.clone(),
            Self::Flow(problem @ Problem::UnknownService(_)) => {
                let services = hub.services();
                let ids: Vec<&str> = services.ids().map(|id| id.as_str()).take(20).collect();
                format!("{problem}; registered, to the letter: {}", ids.join(", "))
            }
            Self::Flow(
                problem @ (Problem::UnknownOrder { .. }
                | Problem::SlowBody(_)
                | Problem::Busy
                | Problem::TooManyOrderCalls { .. }),
            ) => problem.to_string(),
            Self::Flow(Problem::EService { error, .. }) => match error.as_ref() {
                CallError::Fault(fault) => format!("GetOrderDetails: SOAP fault {}", fault.shown_code()),
                other => format!("GetOrderDetails: {other}"),
            },
            Self::Flow(_) => "the log of the simulator tells more".to_owned(),
        };
        text.chars().take(600).collect()
    }
}
