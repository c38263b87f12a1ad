//! Removes the registration of a service, after a confirmation page.

use actix_web::http::StatusCode;
use askama::Template;

use super::Id;
use super::layout::{Console, Section, missing};
use super::services::{Notice, find, path};
use crate::app::ListedService;
use crate::domain::finding::one_line;
use crate::domain::service::ServiceSource;
use crate::flow::Problem;
use crate::flow::services::{Removed, ServiceProblem, remove};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};

#[derive(Template)]
#[template(path = "console/service_removal.html")]
struct RemovalPage {
    f: Frame,
    c: Console,
    id: String,
    name: String,
    href: String,
    /// True if a service of the settings remains.
    back_to_settings: bool,
    /// The unconfirmed confirmations that prevent it, by status.
    in_the_way: Vec<(String, i64)>,
    /// The query for the list of the service's payments.
    query: String,
}

/// Asks for confirmation, and explains the effect.
pub(super) async fn ask(hub: Hub, language: RequestLanguage, id: Id) -> PageResult {
    let Some(entry) = find(&hub, &id).await? else {
        return missing(&hub, &language, Section::Services).await;
    };
    let in_the_way = match entry.source {
        ServiceSource::Registered { replaces_settings: false } => {
            hub.store.unconfirmed_of_service(&entry.service.id).await?
        }
        _ => Vec::new(),
    };
    page(&hub, &language, &entry, in_the_way, StatusCode::OK).await
}

/// Removes it.
pub(super) async fn submit(hub: Hub, language: RequestLanguage, id: Id) -> PageResult {
    let Some(entry) = find(&hub, &id).await? else { return already_so(&hub, &id).await };
    match remove(&hub, &entry.service.id).await {
        Ok(Removed::Gone) => Ok(see_other(format!("/console/services?notice={}", Notice::Removed.name()))),
        Ok(Removed::BackToSettings) => {
            Ok(see_other(format!("{}?notice={}", path(&entry.service.id), Notice::BackToSettings.name())))
        }
        Err(ServiceProblem::Unconfirmed { unconfirmed, .. }) => {
            page(&hub, &language, &entry, unconfirmed, StatusCode::CONFLICT).await
        }
        Err(ServiceProblem::Store(error)) => Err(Problem::Store(error)),
        // It was already removed, or there was nothing to remove.
        Err(_) => already_so(&hub, &id).await,
    }
}

/// Redirects to the service, or to the list if it is gone: a double click has the intended result.
async fn already_so(hub: &Hub, id: &str) -> PageResult {
    let left = find(hub, id).await?.map(|entry| path(&entry.service.id));
    let page = left.as_deref().unwrap_or("/console/services");
    Ok(see_other(format!("{page}?notice={}", Notice::AlreadySo.name())))
}

async fn page(
    hub: &Hub,
    language: &RequestLanguage,
    entry: &ListedService,
    in_the_way: Vec<(String, i64)>,
    status: StatusCode,
) -> PageResult {
    let (t, service) = (language.translator(), &entry.service);
    if entry.source == ServiceSource::Settings {
        return Ok(see_other(path(&service.id)));
    }
    let words = |(status, count): (String, i64)| (t.get(&format!("confirmation-status-{status}")), count);
    let page = RemovalPage {
        c: Console::new(hub, language, Section::Services, "").await?,
        id: one_line(service.id.as_str()),
        name: one_line(service.name.get(language.language)),
        href: path(&service.id),
        back_to_settings: entry.source == ServiceSource::Registered { replaces_settings: true },
        in_the_way: in_the_way.into_iter().map(words).collect(),
        query: url::form_urlencoded::Serializer::new(String::new())
            .append_pair("service", service.id.as_str())
            .finish(),
        f: Frame::new(language),
    };
    Ok(render(status, language, &page))
}
