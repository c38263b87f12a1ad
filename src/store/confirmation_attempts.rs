//! The outcomes of attempts to confirm, each written with all its changes, and attempts whose worker is gone.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::events::{self, About};
use super::exchanges::{self, ExchangesKept, NewExchange};
use super::row::TableRow;
use super::scenario_follow_ups::request_follow_ups;
use super::{Store, StoreError, call_outcomes, states};
use crate::database::connection::Connection;
use crate::database::transaction::Transaction;
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::confirmation_attempt::{AttemptCause, AttemptOrigin, ClaimedAttempt, ConfirmationAttempt};
use crate::domain::event::EventKind;
use crate::domain::ids::{PaymentId, ServiceId};
use crate::domain::local_time::with_offset;
use crate::domain::scenario::FollowUps;

/// The result of an attempt.
#[derive(Debug, Clone)]
pub struct EndedAttempt<'a> {
    /// The attempt as it was claimed.
    pub claim: &'a ClaimedAttempt,
    /// The time when it began.
    pub started_at: Timestamp,
    /// Its duration.
    pub duration: Duration,
    /// Its outcome.
    pub outcome: &'a CallOutcome,
    /// The current time, on the hub's clock.
    pub ended_at: Timestamp,
    /// The schedule's next attempt if this one, the schedule's own, failed; `None` gives up.
    pub next_attempt_at: Option<Timestamp>,
    /// The recorded exchange; `None` if nothing was sent.
    pub exchange: Option<NewExchange<'a>>,
    /// The further calls of a scenario after the e-Service's acceptance.
    pub follow_ups: Option<&'a FollowUps>,
}

/// The attempts to take back.
#[derive(Debug, Clone, Copy)]
pub enum TakeBack<'a> {
    /// All, as all their workers are gone.
    All,
    /// Those of a service whose leases ended before this machine time.
    Expired(&'a ServiceId, Timestamp),
    /// This one.
    Claim(&'a ClaimedAttempt),
}

/// A recorded attempt, with the number of its exchange; `None` if nothing was sent.
#[derive(Debug, Clone, Copy)]
pub struct RecordedAttempt(pub Option<i64>);

impl Store {
    /// Records an attempt in one transaction: the exchange, the attempt, and the confirmation's new status. An accepted
    /// attempt always confirms. A failed one of the schedule plans the next, if it still holds the confirmation; any other
    /// failed one leaves the confirmation unchanged. Prunes the oldest exchanges beyond `kept`. `None` if the confirmation
    /// was deleted with its payment; then nothing is written.
    pub async fn record_attempt(
        &self,
        ended: EndedAttempt<'_>,
        kept: ExchangesKept,
    ) -> Result<Option<RecordedAttempt>, StoreError> {
        let mut transaction = self.write.begin().await?;
        // Scenarios are locked first.
        if let Some(follow_ups) = ended.follow_ups {
            request_follow_ups(&mut transaction, &ended.claim.confirmation.payment_id, follow_ups).await?;
        }
        let exchange_id = match ended.exchange.clone() {
            Some(exchange) => Some(exchanges::insert(&mut transaction, exchange).await?),
            None => None,
        };
        // Requested attempts are locked before their confirmation, as everywhere.
        if let AttemptOrigin::Request { id, .. } = ended.claim.origin {
            sqlx::query("DELETE FROM requested_attempt WHERE request_id = $1 AND held_by = $2")
                .bind(id)
                .bind(i64::from(ended.claim.number))
                .execute(&mut *transaction)
                .await?;
        }
        let next_attempt_at = settle_confirmation(&mut transaction, &ended).await?;
        let attempt = ConfirmationAttempt {
            payment_id: ended.claim.confirmation.payment_id.clone(),
            number: ended.claim.number,
            cause: ended.claim.cause(),
            started_at: ended.started_at,
            duration: ended.duration,
            outcome: ended.outcome.clone(),
            exchange_id,
            next_attempt_at,
        };
        match insert_attempt(&mut transaction, &attempt).await {
            // A reset came first: this row refers only to the confirmation's.
            Err(StoreError::Database(sqlx::Error::Database(error))) if error.is_foreign_key_violation() => {
                transaction.rollback().await;
                return Ok(None);
            }
            inserted => inserted?,
        }
        record_events(&mut transaction, &ended, exchange_id, next_attempt_at);
        self.commit(transaction).await?;
        if let Some(newest) = exchange_id {
            let bytes = ended.exchange.as_ref().map_or(0, NewExchange::bytes);
            self.prune_exchanges(newest, bytes, kept).await?;
        }
        Ok(Some(RecordedAttempt(exchange_id)))
    }

    /// Extends the lease of an attempt that takes longer. False if the lease has ended and another worker has the attempt.
    pub async fn extend_lease(&self, claim: &ClaimedAttempt, until: Timestamp) -> Result<bool, StoreError> {
        let query = match claim.origin {
            AttemptOrigin::Schedule => {
                "UPDATE confirmation SET due_at = $1 WHERE payment_id = $2 AND status = 'InFlight' AND held_by = $3"
            }
            AttemptOrigin::Request { .. } => {
                "UPDATE requested_attempt SET due_at = $1
                 WHERE payment_id = $2 AND status = 'InFlight' AND held_by = $3"
            }
        };
        let extended = sqlx::query(query)
            .bind(until.as_millisecond())
            .bind(claim.confirmation.payment_id.as_str())
            .bind(i64::from(claim.number))
            .execute(&self.write)
            .await?
            .rows_affected();
        Ok(extended == 1)
    }

    /// Makes attempts of lost workers due again, and records them as interrupted. Returns the service and the cause of
    /// each.
    pub async fn take_back(
        &self,
        which: TakeBack<'_>,
        now: Timestamp,
    ) -> Result<Vec<(ServiceId, AttemptCause)>, StoreError> {
        let mut transaction = self.write.begin().await?;
        let mut taken = Vec::new();
        for table in ["requested_attempt", "confirmation"] {
            taken.extend(take_back_from(&mut transaction, table, which, now).await?);
        }
        for (_, attempt) in &taken {
            insert_attempt(&mut transaction, attempt).await?;
        }
        transaction.commit().await?;
        Ok(taken.into_iter().map(|(service, attempt)| (service, attempt.cause)).collect())
    }

    /// The completed attempts of a payment, by number.
    pub async fn confirmation_attempts(
        &self,
        payment: &PaymentId,
    ) -> Result<Vec<ConfirmationAttempt>, StoreError> {
        let query = format!(
            "SELECT payment_id, number, cause, started_at, duration_ms, outcome, outcome_text, exchange_id,
               next_attempt_at, {}
             FROM confirmation_attempt WHERE payment_id = $1 ORDER BY number",
            call_outcomes::COLUMNS
        );
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(payment.as_str()).fetch_all(&self.read).await?;
        rows.iter().map(read_attempt).collect()
    }
}

/// Records the events of a recorded call and of the attempt's outcome.
fn record_events(
    transaction: &mut Transaction,
    ended: &EndedAttempt<'_>,
    exchange_id: Option<i64>,
    next_attempt_at: Option<Timestamp>,
) {
    let confirmation = &ended.claim.confirmation;
    let about = About {
        service_id: Some(&confirmation.service_id),
        order_key: Some(&confirmation.order_key),
        payment_id: Some(&confirmation.payment_id),
        exchange_id,
    };
    let text = ended.outcome.to_string();
    if exchange_id.is_some() {
        events::record(transaction, ended.ended_at, EventKind::ExchangeRecorded, about, &text);
    }
    let is_last = ended.claim.origin == AttemptOrigin::Schedule && ended.next_attempt_at.is_none();
    let kind = match ended.outcome.kind {
        OutcomeKind::Accepted => EventKind::ConfirmationConfirmed,
        _ if is_last => EventKind::ConfirmationGaveUp,
        _ => EventKind::ConfirmationFailed,
    };
    let next =
        next_attempt_at.map_or_else(String::new, |at| format!("; the next one at {}", with_offset(at)));
    // Long text is cut, but not the time of the next attempt.
    let text: String = text.chars().take(400).collect();
    let detail = format!("attempt {}, {}: {text}{next}", ended.claim.number, ended.claim.cause().as_str());
    events::record(transaction, ended.ended_at, kind, about, &detail);
}

/// Updates the confirmation after an attempt. Returns the time of the schedule's next attempt.
async fn settle_confirmation(
    transaction: &mut Transaction,
    ended: &EndedAttempt<'_>,
) -> Result<Option<Timestamp>, StoreError> {
    let payment = ended.claim.confirmation.payment_id.as_str();
    let is_accepted = ended.outcome.kind == OutcomeKind::Accepted;
    let change = match (is_accepted, ended.claim.origin, ended.next_attempt_at) {
        (true, ..) => states::to(ConfirmationState::Confirmed),
        (false, AttemptOrigin::Schedule, Some(_)) => {
            states::between(&[ConfirmationState::InFlight], ConfirmationState::Pending)?
        }
        (false, AttemptOrigin::Schedule, None) => {
            states::between(&[ConfirmationState::InFlight], ConfirmationState::GaveUp)?
        }
        (false, AttemptOrigin::Request { .. }, _) => return next_by_schedule(transaction, payment).await,
    };
    let (due_at, confirmed_at, held_by) = match is_accepted {
        true => (None, Some(ended.ended_at.as_millisecond()), None),
        false => {
            (ended.next_attempt_at.map(Timestamp::as_millisecond), None, Some(i64::from(ended.claim.number)))
        }
    };
    let holds = if held_by.is_some() { "AND held_by = $4" } else { "" };
    let query = format!(
        "UPDATE confirmation SET {}, due_at = $1, held_by = NULL, confirmed_at = $2
         WHERE payment_id = $3 AND {} {holds} RETURNING status, due_at",
        change.set, change.from
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(due_at).bind(confirmed_at).bind(payment);
    let query = if held_by.is_some() { query.bind(held_by) } else { query };
    next_attempt_at(query.fetch_optional(&mut **transaction).await?)
}

/// The schedule's next attempt, which requested attempts do not change.
async fn next_by_schedule(
    transaction: &mut Transaction,
    payment: &str,
) -> Result<Option<Timestamp>, StoreError> {
    let query = sqlx::query("SELECT status, due_at FROM confirmation WHERE payment_id = $1").bind(payment);
    next_attempt_at(query.fetch_optional(&mut **transaction).await?)
}

fn next_attempt_at(row: Option<AnyRow>) -> Result<Option<Timestamp>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let row = TableRow::of("confirmation", &row);
    match row.parse("status", ConfirmationState::parse)? {
        ConfirmationState::Pending => row.optional_time("due_at"),
        _ => Ok(None),
    }
}

/// Releases the attempts in progress of one table.
async fn take_back_from(
    transaction: &mut Transaction,
    table: &'static str,
    which: TakeBack<'_>,
    now: Timestamp,
) -> Result<Vec<(ServiceId, ConfirmationAttempt)>, StoreError> {
    let condition = match which {
        TakeBack::All => "",
        TakeBack::Expired(..) => "AND service_id = $2 AND due_at <= $3",
        TakeBack::Claim(_) => "AND payment_id = $2 AND held_by = $3",
    };
    let cause = if table == "confirmation" { "'scheduled'" } else { "cause" };
    // A requested attempt is held and released like its confirmation.
    let free = states::between(&[ConfirmationState::InFlight], ConfirmationState::Pending)?;
    let query = format!(
        "UPDATE {table} SET {}, due_at = $1 WHERE {} {condition}
         RETURNING payment_id, service_id, held_by, claimed_at, {cause} AS cause",
        free.set, free.from
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(now.as_millisecond());
    let query = match which {
        TakeBack::All => query,
        TakeBack::Expired(service, at) => query.bind(service.as_str()).bind(at.as_millisecond()),
        TakeBack::Claim(claim) => {
            query.bind(claim.confirmation.payment_id.as_str()).bind(i64::from(claim.number))
        }
    };
    let rows = query.fetch_all(&mut **transaction).await?;
    rows.iter()
        .map(|row| {
            let row = TableRow::of(table, row);
            let (started_at, number) = (row.time("claimed_at")?, row.get::<i64>("held_by")?);
            let attempt = ConfirmationAttempt {
                payment_id: PaymentId::new(row.get::<String>("payment_id")?),
                number: u32::try_from(number).unwrap_or(u32::MAX),
                cause: row.parse("cause", AttemptCause::parse)?,
                started_at,
                duration: Duration::try_from(now.duration_since(started_at)).unwrap_or_default(),
                outcome: CallOutcome::interrupted(),
                exchange_id: None,
                next_attempt_at: Some(now),
            };
            Ok((row.parse("service_id", |text| ServiceId::parse(text).ok())?, attempt))
        })
        .collect()
}

/// Writes an attempt, replacing what was provisionally recorded of it.
pub(super) async fn insert_attempt(
    connection: &mut Connection,
    attempt: &ConfirmationAttempt,
) -> Result<(), StoreError> {
    let query = format!(
        "INSERT INTO confirmation_attempt (outcome, outcome_text, {}, payment_id, number, cause, started_at, duration_ms,
                                           exchange_id, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         ON CONFLICT (payment_id, number) DO UPDATE SET started_at = excluded.started_at,
           duration_ms = excluded.duration_ms, outcome = excluded.outcome, outcome_text = excluded.outcome_text,
           stage = excluded.stage, http_status = excluded.http_status, scenario = excluded.scenario,
           fault_code = excluded.fault_code, fault_namespace = excluded.fault_namespace,
           fault_subcode = excluded.fault_subcode, fault_words = excluded.fault_words,
           fault_soap_12 = excluded.fault_soap_12, fault_signed = excluded.fault_signed,
           exchange_id = excluded.exchange_id, next_attempt_at = excluded.next_attempt_at",
        call_outcomes::COLUMNS
    );
    call_outcomes::bind(sqlx::query(sqlx::AssertSqlSafe(query)), &attempt.outcome)
        .bind(attempt.payment_id.as_str())
        .bind(i64::from(attempt.number))
        .bind(attempt.cause.as_str())
        .bind(attempt.started_at.as_millisecond())
        .bind(i64::try_from(attempt.duration.as_millis()).unwrap_or(i64::MAX))
        .bind(attempt.exchange_id)
        .bind(attempt.next_attempt_at.map(Timestamp::as_millisecond))
        .execute(connection)
        .await?;
    Ok(())
}

fn read_attempt(row: &AnyRow) -> Result<ConfirmationAttempt, StoreError> {
    let row = TableRow::of("confirmation_attempt", row);
    let (number, duration): (i64, i64) = (row.get("number")?, row.get("duration_ms")?);
    Ok(ConfirmationAttempt {
        payment_id: PaymentId::new(row.get::<String>("payment_id")?),
        number: u32::try_from(number).unwrap_or(u32::MAX),
        cause: row.parse("cause", AttemptCause::parse)?,
        started_at: row.time("started_at")?,
        duration: Duration::from_millis(duration.unsigned_abs()),
        outcome: call_outcomes::read(&row, "outcome", "outcome_text")?,
        exchange_id: row.get("exchange_id")?,
        next_attempt_at: row.optional_time("next_attempt_at")?,
    })
}
