//! Errors of the control API, as `application/problem+json` (RFC 9457): the event and the next step.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value, json};

use super::exchange_view::{FaultView, FoundRule};
use crate::flow::{Problem, RETRY_OF_DATABASE};
use crate::store::StoreError;

/// A kind of error: its status, stable code, general meaning and remedy.
#[derive(Debug)]
pub(in crate::web) struct Kind {
    pub(in crate::web) status: StatusCode,
    pub(in crate::web) code: &'static str,
    pub(in crate::web) title: &'static str,
    pub(in crate::web) hint: &'static str,
}

macro_rules! kinds {
    ($($status:ident $code:literal, $title:literal, $hint:literal;)*) => {
        [$(Kind { status: StatusCode::$status, code: $code, title: $title, hint: $hint }),*]
    };
}

/// Every kind of error, in the order of the description. The last one stands for all others.
pub(in crate::web) static KINDS: [Kind; 38] = kinds! {
    BAD_REQUEST "invalid-json", "The body is not JSON of the expected form",
        "compare it with the example of the call at /control/";
    BAD_REQUEST "unknown-field", "The body or the query has a field that the call does not know",
        "remove it, or correct its name";
    BAD_REQUEST "invalid-value", "A field or a part of the address has an invalid value",
        "see the call's description at /control/";
    UNAUTHORIZED "token-missing", "No token came with the request",
        "send `Authorization: Bearer <control_token>`, or log in at /console/login";
    UNAUTHORIZED "token-wrong", "The token is not the hub's",
        "compare it with the setting control_token; another hub has another token";
    FORBIDDEN "control-closed", "The console and the control API are closed",
        "set MPAY_SIM_CONTROL_TOKEN, or MPAY_SIM_OPEN_CONTROL=true where only people you trust reach the hub";
    FORBIDDEN "foreign-host", "The host name could be an attacker's",
        "call the hub by its IP address, by localhost or by its public_url, or set control_token";
    FORBIDDEN "foreign-origin", "A page of another origin made the request",
        "call the control API from a program, or from the hub's own pages";
    NOT_FOUND "no-such-call", "The control API has no such call",
        "every call is described at /control/";
    NOT_FOUND "unknown-service", "The hub has no such service", "GET /control/v1/services lists all";
    NOT_FOUND "unknown-order", "The e-Service does not know the order", "place the order at the e-Service first";
    NOT_FOUND "unknown-payment", "The hub has no such payment", "GET /control/v1/payments lists all";
    NOT_FOUND "unknown-confirmation", "The payment has no confirmation",
        "only an authorised payment is confirmed; GET /control/v1/payments/{id} shows its status";
    NOT_FOUND "unknown-scenario", "There is no such scenario", "GET /control/v1/scenarios lists all";
    NOT_FOUND "unknown-exchange", "The hub has no such exchange",
        "the oldest ones go first (exchanges_kept); GET /control/v1/exchanges lists those that are kept";
    NOT_FOUND "unknown-check", "The service was not checked since the hub's start",
        "start a check with POST /control/v1/services/{id}/check; the hub keeps the last one of each service, eight in all";
    NOT_FOUND "unknown-octets", "The message has no such signed part",
        "GET /control/v1/exchanges/{id}/x-ray/{message} shows what its signature covers";
    METHOD_NOT_ALLOWED "method-not-allowed", "The call has another method", "see its description at /control/";
    REQUEST_TIMEOUT "wait-timed-out", "The expected state was not reached in time",
        "`present` has the current state; wait longer with `timeout`, such as 60s (300s at most), or look into the exchanges";
    REQUEST_TIMEOUT "slow-body", "The body of the request did not arrive in time",
        "send it at once; request_body_timeout says how long the hub waits";
    CONFLICT "not-payable", "The order cannot be paid", "the e-Service decides that; see the order there";
    CONFLICT "wrong-state", "The current state does not allow that", "GET it to see how it stands";
    CONFLICT "service-in-use", "The service has unconfirmed payments",
        "get them accepted (/console/queue sends and resumes them), or delete the service's data with POST /control/v1/reset and its service_id";
    CONFLICT "service-of-settings", "The service comes from the settings, which no request can change",
        "remove it from the settings file, and restart the hub";
    CONFLICT "changed-meanwhile", "It was changed by another request meanwhile", "GET it to see how it stands, and try again";
    CONFLICT "assertion-failed", "The assertion does not hold", "`nearest` explains field by field what does not match";
    PAYLOAD_TOO_LARGE "too-large", "The body is too large",
        "send at most 64 KiB; to /services/{id} at most 300 KiB, and in each field of certificates at most 64 KiB, which hold some thirty certificates";
    UNPROCESSABLE_ENTITY "invalid-choice", "The payer's entries have mistakes", "correct the named fields, and try again";
    BAD_GATEWAY "e-service-unreachable", "The e-Service cannot be reached",
        "start the e-Service, or correct the service's endpoint_url";
    BAD_GATEWAY "e-service-no-tls", "The e-Service can be reached, but not over TLS",
        "GET /control/v1/exchanges/latest shows the certificate and what was found about it";
    BAD_GATEWAY "e-service-no-reply", "The e-Service closed the connection without a reply",
        "see the e-Service's own log; a web server that expects HTTPS does the same";
    BAD_GATEWAY "e-service-failed", "The e-Service's answer cannot be used",
        "GET /control/v1/exchanges/latest shows the answer and what was found about it";
    GATEWAY_TIMEOUT "e-service-timeout", "The e-Service did not answer in time",
        "see the e-Service's own log; e_service_timeout says how long the hub waits";
    SERVICE_UNAVAILABLE "too-many-order-calls", "The limit of concurrent order requests to the e-Service is reached",
        "try again in some seconds; order_calls_at_once_per_service sets how many";
    SERVICE_UNAVAILABLE "too-many-waiting", "Too many callers are waiting", "try again when some of them have ended";
    SERVICE_UNAVAILABLE "busy", "The hub has reached its limit of concurrent requests",
        "try again in a second; connections_at_once sets the limit";
    SERVICE_UNAVAILABLE "database-unavailable", "The hub's database failed; the request may or may not have been carried out",
        "see `detail`; check the current state with GET, and try again";
    INTERNAL_SERVER_ERROR "internal", "The simulator failed", "its log tells more; please report it";
};

/// The reason why a call failed.
#[derive(Debug)]
pub(in crate::web) struct ControlProblem {
    kind: &'static Kind,
    detail: String,
    hint: Option<String>,
    retry_after: Option<u64>,
    more: Map<String, Value>,
}

impl ControlProblem {
    /// A problem of this kind, with details of the event.
    pub(in crate::web) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        let kind = KINDS.iter().find(|kind| kind.code == code).unwrap_or(&KINDS[KINDS.len() - 1]);
        Self { kind, detail: detail.into(), hint: None, retry_after: None, more: Map::new() }
    }

    /// The event in one sentence.
    pub(in crate::web) fn detail(&self) -> &str {
        &self.detail
    }

    /// The remedy.
    pub(in crate::web) fn advice(&self) -> &str {
        self.hint.as_deref().unwrap_or(self.kind.hint)
    }

    /// Replaces the kind's hint by a better one.
    pub(in crate::web) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Adds a field.
    pub(in crate::web) fn with(mut self, field: &str, value: Value) -> Self {
        self.more.insert(field.to_owned(), value);
        self
    }
}

impl fmt::Display for ControlProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.code, self.detail)
    }
}

impl ResponseError for ControlProblem {
    fn status_code(&self) -> StatusCode {
        self.kind.status
    }

    fn error_response(&self) -> HttpResponse {
        let Kind { status, code, title, hint } = self.kind;
        let detail: String = self.detail.chars().take(1000).collect();
        let mut body = json!({
            "type": format!("/control/#{code}"),
            "title": title,
            "status": status.as_u16(),
            "code": code,
            "detail": detail,
            "hint": self.hint.as_deref().unwrap_or(hint),
        });
        if let Value::Object(fields) = &mut body {
            fields.extend(self.more.clone());
        }
        let mut response = HttpResponse::build(*status);
        response.content_type("application/problem+json").insert_header((CACHE_CONTROL, "no-store"));
        if *status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"mpay-sim\""));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        response.body(body.to_string())
    }
}

impl From<StoreError> for ControlProblem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a call of the control API failed");
        match error.trouble() {
            Some(trouble) => Self {
                retry_after: Some(RETRY_OF_DATABASE),
                ..Self::new("database-unavailable", error.without_advice()).hint(trouble.advice())
            },
            None => Self::new("internal", "the database failed"),
        }
    }
}

impl From<Problem> for ControlProblem {
    fn from(problem: Problem) -> Self {
        let problem = match problem {
            Problem::Store(error) => return error.into(),
            other => other,
        };
        let code = match &problem {
            Problem::UnknownService(_) => "unknown-service",
            Problem::UnknownOrder { .. } => "unknown-order",
            Problem::TooManyOrderCalls { .. } => "too-many-order-calls",
            Problem::InvalidParameter(_) | Problem::InvalidReturnUrl(_) => "invalid-value",
            Problem::SlowBody(_) => "slow-body",
            Problem::Busy => "busy",
            Problem::EService { error, .. } => error.failure().code(),
            _ => {
                tracing::error!(%problem, "a call of the control API failed");
                "internal"
            }
        };
        let mut made = Self { retry_after: problem.retry_after(), ..Self::new(code, problem.to_string()) };
        if let Some(exchange) = problem.exchange() {
            let findings: Vec<_> = problem.findings().iter().map(FoundRule::from).collect();
            made = made.with("exchange_id", json!(exchange)).with("findings", json!(findings));
        }
        if let Problem::EService { error, .. } = &problem {
            made = Self { detail: error.to_string(), hint: problem.remedy().map(str::to_owned), ..made };
        }
        if let Some(stage) = problem.stage() {
            made = made.with("stage", json!(stage.name()));
        }
        match problem.fault() {
            Some(fault) => made.with("fault", json!(FaultView::from(fault))),
            None => made,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_there_once_and_every_code_that_is_used_is_in_the_table() {
        let mut codes: Vec<_> = KINDS.iter().map(|kind| kind.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), KINDS.len());
        for code in ["token-missing", "wrong-state", "internal"] {
            assert_eq!(ControlProblem::new(code, "x").kind.code, code);
        }
    }
}
