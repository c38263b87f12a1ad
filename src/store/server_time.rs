//! The time of the database's server, by which hubs on one database hold what is theirs: their machines' clocks may differ,
//! or be set while they run.

use std::sync::PoisonError;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::{Engine, Store, StoreError};
use crate::clock::Clock;

impl Store {
    /// Asks the server for its time, by which leases go from then on. Where the database is a file of this machine, they go
    /// by the machine's own.
    pub async fn read_server_time(&self) -> Result<(), StoreError> {
        if self.engine == Engine::Sqlite {
            return Ok(());
        }
        let asked = Instant::now();
        let query = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now";
        let milliseconds: i64 = sqlx::query(query).fetch_one(&self.read).await?.try_get("now")?;
        let told = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
        // It was so when the answer was half way.
        let at = asked + asked.elapsed() / 2;
        *self.server_time.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, told));
        Ok(())
    }

    /// The time by which leases go: the server's, as far as it was asked, counted on without this machine's clock; else the
    /// machine's, as this clock shows it. A clock that a test moves is used for both.
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

    /// How far this machine's clock is ahead of the server's; negative where it is behind, zero where there is no server.
    pub fn machine_ahead(&self, machine: &Clock) -> SignedDuration {
        machine.now().duration_since(self.lease_time(machine))
    }
}
