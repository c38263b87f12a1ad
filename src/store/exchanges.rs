//! The recorded SOAP exchanges, byte for byte.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::Row;

use super::events::{self, About};
use super::row::TableRow;
use super::{Store, StoreError, call_outcomes, finding_document, way_document};
use crate::database::connection::Connection;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::event::EventKind;
use crate::domain::finding::Finding;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::domain::way::Way;

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
    pub way: Option<&'a Way>,
}

impl NewExchange<'_> {
    /// The size in bytes.
    pub(super) fn bytes(&self) -> u64 {
        let heads = self.request_head.len() + self.response_head.map_or(0, str::len);
        // The size of the connection details is mostly the certificate, a third larger in base64.
        let way = self.way.and_then(|way| way.certificate.as_ref()).map_or(0, |der| der.len() * 4 / 3);
        let bytes = self.request.len() + self.response.map_or(0, <[u8]>::len) + heads + way;
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }
}

/// The limits of the stored exchanges; the oldest go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangesKept {
    /// The maximum number.
    pub count: i64,
    /// The maximum size in bytes, which may be exceeded by a sixteenth.
    pub bytes: u64,
}

/// The share of the limit by which it may be exceeded.
const OVERSHOOT: u64 = 16;

impl Store {
    /// Stores an exchange, prunes the oldest ones beyond `kept`, and returns its number.
    pub async fn insert_exchange(
        &self,
        exchange: NewExchange<'_>,
        kept: ExchangesKept,
    ) -> Result<i64, StoreError> {
        let mut transaction = self.write.begin().await?;
        let newest = insert(&mut transaction, exchange.clone()).await?;
        let about = About {
            service_id: Some(exchange.service_id),
            order_key: Some(exchange.order_key),
            payment_id: exchange.payment_id,
            exchange_id: Some(newest),
        };
        let (at, detail) = (exchange.started_at, exchange.outcome.to_string());
        events::record(&mut transaction, at, EventKind::ExchangeRecorded, about, &detail);
        self.commit(transaction).await?;
        self.prune_exchanges(newest, exchange.bytes(), kept).await?;
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
        sqlx::query("DELETE FROM exchange WHERE exchange_id <= $1")
            .bind(newest.saturating_sub(kept.count.max(1)))
            .execute(&self.write)
            .await?;
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
                          + COALESCE(LENGTH(response_head), 0) + COALESCE(LENGTH(way), 0)) OVER (ORDER BY exchange_id DESC) AS total
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
        let mut transaction = self.write.begin().await?;
        sqlx::query("UPDATE exchange SET findings = $1 WHERE exchange_id = $2")
            .bind(finding_document::write(findings))
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        let about = About { service_id: Some(service_id), order_key: Some(order_key), ..About::default() };
        events::record(&mut transaction, now, EventKind::ScenarioChanged, about, detail);
        self.commit(transaction).await
    }

    /// The findings of the latest exchange that confirmed this payment; empty if none is stored.
    pub async fn findings_of_latest_confirmation(
        &self,
        payment: &PaymentId,
    ) -> Result<Vec<Finding>, StoreError> {
        let row = sqlx::query(
            "SELECT findings FROM exchange WHERE payment_id = $1 ORDER BY exchange_id DESC LIMIT 1",
        )
        .bind(payment.as_str())
        .fetch_optional(&self.read)
        .await?;
        let Some(row) = row else { return Ok(vec![]) };
        TableRow::of("exchange", &row).parse("findings", finding_document::read)
    }

    /// The connection details of an exchange; `None` if they or the exchange are not stored.
    pub async fn way_of_exchange(&self, id: i64) -> Result<Option<Way>, StoreError> {
        let row = sqlx::query("SELECT way FROM exchange WHERE exchange_id = $1 AND way IS NOT NULL")
            .bind(id)
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| TableRow::of("exchange", &row).parse("way", way_document::read)).transpose()
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

/// Writes an exchange, and returns its number.
pub(super) async fn insert(
    connection: &mut Connection,
    exchange: NewExchange<'_>,
) -> Result<i64, StoreError> {
    let query = format!(
        "INSERT INTO exchange (outcome_kind, outcome, {}, service_id, order_key, operation, payment_id, started_at,
                               signed_at, duration_ms, request, response, findings, request_head, response_head, way)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
         RETURNING exchange_id",
        call_outcomes::COLUMNS
    );
    let row = call_outcomes::bind(sqlx::query(sqlx::AssertSqlSafe(query)), exchange.outcome)
        .bind(exchange.service_id.as_str())
        .bind(exchange.order_key.as_str())
        .bind(exchange.operation)
        .bind(exchange.payment_id.map(PaymentId::as_str))
        .bind(exchange.started_at.as_millisecond())
        .bind(exchange.signed_at.as_millisecond())
        .bind(i64::try_from(exchange.duration.as_millis()).unwrap_or(i64::MAX))
        .bind(exchange.request)
        .bind(exchange.response)
        .bind(finding_document::write(exchange.findings))
        .bind(exchange.request_head)
        .bind(exchange.response_head)
        .bind(exchange.way.map(way_document::write))
        .fetch_one(connection)
        .await?;
    Ok(row.try_get("exchange_id")?)
}
