//! The page for everything that stops a payer: what happened, whether money was taken, what to do next.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, web};
use askama::Template;

use super::findings::Findings;
use super::language::RequestLanguage;
use super::page::{Frame, Hub, render};
use crate::flow::Problem;
use crate::service_provider::CallError;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    f: Frame,
    title: String,
    text: String,
    money: bool,
    /// What only a developer is told, in the simulator's own box.
    detail: Option<String>,
    /// The number under which the log tells more; only what the hub or the e-Service did wrong is logged as a warning.
    incident: Option<String>,
    /// The page to try again, where that may help.
    retry: Option<String>,
    /// Where another order number can be typed.
    another: Option<String>,
    return_link: Option<String>,
    /// The recorded call in the console, where a call to the e-Service is what failed.
    exchange: Option<String>,
    /// What was found about the e-Service's reply.
    findings: Findings,
}

/// Where a payer stands when something stops them: decides which links the page offers.
#[derive(Debug, Clone, Default)]
pub(super) struct Whereabouts {
    /// The visit, where there is one.
    pub(super) session: Option<String>,
    /// What the addresses of the visit's pages start with.
    pub(super) base: &'static str,
    /// True where it is known that nothing was paid for the visit's order.
    pub(super) no_money_taken: bool,
    /// True where the visit has a return address.
    pub(super) can_return: bool,
}

/// Renders a problem of somebody who is not on a visit: there is nothing to retry and nowhere to return to.
pub(super) fn outside_a_visit(hub: &Hub, language: &RequestLanguage, problem: &Problem) -> HttpResponse {
    self::problem(hub, language, problem, &Whereabouts::default())
}

/// Renders a problem, and logs it with the number that the page shows.
pub(super) fn problem(
    hub: &Hub,
    language: &RequestLanguage,
    problem: &Problem,
    at: &Whereabouts,
) -> HttpResponse {
    let t = language.translator();
    let incident: String = hub.randomness.hex().chars().take(8).collect();
    let (status, key) = kind(problem);
    if matches!(problem, Problem::Busy | Problem::SlowBody(_)) {
        // Logged where it is refused, and under a flood only now and then.
        tracing::debug!(%incident, status = status.as_u16(), exchange = problem.exchange(), %problem, "a payer was stopped");
    } else if status.is_server_error() {
        tracing::warn!(%incident, status = status.as_u16(), exchange = problem.exchange(), %problem, "a payer was stopped");
    } else {
        tracing::info!(%incident, status = status.as_u16(), exchange = problem.exchange(), %problem, "a payer was stopped");
    }
    let order_key = match problem {
        Problem::UnknownOrder { order_key, .. } => order_key.to_string(),
        _ => String::new(),
    };
    let service_name = match problem {
        Problem::EService { service, .. }
        | Problem::UnknownOrder { service, .. }
        | Problem::TooManyOrderCalls { service, .. } => hub
            .service(service)
            .map(|service| service.service_provider_name.get(language.language).to_owned()),
        _ => None,
    };
    let values =
        [("order", order_key.as_str()), ("service_provider", service_name.as_deref().unwrap_or_default())];
    let page = ProblemPage {
        title: t.with_all(&format!("problem-{key}-title"), &values),
        text: t.with_all(&format!("problem-{key}-text"), &values),
        money: at.no_money_taken && !matches!(problem, Problem::Store(_) | Problem::Receipt(_)),
        detail: detail(hub, problem),
        incident: status.is_server_error().then_some(incident),
        retry: at.session.as_ref().filter(|_| status.is_server_error()).map(|id| format!("{}/{id}", at.base)),
        another: match problem {
            Problem::UnknownOrder { service, .. } => Some(super::service::path(service)),
            _ => None,
        },
        return_link: at.session.as_ref().filter(|_| at.can_return).map(|id| format!("/pay/{id}/return")),
        exchange: problem.exchange().map(|number| format!("/console/messages/{number}/response")),
        findings: Findings::of(&t, problem.findings()),
        f: match problem {
            Problem::EService { service, order_key, .. }
            | Problem::UnknownOrder { service, order_key, .. } => {
                Frame::new(&language.about(service, order_key))
            }
            _ => Frame::new(language),
        },
    };
    let mut response = render(status, language, &page);
    if let Some(seconds) = problem.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The status and the words of each problem.
fn kind(problem: &Problem) -> (StatusCode, &'static str) {
    match problem {
        Problem::InvalidParameter(_) => (StatusCode::BAD_REQUEST, "parameter"),
        Problem::InvalidReturnUrl(_) => (StatusCode::BAD_REQUEST, "return-url"),
        Problem::UnknownService(_) => (StatusCode::NOT_FOUND, "service"),
        Problem::UnknownSession => (StatusCode::NOT_FOUND, "session"),
        Problem::UnknownInvoice => (StatusCode::NOT_FOUND, "note"),
        Problem::UnknownOrder { .. } => (StatusCode::NOT_FOUND, "order"),
        Problem::EService { error, .. } => match error.as_ref() {
            late if late.is_timeout() => (StatusCode::GATEWAY_TIMEOUT, "slow"),
            gone if gone.is_unreachable() => (StatusCode::BAD_GATEWAY, "down"),
            _ => (StatusCode::BAD_GATEWAY, "broken"),
        },
        Problem::SlowBody(_) => (StatusCode::REQUEST_TIMEOUT, "slow-body"),
        Problem::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
        Problem::TooManyVisits { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-many-visits"),
        Problem::TooManyOrderCalls { .. } => (StatusCode::SERVICE_UNAVAILABLE, "service-busy"),
        Problem::NothingPaid => (StatusCode::NOT_FOUND, "nothing-paid"),
        Problem::NoReturnUrl => (StatusCode::NOT_FOUND, "no-return"),
        Problem::Store(error) if error.trouble().is_some() => (StatusCode::SERVICE_UNAVAILABLE, "database"),
        Problem::Receipt(_) | Problem::Store(_) | Problem::Certificate { .. } => {
            (StatusCode::INTERNAL_SERVER_ERROR, "internal")
        }
    }
}

/// What a developer needs beside the payer's words. The words of a fault may be a stack trace: they stand among the
/// findings, for those who may read the console.
fn detail(hub: &Hub, problem: &Problem) -> Option<String> {
    match problem {
        Problem::UnknownService(_) => {
            let services = hub.services();
            let ids: Vec<&str> = services.ids().map(|id| id.as_str()).take(20).collect();
            Some(format!("{problem}; registered, to the letter: {}", ids.join(", ")))
        }
        Problem::EService { error, .. } => Some(match error.as_ref() {
            CallError::Fault(fault) => format!("business: SOAP fault {}", fault.shown_code()),
            other => format!("{}: {other}", other.stage().name()),
        }),
        Problem::Store(error) => error.trouble().map(|trouble| format!("database: {}", trouble.advice())),
        Problem::Receipt(_) => None,
        other => Some(other.to_string()),
    }
    .map(|text| text.chars().take(600).collect())
}

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFoundPage {
    f: Frame,
}

/// Everything that has no address here.
pub(super) async fn not_found(language: RequestLanguage) -> HttpResponse {
    render(StatusCode::NOT_FOUND, &language, &NotFoundPage { f: Frame::new(&language) })
}

/// Larger bodies are refused: a form of this hub has a few hundred bytes, and long return addresses need room.
pub const MOST_OF_BODY: usize = 64 * 1024;

/// A body that is too large, in the look of every other problem.
pub(super) fn body_limit() -> web::PayloadConfig {
    web::PayloadConfig::new(MOST_OF_BODY)
}
