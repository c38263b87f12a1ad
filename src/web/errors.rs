//! The page for every problem of a payer: the event, whether money was taken, the next step.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, ResponseError, web};
use askama::Template;

use super::addresses;
use super::findings::Findings;
use super::language::RequestLanguage;
use super::page::{Frame, Hub, render, visit_path};
use super::rest::RestProblem;
use crate::domain::ids::{OrderKey, ServiceId, SessionId};
use crate::flow::invoice_generation::no_money_was_taken;
use crate::flow::{Problem, incidents, payment_page_request};
use crate::service_provider::{CallError, Failure};

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    f: Frame,
    title: String,
    text: String,
    money: bool,
    /// Details for developers only, in the simulator's own box.
    detail: Option<String>,
    /// The incident's number in the log; only failures of the hub or the e-Service are logged as warnings.
    incident: Option<String>,
    /// The console's search for it, if the incident is kept.
    incident_link: Option<String>,
    /// The page to try again, if that may help.
    retry: Option<String>,
    /// The page for another order number.
    another: Option<String>,
    return_link: Option<String>,
    /// The recorded call in the console, if a call to the e-Service failed.
    exchange: Option<String>,
    /// The messages about the visit's order in the console.
    messages: Option<String>,
    /// The findings about the e-Service's reply.
    findings: Findings,
}

/// The result of a page handler: [`rendered`] makes the page of a problem.
pub(super) type PageResult = Result<HttpResponse, Problem>;

/// Without a body: only [`rendered`] knows the request's language and visit.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        kind(self).0
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// Turns a handler's problem into its page, or into JSON for a call of the REST API. Headers of inner layers are kept.
pub(super) async fn rendered(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let (Some(error), Some(hub)) = (response.response().error(), response.request().app_data::<Hub>()) else {
        return Ok(response);
    };
    let mut rendered = if let Some(problem) = error.as_error::<Problem>() {
        let visit = Visit::of(hub, response.request()).await;
        page(hub, response.request(), problem, visit).await
    } else if let Some(problem) = error.as_error::<RestProblem>() {
        problem.response(hub, response.request())
    } else {
        return Ok(response);
    };
    for (name, value) in response.headers() {
        rendered.headers_mut().append(name.clone(), value.clone());
    }
    Ok(response.into_response(rendered))
}

/// The visit of the page on which a problem occurred, which decides the links on the error page.
#[derive(Debug)]
struct Visit {
    /// The address of its pay page.
    path: String,
    /// True if it is certain that nothing was paid for the visit's order.
    no_money_taken: bool,
    /// The link back to the e-Service, if the visit has a `ReturnUrl`.
    return_link: Option<String>,
    /// The service, and the order key with which the e-Service is asked.
    order: (ServiceId, OrderKey),
}

impl Visit {
    /// The visit in the address of the request, if it exists.
    async fn of(hub: &Hub, request: &HttpRequest) -> Option<Self> {
        let id = SessionId::parse(request.match_info().get("session")?)?;
        let visit = payment_page_request::session(hub, id).await.ok()?;
        Some(Self {
            path: visit_path(request, id),
            no_money_taken: no_money_was_taken(hub, &visit).await,
            order: (visit.service_id.clone(), visit.key_to_ask().clone()),
            return_link: visit.return_url.map(|_| format!("/pay/{id}/return")),
        })
    }
}

/// The page for a request that exceeded a limit and reached no handler.
pub(super) async fn outside_a_visit(hub: &Hub, request: &HttpRequest, problem: &Problem) -> HttpResponse {
    page(hub, request, problem, None).await
}

/// The page of a problem, which is logged, and kept if it is a failure, with the incident's number.
async fn page(hub: &Hub, request: &HttpRequest, problem: &Problem, visit: Option<Visit>) -> HttpResponse {
    let language = &match RequestLanguage::extract(request).await {
        Ok(language) => language,
        Err(error) => return error.error_response(),
    };
    let t = language.translator();
    let incident = incidents::number(hub);
    let (status, key) = kind(problem);
    if matches!(problem, Problem::Busy | Problem::SlowBody(_)) {
        // Already logged where it is refused, at a limited rate.
        tracing::debug!(%incident, status = status.as_u16(), exchange = problem.exchange(), %problem, "a payer was stopped");
    } else if status.is_server_error() {
        tracing::warn!(%incident, status = status.as_u16(), exchange = problem.exchange(), %problem, "a payer was stopped");
    } else {
        tracing::info!(%incident, status = status.as_u16(), exchange = problem.exchange(), %problem, "a payer was stopped");
    }
    let order = visit.as_ref().map(|visit| (&visit.order.0, &visit.order.1));
    let is_kept = status.is_server_error() && incidents::keep(hub, &incident, problem, order).await;
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
        money: visit.as_ref().is_some_and(|visit| visit.no_money_taken)
            && !matches!(problem, Problem::Store(_) | Problem::Receipt(_)),
        detail: detail(hub, problem),
        messages: order
            .filter(|_| problem.exchange().is_none())
            .map(|(service, order_key)| addresses::of_messages(service, order_key)),
        incident_link: is_kept.then(|| addresses::of_incident(&incident)),
        incident: (status.is_server_error() && !matches!(problem, Problem::Busy)).then_some(incident),
        retry: visit.as_ref().filter(|_| status.is_server_error()).map(|visit| visit.path.clone()),
        another: match problem {
            Problem::UnknownOrder { service, .. } => Some(addresses::of_service(service)),
            _ => None,
        },
        return_link: visit.as_ref().and_then(|visit| visit.return_link.clone()),
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

/// The status and the text key of each problem.
fn kind(problem: &Problem) -> (StatusCode, &'static str) {
    match problem {
        Problem::InvalidParameter(_) => (StatusCode::BAD_REQUEST, "parameter"),
        Problem::InvalidReturnUrl(_) => (StatusCode::BAD_REQUEST, "return-url"),
        Problem::UnknownService(_) => (StatusCode::NOT_FOUND, "service"),
        Problem::UnknownSession => (StatusCode::NOT_FOUND, "session"),
        Problem::UnknownInvoice => (StatusCode::NOT_FOUND, "note"),
        Problem::UnknownOrder { .. } => (StatusCode::NOT_FOUND, "order"),
        Problem::EService { error, .. } => match error.failure() {
            Failure::Late => (StatusCode::GATEWAY_TIMEOUT, "slow"),
            Failure::Unreachable | Failure::NoTls | Failure::NoReply => (StatusCode::BAD_GATEWAY, "down"),
            Failure::Unusable => (StatusCode::BAD_GATEWAY, "broken"),
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

/// Details for developers besides the payer's text. The text of a fault may be a stack trace, so it is only among the
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
            other => format!("{}: {}", other.stage().name(), problem.failed_call().unwrap_or_default()),
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

/// The answer to any unknown address.
pub(super) async fn not_found(language: RequestLanguage) -> HttpResponse {
    render(StatusCode::NOT_FOUND, &language, &NotFoundPage { f: Frame::new(&language) })
}

/// The maximum size of a body in bytes: forms have a few hundred, and long return addresses need room.
pub const MOST_OF_BODY: usize = 64 * 1024;

/// The error for a body that is too large, in the style of every other problem.
pub(super) fn body_limit() -> web::PayloadConfig {
    web::PayloadConfig::new(MOST_OF_BODY)
}
