//! The form that adds or changes a service, and keeps all entries until they are valid.

mod entries;
mod view;

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Payload;
use askama::Template;

use self::entries::Entries;
use self::view::{FormView, Maker};
use super::Id;
use super::layout::{Console, Section, missing};
use super::services::{Notice, find, path};
use crate::app::ListedService;
use crate::domain::finding::one_line;
use crate::domain::language::Language;
use crate::domain::service::{ServerTrust, ServiceSource};
use crate::domain::service_field_value::FieldValue;
use crate::domain::service_fields::ServiceField;
use crate::domain::service_mistake::{FieldMistake, Mistake};
use crate::domain::service_values::ServiceValues;
use crate::flow::Problem;
use crate::flow::services::{Saved, SavedService, ServiceProblem, ServiceRevision, add, change};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::multipart::Upload;
use crate::web::page::{Frame, Hub, render, see_other};

#[derive(Template)]
#[template(path = "console/service_form.html")]
struct ServiceFormPage {
    f: Frame,
    c: Console,
    /// The service to change; `None` if one is added.
    id: Option<String>,
    action: String,
    back: String,
    /// True if a change overrides the settings.
    over_settings: bool,
    /// The state of the service on which the form is based.
    seen: Option<i64>,
    /// A problem other than mistakes of fields.
    refused: Option<String>,
    errors: Vec<(&'static str, String)>,
    /// False for a blank form, whose optional parts are folded.
    is_unfolded: bool,
    form: FormView,
}

/// A form with its entries and mistakes.
struct Filled<'a> {
    entry: Option<&'a ListedService>,
    /// The state of the service on which the values are based.
    seen: Option<ServiceRevision>,
    entries: Entries,
    mistakes: Vec<FieldMistake>,
    refused: Option<&'static str>,
    status: StatusCode,
    is_unfolded: bool,
}

/// The form for a new service.
pub(super) async fn new(hub: Hub, language: RequestLanguage) -> PageResult {
    let blank = Filled { is_unfolded: false, ..Filled::of(None, Entries::blank()) };
    page(&hub, &language, blank).await
}

/// Adds the service, or shows the form again.
pub(super) async fn submit_new(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    payload: Payload,
) -> PageResult {
    let upload = &Upload::read(&request, payload).await;
    let entries = Entries::of(upload);
    if let Some(other) = Language::parse(upload.text("lang")) {
        return page(&hub, &language.changed_to(other), Filled::of(None, entries)).await;
    }
    let mut values = entries.values(&ServerTrust::default());
    mark_broken(upload, &mut values);
    match add(&hub, entries.get("id"), &values).await {
        Ok(added) => Ok(see_other(format!("{}?notice={}", path(&added.service.id), Notice::Added.name()))),
        Err(problem) => page(&hub, &language, Filled::of(None, entries).refused(problem)?).await,
    }
}

/// The form with a service's current values.
pub(super) async fn edit(hub: Hub, language: RequestLanguage, id: Id) -> PageResult {
    let Some(entry) = find(&hub, &id).await? else {
        return missing(&hub, &language, Section::Services).await;
    };
    let entries = Entries::of_service(&entry.service);
    page(&hub, &language, Filled::of(Some(&entry), entries)).await
}

/// Changes the service, or shows the form again.
pub(super) async fn submit_edit(
    hub: Hub,
    language: RequestLanguage,
    id: Id,
    request: HttpRequest,
    payload: Payload,
) -> PageResult {
    let upload = &Upload::read(&request, payload).await;
    let Some(entry) = find(&hub, &id).await? else {
        return missing(&hub, &language, Section::Services).await;
    };
    let entries = Entries::of(upload);
    // The form stays based on this state: a later change by somebody else must be shown before it is overwritten.
    let seen = upload.text("seen").parse().ok().map(ServiceRevision::from_number);
    if let Some(other) = Language::parse(upload.text("lang")) {
        let filled = Filled { seen, ..Filled::of(Some(&entry), entries) };
        return page(&hub, &language.changed_to(other), filled).await;
    }
    let mut values = entries.values(&entry.service.tls_ca);
    mark_broken(upload, &mut values);
    match change(&hub, &entry.service.id, &values, seen).await {
        Ok(SavedService { service, saved, .. }) => {
            let notice = if saved == Saved::Unchanged { Notice::AlreadySo } else { Notice::Saved };
            Ok(see_other(format!("{}?notice={}", path(&service.id), notice.name())))
        }
        Err(problem) => {
            // The changes made meanwhile.
            let Some(entry) = find(&hub, &id).await? else {
                return missing(&hub, &language, Section::Services).await;
            };
            let filled = Filled { seen, ..Filled::of(Some(&entry), entries) };
            page(&hub, &language, filled.refused(problem)?).await
        }
    }
}

/// An incomplete form means that a file is too large.
fn mark_broken(upload: &Upload, values: &mut ServiceValues) {
    if upload.is_broken {
        let too_large = FieldValue::Wrong { mistake: Mistake::TooLarge, found: String::new() };
        values.set(ServiceField::Certificate, too_large);
    }
}

impl<'a> Filled<'a> {
    fn of(entry: Option<&'a ListedService>, entries: Entries) -> Self {
        let (mistakes, refused, status) = (Vec::new(), None, StatusCode::OK);
        Self {
            entry,
            seen: entry.map(ServiceRevision::of),
            entries,
            mistakes,
            refused,
            status,
            is_unfolded: true,
        }
    }

    /// The same form, with the reason why it was refused.
    fn refused(self, problem: ServiceProblem) -> Result<Self, Problem> {
        let mut seen = self.seen;
        let (mistakes, refused, status) = match problem {
            ServiceProblem::Mistakes(mistakes) => (mistakes, None, StatusCode::UNPROCESSABLE_ENTITY),
            ServiceProblem::TooMany => (Vec::new(), Some("service-too-many"), StatusCode::CONFLICT),
            ServiceProblem::Store(error) => return Err(Problem::Store(error)),
            ServiceProblem::ChangedMeanwhile(_)
            | ServiceProblem::Unknown(_)
            | ServiceProblem::OfSettings(_)
            | ServiceProblem::Unconfirmed { .. } => {
                // The page shows the conflict, so saving again is deliberate.
                seen = self.entry.map(ServiceRevision::of);
                (Vec::new(), Some("service-changed-meanwhile"), StatusCode::CONFLICT)
            }
        };
        Ok(Self { seen, mistakes, refused, status, ..self })
    }
}

async fn page(hub: &Hub, language: &RequestLanguage, filled: Filled<'_>) -> PageResult {
    let t = language.translator();
    let Filled { entry, seen, entries, mistakes, refused, status, is_unfolded } = filled;
    let now = entry.map(|entry| Arc::clone(&entry.service));
    let mut form =
        Maker { app: hub, t: &t, entries: &entries, mistakes: &mistakes, now: now.as_deref() }.form();
    let address = now.as_ref().map(|service| path(&service.id));
    let page = ServiceFormPage {
        c: Console::new(hub, language, Section::Services, "").await?,
        id: now.as_ref().map(|service| one_line(service.id.as_str())),
        action: address.as_ref().map_or_else(|| NEW.to_owned(), |address| format!("{address}/edit")),
        back: address.unwrap_or_else(|| "/console/services".to_owned()),
        over_settings: entry.is_some_and(|entry| entry.source == ServiceSource::Settings),
        seen: seen.map(ServiceRevision::number),
        refused: refused.map(|key| t.get(key)),
        errors: std::mem::take(&mut form.errors),
        is_unfolded,
        form,
        f: Frame::new(language).within_form("service"),
    };
    Ok(render(status, language, &page))
}

/// The address of the form for a new service.
pub(super) const NEW: &str = "/console/new-service";
