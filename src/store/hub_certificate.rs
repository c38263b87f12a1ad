//! The certificate that the hubs on this database sign with.

use sqlx::Row;

use super::{Store, StoreError};

impl Store {
    /// Records the signing certificate of a hub that starts on the database. Returns the previous one if it differs. Both
    /// are SHA-256 fingerprints.
    pub async fn note_hub_certificate(&self, sha256: &str) -> Result<Option<String>, StoreError> {
        let mut transaction = self.write.begin().await?;
        let row = sqlx::query("SELECT sha256 FROM hub_certificate WHERE only_row = 1")
            .fetch_optional(&mut *transaction)
            .await?;
        let former: Option<String> = row.map(|row| row.try_get("sha256")).transpose()?;
        sqlx::query(
            "INSERT INTO hub_certificate (only_row, sha256) VALUES (1, $1)
             ON CONFLICT (only_row) DO UPDATE SET sha256 = excluded.sha256",
        )
        .bind(sha256)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(former.filter(|former| former != sha256))
    }
}
