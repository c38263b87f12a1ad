//! Visits of payers.

use jiff::Timestamp;

use super::change::Change;
use super::events::About;
use super::row::TableRow;
use super::{Store, StoreError, payer_document};
use crate::domain::event::EventKind;
use crate::domain::ids::{InvoiceId, OrderKey, ServiceId, SessionId};
use crate::domain::invoice::Invoice;
use crate::domain::money::Amount;
use crate::domain::payer_input::Choice;
use crate::domain::return_url::ReturnUrl;

/// A payer's visit to the pay page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaySession {
    /// The random part of the visit's addresses.
    pub id: SessionId,
    /// The service asked for.
    pub service_id: ServiceId,
    /// The order of the visit: the requested one, or the chosen one.
    pub order_key: OrderKey,
    /// The requested key, if it returned several orders and the payer chose `order_key`.
    pub asked_key: Option<OrderKey>,
    /// The address to return to.
    pub return_url: Option<ReturnUrl>,
    /// The payer's entries so far, which survive a change of language, a reload and a refusal.
    pub entered: Choice,
    /// The amounts that the payer saw last; `None` before the first view.
    pub seen: Option<ShownAmounts>,
    /// The invoice, once the order details were retrieved.
    pub invoice_id: Option<InvoiceId>,
    /// The time when the payer came.
    pub created_at: Timestamp,
}

/// The amounts shown to a payer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownAmounts {
    /// The amount due; `None` if the e-Service gave none.
    pub due: Option<Amount>,
    /// The amount already paid.
    pub paid: Amount,
}

impl PaySession {
    /// The key with which the e-Service is asked for the order.
    pub fn key_to_ask(&self) -> &OrderKey {
        self.asked_key.as_ref().unwrap_or(&self.order_key)
    }
}

impl ShownAmounts {
    /// The amounts of this invoice that a page shows.
    pub fn of(invoice: &Invoice) -> Self {
        Self { due: invoice.due(), paid: invoice.paid }
    }

    /// The earlier amount due, if it has changed since, other than by a payment.
    pub fn due_if_changed(self, now: Self) -> Option<Amount> {
        self.due.filter(|_| self.paid == now.paid && self.due != now.due)
    }
}

/// The details of the event of a visit that has no return address.
pub const NO_RETURN_URL: &str = "no ReturnUrl";

pub(super) const COLUMNS: &str =
    "session_id, service_id, order_key, return_url, invoice_id, created_at, entered, seen_due_bani, seen_paid_bani,
    asked_key";

impl Store {
    /// Stores a new visit.
    pub async fn insert_pay_session(&self, session: &PaySession) -> Result<(), StoreError> {
        let mut change = Change::new(self.engine);
        let values = change.list([
            session.id.to_string().into(),
            session.service_id.as_str().into(),
            session.order_key.as_str().into(),
            session.return_url.as_ref().map(ReturnUrl::as_str).into(),
            session.invoice_id.as_ref().map(InvoiceId::as_str).into(),
            session.created_at.into(),
            payer_document::write_choice(&session.entered).into(),
            session.seen.and_then(|seen| seen.due).map(Amount::bani).into(),
            session.seen.map(|seen| seen.paid.bani()).into(),
            session.asked_key.as_ref().map(OrderKey::as_str).into(),
        ]);
        change.step(format!("INSERT INTO pay_session ({COLUMNS}) VALUES ({values})"));
        let about = About {
            service_id: Some(&session.service_id),
            order_key: Some(&session.order_key),
            ..About::default()
        };
        let detail = session.return_url.as_ref().map_or(NO_RETURN_URL, |_| "ReturnUrl set");
        change.event(session.created_at, EventKind::VisitOpened, about, detail);
        self.make(change).await.map(|_| ())
    }

    /// The visit with this id.
    pub async fn pay_session(&self, id: SessionId) -> Result<Option<PaySession>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM pay_session WHERE session_id = $1");
        let row =
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(id.to_string()).fetch_optional(&self.read).await?;
        row.map(|row| read_session(&TableRow::of("pay_session", &row))).transpose()
    }

    /// The key with which an invoice was found, if its order was one of several.
    pub async fn asked_key_of_invoice(&self, invoice: &InvoiceId) -> Result<Option<OrderKey>, StoreError> {
        let row = sqlx::query(
            "SELECT asked_key FROM pay_session WHERE invoice_id = $1 AND asked_key IS NOT NULL
             ORDER BY created_at DESC LIMIT 1",
        )
        .bind(invoice.as_str())
        .fetch_optional(&self.read)
        .await?;
        let read = |key: &str| OrderKey::parse(key).ok();
        row.map(|row| TableRow::of("pay_session", &row).parse("asked_key", read)).transpose()
    }

    /// Stores the payer's entries.
    pub async fn set_entered(&self, id: SessionId, choice: &Choice) -> Result<(), StoreError> {
        sqlx::query("UPDATE pay_session SET entered = $1 WHERE session_id = $2")
            .bind(payer_document::write_choice(choice))
            .bind(id.to_string())
            .execute(&self.write)
            .await?;
        Ok(())
    }

    /// Records the visit's invoice, and the amounts shown to the payer.
    pub async fn set_seen(
        &self,
        id: SessionId,
        invoice: &InvoiceId,
        seen: ShownAmounts,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE pay_session SET invoice_id = $1, seen_due_bani = $2, seen_paid_bani = $3 WHERE session_id = $4",
        )
        .bind(invoice.as_str())
        .bind(seen.due.map(Amount::bani))
        .bind(seen.paid.bani())
        .bind(id.to_string())
        .execute(&self.write)
        .await?;
        Ok(())
    }
}

/// Reads a visit from its part of a row.
pub(super) fn read_session(row: &TableRow<'_>) -> Result<PaySession, StoreError> {
    Ok(PaySession {
        id: row.parse("session_id", SessionId::parse)?,
        service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
        order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
        asked_key: row.get::<Option<String>>("asked_key")?.and_then(|key| OrderKey::parse(key).ok()),
        return_url: row.get::<Option<String>>("return_url")?.and_then(|text| ReturnUrl::parse(&text).ok()),
        entered: row.parse("entered", payer_document::read_choice)?,
        seen: row
            .get::<Option<i64>>("seen_paid_bani")?
            .map(|paid| -> Result<ShownAmounts, StoreError> {
                let due = row.get::<Option<i64>>("seen_due_bani")?.map(Amount::from_bani);
                Ok(ShownAmounts { due, paid: Amount::from_bani(paid) })
            })
            .transpose()?,
        invoice_id: row.get::<Option<String>>("invoice_id")?.and_then(|text| InvoiceId::parse(&text)),
        created_at: row.time("created_at")?,
    })
}
