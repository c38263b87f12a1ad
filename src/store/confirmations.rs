//! The queue of confirmations. A claim is a lease: when it runs out, the confirmation is due again.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::confirmation::{ConfirmationStatus, QueuedConfirmation};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

impl Store {
    /// Claims up to `limit` confirmations of a service that are due, oldest first, until `lease_until`.
    ///
    /// One statement, so that two workers cannot claim the same row: the outer condition is tested again on the row
    /// as the other worker left it.
    pub async fn claim_due_confirmations(
        &self,
        service: &ServiceId,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<QueuedConfirmation>, StoreError> {
        let rows = sqlx::query(
            "UPDATE confirmation SET status = 'InFlight', due_at = $1, attempts = attempts + 1
             WHERE payment_id IN (SELECT payment_id FROM confirmation
                                  WHERE service_id = $2 AND due_at <= $3 ORDER BY due_at LIMIT $4)
               AND due_at <= $3
             RETURNING payment_id, service_id, order_key, body_xml, status, attempts, due_at, confirmed_at,
                       last_outcome",
        )
        .bind(lease_until.as_millisecond())
        .bind(service.as_str())
        .bind(now.as_millisecond())
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.write)
        .await?;
        rows.iter().map(read_confirmation).collect()
    }

    /// The e-Service has understood. True even if the lease ran out while it did.
    pub async fn confirmation_accepted(&self, payment: &PaymentId, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE confirmation SET status = 'Confirmed', due_at = NULL, confirmed_at = $1, last_outcome = 'accepted'
             WHERE payment_id = $2 AND status <> 'Confirmed'",
        )
        .bind(at.as_millisecond())
        .bind(payment.as_str())
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// The attempt failed; the next one is due at `next_attempt_at`, or never where the schedule has none left.
    /// Does nothing where a later attempt has been claimed since.
    pub async fn confirmation_failed(
        &self,
        attempted: &QueuedConfirmation,
        next_attempt_at: Option<Timestamp>,
        outcome: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE confirmation SET status = 'Pending', due_at = $1, last_outcome = $2
             WHERE payment_id = $3 AND status = 'InFlight' AND attempts = $4",
        )
        .bind(next_attempt_at.map(Timestamp::as_millisecond))
        .bind(outcome)
        .bind(attempted.payment_id.as_str())
        .bind(i64::from(attempted.attempts))
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Makes every leased confirmation due now. For the start of a hub that has the database to itself:
    /// whoever held the leases is gone.
    pub async fn release_leases(&self, now: Timestamp) -> Result<u64, StoreError> {
        let released =
            sqlx::query("UPDATE confirmation SET status = 'Pending', due_at = $1 WHERE status = 'InFlight'")
                .bind(now.as_millisecond())
                .execute(&self.write)
                .await?
                .rows_affected();
        Ok(released)
    }

    /// When the service's next confirmation is due; `None` where none is waiting.
    pub async fn next_confirmation_due(&self, service: &ServiceId) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query("SELECT MIN(due_at) AS due_at FROM confirmation WHERE service_id = $1")
            .bind(service.as_str())
            .fetch_one(&self.read)
            .await?;
        TableRow::of("confirmation", &row).optional_time("due_at")
    }

    /// This payment's confirmation.
    pub async fn confirmation(&self, payment: &PaymentId) -> Result<Option<QueuedConfirmation>, StoreError> {
        let row = sqlx::query(
            "SELECT payment_id, service_id, order_key, body_xml, status, attempts, due_at, confirmed_at,
                       last_outcome
             FROM confirmation WHERE payment_id = $1",
        )
        .bind(payment.as_str())
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| read_confirmation(&row)).transpose()
    }

    /// How many confirmations wait, over all services.
    pub async fn waiting_confirmations(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS waiting FROM confirmation WHERE status <> 'Confirmed'")
            .fetch_one(&self.read)
            .await?;
        Ok(row.try_get("waiting")?)
    }
}

fn read_confirmation(row: &AnyRow) -> Result<QueuedConfirmation, StoreError> {
    let row = TableRow::of("confirmation", row);
    let status: String = row.get("status")?;
    let attempts: i64 = row.get("attempts")?;
    Ok(QueuedConfirmation {
        payment_id: PaymentId::new(row.get::<String>("payment_id")?),
        service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
        order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
        body_xml: row.get("body_xml")?,
        last_outcome: row.get("last_outcome")?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        status: match status.as_str() {
            "Pending" => ConfirmationStatus::Pending { next_attempt_at: row.optional_time("due_at")? },
            "InFlight" => ConfirmationStatus::InFlight { lease_until: row.time("due_at")? },
            "Confirmed" => ConfirmationStatus::Confirmed { at: row.time("confirmed_at")? },
            _ => return Err(row.inconsistent("status", status)),
        },
    })
}
