//! The time of the database server, which leases use: the clocks of the hubs' machines may differ, or be changed while they
//! run.

use std::sync::PoisonError;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::{Engine, Store, StoreError};
use crate::clock::Clock;

impl Store {
    /// Reads the server's time, which leases use from then on. With a local database file they use the machine's.
    pub async fn read_server_time(&self) -> Result<(), StoreError> {
        if self.engine == Engine::Sqlite {
            return Ok(());
        }
        let asked = Instant::now();
        let query = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now";
        let milliseconds: i64 = sqlx::query(query).fetch_one(&self.read).await?.try_get("now")?;
        let told = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
        // The time of the answer is assumed to be half way.
        let at = asked + asked.elapsed() / 2;
        *self.server_time.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, told));
        Ok(())
    }

    /// The time for leases: the server's, counted on by a monotonic clock since it was read; else that of this machine. A
    /// clock moved by a test is used for both.
    pub fn lease_time(&self, machine: &Clock) -> Timestamp {
        let told = *self.server_time.lock().unwrap_or_else(PoisonError::into_inner);
        match (machine, told) {
            (Clock::System, Some((at, told))) => {
                let since = SignedDuration::try_from(at.elapsed()).unwrap_or(SignedDuration::MAX);
                told.saturating_add(since).unwrap_or(Timestamp::MAX)
            }
            _ => machine.now(),
        }
    }

    /// The difference of this machine's clock from the server's; negative if it is behind, zero without a server.
    pub fn machine_ahead(&self, machine: &Clock) -> SignedDuration {
        machine.now().duration_since(self.lease_time(machine))
    }
}
