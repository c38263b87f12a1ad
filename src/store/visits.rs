//! The reads of a visit's pages, one for each page.

use sqlx::any::AnyRow;

use super::confirmations::{self, read_confirmation};
use super::invoices::{self, read_invoice};
use super::pay_sessions::{self, PaySession, read_session};
use super::payments::{self, read_payment};
use super::row::{TableRow, prefixed};
use super::{Store, StoreError, call_outcomes, finding_document};
use crate::domain::call_outcome::CallOutcome;
use crate::domain::confirmation::QueuedConfirmation;
use crate::domain::finding::Finding;
use crate::domain::ids::{PaymentId, SessionId};
use crate::domain::invoice::Invoice;
use crate::domain::outcome::{Outcome, OutcomeRule};
use crate::domain::payment::Payment;

/// A visit with everything that its steps begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The visit.
    pub session: PaySession,
    /// The number of payments that it has started.
    pub payments: i64,
    /// The invoice of its order; `None` before the first view.
    pub invoice: Option<Invoice>,
    /// The unfinished payments of that invoice, from any visit, oldest first:
    /// [`Store::undecided_payments_of_invoice`].
    pub unfinished: Vec<Payment>,
    /// The planned outcome of the order's payments.
    pub planned: Option<Outcome>,
    /// True if any scenario is switched on that may apply to a call.
    pub has_scenarios: bool,
}

/// A payment of a visit with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOfVisit {
    /// The payment.
    pub payment: Payment,
    /// Its confirmation; `None` if nothing was paid.
    pub confirmation: Option<QueuedConfirmation>,
    /// The outcome of the attempts to confirm it: [`Store::last_outcome`].
    pub last_outcome: Option<CallOutcome>,
    /// The findings of the latest exchange that confirmed it; empty if none is stored.
    pub findings: Vec<Finding>,
}

impl Store {
    /// The visit with this id.
    pub async fn visit(&self, id: SessionId) -> Result<Option<Visit>, StoreError> {
        let query = format!(
            "SELECT {}, pay_session.payments AS visit_payments, {}, {},
               (SELECT outcome FROM planned_outcome
                WHERE planned_outcome.service_id = pay_session.service_id
                  AND planned_outcome.order_key = pay_session.order_key) AS visit_planned,
               (SELECT COUNT(*) FROM (SELECT 1 FROM scenario WHERE remaining_calls IS NULL OR remaining_calls > 0 LIMIT 1)
                  AS active) AS visit_scenarios
             FROM pay_session
             LEFT JOIN invoice ON invoice.service_id = pay_session.service_id AND invoice.order_key = pay_session.order_key
             LEFT JOIN payment ON payment.invoice_id = invoice.invoice_id
               AND payment.status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing')
             WHERE pay_session.session_id = $1
             ORDER BY payment.started_at, payment.payment_id",
            prefixed("pay_session", "visit_", pay_sessions::COLUMNS),
            prefixed("invoice", "invoice_", invoices::COLUMNS),
            prefixed("payment", "payment_", payments::COLUMNS),
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(id.to_string()).fetch_all(&self.read).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let visit = TableRow::joined("pay_session", first, "visit_");
        let invoice = TableRow::joined("invoice", first, "invoice_");
        let has_invoice = invoice.get::<Option<String>>("invoice_id")?.is_some();
        let planned = visit.get::<Option<String>>("planned")?;
        let unfinished = rows.iter().filter_map(|row| of_payment(row, read_payment).transpose());
        Ok(Some(Visit {
            session: read_session(&visit)?,
            payments: visit.get("payments")?,
            invoice: if has_invoice { Some(read_invoice(&invoice)?) } else { None },
            unfinished: unfinished.collect::<Result<_, _>>()?,
            planned: planned.and_then(|name| OutcomeRule::find(&name)).map(|rule| rule.outcome),
            has_scenarios: visit.get::<i64>("scenarios")? > 0,
        }))
    }

    /// The payments of a visit, the latest first, with what became of each.
    pub async fn payments_of_visit(&self, id: SessionId) -> Result<Vec<PaymentOfVisit>, StoreError> {
        let query = format!(
            "SELECT {}, {}, last.outcome AS last_outcome, last.outcome_text AS last_outcome_text, {},
               (SELECT findings FROM exchange WHERE exchange.payment_id = payment.payment_id
                ORDER BY exchange_id DESC LIMIT 1) AS payment_findings
             FROM payment
             LEFT JOIN confirmation ON confirmation.payment_id = payment.payment_id
             LEFT JOIN confirmation_attempt AS last ON last.payment_id = confirmation.payment_id AND last.number =
               (SELECT number FROM confirmation_attempt WHERE payment_id = confirmation.payment_id {} LIMIT 1)
             WHERE payment.session_id = $1
             ORDER BY payment.started_at DESC, payment.payment_id DESC",
            prefixed("payment", "payment_", payments::COLUMNS),
            prefixed("confirmation", "confirmation_", confirmations::COLUMNS),
            prefixed("last", "last_", call_outcomes::COLUMNS),
            call_outcomes::LAST_FIRST,
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(id.to_string()).fetch_all(&self.read).await?;
        rows.iter().map(read_payment_of_visit).collect()
    }

    /// The visit with this id, and the payment that its end is recorded with: the authorised one, else the latest.
    pub async fn ending_visit(
        &self,
        id: SessionId,
    ) -> Result<Option<(PaySession, Option<PaymentId>)>, StoreError> {
        let query = format!(
            "SELECT {}, (SELECT payment_id FROM payment WHERE payment.session_id = pay_session.session_id
                         ORDER BY CASE status WHEN 'Authorized' THEN 0 ELSE 1 END, started_at DESC, payment_id DESC
                         LIMIT 1) AS payment_id
             FROM pay_session WHERE session_id = $1",
            pay_sessions::COLUMNS
        );
        let row =
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(id.to_string()).fetch_optional(&self.read).await?;
        let Some(row) = row else { return Ok(None) };
        let row = TableRow::of("pay_session", &row);
        Ok(Some((read_session(&row)?, row.get::<Option<String>>("payment_id")?.map(PaymentId::new))))
    }
}

/// Reads the row's payment, if it has one.
fn of_payment<T>(
    row: &AnyRow,
    read: impl FnOnce(&TableRow<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let row = TableRow::joined("payment", row, "payment_");
    match row.get::<Option<String>>("payment_id")? {
        Some(_) => read(&row).map(Some),
        None => Ok(None),
    }
}

fn read_payment_of_visit(row: &AnyRow) -> Result<PaymentOfVisit, StoreError> {
    let payment = TableRow::joined("payment", row, "payment_");
    let confirmation = TableRow::joined("confirmation", row, "confirmation_");
    let last = TableRow::joined("confirmation_attempt", row, "last_");
    let has_confirmation = confirmation.get::<Option<String>>("payment_id")?.is_some();
    let has_ended = last.get::<Option<String>>("outcome")?.is_some();
    let has_findings = payment.get::<Option<String>>("findings")?.is_some();
    Ok(PaymentOfVisit {
        confirmation: if has_confirmation { Some(read_confirmation(&confirmation)?) } else { None },
        last_outcome: match has_ended {
            true => Some(call_outcomes::read(&last, "outcome", "outcome_text")?),
            false => None,
        },
        findings: match has_findings {
            true => payment.parse("findings", finding_document::read)?,
            false => vec![],
        },
        payment: read_payment(&payment)?,
    })
}
