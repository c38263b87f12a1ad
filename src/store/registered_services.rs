//! Services that were registered while a hub ran.

use std::future::Future;
use std::sync::Arc;

use jiff::Timestamp;
use sqlx::Row;

use super::events::{self, About};
use super::row::TableRow;
use super::sequences::{self, Sequence};
use super::{Store, StoreError, service_document};
use crate::database::connection::Connection;
use crate::domain::confirmation::ConfirmationState;
use crate::domain::event::EventKind;
use crate::domain::ids::ServiceId;
use crate::domain::service::Service;

/// The maximum number of registered services, without those of the settings.
pub const MOST_REGISTERED: i64 = 1000;

/// All registered services.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registrations {
    /// Increases with every change.
    pub revision: i64,
    /// The services in the order of registration.
    pub services: Vec<Registration>,
}

/// A registered service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The service.
    pub service: Service,
    /// The revision of its last change.
    pub revision: i64,
}

/// A service to write.
#[derive(Debug, Clone, Copy)]
pub struct ServiceWrite<'a> {
    /// The new service.
    pub service: &'a Service,
    /// The registration that must exist under its id.
    pub expected: Expected,
    /// True if its pinned certificate is removed.
    pub forget_pinned: bool,
    /// The event to record.
    pub event: (EventKind, &'a str),
}

/// The condition for a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Any registration, or none.
    Anything,
    /// No registration.
    Nothing,
    /// The registration of this revision.
    Revision(i64),
}

/// The result of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceWritten {
    /// Written.
    Done,
    /// The condition does not hold; nothing was changed.
    ChangedMeanwhile,
    /// [`MOST_REGISTERED`] is reached; nothing was changed.
    TooMany,
}

/// The result of a removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceRemoval {
    /// Removed.
    Done,
    /// No service is registered under this id.
    NotRegistered,
    /// The numbers of its unconfirmed confirmations by status; nothing was changed.
    Unconfirmed(Vec<(String, i64)>),
}

impl Store {
    /// All registered services, with a revision that is not higher than theirs.
    pub async fn registered_services(&self) -> Result<Registrations, StoreError> {
        // Read before the rows: a change in between makes the revision too low, and is read again.
        let revision = self.services_revision().await?;
        let rows = sqlx::query(
            "SELECT service_id, document, revision FROM registered_service ORDER BY registered_at, service_id",
        )
        .fetch_all(&self.read)
        .await?;
        let services = rows.iter().map(|row| {
            let row = TableRow::of("registered_service", row);
            let id = row.parse("service_id", |text| ServiceId::parse(text).ok())?;
            let service = row.parse("document", |document| service_document::read(id, document))?;
            Ok(Registration { service, revision: row.get("revision")? })
        });
        Ok(Registrations { revision, services: services.collect::<Result<_, StoreError>>()? })
    }

    /// The revision of the registered services, which increases with every change by any hub.
    pub async fn services_revision(&self) -> Result<i64, StoreError> {
        let row =
            sqlx::query("SELECT value FROM sequence WHERE name = 'service'").fetch_one(&self.read).await?;
        Ok(row.try_get("value")?)
    }

    /// Returns when this hub changes the registered services. Create the future before reading them, so that no change is
    /// missed; other hubs on the database do not wake it.
    pub fn next_services(&self) -> impl Future<Output = ()> + Send + 'static {
        Arc::clone(&self.services_written).notified_owned()
    }

    /// Registers a service, or replaces the one under its id.
    pub async fn write_service(
        &self,
        write: ServiceWrite<'_>,
        now: Timestamp,
    ) -> Result<ServiceWritten, StoreError> {
        let id = &write.service.id;
        let mut transaction = self.write.begin().await?;
        // Locks the sequence until the end, so that one of two writers sees the other's rows.
        let revision = sequences::next(&mut transaction, Sequence::Service).await?;
        let registered = registered_revision(&mut transaction, id).await?;
        let is_expected = match write.expected {
            Expected::Anything => true,
            Expected::Nothing => registered.is_none(),
            Expected::Revision(expected) => registered == Some(expected),
        };
        let refused = match registered {
            _ if !is_expected => Some(ServiceWritten::ChangedMeanwhile),
            None if count(&mut transaction).await? >= MOST_REGISTERED => Some(ServiceWritten::TooMany),
            _ => None,
        };
        if let Some(refused) = refused {
            transaction.rollback().await;
            return Ok(refused);
        }
        sqlx::query(
            "INSERT INTO registered_service (service_id, document, revision, registered_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (service_id) DO UPDATE SET document = excluded.document, revision = excluded.revision",
        )
        .bind(id.as_str())
        .bind(service_document::write(write.service))
        .bind(revision)
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        if write.forget_pinned {
            unpin(&mut transaction, id).await?;
        }
        let (kind, detail) = write.event;
        let about = About { service_id: Some(id), ..About::default() };
        events::record(&mut transaction, now, kind, about, detail);
        self.commit(transaction).await?;
        self.services_written.notify_waiters();
        Ok(ServiceWritten::Done)
    }

    /// Removes a registration. With `for_good` no service of this id remains: this is refused while confirmations are
    /// unconfirmed, and drops requested attempts that have not begun. `forget_pinned` also removes the pinned certificate.
    pub async fn remove_service(
        &self,
        id: &ServiceId,
        for_good: bool,
        forget_pinned: bool,
        (kind, detail): (EventKind, &str),
        now: Timestamp,
    ) -> Result<ServiceRemoval, StoreError> {
        let mut transaction = self.write.begin().await?;
        sequences::next(&mut transaction, Sequence::Service).await?;
        let refused = match registered_revision(&mut transaction, id).await? {
            None => Some(ServiceRemoval::NotRegistered),
            Some(_) if for_good => {
                let unconfirmed = unconfirmed(&mut transaction, id).await?;
                (!unconfirmed.is_empty()).then_some(ServiceRemoval::Unconfirmed(unconfirmed))
            }
            Some(_) => None,
        };
        if let Some(refused) = refused {
            transaction.rollback().await;
            return Ok(refused);
        }
        sqlx::query("DELETE FROM registered_service WHERE service_id = $1")
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        if for_good {
            sqlx::query("DELETE FROM requested_attempt WHERE service_id = $1 AND status = 'Pending'")
                .bind(id.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        if forget_pinned {
            unpin(&mut transaction, id).await?;
        }
        let about = About { service_id: Some(id), ..About::default() };
        events::record(&mut transaction, now, kind, about, detail);
        self.commit(transaction).await?;
        self.services_written.notify_waiters();
        Ok(ServiceRemoval::Done)
    }

    /// The number of a service's unconfirmed confirmations, by status.
    pub async fn unconfirmed_of_service(&self, id: &ServiceId) -> Result<Vec<(String, i64)>, StoreError> {
        unconfirmed(&mut *self.read.acquire().await?, id).await
    }
}

async fn registered_revision(connection: &mut Connection, id: &ServiceId) -> Result<Option<i64>, StoreError> {
    let row = sqlx::query("SELECT revision FROM registered_service WHERE service_id = $1")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| row.try_get("revision")).transpose()?)
}

async fn count(connection: &mut Connection) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) AS counted FROM registered_service").fetch_one(connection).await?;
    Ok(row.try_get("counted")?)
}

/// One query for each status, so that its partial index is used.
async fn unconfirmed(connection: &mut Connection, id: &ServiceId) -> Result<Vec<(String, i64)>, StoreError> {
    let mut found = Vec::new();
    for status in ConfirmationState::NAMES.iter().filter(|name| **name != "Confirmed") {
        let sql = format!(
            "SELECT COUNT(*) AS counted FROM confirmation WHERE service_id = $1 AND status = '{status}'"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_one(&mut *connection).await?;
        let counted: i64 = row.try_get("counted")?;
        if counted > 0 {
            found.push(((*status).to_owned(), counted));
        }
    }
    Ok(found)
}

async fn unpin(connection: &mut Connection, id: &ServiceId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM pinned_certificate WHERE service_id = $1")
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}
