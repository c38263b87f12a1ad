//! The description of the REST API: `/openapi/index.html` for people, `/openapi/v1.json` for programs, both without
//! external resources.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::description::{CALLS, Call, openapi};
use super::problem::{KINDS, Kind};
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render};

#[derive(Template)]
#[template(path = "rest/openapi.html")]
struct OpenapiPage {
    f: Frame,
    calls: &'static [Call],
    kinds: &'static [Kind],
    address: String,
}

/// The page.
pub(in crate::web) async fn page(hub: Hub, language: RequestLanguage) -> HttpResponse {
    let page = OpenapiPage {
        calls: &CALLS,
        kinds: &KINDS,
        address: hub.public_url.clone(),
        f: Frame::new(&language),
    };
    render(StatusCode::OK, &language, &page)
}

/// The OpenAPI document.
pub(in crate::web) async fn json(hub: Hub) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .body(openapi(&hub.public_url).to_string())
}
