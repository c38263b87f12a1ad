//! Invoices.

use jiff::Timestamp;

use super::change::{Change, NO_EXCHANGE};
use super::events::About;
use super::pay_sessions::{PaySession, ShownAmounts};
use super::row::TableRow;
use super::sequences::Sequence;
use super::{Engine, Store, StoreError, order_document};
use crate::domain::event::EventKind;
use crate::domain::ids::{InvoiceId, OrderKey, ServiceId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Amount;
use crate::domain::order::OrderDetails;
use crate::domain::transition::StateMachine;

/// The number of retries of an optimistic update. Each failure means that another request succeeded, so this is the maximum
/// of concurrent requests for one order.
const TRIES: u32 = 100;

/// An e-Service's description of an order.
#[derive(Debug, Clone, Copy)]
pub struct Description<'a> {
    /// The service.
    pub service_id: &'a ServiceId,
    /// The key of the invoice: the requested one, or of several orders the chosen one's.
    pub order_key: &'a OrderKey,
    /// The order.
    pub order: &'a OrderDetails,
    /// When it was requested.
    pub asked_at: Timestamp,
    /// The current time.
    pub now: Timestamp,
}

/// The invoice of a described order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedOrder {
    /// The invoice.
    pub invoice: Invoice,
    /// The number of recorded exchanges about the order; 0 without a visit.
    pub exchanges: i64,
    /// True if the visit's invoice and the amounts that it is shown are recorded.
    pub is_seen: bool,
}

pub(super) const COLUMNS: &str =
    "invoice_id, service_id, order_key, status, paid_bani, unaccounted_bani, revision, order_document, described_at,
    created_at";

impl Store {
    /// Creates the invoice of a described order, or updates it. `known` is the invoice as it was read a moment ago, `None` if
    /// there was none. Also records the invoice, and the amounts to show, with this visit.
    pub async fn describe_order(
        &self,
        description: Description<'_>,
        mut known: Option<Invoice>,
        visit: Option<&PaySession>,
    ) -> Result<DescribedOrder, StoreError> {
        let Description { service_id, order_key, asked_at, .. } = description;
        for _ in 0..TRIES {
            let changed = match &known {
                // Two answers may arrive out of order; the one to the later request counts.
                Some(existing) if existing.described_at > asked_at => {
                    let (invoice, exchanges) = (existing.clone(), self.exchanges_of(visit).await?);
                    Some(DescribedOrder { invoice, exchanges, is_seen: false })
                }
                Some(existing) => self.refresh_invoice(existing, description, visit).await?,
                None => self.insert_invoice(description, visit).await?,
            };
            if let Some(described) = changed {
                return Ok(described);
            }
            known = self.invoice_of_order(service_id, order_key).await?;
        }
        Err(StoreError::Contended { table: "invoice", id: order_key.to_string() })
    }

    async fn exchanges_of(&self, visit: Option<&PaySession>) -> Result<i64, StoreError> {
        match visit {
            Some(visit) => self.exchanges_of_order(&visit.service_id, visit.key_to_ask()).await,
            None => Ok(0),
        }
    }

    /// The invoice with this number.
    pub async fn invoice(&self, id: &InvoiceId) -> Result<Option<Invoice>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM invoice WHERE invoice_id = $1");
        let row =
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(id.as_str()).fetch_optional(&self.read).await?;
        row.map(|row| read_invoice(&TableRow::of("invoice", &row))).transpose()
    }

    /// The invoice of this service and order key.
    pub async fn invoice_of_order(
        &self,
        service_id: &ServiceId,
        order_key: &OrderKey,
    ) -> Result<Option<Invoice>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM invoice WHERE service_id = $1 AND order_key = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(service_id.as_str())
            .bind(order_key.as_str())
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| read_invoice(&TableRow::of("invoice", &row))).transpose()
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
        description: Description<'_>,
        visit: Option<&PaySession>,
    ) -> Result<Option<DescribedOrder>, StoreError> {
        let Description { service_id, order_key, order, asked_at, now } = description;
        let status = InvoiceStatus::Open.after_refresh(Amount::ZERO, order, now).begin()?;
        let mut change = Change::new(self.engine);
        let (service, key) = (change.value(service_id.as_str()), change.value(order_key.as_str()));
        let of_order = format!("service_id = {service} AND order_key = {key}");
        let is_new = format!("NOT EXISTS (SELECT 1 FROM invoice WHERE {of_order})");
        let number = change.next_number(Sequence::Invoice, &is_new);
        let number = match self.engine {
            Engine::Sqlite => format!("printf('%014d', {number})"),
            Engine::Postgres => format!("lpad(CAST({number} AS TEXT), 14, '0')"),
        };
        let values = (
            change.value(status.as_str()),
            change.value(order_document::write(order)),
            change.value(asked_at),
            change.value(now),
        );
        let (status_value, document, asked, created) = values;
        let exchanges = counted_exchanges(&mut change, visit);
        let so_far = change.so_far();
        change.step_returning(
            format!(
                "INSERT INTO invoice
                 (invoice_id, service_id, order_key, status, paid_bani, unaccounted_bani, revision, order_document,
                  described_at, created_at, updated_at)
                 SELECT {number}, {service}, {key}, {status_value}, 0, 0, 0, {document}, {asked}, {created}, {created}
                 WHERE {so_far} AND {is_new}
                 ON CONFLICT (service_id, order_key) DO NOTHING"
            ),
            &format!("invoice_id, {exchanges} AS exchanges"),
        );
        let written = change.written("invoice_id", "invoice", &of_order);
        let mut invoice = Invoice {
            id: InvoiceId::from_number(0),
            service_id: service_id.clone(),
            order_key: order_key.clone(),
            status,
            paid: Amount::ZERO,
            unaccounted: Amount::ZERO,
            revision: 0,
            order: order.clone(),
            described_at: asked_at,
            created_at: now,
        };
        show(&mut change, visit, &written, ShownAmounts::of(&invoice));
        let about = About { service_id: Some(service_id), order_key: Some(order_key), ..About::default() };
        let subject = change.subject(about, NO_EXCHANGE.to_owned());
        change.event_of_expressions(now, EventKind::InvoiceCreated, subject, written);
        let rows = self.make(change).await?;
        let Some(row) = rows.first().map(|row| TableRow::of("invoice", row)) else { return Ok(None) };
        invoice.id = row.parse("invoice_id", InvoiceId::parse)?;
        Ok(Some(DescribedOrder { invoice, exchanges: row.get("exchanges")?, is_seen: visit.is_some() }))
    }

    /// `None` if the invoice was changed since it was read, by a payment or another update.
    async fn refresh_invoice(
        &self,
        existing: &Invoice,
        description: Description<'_>,
        visit: Option<&PaySession>,
    ) -> Result<Option<DescribedOrder>, StoreError> {
        let Description { order, asked_at, now, .. } = description;
        let described = existing.status.after_refresh(existing.paid, order, now);
        let status = existing.status.stay_or_change_to(described)?;
        let order = match status {
            // The paid data stays for the receipt; only the order's current state is taken.
            InvoiceStatus::Paid if !existing.paid.is_zero() => {
                &OrderDetails { status: order.status, ..existing.order.clone() }
            }
            _ => order,
        };
        let mut change = Change::new(self.engine);
        let (id, revision) = (change.value(existing.id.as_str()), change.value(existing.revision));
        let (asked, updated) = (change.value(asked_at), change.value(now));
        let (status_value, document) =
            (change.value(status.as_str()), change.value(order_document::write(order)));
        let exchanges = counted_exchanges(&mut change, visit);
        change.step_returning(
            format!(
                "UPDATE invoice SET status = {status_value}, order_document = {document}, updated_at = {updated},
                   described_at = {asked}, revision = revision + 1,
                   unaccounted_bani = (SELECT CAST(COALESCE(SUM(payment.amount_bani), 0) AS BIGINT) FROM payment
                                       JOIN confirmation ON confirmation.payment_id = payment.payment_id
                                       WHERE payment.invoice_id = {id} AND payment.status = 'Authorized'
                                         AND (confirmation.status <> 'Confirmed' OR confirmation.confirmed_at > {asked}))
                 WHERE invoice_id = {id} AND revision = {revision}"
            ),
            &format!("{COLUMNS}, {exchanges} AS exchanges"),
        );
        // The part that the e-Service does not know of is not known here either, if there may be one.
        let is_seen = visit.is_some() && existing.paid.is_zero();
        if is_seen {
            let unpaid =
                Invoice { status, order: order.clone(), unaccounted: Amount::ZERO, ..existing.clone() };
            let seen = ShownAmounts::of(&unpaid);
            let is_new = |visit: &&PaySession| {
                visit.invoice_id.as_ref() != Some(&existing.id) || visit.seen != Some(seen)
            };
            show(&mut change, visit.filter(is_new), &id, seen);
        }
        if let Some(detail) = difference(existing, order, status) {
            let about = About {
                service_id: Some(&existing.service_id),
                order_key: Some(&existing.order_key),
                ..About::default()
            };
            change.event(now, EventKind::InvoiceUpdated, about, &detail);
        }
        let rows = self.make(change).await?;
        let Some(row) = rows.first().map(|row| TableRow::of("invoice", row)) else { return Ok(None) };
        let (invoice, exchanges) = (read_invoice(&row)?, row.get("exchanges")?);
        Ok(Some(DescribedOrder { invoice, exchanges, is_seen }))
    }
}

/// Adds a step that records what this visit is shown.
fn show(change: &mut Change, visit: Option<&PaySession>, invoice: &str, seen: ShownAmounts) {
    let Some(visit) = visit else { return };
    let (session, so_far) = (change.value(visit.id.to_string()), change.so_far());
    let (due, paid) = (change.value(seen.due.map(Amount::bani)), change.value(seen.paid.bani()));
    change.step(format!(
        "UPDATE pay_session SET invoice_id = {invoice}, seen_due_bani = {due}, seen_paid_bani = {paid}
         WHERE session_id = {session} AND {so_far}"
    ));
}

/// The number of exchanges about the visit's order, as an expression.
fn counted_exchanges(change: &mut Change, visit: Option<&PaySession>) -> String {
    let Some(visit) = visit else { return "0".to_owned() };
    let (service, key) = (change.value(visit.service_id.as_str()), change.value(visit.key_to_ask().as_str()));
    format!(
        "(SELECT COUNT(*) FROM exchange WHERE exchange.service_id = {service} AND exchange.order_key = {key})"
    )
}

/// The change of the invoice's status and sums by a new description; `None` if neither changes.
fn difference(existing: &Invoice, order: &OrderDetails, status: InvoiceStatus) -> Option<String> {
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

/// Reads an invoice from its part of a row.
pub(super) fn read_invoice(row: &TableRow<'_>) -> Result<Invoice, StoreError> {
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
