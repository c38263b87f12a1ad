//! The home page: choose a service, or check a note.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::language::RequestLanguage;
use super::page::{Frame, Hub, render};
use super::service;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    f: Frame,
    services: Vec<ServiceLink>,
}

struct ServiceLink {
    id: String,
    name: String,
    service_provider: String,
    href: String,
}

/// Lists the services.
pub(super) async fn show(hub: Hub, language: RequestLanguage) -> HttpResponse {
    let services = hub
        .services
        .iter()
        .map(|service| ServiceLink {
            id: service.id.to_string(),
            name: service.name.get(language.language).to_owned(),
            service_provider: service.service_provider_name.get(language.language).to_owned(),
            href: service::path(&service.id),
        })
        .collect();
    render(StatusCode::OK, &language, &HomePage { f: Frame::at_step(&language, 1), services })
}
