//! Operators' changes to the queue of confirmations. Each is a change of rows, so it works for all hubs on the database and
//! survives them.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::confirmations::{COLUMNS, read_confirmation};
use super::events::{self, About};
use super::row::TableRow;
use super::{Store, StoreError, states};
use crate::database::transaction::Transaction;
use crate::domain::confirmation::{ConfirmationState, QueuedConfirmation};
use crate::domain::confirmation_attempt::AttemptCause;
use crate::domain::event::EventKind;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

/// The number of retries of a redrive after a deadlock.
const TRIES: u32 = 10;

/// The statuses in which a confirmation waits for an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoppedStatus {
    /// An operator has stopped them.
    Halted,
    /// Their schedule has no attempt left.
    GaveUp,
}

/// The confirmations of a redrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedriveScope {
    /// Of this service.
    pub service: ServiceId,
    /// Only of this order.
    pub order_key: Option<OrderKey>,
    /// Only of payments authorised at this time or later.
    pub since: Option<Timestamp>,
}

impl RedriveScope {
    /// All of a service.
    pub fn of(service: ServiceId) -> Self {
        Self { service, order_key: None, since: None }
    }
}

/// The result of a redrive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Redriven {
    /// Confirmations that had given up; their schedule starts again.
    pub gave_up: u64,
    /// Confirmations that waited for a later attempt.
    pub waiting: u64,
}

impl Store {
    /// Stops the attempts of an unconfirmed confirmation, and drops requested ones that have not begun. An attempt in
    /// progress continues, and confirms if accepted. True if something changed.
    pub async fn halt_confirmation(&self, payment: &PaymentId, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write.begin().await?;
        // Requested attempts are locked first, as everywhere; if nothing is halted, nothing is dropped either.
        sqlx::query("DELETE FROM requested_attempt WHERE payment_id = $1 AND status = 'Pending'")
            .bind(payment.as_str())
            .execute(&mut *transaction)
            .await?;
        let halt = states::to(ConfirmationState::Halted);
        let query = format!(
            "UPDATE confirmation SET {}, due_at = NULL, held_by = NULL WHERE payment_id = $1 AND {}",
            halt.set, halt.from
        );
        let halted = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(payment.as_str())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        if halted != 1 {
            transaction.rollback().await;
            return Ok(false);
        }
        events::record_of_payment(&mut transaction, now, EventKind::ConfirmationHalted, payment, "");
        self.commit(transaction).await?;
        Ok(true)
    }

    /// Makes a halted confirmation due now; its schedule continues where it stood. True if it was halted.
    pub async fn resume_confirmation(&self, payment: &PaymentId, now: Timestamp) -> Result<bool, StoreError> {
        let resume = states::between(&[ConfirmationState::Halted], ConfirmationState::Pending)?;
        let query = format!(
            "UPDATE confirmation SET {}, due_at = $1 WHERE payment_id = $2 AND {}",
            resume.set, resume.from
        );
        let resume =
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(now.as_millisecond()).bind(payment.as_str());
        let kind = EventKind::ConfirmationResumed;
        let tell = |transaction: &mut Transaction, _| {
            events::record_of_payment(transaction, now, kind, payment, "");
        };
        Ok(self.change_and_tell(resume, tell).await? == 1)
    }

    /// Requests one attempt now, in addition to the schedule. True if none was waiting.
    pub async fn request_attempt(&self, payment: &PaymentId, now: Timestamp) -> Result<bool, StoreError> {
        let request = sqlx::query(
            "INSERT INTO requested_attempt (payment_id, service_id, cause, status, due_at)
             SELECT payment_id, service_id, $1, 'Pending', $2 FROM confirmation WHERE payment_id = $3
             ON CONFLICT DO NOTHING",
        )
        .bind(AttemptCause::Manual.as_str())
        .bind(now.as_millisecond())
        .bind(payment.as_str());
        let kind = EventKind::ConfirmationRequested;
        let tell = |transaction: &mut Transaction, _| {
            events::record_of_payment(transaction, now, kind, payment, "one attempt");
        };
        Ok(self.change_and_tell(request, tell).await? == 1)
    }

    /// True if a requested attempt has not ended.
    pub async fn waits_for_requested_attempt(&self, payment: &PaymentId) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 AS found FROM requested_attempt WHERE payment_id = $1 LIMIT 1")
            .bind(payment.as_str())
            .fetch_optional(&self.read)
            .await?;
        Ok(row.is_some())
    }

    /// Requests `count` attempts in addition to the schedule, the first one now and each other one `gap` later. False, with
    /// nothing written, if earlier duplicates are still waiting, or if there is no such confirmation.
    pub async fn request_duplicates(
        &self,
        payment: &PaymentId,
        now: Timestamp,
        count: u32,
        gap: SignedDuration,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write.begin().await?;
        // A concurrent request waits here until this transaction ends, and then sees its rows.
        let locked = sqlx::query("UPDATE confirmation SET attempts = attempts WHERE payment_id = $1")
            .bind(payment.as_str())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        let waiting: i64 = sqlx::query(
            "SELECT COUNT(*) AS waiting FROM requested_attempt WHERE payment_id = $1 AND cause = 'duplicate'",
        )
        .bind(payment.as_str())
        .fetch_one(&mut *transaction)
        .await?
        .try_get("waiting")?;
        if locked != 1 || waiting > 0 {
            transaction.rollback().await;
            return Ok(false);
        }
        let mut due = now;
        for _ in 0..count {
            sqlx::query(
                "INSERT INTO requested_attempt (payment_id, service_id, cause, status, due_at)
                 SELECT payment_id, service_id, $1, 'Pending', $2 FROM confirmation WHERE payment_id = $3",
            )
            .bind(AttemptCause::Duplicate.as_str())
            .bind(due.as_millisecond())
            .bind(payment.as_str())
            .execute(&mut *transaction)
            .await?;
            due = due.saturating_add(gap).unwrap_or(Timestamp::MAX);
        }
        let detail = match (count, gap.as_secs()) {
            (1, _) => "one attempt".to_owned(),
            (_, 0) => format!("{count} attempts at once"),
            (_, gap) => format!("{count} attempts, {gap} s between them"),
        };
        let kind = EventKind::ConfirmationRequested;
        events::record_of_payment(&mut transaction, now, kind, payment, &detail);
        self.commit(transaction).await?;
        Ok(true)
    }

    /// Makes all confirmations of a service due now that have given up or wait for a later attempt; the scope can limit
    /// this to one order, or to payments since a given time. Halted ones are not changed.
    pub async fn redrive_confirmations(
        &self,
        scope: &RedriveScope,
        now: Timestamp,
    ) -> Result<Redriven, StoreError> {
        for _ in 0..TRIES {
            match self.try_redrive(scope, now).await {
                // It locks many confirmations in no order, while others lock several of them.
                Err(error) if error.is_deadlock() => {}
                done => return done,
            }
        }
        Err(StoreError::Contended { table: "confirmation", id: scope.service.to_string() })
    }

    async fn try_redrive(&self, scope: &RedriveScope, now: Timestamp) -> Result<Redriven, StoreError> {
        let mut transaction = self.write.begin().await?;
        let mut changed = [0; 2];
        let redrive = states::between(&[ConfirmationState::GaveUp], ConfirmationState::Pending)?;
        for (count, change) in changed.iter_mut().zip([
            "SET due_at = $1 WHERE status = 'Pending' AND due_at > $1".to_owned(),
            format!("SET {}, due_at = $1, schedule_position = 0 WHERE {}", redrive.set, redrive.from),
        ]) {
            let query = format!(
                "UPDATE confirmation {change} AND service_id = $2 AND ($3 = '' OR order_key = $3)
                   AND ($4 = 0 OR payment_id IN (SELECT payment_id FROM payment WHERE service_id = $2 AND paid_at >= $4))"
            );
            *count = sqlx::query(sqlx::AssertSqlSafe(query))
                .bind(now.as_millisecond())
                .bind(scope.service.as_str())
                .bind(scope.order_key.as_ref().map_or("", OrderKey::as_str))
                .bind(scope.since.map_or(0, Timestamp::as_millisecond))
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        let [waiting, gave_up] = changed;
        if waiting + gave_up > 0 {
            let about = About {
                service_id: Some(&scope.service),
                order_key: scope.order_key.as_ref(),
                ..About::default()
            };
            let detail = format!("{gave_up} that had given up, {waiting} that waited");
            let kind = EventKind::ConfirmationRedriven;
            events::record(&mut transaction, now, kind, about, &detail);
        }
        self.commit(transaction).await?;
        Ok(Redriven { gave_up, waiting })
    }

    /// The halted or given-up confirmations of one service or of all, by payment number: at most `limit` after the named
    /// one.
    pub async fn stopped_confirmations(
        &self,
        kind: StoppedStatus,
        service: Option<&ServiceId>,
        after: Option<&PaymentId>,
        limit: i64,
    ) -> Result<Vec<QueuedConfirmation>, StoreError> {
        // The status is written into the statement, so that the engines can use its partial index.
        let status = match kind {
            StoppedStatus::Halted => "'Halted'",
            StoppedStatus::GaveUp => "'GaveUp'",
        };
        let query = format!(
            "SELECT {COLUMNS} FROM confirmation
             WHERE status = {status} AND payment_id > $1 AND ($2 = '' OR service_id = $2)
             ORDER BY payment_id LIMIT $3"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(after.map_or("", PaymentId::as_str))
            .bind(service.map_or("", ServiceId::as_str))
            .bind(limit)
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(|row| read_confirmation(&TableRow::of("confirmation", row))).collect()
    }
}
