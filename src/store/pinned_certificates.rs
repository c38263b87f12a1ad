//! Certificates pinned at first use.

use std::collections::HashSet;

use jiff::Timestamp;
use sqlx::Row;

use super::events::{self, About};
use super::row::TableRow;
use super::{Store, StoreError};
use crate::database::transaction::Transaction;
use crate::domain::event::EventKind;
use crate::domain::ids::ServiceId;

impl Store {
    /// The pinned certificate (DER) of this service.
    pub async fn pinned_certificate(&self, service: &ServiceId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT der FROM pinned_certificate WHERE service_id = $1")
            .bind(service.as_str())
            .fetch_optional(&self.read)
            .await?;
        Ok(row.map(|row| row.try_get("der")).transpose()?)
    }

    /// The services that have a pinned certificate.
    pub async fn services_with_pinned_certificate(&self) -> Result<HashSet<ServiceId>, StoreError> {
        let rows = sqlx::query("SELECT service_id FROM pinned_certificate").fetch_all(&self.read).await?;
        let id = |row| {
            TableRow::of("pinned_certificate", row).parse("service_id", |text| ServiceId::parse(text).ok())
        };
        rows.iter().map(id).collect()
    }

    /// The time when this service's certificate was pinned.
    pub async fn pinned_at(&self, service: &ServiceId) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query("SELECT pinned_at FROM pinned_certificate WHERE service_id = $1")
            .bind(service.as_str())
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| TableRow::of("pinned_certificate", &row).time("pinned_at")).transpose()
    }

    /// Removes the pinned certificate, so that the next valid one is pinned. True if there was one.
    pub async fn unpin_certificate(&self, service: &ServiceId, now: Timestamp) -> Result<bool, StoreError> {
        let forget =
            sqlx::query("DELETE FROM pinned_certificate WHERE service_id = $1").bind(service.as_str());
        let tell = |transaction: &mut Transaction, _| {
            let about = About { service_id: Some(service), ..About::default() };
            events::record(transaction, now, EventKind::CertificateUnpinned, about, "");
        };
        Ok(self.change_and_tell(forget, tell).await? == 1)
    }

    /// Pins this certificate, unless another request was first.
    pub async fn pin_certificate(
        &self,
        service: &ServiceId,
        der: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO pinned_certificate (service_id, der, pinned_at) VALUES ($1, $2, $3)
             ON CONFLICT (service_id) DO NOTHING",
        )
        .bind(service.as_str())
        .bind(der)
        .bind(now.as_millisecond())
        .execute(&self.write)
        .await?;
        Ok(())
    }
}
