//! The rows of attempts to confirm.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::change::Change;
use super::ended_attempt::EndedAttempt;
use super::row::TableRow;
use super::values::Value;
use super::{StoreError, call_outcomes};
use crate::database::connection::Connection;
use crate::domain::confirmation_attempt::{AttemptCause, AttemptOrigin, ConfirmationAttempt};
use crate::domain::ids::PaymentId;

/// Writes an attempt, replacing what was provisionally recorded of it.
pub(super) async fn insert(
    connection: &mut Connection,
    attempt: &ConfirmationAttempt,
) -> Result<(), StoreError> {
    let values = values_of(attempt);
    let parameters: Vec<_> = (1..=values.len()).map(|number| format!("${number}")).collect();
    let exchange = format!("${}", values.len() + 1);
    let next = format!("${}", values.len() + 2);
    let statement = insertion(&parameters.join(", "), &exchange, &next, "1 = 1");
    let values = values.into_iter().chain([attempt.exchange_id.into(), attempt.next_attempt_at.into()]);
    Value::bind_all(sqlx::query(sqlx::AssertSqlSafe(statement)), values).execute(connection).await?;
    Ok(())
}

/// Adds the step that writes an ended attempt, with its exchange as an expression, and the time of the schedule's next one
/// unless another worker holds the confirmation.
pub(super) fn add(change: &mut Change, ended: &EndedAttempt<'_>, exchange: &str, next: Option<Timestamp>) {
    let attempt = ConfirmationAttempt {
        payment_id: ended.claim.confirmation.payment_id.clone(),
        number: ended.claim.number,
        cause: ended.claim.cause(),
        started_at: ended.started_at,
        duration: ended.duration,
        outcome: ended.outcome.clone(),
        exchange_id: None,
        next_attempt_at: next,
    };
    let values = change.list(values_of(&attempt));
    let (payment, number) =
        (change.value(attempt.payment_id.as_str()), change.value(i64::from(attempt.number)));
    let holds = format!(
        "EXISTS (SELECT 1 FROM confirmation WHERE payment_id = {payment} AND status = 'InFlight' AND held_by = {number})"
    );
    let next = match (next, ended.claim.origin) {
        (Some(next), AttemptOrigin::Schedule) => format!("CASE WHEN {holds} THEN {} END", change.value(next)),
        (next, _) => change.value(next),
    };
    let so_far = change.so_far();
    change.step(insertion(&values, exchange, &next, &so_far));
}

/// The values of an attempt without its exchange and the next attempt.
fn values_of(attempt: &ConfirmationAttempt) -> Vec<Value> {
    let row: [Value; 5] = [
        attempt.payment_id.as_str().into(),
        i64::from(attempt.number).into(),
        attempt.cause.as_str().into(),
        attempt.started_at.into(),
        i64::try_from(attempt.duration.as_millis()).unwrap_or(i64::MAX).into(),
    ];
    call_outcomes::values(&attempt.outcome).into_iter().chain(row).collect()
}

fn insertion(values: &str, exchange: &str, next: &str, condition: &str) -> String {
    format!(
        "INSERT INTO confirmation_attempt (outcome, outcome_text, {}, payment_id, number, cause, started_at, duration_ms,
                                           exchange_id, next_attempt_at)
         SELECT {values}, {exchange}, {next} WHERE {condition}
         ON CONFLICT (payment_id, number) DO UPDATE SET started_at = excluded.started_at,
           duration_ms = excluded.duration_ms, outcome = excluded.outcome, outcome_text = excluded.outcome_text,
           stage = excluded.stage, http_status = excluded.http_status, scenario = excluded.scenario,
           fault_code = excluded.fault_code, fault_namespace = excluded.fault_namespace,
           fault_subcode = excluded.fault_subcode, fault_words = excluded.fault_words,
           fault_soap_12 = excluded.fault_soap_12, fault_signed = excluded.fault_signed,
           exchange_id = excluded.exchange_id, next_attempt_at = excluded.next_attempt_at",
        call_outcomes::COLUMNS
    )
}

pub(super) fn read(row: &AnyRow) -> Result<ConfirmationAttempt, StoreError> {
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
