//! What is deleted by age or number: payments that ended without money, and visits without a payment.

use jiff::Timestamp;

use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::payment::PaymentState;

/// The states of a payment that ended without money, and never changes again.
const UNPAID: [PaymentState; 3] = [PaymentState::Declined, PaymentState::Cancelled, PaymentState::TimedOut];

impl Store {
    /// Deletes payments that ended without money and were started before this time, with their transactions at payment
    /// providers, at most `at_most` of each state, oldest first; then their visits count them no more. Returns their number.
    pub async fn prune_unpaid_payments(&self, before: Timestamp, at_most: i64) -> Result<u64, StoreError> {
        let mut deleted = 0;
        for state in UNPAID {
            deleted += self.prune_payments_of(state, before, at_most).await?;
        }
        Ok(deleted)
    }

    async fn prune_payments_of(
        &self,
        state: PaymentState,
        before: Timestamp,
        at_most: i64,
    ) -> Result<u64, StoreError> {
        const OLD: &str = "SELECT payment_id FROM payment WHERE status = $1 AND started_at < $2
                           ORDER BY started_at LIMIT $3";
        // Most rounds find none, and need no lock for that.
        let (state, before) = (state.as_str(), before.as_millisecond());
        let first = sqlx::query(OLD).bind(state).bind(before).bind(1_i64).fetch_optional(&self.read).await?;
        if first.is_none() {
            return Ok(0);
        }
        let mut transaction = self.write.begin().await?;
        // Only what this statement deletes is counted, so that two hubs do not count one payment twice.
        let delete =
            format!("DELETE FROM payment WHERE payment_id IN ({OLD}) RETURNING session_id, transaction_id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(delete))
            .bind(state)
            .bind(before)
            .bind(at_most)
            .fetch_all(&mut *transaction)
            .await?;
        for row in &rows {
            let row = TableRow::of("payment", row);
            sqlx::query("DELETE FROM payment_provider_transaction WHERE transaction_id = $1")
                .bind(row.get::<String>("transaction_id")?)
                .execute(&mut *transaction)
                .await?;
            sqlx::query("UPDATE pay_session SET payments = payments - 1 WHERE session_id = $1")
                .bind(row.get::<String>("session_id")?)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(rows.len() as u64)
    }

    /// Deletes at most `at_most` visits without a payment, oldest first: those opened before this time, and those beyond
    /// the `kept` latest. Returns their number.
    pub async fn prune_visits(&self, before: Timestamp, kept: i64, at_most: i64) -> Result<u64, StoreError> {
        let beyond = sqlx::query(
            "SELECT created_at, session_id FROM pay_session WHERE payments = 0
             ORDER BY created_at DESC, session_id DESC LIMIT 1 OFFSET $1",
        )
        .bind(kept)
        .fetch_optional(&self.read)
        .await?;
        let (last_at, last_id) = match beyond {
            Some(row) => {
                let row = TableRow::of("pay_session", &row);
                (row.get::<i64>("created_at")?, row.get::<String>("session_id")?)
            }
            None => (i64::MIN, String::new()),
        };
        // Checked again by the deleting statement, as a payment may have been started meanwhile.
        let deleted = sqlx::query(
            "DELETE FROM pay_session WHERE payments = 0 AND session_id IN
               (SELECT session_id FROM pay_session
                WHERE payments = 0
                  AND (created_at < $1 OR created_at < $2 OR created_at = $2 AND session_id <= $3)
                ORDER BY created_at, session_id LIMIT $4)",
        )
        .bind(before.as_millisecond())
        .bind(last_at)
        .bind(last_id)
        .bind(at_most)
        .execute(&self.write)
        .await?
        .rows_affected();
        Ok(deleted)
    }
}
