//! Invoices.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::events::{self, About};
use super::row::TableRow;
use super::sequences::{self, Sequence};
use super::{Store, StoreError, order_document};
use crate::domain::event::EventKind;
use crate::domain::ids::{InvoiceId, OrderKey, ServiceId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Amount;
use crate::domain::order::OrderDetails;
use crate::domain::transition::StateMachine;

/// The number of retries of an optimistic update. Each failure means that another request succeeded, so this is the maximum
/// of concurrent requests for one order.
const TRIES: u32 = 100;

impl Store {
    /// Creates the invoice of this service and order key, or updates it with the order, which the e-Service described for a
    /// request made at `asked_at`.
    pub async fn create_or_update_invoice(
        &self,
        service_id: &ServiceId,
        order_key: &OrderKey,
        order: &OrderDetails,
        asked_at: Timestamp,
        now: Timestamp,
    ) -> Result<Invoice, StoreError> {
        for _ in 0..TRIES {
            let changed = match self.invoice_of_order(service_id, order_key).await? {
                // Two answers may arrive out of order; the one to the later request counts.
                Some(existing) if existing.described_at > asked_at => return Ok(existing),
                Some(existing) => self.refresh_invoice(&existing, order, asked_at, now).await?,
                None => self.insert_invoice(service_id, order_key, order, asked_at, now).await?,
            };
            if let Some(invoice) = changed {
                return Ok(invoice);
            }
        }
        Err(StoreError::Contended { table: "invoice", id: order_key.to_string() })
    }

    /// The invoice with this number.
    pub async fn invoice(&self, id: &InvoiceId) -> Result<Option<Invoice>, StoreError> {
        let row = sqlx::query(
            "SELECT invoice_id, service_id, order_key, status, paid_bani, unaccounted_bani, revision, order_document,
                    described_at, created_at
             FROM invoice WHERE invoice_id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| read_invoice(&row)).transpose()
    }

    /// The invoice of this service and order key.
    pub async fn invoice_of_order(
        &self,
        service_id: &ServiceId,
        order_key: &OrderKey,
    ) -> Result<Option<Invoice>, StoreError> {
        let row = sqlx::query(
            "SELECT invoice_id, service_id, order_key, status, paid_bani, unaccounted_bani, revision, order_document,
                    described_at, created_at
             FROM invoice WHERE service_id = $1 AND order_key = $2",
        )
        .bind(service_id.as_str())
        .bind(order_key.as_str())
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| read_invoice(&row)).transpose()
    }

    /// The amount paid for the invoice that the e-Service had not confirmed at this time.
    pub async fn unaccounted_amount(&self, id: &InvoiceId, at: Timestamp) -> Result<Amount, StoreError> {
        let row = sqlx::query(
            "SELECT CAST(COALESCE(SUM(payment.amount_bani), 0) AS BIGINT) AS bani FROM payment
             JOIN confirmation ON confirmation.payment_id = payment.payment_id
             WHERE payment.invoice_id = $1 AND payment.status = 'Authorized'
               AND (confirmation.status <> 'Confirmed' OR confirmation.confirmed_at > $2)",
        )
        .bind(id.as_str())
        .bind(at.as_millisecond())
        .fetch_one(&self.read)
        .await?;
        Ok(Amount::from_bani(TableRow::of("payment", &row).get("bani")?))
    }

    /// `None` if another request created the invoice first.
    async fn insert_invoice(
        &self,
        service_id: &ServiceId,
        order_key: &OrderKey,
        order: &OrderDetails,
        asked_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Invoice>, StoreError> {
        let mut transaction = self.write.begin().await?;
        let id = InvoiceId::from_number(sequences::next(&mut transaction, Sequence::Invoice).await?);
        let status = InvoiceStatus::Open.after_refresh(Amount::ZERO, order, now).begin()?;
        let inserted = sqlx::query(
            "INSERT INTO invoice
             (invoice_id, service_id, order_key, status, paid_bani, unaccounted_bani, revision, order_document,
              described_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, 0, 0, 0, $5, $7, $6, $6) ON CONFLICT (service_id, order_key) DO NOTHING",
        )
        .bind(id.as_str())
        .bind(service_id.as_str())
        .bind(order_key.as_str())
        .bind(status.as_str())
        .bind(order_document::write(order))
        .bind(now.as_millisecond())
        .bind(asked_at.as_millisecond())
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if inserted == 0 {
            transaction.rollback().await;
            return Ok(None);
        }
        let about = About { service_id: Some(service_id), order_key: Some(order_key), ..About::default() };
        events::record(&mut transaction, now, EventKind::InvoiceCreated, about, id.as_str());
        self.commit(transaction).await?;
        Ok(Some(Invoice {
            id,
            service_id: service_id.clone(),
            order_key: order_key.clone(),
            status,
            paid: Amount::ZERO,
            unaccounted: Amount::ZERO,
            revision: 0,
            order: order.clone(),
            described_at: asked_at,
            created_at: now,
        }))
    }

    /// `None` if the invoice was changed since it was read, by a payment or another update.
    async fn refresh_invoice(
        &self,
        existing: &Invoice,
        order: &OrderDetails,
        asked_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Invoice>, StoreError> {
        let described = existing.status.after_refresh(existing.paid, order, now);
        let status = existing.status.stay_or_change_to(described)?;
        let order = match status {
            // The paid data stays for the receipt; only the order's current state is taken.
            InvoiceStatus::Paid if !existing.paid.is_zero() => {
                &OrderDetails { status: order.status, ..existing.order.clone() }
            }
            _ => order,
        };
        let mut transaction = self.write.begin().await?;
        let updated = sqlx::query(
            "UPDATE invoice SET status = $1, order_document = $2, updated_at = $3, described_at = $5,
               revision = revision + 1,
               unaccounted_bani = (SELECT COALESCE(SUM(payment.amount_bani), 0) FROM payment
                                   JOIN confirmation ON confirmation.payment_id = payment.payment_id
                                   WHERE payment.invoice_id = $4 AND payment.status = 'Authorized'
                                     AND (confirmation.status <> 'Confirmed' OR confirmation.confirmed_at > $5))
             WHERE invoice_id = $4 AND revision = $6",
        )
        .bind(status.as_str())
        .bind(order_document::write(order))
        .bind(now.as_millisecond())
        .bind(existing.id.as_str())
        .bind(asked_at.as_millisecond())
        .bind(existing.revision)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if updated != 1 {
            transaction.rollback().await;
            return Ok(None);
        }
        if let Some(detail) = change(existing, order, status) {
            let about = About {
                service_id: Some(&existing.service_id),
                order_key: Some(&existing.order_key),
                ..About::default()
            };
            events::record(&mut transaction, now, EventKind::InvoiceUpdated, about, &detail);
        }
        self.commit(transaction).await?;
        self.invoice(&existing.id).await
    }
}

/// The change of the invoice's status and sums by a new description; `None` if neither changes.
fn change(existing: &Invoice, order: &OrderDetails, status: InvoiceStatus) -> Option<String> {
    let before = &existing.order;
    let mut changes = Vec::new();
    if existing.status != status {
        changes.push(format!("{} instead of {}", status.as_str(), existing.status.as_str()));
    }
    if before.total_amount_due != order.total_amount_due {
        let text = |total: Option<Amount>| total.map_or("no amount".to_owned(), |total| total.to_xml());
        changes.push(format!(
            "due {} instead of {}",
            text(order.total_amount_due),
            text(before.total_amount_due)
        ));
    }
    (!changes.is_empty()).then(|| changes.join(", "))
}

fn read_invoice(row: &AnyRow) -> Result<Invoice, StoreError> {
    let row = TableRow::of("invoice", row);
    Ok(Invoice {
        id: row.parse("invoice_id", InvoiceId::parse)?,
        service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
        order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
        status: row.parse("status", InvoiceStatus::parse)?,
        paid: Amount::from_bani(row.get("paid_bani")?),
        unaccounted: Amount::from_bani(row.get("unaccounted_bani")?),
        revision: row.get("revision")?,
        order: row.parse("order_document", order_document::read)?,
        described_at: row.time("described_at")?,
        created_at: row.time("created_at")?,
    })
}
