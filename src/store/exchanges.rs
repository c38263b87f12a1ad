//! The recorded SOAP exchanges, byte for byte.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::change::Change;
use super::event_subject::{About, kept_detail};
use super::row::TableRow;
use super::{Store, StoreError, call_outcomes, connection_document, finding_document};
use crate::domain::call_outcome::CallOutcome;
use crate::domain::connection_details::ConnectionDetails;
use crate::domain::event::EventKind;
use crate::domain::failure::{is_failed_scenario, is_failure};
use crate::domain::finding::Finding;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::domain::search_words;

/// One exchange with an e-Service.
#[derive(Debug, Clone)]
pub struct NewExchange<'a> {
    /// The service that was called.
    pub service_id: &'a ServiceId,
    /// The order that it is about.
    pub order_key: &'a OrderKey,
    /// The operation's name.
    pub operation: &'static str,
    /// The payment that was confirmed.
    pub payment_id: Option<&'a PaymentId>,
    /// The time when the request was sent, by the hub's clock.
    pub started_at: Timestamp,
    /// The time when it was signed, by the clock of messages.
    pub signed_at: Timestamp,
    /// The time until the reply was read or given up.
    pub duration: Duration,
    /// The request.
    pub request: &'a [u8],
    /// The request line and headers of the request, one per line.
    pub request_head: &'a str,
    /// The status line and headers of the reply, one per line; `None` if no reply came.
    pub response_head: Option<&'a str>,
    /// The reply, as far as it was read; `None` if no reply came.
    pub response: Option<&'a [u8]>,
    /// The outcome.
    pub outcome: &'a CallOutcome,
    /// The findings.
    pub findings: &'a [Finding],
    /// The connection details; `None` stores none.
    pub way: Option<&'a ConnectionDetails>,
}

impl NewExchange<'_> {
    /// The size in bytes, with these words.
    fn bytes(&self, words: &str) -> u64 {
        let heads = self.request_head.len() + self.response_head.map_or(0, str::len);
        // The size of the connection details is mostly the certificate, a third larger in base64.
        let way = self.way.and_then(|way| way.certificate.as_ref()).map_or(0, |der| der.len() * 4 / 3);
        let bytes = self.request.len() + self.response.map_or(0, <[u8]>::len) + heads + way + words.len();
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }

    /// The words by which it is found: of the outcome and of both messages, without card numbers.
    fn words(&self) -> String {
        let outcome = self.outcome;
        let fault = outcome.fault.as_ref().map_or("", |fault| fault.reason.as_str());
        let parts = [
            search_words::of_text(&format!("{} {fault}", outcome.text)),
            search_words::of_message(self.response.unwrap_or_default()),
            search_words::of_message(self.request),
        ];
        parts.join(" ").trim().to_owned()
    }
}

/// The limits of the stored exchanges; the oldest go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangesKept {
    /// The maximum number, which may be exceeded by a sixteenth.
    pub count: i64,
    /// The maximum size in bytes, which may be exceeded by a sixteenth.
    pub bytes: u64,
}

/// The share of the limits by which they may be exceeded.
const OVERSHOOT: u64 = 16;

impl Store {
    /// Stores an exchange, prunes the oldest ones beyond `kept`, and returns its number.
    pub async fn insert_exchange(
        &self,
        exchange: NewExchange<'_>,
        kept: ExchangesKept,
    ) -> Result<i64, StoreError> {
        let mut change = Change::new(self.engine);
        let (number, bytes) = insert(&mut change, &exchange);
        let about = About {
            service_id: Some(exchange.service_id),
            order_key: Some(exchange.order_key),
            payment_id: exchange.payment_id,
            exchange_id: None,
        };
        let subject = change.subject(about, number);
        let detail = change.value(kept_detail(&exchange.outcome.to_string()));
        change.event_of_expressions(exchange.started_at, EventKind::ExchangeRecorded, subject, detail);
        let newest = number_in(&self.make(change).await?)?;
        self.prune_exchanges(newest, bytes, kept).await?;
        Ok(newest)
    }

    /// Prunes the oldest exchanges beyond `kept`, after `newest` with this number of bytes was written. Separate
    /// statements, which no other writer waits for.
    pub(super) async fn prune_exchanges(
        &self,
        newest: i64,
        bytes: u64,
        kept: ExchangesKept,
    ) -> Result<(), StoreError> {
        if newest % (kept.count / i64::try_from(OVERSHOOT).unwrap_or(i64::MAX)).max(1) == 0 {
            sqlx::query("DELETE FROM exchange WHERE exchange_id <= $1")
                .bind(newest.saturating_sub(kept.count.max(1)))
                .execute(&self.write)
                .await?;
        }
        // Adding up all sizes takes long, so it is done once for every share of the limit.
        let unchecked = self.unchecked_bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if unchecked <= kept.bytes / OVERSHOOT {
            return Ok(());
        }
        self.unchecked_bytes.store(0, Ordering::Relaxed);
        sqlx::query(
            "DELETE FROM exchange WHERE exchange_id <=
               (SELECT MAX(exchange_id) FROM
                 (SELECT exchange_id,
                         SUM(LENGTH(request) + COALESCE(LENGTH(response), 0) + COALESCE(LENGTH(request_head), 0)
                          + COALESCE(LENGTH(response_head), 0) + COALESCE(LENGTH(way), 0) + LENGTH(words)) OVER (ORDER BY exchange_id DESC) AS total
                  FROM exchange) AS added
                WHERE total > $1)",
        )
        .bind(i64::try_from(kept.bytes).unwrap_or(i64::MAX))
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Replaces the findings of an exchange, once a verdict on a scenario is known; does nothing if it was pruned. `about`
    /// and `detail` are the event's.
    pub async fn replace_findings(
        &self,
        id: i64,
        findings: &[Finding],
        (service_id, order_key): (&ServiceId, &OrderKey),
        detail: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut change = Change::new(self.engine);
        let failed = i64::from(is_failed_scenario(findings));
        let (findings, id) = (change.value(finding_document::write(findings)), change.value(id));
        change.step(format!(
            "UPDATE exchange SET findings = {findings}, failed = {failed} WHERE exchange_id = {id}"
        ));
        let about = About { service_id: Some(service_id), order_key: Some(order_key), ..About::default() };
        change.event(now, EventKind::ScenarioChanged, about, detail);
        self.make(change).await.map(|_| ())
    }

    /// The connection details of an exchange; `None` if they or the exchange are not stored.
    pub async fn connection_of_exchange(&self, id: i64) -> Result<Option<ConnectionDetails>, StoreError> {
        let row = sqlx::query("SELECT way FROM exchange WHERE exchange_id = $1 AND way IS NOT NULL")
            .bind(id)
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| TableRow::of("exchange", &row).parse("way", connection_document::read)).transpose()
    }

    /// The number of stored exchanges of an order.
    pub async fn exchanges_of_order(&self, service: &ServiceId, order: &OrderKey) -> Result<i64, StoreError> {
        let row =
            sqlx::query("SELECT COUNT(*) AS kept FROM exchange WHERE service_id = $1 AND order_key = $2")
                .bind(service.as_str())
                .bind(order.as_str())
                .fetch_one(&self.read)
                .await?;
        Ok(row.try_get("kept")?)
    }
}

/// Adds the step that writes an exchange, and returns its number as an expression, and its size in bytes.
pub(super) fn insert(change: &mut Change, exchange: &NewExchange<'_>) -> (String, u64) {
    let words = exchange.words();
    let bytes = exchange.bytes(&words);
    let outcome = change.list(call_outcomes::values(exchange.outcome));
    let values = change.list([
        exchange.service_id.as_str().into(),
        exchange.order_key.as_str().into(),
        exchange.operation.into(),
        exchange.payment_id.map(PaymentId::as_str).into(),
        exchange.started_at.into(),
        exchange.signed_at.into(),
        i64::try_from(exchange.duration.as_millis()).unwrap_or(i64::MAX).into(),
        exchange.request.into(),
        exchange.response.into(),
        finding_document::write(exchange.findings).into(),
        exchange.request_head.into(),
        exchange.response_head.into(),
        exchange.way.map(connection_document::write).into(),
        i64::from(is_failure(exchange.outcome, exchange.findings)).into(),
        words.into(),
    ]);
    let so_far = change.so_far();
    change.step_returning(
        format!(
            "INSERT INTO exchange (outcome_kind, outcome, {}, service_id, order_key, operation, payment_id, started_at,
                                   signed_at, duration_ms, request, response, findings, request_head, response_head, way, failed, words)
             SELECT {outcome}, {values} WHERE {so_far}",
            call_outcomes::COLUMNS
        ),
        "exchange_id",
    );
    // Numbers go up, and on SQLite no other hub writes meanwhile.
    (change.written("MAX(exchange_id)", "exchange", "1 = 1"), bytes)
}

/// The number of the exchange that a change has written.
pub(super) fn number_in(rows: &[AnyRow]) -> Result<i64, StoreError> {
    let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    Ok(row.try_get("exchange_id")?)
}
