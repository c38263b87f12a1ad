//! Further calls of scenarios after an accepted confirmation: requested attempts, each with its content.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::Row;

use super::attempt_rows;
use super::row::TableRow;
use super::scenario_use::take_for_payment;
use super::sequences::{self, Sequence};
use super::{Store, StoreError, scenario_document};
use crate::database::transaction::Transaction;
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::confirmation_attempt::{AttemptCause, ClaimedAttempt, ConfirmationAttempt};
use crate::domain::ids::PaymentId;
use crate::domain::scenario::{FollowUpCall, FollowUps, Scenario, WaitingCall};

impl Store {
    /// The content of the requested attempt with this number; `None` if the scenario was stopped meanwhile.
    pub async fn follow_up(&self, request: i64) -> Result<Option<FollowUpCall>, StoreError> {
        let row = sqlx::query(
            "SELECT scenario_id, name, parameters, accepted, signed_at FROM scenario_follow_up WHERE request_id = $1",
        )
        .bind(request)
        .fetch_optional(&self.read)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let row = TableRow::of("scenario_follow_up", &row);
        let scenario = row.parse("name", Scenario::find)?;
        Ok(Some(FollowUpCall {
            active_id: row.get("scenario_id")?,
            scenario,
            parameters: row.parse("parameters", |document| scenario_document::read(scenario, document))?,
            accepted: row.get("accepted")?,
            signed_at: row.time("signed_at")?,
        }))
    }

    /// The waiting further calls about this payment, by due time.
    pub async fn waiting_calls(&self, payment: &PaymentId) -> Result<Vec<WaitingCall>, StoreError> {
        let rows = sqlx::query(
            "SELECT name, parameters, signed_at, due_at FROM scenario_follow_up JOIN requested_attempt USING (request_id)
             WHERE payment_id = $1 AND status = 'Pending' ORDER BY due_at, request_id",
        )
        .bind(payment.as_str())
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                let row = TableRow::of("scenario_follow_up", row);
                let scenario = row.parse("name", Scenario::find)?;
                let parameters =
                    row.parse("parameters", |document| scenario_document::read(scenario, document))?;
                let (due, accepted_at) = (row.time("due_at")?, row.time("signed_at")?);
                Ok(WaitingCall::of(scenario, &parameters, due, accepted_at))
            })
            .collect()
    }

    /// Postpones a claimed further call that was not sent, to this time on the hub's clock.
    pub async fn postpone_follow_up(
        &self,
        claim: &ClaimedAttempt,
        request: i64,
        due: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write.begin().await?;
        let postponed = sqlx::query(
            "UPDATE requested_attempt SET status = 'Pending', due_at = $1, held_by = NULL, claimed_at = NULL
             WHERE request_id = $2 AND held_by = $3",
        )
        .bind(due.as_millisecond())
        .bind(request)
        .bind(i64::from(claim.number))
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if postponed == 1 {
            uncount(&mut transaction, claim, now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Drops a claimed further call that was not and will not be sent.
    pub async fn drop_follow_up(
        &self,
        claim: &ClaimedAttempt,
        request: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write.begin().await?;
        let dropped = sqlx::query("DELETE FROM requested_attempt WHERE request_id = $1 AND held_by = $2")
            .bind(request)
            .bind(i64::from(claim.number))
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        if dropped == 1 {
            uncount(&mut transaction, claim, now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// A `PaymentID` that no payment has or will have.
    pub async fn spare_payment_id(&self) -> Result<PaymentId, StoreError> {
        let mut transaction = self.write.begin().await?;
        let number = sequences::next(&mut transaction, Sequence::Payment).await?;
        transaction.commit().await?;
        Ok(PaymentId::from_number(number))
    }

    /// The bytes of the latest honest call that confirmed this payment, and true if the e-Service accepted it; `None` if
    /// none is stored.
    pub async fn latest_honest_confirmation(
        &self,
        payment: &PaymentId,
    ) -> Result<Option<(Vec<u8>, bool)>, StoreError> {
        let row = sqlx::query(
            "SELECT e.request, a.outcome FROM confirmation_attempt a
             JOIN exchange e ON e.exchange_id = a.exchange_id
             WHERE a.payment_id = $1 AND e.scenario IS NULL ORDER BY a.number DESC LIMIT 1",
        )
        .bind(payment.as_str())
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| {
            let row = TableRow::of("confirmation_attempt", &row);
            let outcome = row.parse("outcome", OutcomeKind::parse)?;
            Ok((row.get("request")?, outcome == OutcomeKind::Accepted))
        })
        .transpose()
    }
}

/// Takes the scenario for this payment, and requests its further calls at these times on the hub's clock. Writes nothing if
/// it was already taken for the payment, stopped or used up.
pub(super) async fn request_follow_ups(
    transaction: &mut Transaction,
    payment: &PaymentId,
    FollowUps { call, due }: &FollowUps,
) -> Result<(), StoreError> {
    if !take_for_payment(transaction, call.active_id, payment).await? {
        return Ok(());
    }
    for due in due {
        let row = sqlx::query(
            "INSERT INTO requested_attempt (payment_id, service_id, cause, status, due_at)
             SELECT payment_id, service_id, $1, 'Pending', $2 FROM confirmation WHERE payment_id = $3
             RETURNING request_id",
        )
        .bind(AttemptCause::Scenario.as_str())
        .bind(due.as_millisecond())
        .bind(payment.as_str())
        .fetch_one(&mut **transaction)
        .await?;
        sqlx::query(
            "INSERT INTO scenario_follow_up (request_id, scenario_id, name, parameters, accepted, signed_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(row.try_get::<i64, _>("request_id")?)
        .bind(call.active_id)
        .bind(call.scenario.name)
        .bind(scenario_document::write(&call.parameters))
        .bind(call.accepted.as_str())
        .bind(call.signed_at.as_millisecond())
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

/// Returns the number of an attempt that was not sent. If a later attempt has already begun, this one is recorded as not
/// sent instead, so that no number lacks an outcome.
async fn uncount(
    transaction: &mut Transaction,
    claim: &ClaimedAttempt,
    now: Timestamp,
) -> Result<(), StoreError> {
    let payment = &claim.confirmation.payment_id;
    let uncounted = sqlx::query(
        "UPDATE confirmation SET attempts = attempts - 1 WHERE payment_id = $1 AND attempts = $2",
    )
    .bind(payment.as_str())
    .bind(i64::from(claim.number))
    .execute(&mut **transaction)
    .await?
    .rows_affected();
    if uncounted == 1 {
        return Ok(());
    }
    let attempt = ConfirmationAttempt {
        payment_id: payment.clone(),
        number: claim.number,
        cause: claim.cause(),
        started_at: now,
        duration: Duration::ZERO,
        outcome: CallOutcome::not_sent(
            "the scenario's call could not be made yet, and was put off or dropped",
        ),
        exchange_id: None,
        next_attempt_at: None,
    };
    attempt_rows::insert(transaction, &attempt).await
}

/// Deletes the further calls, not yet begun, of stopped scenarios.
pub(super) async fn drop_stopped_follow_ups(transaction: &mut Transaction) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM requested_attempt WHERE status = 'Pending' AND request_id IN
             (SELECT request_id FROM scenario_follow_up
              WHERE scenario_id NOT IN (SELECT scenario_id FROM scenario))",
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
