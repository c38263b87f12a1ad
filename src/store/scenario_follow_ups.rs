//! Further calls that scenarios ask for after an accepted confirmation: requested attempts, each with what it is to send.

use jiff::Timestamp;
use sqlx::Row;

use super::row::TableRow;
use super::scenarios::take_for_payment;
use super::sequences::{self, Sequence};
use super::transaction::Transaction;
use super::{Store, StoreError, scenario_document};
use crate::domain::call_outcome::OutcomeKind;
use crate::domain::confirmation_attempt::AttemptCause;
use crate::domain::ids::PaymentId;
use crate::domain::scenario::{FollowUpCall, Scenario};

impl Store {
    /// Takes the scenario for this payment, and asks for its further calls at these moments of the hub's clock. False where
    /// it was taken for the payment before, or was stopped or used up: then nothing is written.
    pub async fn request_follow_ups(
        &self,
        payment: &PaymentId,
        call: &FollowUpCall,
        due: &[Timestamp],
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write.begin().await?;
        if !take_for_payment(&mut transaction, call.active_id, payment).await? {
            transaction.rollback().await;
            return Ok(false);
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
            .fetch_one(&mut *transaction)
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
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// What the requested attempt with this number is to send; `None` where the scenario was stopped meanwhile.
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

    /// A `PaymentID` that no payment has, nor ever will.
    pub async fn spare_payment_id(&self) -> Result<PaymentId, StoreError> {
        let mut transaction = self.write.begin().await?;
        let number = sequences::next(&mut transaction, Sequence::Payment).await?;
        transaction.commit().await?;
        Ok(PaymentId::from_number(number))
    }

    /// The bytes of the latest honest call that told of this payment, and whether the e-Service accepted it; `None` where none
    /// is kept.
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

/// Lets go of the further calls, not yet begun, of scenarios that are gone.
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
