//! The certificates that were pinned at first use.

use jiff::Timestamp;
use sqlx::Row;

use super::{Store, StoreError};
use crate::domain::ids::ServiceId;

impl Store {
    /// The certificate (DER) that this service was first seen to sign with.
    pub async fn pinned_certificate(&self, service: &ServiceId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT der FROM pinned_certificate WHERE service_id = $1")
            .bind(service.as_str())
            .fetch_optional(&self.read)
            .await?;
        Ok(row.map(|row| row.try_get("der")).transpose()?)
    }

    /// Pins this certificate, unless another request has pinned one in the meantime: the first one stays.
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
