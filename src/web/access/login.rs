//! `/console/login`: exchanges the token for a cookie.

use actix_web::http::StatusCode;
use actix_web::http::header::SET_COOKIE;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::{COOKIE_NAME, Refusal, asks_for_token, log_wrong_token, origin, problem};
use crate::app::App;
use crate::config::ControlAccess;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::{self, Form};

#[derive(Template)]
#[template(path = "console/login.html")]
struct LoginPage {
    f: Frame,
    next: String,
    wrong: bool,
    closed: bool,
}

/// The form, or a redirect if no token is required.
pub(in crate::web) async fn show(hub: Hub, request: HttpRequest, language: RequestLanguage) -> HttpResponse {
    let next = parameters::ignoring_case(request.query_string(), "next").unwrap_or_default();
    if hub.control_access == ControlAccess::Open {
        return see_other(inside(&next));
    }
    page(&hub, &language, &next, false)
}

/// Checks the token, and redirects to the requested page.
pub(in crate::web) async fn submit(
    hub: Hub,
    request: HttpRequest,
    language: RequestLanguage,
    body: Bytes,
) -> HttpResponse {
    if let Some(sign) = origin::foreign(&request, &hub.public_url) {
        return problem(Refusal::Foreign(sign)).error_response();
    }
    let form = Form::read(&body);
    let ControlAccess::Token(token) = &hub.control_access else {
        return page(&hub, &language, form.get("next"), false);
    };
    if !token.is(form.get("token")) {
        log_wrong_token(&request);
        return page(&hub, &language, form.get("next"), true);
    }
    let mut response = see_other(inside(form.get("next")));
    add_cookie(&mut response, &hub, token.cookie(), "");
    response
}

/// Removes the cookie.
pub(in crate::web) async fn out(hub: Hub, request: HttpRequest) -> HttpResponse {
    if let Some(sign) = origin::foreign(&request, &hub.public_url) {
        return problem(Refusal::Foreign(sign)).error_response();
    }
    let mut response = see_other("/console/login");
    add_cookie(&mut response, &hub, "", "; Max-Age=0");
    response
}

/// `Secure` if browsers reach the hub over TLS. The cookie ends with the browser's session.
fn add_cookie(response: &mut HttpResponse, hub: &App, value: &str, more: &str) {
    let secure = if hub.public_url.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE_NAME}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}");
    if let Ok(cookie) = cookie.parse() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

fn page(hub: &App, language: &RequestLanguage, next: &str, wrong: bool) -> HttpResponse {
    let closed = !asks_for_token(hub);
    let status = match (closed, wrong) {
        (true, _) => StatusCode::FORBIDDEN,
        (false, true) => StatusCode::UNAUTHORIZED,
        (false, false) => StatusCode::OK,
    };
    let page = LoginPage { f: Frame::new(language), next: inside(next).to_owned(), wrong, closed };
    render(status, language, &page)
}

/// The next page if it belongs to the console or the control API; else the console's first page.
fn inside(next: &str) -> &str {
    let is_inside = ["/console", "/control"].iter().any(|start| {
        next.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    });
    let is_plain = !next.contains(['\\', '\r', '\n']) && !next.contains("//") && !next.contains("/../");
    if is_inside && is_plain { next } else { "/console" }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn nobody_is_sent_elsewhere_after_the_login() {
        assert_eq!(inside("/console/payments?status=Paid"), "/console/payments?status=Paid");
        for other in [
            "",
            "https://evil.example",
            "//evil.example",
            "/consolex",
            "/console//evil",
            "/console/\\e",
            "/pay/1",
        ] {
            assert_eq!(inside(other), "/console", "{other}");
        }
    }
}
