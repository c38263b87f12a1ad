//! Errors of the REST API and the control API: the table of their kinds, and their form in `application/problem+json`
//! (RFC 9457).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::{Map, Value, json};

use crate::flow::Problem;

/// The maximum length of `detail`, in characters.
const MOST_OF_DETAIL: usize = 1000;

/// The APIs that have a kind of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Rest,
    Control,
}

const REST: &[Face] = &[Face::Rest];
const CONTROL: &[Face] = &[Face::Control];
const BOTH: &[Face] = &[Face::Rest, Face::Control];

/// A kind of error: its status, stable code, general meaning and remedy.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) faces: &'static [Face],
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    /// For the control API; empty if it does not have this kind.
    pub(super) hint: &'static str,
}

macro_rules! kinds {
    ($($faces:ident $status:ident $code:literal, $title:literal, $hint:literal;)*) => {
        [$(Kind { faces: $faces, status: StatusCode::$status, code: $code, title: $title, hint: $hint }),*]
    };
}

/// Every kind of error, in the order of the descriptions. The last one stands for all others.
static KINDS: [Kind; 41] = kinds! {
    REST BAD_REQUEST "parameter-missing", "A required parameter is missing", "";
    REST BAD_REQUEST "parameter-invalid", "A parameter has a value that it cannot have", "";
    REST FORBIDDEN "address-not-allowed", "The caller's address is not on the list", "";
    CONTROL BAD_REQUEST "invalid-json", "The body is not JSON of the expected form",
        "compare it with the example of the call at /control/";
    CONTROL BAD_REQUEST "unknown-field", "The body or the query has a field that the call does not know",
        "remove it, or correct its name";
    CONTROL BAD_REQUEST "invalid-value", "A field or a part of the address has an invalid value",
        "see the call's description at /control/";
    CONTROL UNAUTHORIZED "token-missing", "No token came with the request",
        "send `Authorization: Bearer <control_token>`, or log in at /console/login";
    CONTROL UNAUTHORIZED "token-wrong", "The token is not the hub's",
        "compare it with the setting control_token; another hub has another token";
    CONTROL FORBIDDEN "control-closed", "The console and the control API are closed",
        "set MPAY_SIM_CONTROL_TOKEN, or MPAY_SIM_OPEN_CONTROL=true where only people you trust reach the hub";
    CONTROL FORBIDDEN "foreign-host", "The host name could be an attacker's",
        "call the hub by its IP address, by localhost or by its public_url, or set control_token";
    CONTROL FORBIDDEN "foreign-origin", "A page of another origin made the request",
        "call the control API from a program, or from the hub's own pages";
    CONTROL NOT_FOUND "no-such-call", "The control API has no such call",
        "every call is described at /control/";
    BOTH NOT_FOUND "unknown-service", "The hub has no such service", "GET /control/v1/services lists all";
    BOTH NOT_FOUND "unknown-order", "The e-Service does not know the order", "place the order at the e-Service first";
    CONTROL NOT_FOUND "unknown-payment", "The hub has no such payment", "GET /control/v1/payments lists all";
    CONTROL NOT_FOUND "unknown-confirmation", "The payment has no confirmation",
        "only an authorised payment is confirmed; GET /control/v1/payments/{id} shows its status";
    CONTROL NOT_FOUND "unknown-scenario", "There is no such scenario", "GET /control/v1/scenarios lists all";
    CONTROL NOT_FOUND "unknown-exchange", "The hub has no such exchange",
        "the oldest ones go first (exchanges_kept); GET /control/v1/exchanges lists those that are kept";
    CONTROL NOT_FOUND "unknown-check", "The service was not checked since the hub's start",
        "start a check with POST /control/v1/services/{id}/check; the hub keeps the last one of each service, eight in all";
    CONTROL NOT_FOUND "unknown-octets", "The message has no such signed part",
        "GET /control/v1/exchanges/{id}/x-ray/{message} shows what its signature covers";
    CONTROL METHOD_NOT_ALLOWED "method-not-allowed", "The call has another method", "see its description at /control/";
    CONTROL REQUEST_TIMEOUT "wait-timed-out", "The expected state was not reached in time",
        "`present` has the current state; wait longer with `timeout`, such as 60s (300s at most), or look into the exchanges";
    BOTH REQUEST_TIMEOUT "slow-body", "The body of the request did not arrive in time",
        "send it at once; request_body_timeout says how long the hub waits";
    CONTROL CONFLICT "not-payable", "The order cannot be paid", "the e-Service decides that; see the order there";
    CONTROL CONFLICT "wrong-state", "The current state does not allow that", "GET it to see how it stands";
    CONTROL CONFLICT "service-in-use", "The service has unconfirmed payments",
        "get them accepted (/console/queue sends and resumes them), or delete the service's data with POST /control/v1/reset and its service_id";
    CONTROL CONFLICT "service-of-settings", "The service comes from the settings, which no request can change",
        "remove it from the settings file, and restart the hub";
    CONTROL CONFLICT "changed-meanwhile", "It was changed by another request meanwhile", "GET it to see how it stands, and try again";
    CONTROL CONFLICT "assertion-failed", "The assertion does not hold", "`nearest` explains field by field what does not match";
    CONTROL PAYLOAD_TOO_LARGE "too-large", "The body is too large",
        "send at most 64 KiB; to /services/{id} at most 300 KiB, and in each field of certificates at most 64 KiB, which hold some thirty certificates";
    CONTROL UNPROCESSABLE_ENTITY "invalid-choice", "The payer's entries have mistakes", "correct the named fields, and try again";
    BOTH BAD_GATEWAY "e-service-unreachable", "The e-Service cannot be reached",
        "start the e-Service, or correct the service's endpoint_url";
    BOTH BAD_GATEWAY "e-service-no-tls", "The e-Service can be reached, but not over TLS",
        "GET /control/v1/exchanges/latest shows the certificate and what was found about it";
    BOTH BAD_GATEWAY "e-service-no-reply", "The e-Service closed the connection without a reply",
        "see the e-Service's own log; a web server that expects HTTPS does the same";
    BOTH BAD_GATEWAY "e-service-failed", "The e-Service's answer cannot be used",
        "GET /control/v1/exchanges/latest shows the answer and what was found about it";
    BOTH GATEWAY_TIMEOUT "e-service-timeout", "The e-Service did not answer in time",
        "see the e-Service's own log; e_service_timeout says how long the hub waits";
    BOTH SERVICE_UNAVAILABLE "too-many-order-calls", "The limit of concurrent order requests to the e-Service is reached",
        "try again in some seconds; order_calls_at_once_per_service sets how many";
    CONTROL SERVICE_UNAVAILABLE "too-many-waiting", "Too many callers are waiting", "try again when some of them have ended";
    BOTH SERVICE_UNAVAILABLE "busy", "The hub has reached its limit of concurrent requests",
        "try again in a second; connections_at_once sets the limit";
    BOTH SERVICE_UNAVAILABLE "database-unavailable", "The hub's database failed; the request may or may not have been carried out",
        "see `detail`; check the current state with GET, and try again";
    BOTH INTERNAL_SERVER_ERROR "internal", "The simulator failed", "its log tells more; please report it";
};

impl Kind {
    /// The kind with this code.
    pub(super) fn find(code: &str) -> &'static Self {
        KINDS.iter().find(|kind| kind.code == code).unwrap_or(&KINDS[KINDS.len() - 1])
    }

    /// The kind of a problem that both APIs have; for all others the last one.
    pub(super) fn of_problem(problem: &Problem) -> &'static Self {
        Self::find(match problem {
            Problem::UnknownService(_) => "unknown-service",
            Problem::UnknownOrder { .. } => "unknown-order",
            Problem::TooManyOrderCalls { .. } => "too-many-order-calls",
            Problem::EService { error, .. } => error.failure().code(),
            Problem::SlowBody(_) => "slow-body",
            Problem::Busy => "busy",
            Problem::Store(error) if error.trouble().is_some() => "database-unavailable",
            _ => "internal",
        })
    }

    /// The kinds of this API.
    pub(super) fn of(face: Face) -> impl Iterator<Item = &'static Self> {
        KINDS.iter().filter(move |kind| kind.faces.contains(&face))
    }

    /// An error of this kind as a response. `page` is the address of the page that describes the kind; `more` are the
    /// fields beside those that every error has; `retry_after` is in seconds.
    pub(super) fn response(
        &self,
        page: &str,
        detail: &str,
        more: Map<String, Value>,
        retry_after: Option<u64>,
    ) -> HttpResponse {
        let Self { status, code, title, .. } = self;
        let detail: String = detail.chars().take(MOST_OF_DETAIL).collect();
        let mut body = json!({
            "type": format!("{page}#{code}"),
            "title": title,
            "status": status.as_u16(),
            "code": code,
            "detail": detail,
        });
        if let Value::Object(fields) = &mut body {
            fields.extend(more);
        }
        let mut response = HttpResponse::build(*status);
        response.content_type("application/problem+json").insert_header((CACHE_CONTROL, "no-store"));
        if *status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"mpay-sim\""));
        }
        if let Some(seconds) = retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        response.body(body.to_string())
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
        for code in ["token-missing", "wrong-state", "parameter-missing", "internal"] {
            assert_eq!(Kind::find(code).code, code);
        }
    }
}
