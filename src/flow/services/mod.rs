//! Registers, changes and removes services while the hub runs, and updates the list of services.
//!
//! A registered service overrides the settings' service of the same id until it is removed.

mod certificates;

use std::sync::Arc;

use thiserror::Error;

use super::Problem;
use crate::app::{App, ListedService};
use crate::domain::event::EventKind;
use crate::domain::ids::ServiceId;
use crate::domain::service::{Service, ServiceSource};
use crate::domain::service_fields::ServiceField;
use crate::domain::service_mistake::{FieldMistake, Mistake};
use crate::domain::service_rules;
use crate::domain::service_values::ServiceValues;
use crate::store::{Expected, MOST_REGISTERED, ServiceRemoval, ServiceWrite, ServiceWritten, StoreError};

pub use certificates::{
    MOST_BYTES as MOST_CERTIFICATE_BYTES, read as certificates_in, value as certificate_value,
};

/// The number of retries of a change that conflicts with another one.
const TRIES: u32 = 10;

/// The reason why a service is not changed.
#[derive(Debug, Error)]
pub enum ServiceProblem {
    /// Fields have mistakes.
    #[error("{}", in_one_line(.0))]
    Mistakes(Vec<FieldMistake>),
    /// The hub has no such service.
    #[error("service `{0}` is not registered at this hub")]
    Unknown(ServiceId),
    /// The service was changed since it was read.
    #[error("service `{0}` was changed meanwhile, by another request or at another hub")]
    ChangedMeanwhile(ServiceId),
    /// The maximum of registered services is reached.
    #[error("{MOST_REGISTERED} services are registered, which is the maximum")]
    TooMany,
    /// The service comes from the settings, and cannot be removed by a request.
    #[error("service `{0}` comes from the settings, and no registration overrides it")]
    OfSettings(ServiceId),
    /// The service has confirmations that its e-Service has not accepted.
    #[error("service `{id}` has confirmations that are not confirmed: {}", counted(.unconfirmed))]
    Unconfirmed {
        /// The service.
        id: ServiceId,
        /// Their number by status.
        unconfirmed: Vec<(String, i64)>,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The result of saving a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// The service is new.
    Added,
    /// The service was changed.
    Changed,
    /// The service was the same; nothing was written.
    Unchanged,
}

/// A service as saved by a request, even if it was changed again since.
#[derive(Debug, Clone)]
pub struct SavedService {
    /// The service.
    pub service: Arc<Service>,
    /// Its source.
    pub source: ServiceSource,
    /// The result.
    pub saved: Saved,
}

/// The result of a removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// There is no service of this id any more.
    Gone,
    /// The settings' service of this id counts again.
    BackToSettings,
}

/// Reads the registered services if they have changed since this hub last read them.
pub async fn reload_changed(app: &App) -> Result<(), StoreError> {
    if app.services().revision() < app.store.services_revision().await? {
        app.registry.replace(app.store.registered_services().await?);
    }
    Ok(())
}

/// The service with this id at this moment, including registrations at another hub: the next request after a registration
/// may reach a different hub.
pub async fn current_service(app: &App, id: &ServiceId) -> Result<Option<ListedService>, StoreError> {
    reload_changed(app).await?;
    Ok(app.services().get(id).cloned())
}

/// The service that a payer pays for. A known service may be half a second old; for an unknown one the database is asked,
/// as it may just have been registered at another hub. That costs one row, and no more if nothing has changed.
///
/// # Errors
/// If no hub has such a service.
pub async fn known_service(app: &App, id: &ServiceId) -> Result<Arc<Service>, Problem> {
    if let Some(service) = app.service(id) {
        return Ok(service);
    }
    reload_changed(app).await?;
    app.service(id).ok_or_else(|| Problem::UnknownService(id.clone()))
}

/// Registers a new service.
///
/// # Errors
/// If a field has a mistake, or the id is taken.
pub async fn add(app: &App, id: &str, values: &ServiceValues) -> Result<SavedService, ServiceProblem> {
    reload_changed(app).await?;
    let taken = || FieldMistake::of(ServiceField::Id, Mistake::Taken, id);
    let is_taken = service_rules::service_id(id).is_ok_and(|id| app.service(&id).is_some());
    let service = match (values.new_service(id), is_taken) {
        (Ok(service), false) => service,
        (read, _) => {
            let taken = is_taken.then(taken).into_iter();
            return Err(ServiceProblem::Mistakes(taken.chain(read.err().into_iter().flatten()).collect()));
        }
    };
    let change = Change { service: &service, before: None, expected: Expected::Nothing };
    match write(app, change).await? {
        ServiceWritten::Done => Ok(registered(app, service, Saved::Added)),
        ServiceWritten::ChangedMeanwhile => Err(ServiceProblem::Mistakes(vec![taken()])),
        ServiceWritten::TooMany => Err(ServiceProblem::TooMany),
    }
}

/// Creates or replaces a service with exactly these values; omitted fields get their defaults.
///
/// # Errors
/// If a field has a mistake.
pub async fn put(app: &App, id: &str, values: &ServiceValues) -> Result<SavedService, ServiceProblem> {
    reload_changed(app).await?;
    let service = values.new_service(id).map_err(ServiceProblem::Mistakes)?;
    let id = service.id.clone();
    let list = app.services();
    let before = list.get(&id);
    if before.is_some_and(|entry| entry.revision.is_some() && *entry.service == service) {
        return Ok(registered(app, service, Saved::Unchanged));
    }
    let change = Change {
        service: &service,
        before: before.map(|entry| &*entry.service),
        expected: Expected::Anything,
    };
    match write(app, change).await? {
        ServiceWritten::TooMany => Err(ServiceProblem::TooMany),
        ServiceWritten::ChangedMeanwhile => Err(ServiceProblem::ChangedMeanwhile(id)),
        ServiceWritten::Done => {
            let saved = if before.is_some() { Saved::Changed } else { Saved::Added };
            Ok(registered(app, service, saved))
        }
    }
}

/// Changes only the given fields of a service. `seen` is the state that the change was based on; without it any state is
/// changed.
///
/// # Errors
/// If there is no such service, a field has a mistake, or the service was changed since `seen`.
pub async fn change(
    app: &App,
    id: &ServiceId,
    values: &ServiceValues,
    seen: Option<ServiceRevision>,
) -> Result<SavedService, ServiceProblem> {
    for _ in 0..TRIES {
        reload_changed(app).await?;
        let entry = entry(app, id)?;
        if seen.is_some_and(|seen| seen != ServiceRevision::of(&entry)) {
            return Err(ServiceProblem::ChangedMeanwhile(id.clone()));
        }
        let service = values.changed((*entry.service).clone()).map_err(ServiceProblem::Mistakes)?;
        if service == *entry.service {
            let ListedService { service, source, .. } = entry;
            return Ok(SavedService { service, source, saved: Saved::Unchanged });
        }
        let expected = entry.revision.map_or(Expected::Nothing, Expected::Revision);
        let change = Change { service: &service, before: Some(&*entry.service), expected };
        match write(app, change).await? {
            ServiceWritten::Done => return Ok(registered(app, service, Saved::Changed)),
            ServiceWritten::TooMany => return Err(ServiceProblem::TooMany),
            ServiceWritten::ChangedMeanwhile => {}
        }
    }
    Err(ServiceProblem::ChangedMeanwhile(id.clone()))
}

/// The state of a service when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceRevision(i64);

impl ServiceRevision {
    /// The current state.
    pub fn of(entry: &ListedService) -> Self {
        Self(entry.revision.unwrap_or(0))
    }

    /// Restores a value of [`ServiceRevision::number`].
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// A number that represents the state, for forms.
    pub fn number(self) -> i64 {
        self.0
    }
}

/// Removes a registration: a service of the settings counts again, any other one is gone.
///
/// # Errors
/// If nothing is registered under this id, or if the service would be gone although its e-Service has not accepted all
/// confirmations.
pub async fn remove(app: &App, id: &ServiceId) -> Result<Removed, ServiceProblem> {
    reload_changed(app).await?;
    let entry = entry(app, id)?;
    let ServiceSource::Registered { replaces_settings } = entry.source else {
        return Err(ServiceProblem::OfSettings(id.clone()));
    };
    let (kind, detail) = match replaces_settings {
        true => (EventKind::ServiceChanged, "back to the settings"),
        false => (EventKind::ServiceRemoved, ""),
    };
    let signs_otherwise = app
        .registry
        .of_settings_by_id(id)
        .is_none_or(|of_settings| signer_changes(of_settings, &entry.service));
    let removal = app
        .store
        .remove_service(id, !replaces_settings, signs_otherwise, (kind, detail), app.clock.now())
        .await?;
    reload_changed(app).await?;
    match removal {
        ServiceRemoval::NotRegistered => Err(ServiceProblem::ChangedMeanwhile(id.clone())),
        ServiceRemoval::Unconfirmed(unconfirmed) => {
            Err(ServiceProblem::Unconfirmed { id: id.clone(), unconfirmed })
        }
        ServiceRemoval::Done => {
            tracing::info!(service = %id, replaces_settings, "the registration of a service was removed");
            Ok(if replaces_settings { Removed::BackToSettings } else { Removed::Gone })
        }
    }
}

/// A service to write, with its previous state.
struct Change<'a> {
    service: &'a Service,
    before: Option<&'a Service>,
    expected: Expected,
}

async fn write(app: &App, change: Change<'_>) -> Result<ServiceWritten, ServiceProblem> {
    let Change { service, before, expected } = change;
    let (kind, detail) = match before {
        None => (EventKind::ServiceAdded, String::new()),
        Some(before) => (EventKind::ServiceChanged, ServiceValues::differences(before, service).join(", ")),
    };
    let write = ServiceWrite {
        service,
        expected,
        forget_pinned: before.is_none_or(|before| signer_changes(before, service)),
        event: (kind, &detail),
    };
    let written = app.store.write_service(write, app.clock.now()).await?;
    // The caller must see the change.
    reload_changed(app).await?;
    if written == ServiceWritten::Done {
        tracing::info!(service = %service.id, endpoint_url = service.endpoint_url, fields = detail, "a service was registered");
    }
    Ok(written)
}

/// True if different signatures count than before, so that an earlier pinned certificate is meaningless.
fn signer_changes(before: &Service, after: &Service) -> bool {
    before.certificate != after.certificate || before.signature_ca != after.signature_ca
}

fn entry(app: &App, id: &ServiceId) -> Result<ListedService, ServiceProblem> {
    app.services().get(id).cloned().ok_or_else(|| ServiceProblem::Unknown(id.clone()))
}

/// The answer describes what was written, as the list may already have changed again.
fn registered(app: &App, service: Service, saved: Saved) -> SavedService {
    let replaces_settings = app.registry.of_settings_by_id(&service.id).is_some();
    let source = ServiceSource::Registered { replaces_settings };
    SavedService { service: Arc::new(service), source, saved }
}

/// The mistakes in one line.
fn in_one_line(mistakes: &[FieldMistake]) -> String {
    mistakes.iter().map(FieldMistake::to_string).collect::<Vec<_>>().join("; ")
}

fn counted(unconfirmed: &[(String, i64)]) -> String {
    let counted = unconfirmed.iter().map(|(status, count)| format!("{count} {status}"));
    counted.collect::<Vec<_>>().join(", ")
}
