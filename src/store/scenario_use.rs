//! The use of a scenario by a payment, at most once.

use super::StoreError;
use crate::database::transaction::Transaction;
use crate::domain::ids::PaymentId;

/// Takes a scenario for a payment, unless it was already taken for it.
pub(super) async fn take_for_payment(
    transaction: &mut Transaction,
    id: i64,
    payment: &PaymentId,
) -> Result<bool, StoreError> {
    // Locks the scenario until the end, so that one of two hubs takes the last call.
    let taken = sqlx::query(
        "UPDATE scenario SET remaining_calls = remaining_calls - 1
         WHERE scenario_id = $1 AND (remaining_calls IS NULL OR remaining_calls > 0)",
    )
    .bind(id)
    .execute(&mut **transaction)
    .await?
    .rows_affected();
    if taken == 0 {
        return Ok(false);
    }
    let first = sqlx::query(
        "INSERT INTO scenario_use (scenario_id, payment_id) VALUES ($1, $2)
         ON CONFLICT (scenario_id, payment_id) DO NOTHING",
    )
    .bind(id)
    .bind(payment.as_str())
    .execute(&mut **transaction)
    .await?
    .rows_affected();
    if first == 0 {
        sqlx::query("UPDATE scenario SET remaining_calls = remaining_calls + 1 WHERE scenario_id = $1")
            .bind(id)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(first == 1)
}
