//! The home page: choose a service, or check a note.

use actix_web::http::StatusCode;
use askama::Template;

use super::addresses;
use super::errors::PageResult;
use super::language::RequestLanguage;
use super::page::{Frame, Hub, render};
use crate::domain::ids::ServiceId;
use crate::flow::silent_services::silent_services;

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
    /// The note that the e-Service did not answer its latest call.
    silent: Option<String>,
}

/// The list of services, with notes on those whose e-Service did not answer.
pub(super) async fn show(hub: Hub, language: RequestLanguage) -> PageResult {
    let silent = silent_services(&hub).await?;
    let t = language.translator();
    let silent = |id: &ServiceId| {
        let (_, at) = silent.iter().find(|(silent, _)| silent == id)?;
        Some(t.with("home-service-silent", "at", t.date_time(*at)))
    };
    let services = hub
        .services()
        .iter()
        .map(|service| ServiceLink {
            id: service.id.to_string(),
            name: service.name.get(language.language).to_owned(),
            service_provider: service.service_provider_name.get(language.language).to_owned(),
            href: addresses::of_service(&service.id),
            silent: silent(&service.id),
        })
        .collect();
    Ok(render(StatusCode::OK, &language, &HomePage { f: Frame::at_step(&language, 1), services }))
}
