//! Checks that the database keeps what is written.

use std::time::Duration;

use sqlx::Row;

use super::{Store, StoreError};
use crate::database::connect::within;

/// The time limit after which the database counts as not ready; callers ask every few seconds.
const PATIENCE: Duration = Duration::from_secs(2);

impl Store {
    /// Writes a number, and reads it back on another connection.
    ///
    /// # Errors
    /// If that fails, or takes longer than two seconds.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let kept = within(PATIENCE, "the database", async {
            let write = "UPDATE sequence SET value = value + 1 WHERE name = 'probe' RETURNING value";
            // A server that is down is reported at once: callers ask again.
            let mut writer = self.write.acquire_now().await?;
            let written: i64 = sqlx::query(write).fetch_one(&mut *writer).await?.try_get("value")?;
            drop(writer);
            let read = "SELECT value FROM sequence WHERE name = 'probe'";
            let mut reader = self.read.acquire_now().await?;
            let kept: i64 = sqlx::query(read).fetch_one(&mut *reader).await?.try_get("value")?;
            // Other hubs may have written higher numbers.
            Ok(kept >= written)
        });
        match kept.await? {
            true => Ok(()),
            false => Err(StoreError::NotKept),
        }
    }
}
