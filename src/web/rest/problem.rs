//! Errors of the REST API.

use std::fmt;
use std::net::IpAddr;

use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde_json::{Map, Value, json};

use crate::flow::Problem;
use crate::service_provider::CallError;
use crate::web::access::may_read_console;
use crate::web::page::Hub;
use crate::web::problems::Kind;

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
        f.write_str(self.kind().code)
    }
}

/// Without a body: `errors::rendered` calls [`RestProblem::response`] with the request.
impl ResponseError for RestProblem {
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl RestProblem {
    /// The problem as a response; it is also logged.
    pub(in crate::web) fn response(&self, hub: &Hub, request: &HttpRequest) -> HttpResponse {
        let (kind, detail) = (self.kind(), self.detail(hub));
        let code = kind.code;
        match self {
            Self::Flow(problem) if kind.status.is_server_error() => {
                tracing::warn!(code, exchange = problem.exchange(), %problem, "a call of the REST API failed");
            }
            _ => tracing::info!(code, %detail, "a call of the REST API was refused"),
        }
        let mut fields = Map::new();
        let mut add = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        match self {
            Self::Missing { parameter } | Self::Invalid { parameter, .. } => {
                add("parameter", json!(parameter));
            }
            Self::Flow(problem) => {
                if let Some(stage) = problem.stage() {
                    add("stage", json!(stage.name()));
                }
                if let Some(fault) = problem.fault() {
                    let words = may_read_console(request).then_some(fault.reason.as_str());
                    let (code, meaning) = (fault.shown_code(), fault.meaning().name());
                    add(
                        "fault",
                        json!({ "code": code, "meaning": meaning, "signed": fault.is_signed, "words": words }),
                    );
                }
            }
            Self::Address(_) => {}
        }
        let retry_after = match self {
            Self::Flow(problem) => problem.retry_after(),
            _ => None,
        };
        kind.response(&format!("{}/openapi/index.html", hub.public_url), &detail, fields, retry_after)
    }

    fn kind(&self) -> &'static Kind {
        match self {
            Self::Address(_) => Kind::find("address-not-allowed"),
            Self::Missing { .. } => Kind::find("parameter-missing"),
            Self::Invalid { .. } => Kind::find("parameter-invalid"),
            Self::Flow(problem) => Kind::of_problem(problem),
        }
    }

    /// The event and the remedy. The text of a fault may be a stack trace, so it is only logged.
    fn detail(&self, hub: &Hub) -> String {
        match self {
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
        }
    }
}
