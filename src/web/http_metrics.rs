//! Counts and times every response, by the pattern of its address, never by the address itself.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;

use super::page::Hub;
use crate::metrics::AnsweredRequest;

/// The label for unknown addresses.
const NONE: &str = "none";

/// Counts the response to this request.
pub(super) async fn measured(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let (hub, method) = (request.app_data::<Hub>().cloned(), name_of(request.method()));
    let answered = next.call(request).await;
    let (pattern, status) = match &answered {
        Ok(response) => (response.request().match_pattern(), response.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    if let Some(hub) = hub {
        hub.metrics.answered(of(pattern, method, status, started));
    }
    answered
}

fn of(
    pattern: Option<String>,
    method: &'static str,
    status: StatusCode,
    started: Instant,
) -> AnsweredRequest {
    let route = pattern.map_or_else(|| NONE.to_owned(), |pattern| readable(&pattern));
    AnsweredRequest {
        group: group_of(&route),
        route,
        method,
        status: status.as_u16(),
        duration: started.elapsed(),
    }
}

/// Methods can be made up by anybody.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The group of callers of an address.
fn group_of(route: &str) -> &'static str {
    // Waiting calls last as long as the caller wants.
    if route.ends_with("/wait") || route.ends_with("/events") {
        return "wait";
    }
    match route.split('/').nth(1) {
        Some("" | "service" | "n" | "pay") => "payer",
        Some("posterminal" | "pos") => "counter",
        Some("psp" | "terminal") => "payment_provider",
        Some("api" | "openapi" | "serviceprovider.svc" | "serviceprovider.xsd" | "hub.cer" | "rules") => {
            "e_service"
        }
        Some("control") => "control",
        Some("console") => "console",
        Some("livez" | "readyz" | "metrics") => "operations",
        Some("static") => "static",
        _ => NONE,
    }
}

/// The readable pattern: `/service/{id}` for `/{service:(?i:service)}/{id:.+}`.
fn readable(pattern: &str) -> String {
    let mut route = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        route.push_str(before);
        let (variable, after) = after.split_once('}').unwrap_or((after, ""));
        let (name, expression) = variable.split_once(':').unwrap_or((variable, ""));
        match expression.strip_prefix("(?i:").and_then(|word| word.strip_suffix(')')) {
            // A case-insensitive word.
            Some(word) => route.push_str(&word.replace('\\', "")),
            None => {
                route.push('{');
                route.push_str(name);
                route.push('}');
            }
        }
        rest = after;
    }
    route.push_str(rest);
    route
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_written_as_people_write_them() {
        for (pattern, route) in [
            ("/pay/{session}", "/pay/{session}"),
            ("/{service:(?i:service)}/{service_id}", "/service/{service_id}"),
            ("/{openapi:(?i:openapi)}/{page:(?i:index\\.html)}", "/openapi/index.html"),
            (
                "/{pos:(?i:posterminal)}/{call:(?i:pay)}/{service_id}/{order_key:.+}",
                "/posterminal/pay/{service_id}/{order_key}",
            ),
            ("/static/{path:.*}", "/static/{path}"),
            ("/", "/"),
        ] {
            assert_eq!(readable(pattern), route);
        }
    }

    #[test]
    fn whoever_waits_is_counted_apart() {
        assert_eq!(group_of("/control/v1/payments/{id}/wait"), "wait");
        assert_eq!(group_of("/control/v1/events"), "wait");
        assert_eq!(group_of("/control/v1/payments"), "control");
        assert_eq!(group_of("/"), "payer");
        assert_eq!(group_of(NONE), NONE);
    }
}
