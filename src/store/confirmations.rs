//! The queue of confirmations: reading it, and claiming what is due. A claim is a lease: when it runs out, the
//! confirmation is due again (`confirmation_attempts.rs`).
//!
//! Dues are moments of the hub's clock, which may be moved; leases are moments of the machine's time, as what holds them
//! is a worker's real call.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::row::TableRow;
use super::{Engine, Store, StoreError, states};
use crate::domain::confirmation::{ConfirmationState, ConfirmationStatus, QueuedConfirmation};
use crate::domain::confirmation_attempt::{AttemptCause, AttemptOrigin, ClaimedAttempt};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::domain::retry_schedule::RetrySchedule;

pub(super) const COLUMNS: &str =
    "payment_id, service_id, order_key, body_xml, status, attempts, schedule_position, due_at,
    confirmed_at";

/// When something is to be done for a service next; `None` where nothing of the kind waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueOutlook {
    /// The next attempt of the retry schedule, on the hub's clock.
    pub scheduled: Option<Timestamp>,
    /// The next attempt that somebody asked for, on the hub's clock.
    pub requested: Option<Timestamp>,
    /// The end of the lease that ends first, in the machine's time.
    pub lease_end: Option<Timestamp>,
}

impl Store {
    /// The statements that every lane runs again and again, by name, as the engine gets them: their plans must not depend
    /// on how many confirmations wait.
    ///
    /// # Errors
    /// Where the table of states does not let a confirmation be claimed.
    pub fn queue_statements(&self) -> Result<[(&'static str, String); 3], StoreError> {
        Ok([
            ("outlook", OUTLOOK.to_owned()),
            ("claim_due", claim_due(self.engine)?),
            ("claim_requested", claim_requested(self.engine)),
        ])
    }

    /// What a service's lane has before it. One read, each part of it the first entry of an index.
    pub async fn queue_outlook(&self, service: &ServiceId) -> Result<QueueOutlook, StoreError> {
        let row = sqlx::query(OUTLOOK).bind(service.as_str()).fetch_one(&self.read).await?;
        let row = TableRow::of("confirmation", &row);
        let lease_ends = [row.optional_time("lease_end")?, row.optional_time("requested_lease_end")?];
        Ok(QueueOutlook {
            scheduled: row.optional_time("scheduled")?,
            requested: row.optional_time("requested")?,
            lease_end: lease_ends.into_iter().flatten().min(),
        })
    }

    /// Claims up to `limit` confirmations of a service whose time by the schedule has come, oldest first.
    ///
    /// One statement, so that two workers cannot claim the same row; on PostgreSQL a worker passes over what another one
    /// is claiming at the same moment.
    pub async fn claim_due_confirmations(
        &self,
        service: &ServiceId,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<ClaimedAttempt>, StoreError> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(claim_due(self.engine)?))
            .bind(service.as_str())
            .bind(now.as_millisecond())
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .bind(lease_until.as_millisecond())
            .fetch_all(&self.write)
            .await?;
        rows.iter()
            .map(|row| {
                let confirmation = read_confirmation(row)?;
                let number = confirmation.attempts;
                Ok(ClaimedAttempt { confirmation, number, origin: AttemptOrigin::Schedule })
            })
            .collect()
    }

    /// Claims up to `limit` attempts that somebody asked for and whose time has come, in the order of their times.
    pub async fn claim_requested_attempts(
        &self,
        service: &ServiceId,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<ClaimedAttempt>, StoreError> {
        let mut transaction = self.write.begin().await?;
        let rows = sqlx::query(sqlx::AssertSqlSafe(claim_requested(self.engine)))
            .bind(service.as_str())
            .bind(now.as_millisecond())
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .bind(lease_until.as_millisecond())
            .fetch_all(&mut *transaction)
            .await?;
        let mut requests = Vec::with_capacity(rows.len());
        for row in &rows {
            let request = TableRow::of("requested_attempt", row);
            let cause = request.parse("cause", AttemptCause::parse)?;
            requests.push((request.get::<String>("payment_id")?, request.get::<i64>("request_id")?, cause));
        }
        // Confirmations are locked in the order of their numbers: whoever claims others of the same payments does so, too.
        requests.sort_unstable_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        let mut claimed = Vec::with_capacity(rows.len());
        for (payment, id, cause) in requests {
            let counted = format!(
                "UPDATE confirmation SET attempts = attempts + 1 WHERE payment_id = $1 RETURNING {COLUMNS}"
            );
            let row = sqlx::query(sqlx::AssertSqlSafe(counted))
                .bind(payment.as_str())
                .fetch_one(&mut *transaction)
                .await?;
            let confirmation = read_confirmation(&row)?;
            let number = confirmation.attempts;
            sqlx::query("UPDATE requested_attempt SET held_by = $1 WHERE request_id = $2")
                .bind(i64::from(number))
                .bind(id)
                .execute(&mut *transaction)
                .await?;
            let origin = AttemptOrigin::Request { id, cause };
            claimed.push(ClaimedAttempt { confirmation, number, origin });
        }
        transaction.commit().await?;
        Ok(claimed)
    }

    /// Makes those confirmations of a service due now that wait longer than their schedule says, or than `longest_else` where
    /// something else than the schedule may have made them wait. Gives how many there were.
    pub async fn hasten(
        &self,
        service: &ServiceId,
        now: Timestamp,
        schedule: &RetrySchedule,
        longest_else: SignedDuration,
    ) -> Result<u64, StoreError> {
        // From the place on at which it says the same for ever, or nothing, the last line counts.
        let mut longest = longest_else.as_millis();
        let mut lines = String::new();
        for position in 0..=MOST_WAITS {
            let wait = schedule.delay_after(position).unwrap_or_default().as_millis();
            longest = i128::try_from(wait).unwrap_or(i128::MAX).max(longest_else.as_millis());
            lines.push_str(&format!(" WHEN {position} THEN {longest}"));
        }
        let hasten = format!(
            "UPDATE confirmation SET due_at = $1 WHERE service_id = $2 AND status = 'Pending'
               AND due_at > $1 + CASE schedule_position{lines} ELSE {longest} END"
        );
        let hasten =
            sqlx::query(sqlx::AssertSqlSafe(hasten)).bind(now.as_millisecond()).bind(service.as_str());
        Ok(hasten.execute(&self.write).await?.rows_affected())
    }

    /// This payment's confirmation.
    pub async fn confirmation(&self, payment: &PaymentId) -> Result<Option<QueuedConfirmation>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM confirmation WHERE payment_id = $1");
        let row =
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(payment.as_str()).fetch_optional(&self.read).await?;
        row.map(|row| read_confirmation(&row)).transpose()
    }

    /// How many confirmations the e-Services have not understood yet, over all services; no more than `at_most` are counted.
    pub async fn waiting_confirmations(&self, at_most: i64) -> Result<i64, StoreError> {
        // The condition is that of the index of what is not confirmed; nothing else is looked at.
        let query = format!(
            "SELECT COUNT(*) AS waiting FROM
               (SELECT 1 FROM confirmation WHERE status <> 'Confirmed' LIMIT {at_most}) AS counted"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_one(&self.read).await?;
        Ok(row.try_get("waiting")?)
    }
}

/// No schedule has more waits of its own.
const MOST_WAITS: u32 = 101;

const OUTLOOK: &str = "SELECT
  (SELECT MIN(due_at) FROM confirmation WHERE service_id = $1 AND status = 'Pending') AS scheduled,
  (SELECT MIN(due_at) FROM requested_attempt WHERE service_id = $1 AND status = 'Pending') AS requested,
  (SELECT MIN(due_at) FROM confirmation WHERE service_id = $1 AND status = 'InFlight') AS lease_end,
  (SELECT MIN(due_at) FROM requested_attempt WHERE service_id = $1 AND status = 'InFlight') AS requested_lease_end";

/// What is chosen is written down first, so that no plan chooses twice; and is tested again where it is changed.
fn claim_due(engine: Engine) -> Result<String, StoreError> {
    let claim = states::between(&[ConfirmationState::Pending], ConfirmationState::InFlight)?;
    Ok(format!(
        "WITH due AS MATERIALIZED (
           SELECT payment_id FROM confirmation WHERE service_id = $1 AND {from} AND due_at <= $2
           ORDER BY due_at LIMIT $3 {locked})
         UPDATE confirmation SET {set}, due_at = $4, claimed_at = $2, attempts = attempts + 1,
           held_by = attempts + 1, schedule_position = schedule_position + 1
         WHERE payment_id IN (SELECT payment_id FROM due) AND {from}
         RETURNING {COLUMNS}",
        from = claim.from,
        set = claim.set,
        locked = engine.skipping_locked()
    ))
}

fn claim_requested(engine: Engine) -> String {
    format!(
        "WITH due AS MATERIALIZED (
           SELECT request_id FROM requested_attempt WHERE service_id = $1 AND status = 'Pending' AND due_at <= $2
           ORDER BY due_at, request_id LIMIT $3 {})
         UPDATE requested_attempt SET status = 'InFlight', due_at = $4, claimed_at = $2
         WHERE request_id IN (SELECT request_id FROM due) AND status = 'Pending'
         RETURNING request_id, payment_id, cause",
        engine.skipping_locked()
    )
}

impl Engine {
    /// What makes a selection lock its rows until the transaction ends, as far as nobody else may change them or select them
    /// in this way. SQLite has one writer and needs none of it.
    pub(super) fn locking(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR NO KEY UPDATE",
        }
    }

    /// The same, passing over rows that another transaction has locked.
    fn skipping_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }
}

pub(super) fn read_confirmation(row: &AnyRow) -> Result<QueuedConfirmation, StoreError> {
    let row = TableRow::of("confirmation", row);
    let count = |column| row.get::<i64>(column).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(QueuedConfirmation {
        payment_id: PaymentId::new(row.get::<String>("payment_id")?),
        service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
        order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
        body_xml: row.get("body_xml")?,
        attempts: count("attempts")?,
        schedule_position: count("schedule_position")?,
        status: read_status(&row, row.parse("status", ConfirmationState::parse)?, "due_at", "confirmed_at")?,
    })
}

/// The status of this state, with its time from one of these columns.
pub(super) fn read_status(
    row: &TableRow<'_>,
    state: ConfirmationState,
    due_at: &'static str,
    confirmed_at: &'static str,
) -> Result<ConfirmationStatus, StoreError> {
    Ok(match state {
        ConfirmationState::Pending => ConfirmationStatus::Pending { next_attempt_at: row.time(due_at)? },
        ConfirmationState::InFlight => ConfirmationStatus::InFlight { lease_until: row.time(due_at)? },
        ConfirmationState::Confirmed => ConfirmationStatus::Confirmed { at: row.time(confirmed_at)? },
        ConfirmationState::Halted => ConfirmationStatus::Halted,
        ConfirmationState::GaveUp => ConfirmationStatus::GaveUp,
    })
}
