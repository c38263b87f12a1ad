//! Access to the console and the control API: open on this machine, or with the token.

pub(super) mod origin;

pub(super) mod login;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError};

use super::control::problem::ControlProblem;
use super::cookies;
use super::hub::Hub;
use super::redirect::see_other;
use crate::app::App;
use crate::config::{ControlAccess, ControlToken};

/// The cookie of a browser that has given the token.
const COOKIE_NAME: &str = "mpay_sim_console";

/// The reason for refusing a request.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refusal {
    /// It has neither a token nor a cookie.
    NoToken,
    /// The token is wrong.
    WrongToken,
    /// The settings have not opened the console.
    Closed,
    /// The host's name could be an attacker's.
    Host(String),
    /// It comes from a page of another origin.
    Foreign(String),
}

/// Passes a call of the control API on, or answers with a problem and its remedy.
pub(super) async fn api(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match checked(request.request(), true) {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_boxed_body),
        Err(refusal) => Ok(request.into_response(problem(refusal).error_response())),
    }
}

/// Passes a request of the console on, redirects a browser without a token to the login page, and refuses everything else.
pub(super) async fn console(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_read = request.method().is_safe();
    let response = match checked(request.request(), !is_read) {
        Ok(()) => return next.call(request).await.map(ServiceResponse::map_into_boxed_body),
        Err(Refusal::NoToken | Refusal::WrongToken) if is_read => login_first(request.request()),
        Err(refusal) => problem(refusal).error_response(),
    };
    Ok(request.into_response(response))
}

/// Like [`check`], for a request to the console or the control API itself: logs a wrong token.
fn checked(request: &HttpRequest, from_own_pages: bool) -> Result<(), Refusal> {
    check(request, from_own_pages).inspect_err(|refusal| {
        if *refusal == Refusal::WrongToken {
            log_wrong_token(request);
        }
    })
}

fn log_wrong_token(request: &HttpRequest) {
    let peer = request.peer_addr().map(|address| address.ip().to_string()).unwrap_or_default();
    tracing::warn!(%peer, path = request.path(), "a wrong control token was given");
}

/// True if the sender may read the console; pages then show details for developers.
pub(super) fn may_read_console(request: &HttpRequest) -> bool {
    check(request, false).is_ok()
}

/// Checks the access of a request. A page of another origin may open the console if `from_own_pages` is false, but cannot
/// read it; it can never change anything.
fn check(request: &HttpRequest, from_own_pages: bool) -> Result<(), Refusal> {
    let Some(hub) = request.app_data::<Hub>() else { return Err(Refusal::Closed) };
    let given = bearer(request);
    // No page elsewhere knows the token.
    if let (ControlAccess::Token(token), Some(given)) = (&hub.control_access, given) {
        return if token.is(given) { Ok(()) } else { Err(Refusal::WrongToken) };
    }
    if from_own_pages && let Some(sign) = origin::foreign(request, &hub.public_url) {
        return Err(Refusal::Foreign(sign));
    }
    match &hub.control_access {
        ControlAccess::Closed => Err(Refusal::Closed),
        ControlAccess::Open if !origin::is_harmless_host(origin::host(request), &hub.public_url) => {
            Err(Refusal::Host(origin::host(request).chars().take(100).collect()))
        }
        ControlAccess::Open => Ok(()),
        ControlAccess::Token(token) => by_cookie(request, token),
    }
}

fn by_cookie(request: &HttpRequest, token: &ControlToken) -> Result<(), Refusal> {
    match cookies::find(request, COOKIE_NAME) {
        Some(value) if token.is_cookie(value) => Ok(()),
        Some(_) => Err(Refusal::WrongToken),
        None => Err(Refusal::NoToken),
    }
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().unwrap_or_default();
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    // Another scheme counts as a wrong token, as the sender expects it to grant access.
    Some(if scheme.eq_ignore_ascii_case("bearer") { token.trim() } else { "" })
}

/// The login page, followed by the requested page.
fn login_first(request: &HttpRequest) -> HttpResponse {
    let asked = request.uri().path_and_query().map_or("/console", |path| path.as_str());
    let next: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    see_other(format!("/console/login?next={next}"))
}

fn problem(refusal: Refusal) -> ControlProblem {
    match refusal {
        Refusal::NoToken => ControlProblem::new("token-missing", "the hub asks for its control token"),
        Refusal::WrongToken => {
            ControlProblem::new("token-wrong", "what was given is not the hub's control token")
        }
        Refusal::Closed => ControlProblem::new(
            "control-closed",
            "the hub listens beyond this machine, and its settings do not open the console and the control API",
        ),
        Refusal::Host(host) => {
            ControlProblem::new("foreign-host", format!("the request is for the host `{host}`"))
        }
        Refusal::Foreign(sign) => ControlProblem::new(
            "foreign-origin",
            format!("a page of another origin made the request ({sign})"),
        ),
    }
}

/// True if the hub requires a token, so that users can log out.
pub(super) fn asks_for_token(app: &App) -> bool {
    matches!(app.control_access, ControlAccess::Token(_))
}
