//! The payers' visits.

use jiff::Timestamp;

use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::ids::{InvoiceId, OrderKey, ServiceId, SessionId};
use crate::domain::return_url::ReturnUrl;

/// A payer's visit to the pay page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaySession {
    /// The unguessable part of the visit's addresses.
    pub id: SessionId,
    /// The service asked for.
    pub service_id: ServiceId,
    /// The order asked for.
    pub order_key: OrderKey,
    /// Where the payer goes back to.
    pub return_url: Option<ReturnUrl>,
    /// The invoice, once the order details were retrieved.
    pub invoice_id: Option<InvoiceId>,
    /// When the payer came.
    pub created_at: Timestamp,
}

impl Store {
    /// Keeps a new visit.
    pub async fn insert_pay_session(&self, session: &PaySession) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO pay_session (session_id, service_id, order_key, return_url, invoice_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(session.id.to_string())
        .bind(session.service_id.as_str())
        .bind(session.order_key.as_str())
        .bind(session.return_url.as_ref().map(ReturnUrl::as_str))
        .bind(session.invoice_id.as_ref().map(InvoiceId::as_str))
        .bind(session.created_at.as_millisecond())
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// The visit with this id.
    pub async fn pay_session(&self, id: SessionId) -> Result<Option<PaySession>, StoreError> {
        let row = sqlx::query(
            "SELECT session_id, service_id, order_key, return_url, invoice_id, created_at
             FROM pay_session WHERE session_id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| {
            let row = TableRow::of("pay_session", &row);
            Ok(PaySession {
                id,
                service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
                order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
                return_url: row
                    .get::<Option<String>>("return_url")?
                    .and_then(|text| ReturnUrl::parse(&text).ok()),
                invoice_id: row.get::<Option<String>>("invoice_id")?.and_then(|text| InvoiceId::parse(&text)),
                created_at: row.time("created_at")?,
            })
        })
        .transpose()
    }

    /// Notes which invoice the visit is about.
    pub async fn set_invoice_of_session(&self, id: SessionId, invoice: &InvoiceId) -> Result<(), StoreError> {
        sqlx::query("UPDATE pay_session SET invoice_id = $1 WHERE session_id = $2")
            .bind(invoice.as_str())
            .bind(id.to_string())
            .execute(&self.write)
            .await?;
        Ok(())
    }
}
