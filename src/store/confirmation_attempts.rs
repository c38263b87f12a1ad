//! The outcomes of attempts to confirm, each written with all its changes, and attempts whose worker is gone.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::attempt_rows;
use super::change::{Change, NO_EXCHANGE};
use super::ended_attempt::EndedAttempt;
use super::event_subject::{About, kept_detail};
use super::events;
use super::exchanges::{self, ExchangesKept};
use super::row::TableRow;
use super::scenario_follow_ups::request_follow_ups;
use super::{Store, StoreError, call_outcomes, states};
use crate::database::transaction::Transaction;
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::confirmation_attempt::{AttemptCause, AttemptOrigin, ClaimedAttempt, ConfirmationAttempt};
use crate::domain::event::EventKind;
use crate::domain::ids::{PaymentId, ServiceId};
use crate::domain::local_time::with_offset;
use crate::domain::scenario::FollowUps;

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
        let claim = ended.claim;
        let is_request = matches!(claim.origin, AttemptOrigin::Request { .. });
        let next = match (ended.outcome.kind, is_request) {
            (OutcomeKind::Accepted, _) => None,
            (_, true) => self.next_by_schedule(&claim.confirmation.payment_id).await?,
            (_, false) => ended.next_attempt_at,
        };
        let mut change = Change::new(self.engine);
        let (exchange, bytes) = match &ended.exchange {
            Some(exchange) => exchanges::insert(&mut change, exchange),
            None => (NO_EXCHANGE.to_owned(), 0),
        };
        attempt_rows::add(&mut change, &ended, &exchange, next);
        settle_confirmation(&mut change, &ended, next)?;
        let recorded = match ended.follow_ups {
            None => {
                add_events(&mut change, &ended, &exchange, next);
                self.make(change).await
            }
            Some(follow_ups) => self.record_with(follow_ups, change, &ended, next).await,
        };
        let rows = match recorded {
            // A reset came first: the attempt's row refers only to the confirmation's.
            Err(StoreError::Database(sqlx::Error::Database(error))) if error.is_foreign_key_violation() => {
                return Ok(None);
            }
            recorded => recorded?,
        };
        if ended.exchange.is_none() {
            return Ok(Some(RecordedAttempt(None)));
        }
        let newest = exchanges::number_in(&rows)?;
        self.prune_exchanges(newest, bytes, kept).await?;
        Ok(Some(RecordedAttempt(Some(newest))))
    }

    /// Records an attempt together with the further calls of a scenario, which is locked first.
    async fn record_with(
        &self,
        follow_ups: &FollowUps,
        change: Change,
        ended: &EndedAttempt<'_>,
        next: Option<Timestamp>,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let mut transaction = self.write.begin().await?;
        request_follow_ups(&mut transaction, &ended.claim.confirmation.payment_id, follow_ups).await?;
        let rows = change.make_within(&mut transaction).await?;
        let exchange_id = match ended.exchange {
            Some(_) => Some(exchanges::number_in(&rows)?),
            None => None,
        };
        for (kind, detail) in events_of(ended, next) {
            events::record(&mut transaction, ended.ended_at, kind, about(ended, exchange_id), &detail);
        }
        self.commit(transaction).await?;
        Ok(rows)
    }

    /// The schedule's next attempt, which requested attempts do not change.
    async fn next_by_schedule(&self, payment: &PaymentId) -> Result<Option<Timestamp>, StoreError> {
        let next = "SELECT due_at FROM confirmation WHERE payment_id = $1 AND status = 'Pending'";
        let row = sqlx::query(next).bind(payment.as_str()).fetch_optional(&self.read).await?;
        row.map_or(Ok(None), |row| TableRow::of("confirmation", &row).optional_time("due_at"))
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
            attempt_rows::insert(&mut transaction, attempt).await?;
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
        rows.iter().map(attempt_rows::read).collect()
    }
}

/// The events of a recorded call and of the attempt's outcome, with their details.
fn events_of(ended: &EndedAttempt<'_>, next: Option<Timestamp>) -> Vec<(EventKind, String)> {
    let text = ended.outcome.to_string();
    let is_last = ended.claim.origin == AttemptOrigin::Schedule && ended.next_attempt_at.is_none();
    let kind = match ended.outcome.kind {
        OutcomeKind::Accepted => EventKind::ConfirmationConfirmed,
        _ if is_last => EventKind::ConfirmationGaveUp,
        _ => EventKind::ConfirmationFailed,
    };
    let next = next.map_or_else(String::new, |at| format!("; the next one at {}", with_offset(at)));
    // Long text is cut, but not the time of the next attempt.
    let cut: String = text.chars().take(400).collect();
    let detail = format!("attempt {}, {}: {cut}{next}", ended.claim.number, ended.claim.cause().as_str());
    let call = ended.exchange.as_ref().map(|_| (EventKind::ExchangeRecorded, text));
    call.into_iter().chain([(kind, detail)]).collect()
}

/// The subject of the events.
fn about<'a>(ended: &EndedAttempt<'a>, exchange_id: Option<i64>) -> About<'a> {
    let confirmation = &ended.claim.confirmation;
    About {
        service_id: Some(&confirmation.service_id),
        order_key: Some(&confirmation.order_key),
        payment_id: Some(&confirmation.payment_id),
        exchange_id,
    }
}

fn add_events(change: &mut Change, ended: &EndedAttempt<'_>, exchange: &str, next: Option<Timestamp>) {
    for (kind, detail) in events_of(ended, next) {
        let subject = change.subject(about(ended, None), exchange.to_owned());
        let detail = change.value(kept_detail(&detail));
        change.event_of_expressions(ended.ended_at, kind, subject, detail);
    }
}

/// Adds the steps that settle a requested attempt and the confirmation. If another worker holds them, the attempt is recorded
/// all the same.
fn settle_confirmation(
    change: &mut Change,
    ended: &EndedAttempt<'_>,
    next: Option<Timestamp>,
) -> Result<(), StoreError> {
    let payment = change.value(ended.claim.confirmation.payment_id.as_str());
    let number = change.value(i64::from(ended.claim.number));
    // Requested attempts are locked before their confirmation, as everywhere.
    if let AttemptOrigin::Request { id, .. } = ended.claim.origin {
        let (id, so_far) = (change.value(id), change.so_far());
        change.aside(format!(
            "DELETE FROM requested_attempt WHERE request_id = {id} AND held_by = {number} AND {so_far}"
        ));
    }
    let is_accepted = ended.outcome.kind == OutcomeKind::Accepted;
    let to = match (is_accepted, ended.claim.origin, ended.next_attempt_at) {
        (true, ..) => states::to(ConfirmationState::Confirmed),
        (false, AttemptOrigin::Schedule, Some(_)) => {
            states::between(&[ConfirmationState::InFlight], ConfirmationState::Pending)?
        }
        (false, AttemptOrigin::Schedule, None) => {
            states::between(&[ConfirmationState::InFlight], ConfirmationState::GaveUp)?
        }
        (false, AttemptOrigin::Request { .. }, _) => return Ok(()),
    };
    let due_at = change.value(next);
    let confirmed_at = change.value(is_accepted.then_some(ended.ended_at));
    let holds = if is_accepted { String::new() } else { format!("AND held_by = {number}") };
    let so_far = change.so_far();
    change.aside(format!(
        "UPDATE confirmation SET {}, due_at = {due_at}, held_by = NULL, confirmed_at = {confirmed_at}
         WHERE payment_id = {payment} AND {} {holds} AND {so_far}",
        to.set, to.from
    ));
    Ok(())
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
