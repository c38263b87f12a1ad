//! Deletion by age or number: of payments that ended without money, and of visits without a payment.

use jiff::Timestamp;

use super::row::TableRow;
use super::{Store, StoreError};

/// Payments that ended without money, and never change again.
const OLD_UNPAID: &str = "SELECT payment_id FROM payment
    WHERE status IN ('Declined', 'Cancelled', 'TimedOut') AND started_at < $1 LIMIT $2";

impl Store {
    /// Deletes at most `at_most` payments that ended without money and were started before this time, with their transactions
    /// at payment providers; their visits no longer count them. Returns their number.
    pub async fn prune_unpaid_payments(&self, before: Timestamp, at_most: i64) -> Result<u64, StoreError> {
        let before = before.as_millisecond();
        // Most rounds find none, and need no lock for that.
        let first = sqlx::query(OLD_UNPAID).bind(before).bind(1_i64).fetch_optional(&self.read).await?;
        if first.is_none() {
            return Ok(0);
        }
        let mut transaction = self.write.begin().await?;
        // Only what this statement deletes is counted, so that two hubs do not count one payment twice.
        let delete = format!(
            "DELETE FROM payment WHERE payment_id IN ({OLD_UNPAID}) RETURNING session_id, transaction_id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(delete))
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
