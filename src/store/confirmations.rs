//! The queue of confirmations: reading it, and claiming what is due. A claim is a lease; when it ends, the confirmation is
//! due again (`confirmation_attempts.rs`).
//!
//! Due times are on the hub's clock, which may be moved; leases are in the machine's time, as a worker's call takes real
//! time.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::row::TableRow;
use super::{Engine, Store, StoreError, states};
use crate::domain::confirmation::{ConfirmationState, ConfirmationStatus, QueuedConfirmation};
use crate::domain::confirmation_attempt::{AttemptCause, AttemptOrigin, ClaimedAttempt};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::domain::retry_schedule::RetrySchedule;

pub(super) const COLUMNS: &str =
    "payment_id, service_id, order_key, body_xml, status, attempts, schedule_position, due_at,
    confirmed_at";

/// The next work for a service; `None` for each part that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueOutlook {
    /// The next attempt of the retry schedule, on the hub's clock.
    pub scheduled: Option<Timestamp>,
    /// The next requested attempt, on the hub's clock.
    pub requested: Option<Timestamp>,
    /// The end of the lease that ends first, in the machine's time.
    pub lease_end: Option<Timestamp>,
}

/// The work claimed for a service, and its next work after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedWork {
    /// The claimed confirmations, each with its attempt.
    pub attempts: Vec<ClaimedAttempt>,
    /// The next work.
    pub outlook: QueueOutlook,
}

/// How many confirmations are not accepted, by what becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unconfirmed {
    /// They are due, or an attempt is under way.
    pub waiting: i64,
    /// Their schedules have no attempt left.
    pub given_up: i64,
    /// Halted by an operator.
    pub halted: i64,
}

impl Unconfirmed {
    /// All of them.
    pub fn all(self) -> i64 {
        self.waiting + self.given_up + self.halted
    }
}

impl Store {
    /// The statements that every lane repeats, by name, as the engine gets them: their plans must not depend on the length
    /// of the queue.
    ///
    /// # Errors
    /// If the table of states does not allow a claim.
    pub fn queue_statements(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        let claim_due = claim_due(self.engine)?;
        let statements = claim_due.split(";\n").map(str::to_owned);
        let named = ["claim_due", "outlook"].into_iter().zip(statements);
        Ok(named.chain([("claim_requested", claim_requested(self.engine))]).collect())
    }

    /// The next work of a service's lane. One query, each part of it the first entry of an index.
    pub async fn queue_outlook(&self, service: &ServiceId) -> Result<QueueOutlook, StoreError> {
        let outlook = sqlx::query(sqlx::AssertSqlSafe(OUTLOOK.replace("{others}", "")));
        let row = outlook.bind(service.as_str()).fetch_one(&self.read).await?;
        read_outlook(&TableRow::of("confirmation", &row))
    }

    /// Claims at most `limit` confirmations of a service that are due by the schedule, oldest first, and looks what comes
    /// next.
    ///
    /// One statement claims, so that two workers cannot claim the same row; on PostgreSQL a worker skips rows that another
    /// one is claiming.
    pub async fn claim_due_confirmations(
        &self,
        service: &ServiceId,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<ClaimedWork, StoreError> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(claim_due(self.engine)?))
            .bind(service.as_str())
            .bind(now.as_millisecond())
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .bind(lease_until.as_millisecond())
            .fetch_all(&self.write)
            .await?;
        // On SQLite the outlook is a row of its own, on PostgreSQL a part of each row.
        let last = rows.last().ok_or(sqlx::Error::RowNotFound)?;
        let row = TableRow::of("confirmation", last);
        let outlook = read_outlook(&row)?;
        let has_scenarios = row.get::<i64>("scenarios")? > 0;
        let claimed = match self.engine {
            Engine::Sqlite => &rows[..rows.len() - 1],
            Engine::Postgres if row.get::<Option<String>>("payment_id")?.is_none() => &[],
            Engine::Postgres => &rows[..],
        };
        let attempt = |row| {
            let confirmation = read_confirmation(&TableRow::of("confirmation", row))?;
            let number = confirmation.attempts;
            Ok(ClaimedAttempt { confirmation, number, origin: AttemptOrigin::Schedule, has_scenarios })
        };
        let attempts = claimed.iter().map(attempt).collect::<Result<_, StoreError>>()?;
        Ok(ClaimedWork { attempts, outlook })
    }

    /// Claims at most `limit` requested attempts that are due, by time.
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
        // Confirmations are locked by number, as in all claims.
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
            let confirmation = read_confirmation(&TableRow::of("confirmation", &row))?;
            let number = confirmation.attempts;
            sqlx::query("UPDATE requested_attempt SET held_by = $1 WHERE request_id = $2")
                .bind(i64::from(number))
                .bind(id)
                .execute(&mut *transaction)
                .await?;
            let origin = AttemptOrigin::Request { id, cause };
            claimed.push(ClaimedAttempt { confirmation, number, origin, has_scenarios: true });
        }
        transaction.commit().await?;
        Ok(claimed)
    }

    /// Makes confirmations of a service due now that wait longer than their schedule allows, or than `longest_else` if
    /// something other than the schedule may have delayed them. Returns their number.
    pub async fn hasten(
        &self,
        service: &ServiceId,
        now: Timestamp,
        schedule: &RetrySchedule,
        longest_else: SignedDuration,
    ) -> Result<u64, StoreError> {
        // From the attempt on at which the schedule stays the same or ends, the last line counts.
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
        row.map(|row| read_confirmation(&TableRow::of("confirmation", &row))).transpose()
    }

    /// Of these payments those of which no attempt to confirm is due or under way. On PostgreSQL, which several hubs may share.
    pub async fn ended_attempts(
        &self,
        payments: &[PaymentId],
        now: Timestamp,
    ) -> Result<Vec<PaymentId>, StoreError> {
        if payments.is_empty() {
            return Ok(vec![]);
        }
        let query = "SELECT payment_id FROM confirmation WHERE payment_id = ANY (string_to_array($1, ','))
                       AND status <> 'InFlight' AND NOT (status = 'Pending' AND due_at <= $2)";
        let ids = payments.iter().map(PaymentId::as_str).collect::<Vec<_>>().join(",");
        let rows = sqlx::query(query).bind(ids).bind(now.as_millisecond()).fetch_all(&self.read).await?;
        rows.iter()
            .map(|row| TableRow::of("confirmation", row).get::<String>("payment_id").map(PaymentId::new))
            .collect()
    }

    /// The confirmations that are not accepted, over all services, counted up to `at_most`.
    pub async fn unconfirmed(&self, at_most: i64) -> Result<Unconfirmed, StoreError> {
        // The same condition as in the index of unconfirmed rows, so that only that is read.
        let query = format!(
            "SELECT COUNT(*) AS counted, COALESCE(SUM(CASE WHEN status = 'GaveUp' THEN 1 ELSE 0 END), 0) AS given_up,
               COALESCE(SUM(CASE WHEN status = 'Halted' THEN 1 ELSE 0 END), 0) AS halted
             FROM (SELECT status FROM confirmation WHERE status <> 'Confirmed' LIMIT {at_most}) AS unconfirmed"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_one(&self.read).await?;
        let (given_up, halted) = (row.try_get("given_up")?, row.try_get("halted")?);
        Ok(Unconfirmed { waiting: row.try_get::<i64, _>("counted")? - given_up - halted, given_up, halted })
    }
}

fn read_outlook(row: &TableRow<'_>) -> Result<QueueOutlook, StoreError> {
    let lease_ends = [row.optional_time("lease_end")?, row.optional_time("requested_lease_end")?];
    Ok(QueueOutlook {
        scheduled: row.optional_time("scheduled")?,
        requested: row.optional_time("requested")?,
        lease_end: lease_ends.into_iter().flatten().min(),
    })
}

/// More than the number of waits in any schedule.
const MOST_WAITS: u32 = 101;

/// The next work, but for what is claimed by the same statement.
const OUTLOOK: &str = "SELECT
  (SELECT MIN(due_at) FROM confirmation WHERE service_id = $1 AND status = 'Pending' {others}) AS scheduled,
  (SELECT MIN(due_at) FROM requested_attempt WHERE service_id = $1 AND status = 'Pending') AS requested,
  (SELECT MIN(due_at) FROM confirmation WHERE service_id = $1 AND status = 'InFlight') AS lease_end,
  (SELECT MIN(due_at) FROM requested_attempt WHERE service_id = $1 AND status = 'InFlight') AS requested_lease_end,
  (SELECT COUNT(*) FROM (SELECT 1 FROM scenario WHERE remaining_calls IS NULL OR remaining_calls > 0 LIMIT 1) AS active)
    AS scenarios";

/// The selection comes first, so that no plan selects twice, and is checked again by the update.
///
/// SQLite plans a statement anew at each call if its LIMIT is a parameter alone, whose value the plan depends on.
fn claim_due(engine: Engine) -> Result<String, StoreError> {
    let claim = states::between(&[ConfirmationState::Pending], ConfirmationState::InFlight)?;
    let due = format!(
        "due AS MATERIALIZED (
           SELECT payment_id FROM confirmation WHERE service_id = $1 AND {from} AND due_at <= $2
           ORDER BY due_at LIMIT $3 + 0 {locked})",
        from = claim.from,
        locked = engine.skipping_locked()
    );
    let update = format!(
        "UPDATE confirmation SET {set}, due_at = $4, claimed_at = $2, attempts = attempts + 1,
           held_by = attempts + 1, schedule_position = schedule_position + 1
         WHERE payment_id IN (SELECT payment_id FROM due) AND {from}
         RETURNING {COLUMNS}",
        from = claim.from,
        set = claim.set
    );
    Ok(match engine {
        Engine::Sqlite => format!("WITH {due} {update};\n{}", OUTLOOK.replace("{others}", "")),
        // The outlook sees the rows as they were before the claim.
        Engine::Postgres => {
            let others = "AND payment_id NOT IN (SELECT payment_id FROM due)";
            let outlook = OUTLOOK.replace("{others}", others);
            format!(
                "WITH {due}, claimed AS ({update}) SELECT * FROM ({outlook}) AS outlook LEFT JOIN claimed ON TRUE"
            )
        }
    })
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
    /// Locks the selected rows until the transaction ends, against changes and equal selections. SQLite has one writer and
    /// does not need it.
    pub(super) fn locking(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR NO KEY UPDATE",
        }
    }

    /// Like [`Self::locking`], skipping rows locked by other transactions.
    fn skipping_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }
}

/// Reads a confirmation from its part of a row.
pub(super) fn read_confirmation(row: &TableRow<'_>) -> Result<QueuedConfirmation, StoreError> {
    let count = |column| row.get::<i64>(column).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(QueuedConfirmation {
        payment_id: PaymentId::new(row.get::<String>("payment_id")?),
        service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
        order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
        body_xml: row.get("body_xml")?,
        attempts: count("attempts")?,
        schedule_position: count("schedule_position")?,
        status: read_status(row, row.parse("status", ConfirmationState::parse)?, "due_at", "confirmed_at")?,
    })
}

/// The status for this state, with its time from one of these columns.
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
