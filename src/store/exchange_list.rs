//! The recorded exchanges as lists show them, and one whole.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::conditions::Conditions;
use super::events::{self, About};
use super::row::TableRow;
use super::transaction::Transaction;
use super::{Store, StoreError, call_outcomes, finding_document};
use crate::domain::call_outcome::CallOutcome;
use crate::domain::event::EventKind;
use crate::domain::finding::Finding;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

/// Which exchanges are wanted. What is `None` is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExchangeFilter {
    /// With this service.
    pub service_id: Option<ServiceId>,
    /// About this order.
    pub order_key: Option<OrderKey>,
    /// About this payment.
    pub payment_id: Option<PaymentId>,
    /// Of this operation, by its name.
    pub operation: Option<String>,
    /// With this status of the reply.
    pub http_status: Option<u16>,
    /// In whose outcome this text stands.
    pub outcome: Option<String>,
    /// With a finding of this rule.
    pub rule: Option<String>,
    /// To which this scenario was really applied, by its name.
    pub scenario: Option<String>,
    /// Sent at this moment or later.
    pub from: Option<Timestamp>,
    /// Sent before this moment.
    pub to: Option<Timestamp>,
}

/// One exchange of a list: everything but the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedExchange {
    /// Its number, which goes up.
    pub id: i64,
    /// The service that was called.
    pub service_id: ServiceId,
    /// The order that it was about.
    pub order_key: OrderKey,
    /// The operation's name.
    pub operation: String,
    /// The payment that was confirmed.
    pub payment_id: Option<PaymentId>,
    /// When the request was sent.
    pub started_at: Timestamp,
    /// Until the reply was read or given up, in milliseconds.
    pub duration_ms: i64,
    /// How many bytes were sent.
    pub request_bytes: i64,
    /// How many bytes came back; `None` where no reply came.
    pub response_bytes: Option<i64>,
    /// What came of it, with the scenario that was really applied to it.
    pub outcome: CallOutcome,
    /// What is wrong or remarkable about it.
    pub findings: Vec<Finding>,
}

/// The bytes of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeBytes {
    /// What was sent.
    pub request: Vec<u8>,
    /// What came back, decompressed; `None` where no reply came.
    pub response: Option<Vec<u8>>,
    /// The first line and the headers above the request; `None` where they were not kept.
    pub request_head: Option<String>,
    /// The first line and the headers above the reply; `None` where none came, or they were not kept.
    pub response_head: Option<String>,
}

const COLUMNS: &str = "exchange_id, service_id, order_key, operation, payment_id, started_at, duration_ms,
    CAST(LENGTH(request) AS BIGINT) AS request_bytes, CAST(LENGTH(response) AS BIGINT) AS response_bytes, findings,
    outcome_kind, outcome";

fn columns() -> String {
    format!("{COLUMNS}, {}", call_outcomes::COLUMNS)
}

impl ExchangeFilter {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.text("service_id = {}", self.service_id.as_ref().map(ServiceId::as_str));
        conditions.text("order_key = {}", self.order_key.as_ref().map(OrderKey::as_str));
        conditions.text("payment_id = {}", self.payment_id.as_ref().map(PaymentId::as_str));
        conditions.text("operation = {}", self.operation.as_deref());
        conditions.number("http_status = {}", self.http_status.map(i64::from));
        // The line as people read it.
        conditions.contains(
            "(COALESCE('scenario ' || scenario || ': ', '') || COALESCE(stage || ': ', '') || outcome) LIKE {} ESCAPE '\\'",
            self.outcome.as_deref(),
        );
        let rule = self.rule.as_ref().map(|rule| format!("\"rule\":\"{rule}\""));
        conditions.contains("findings LIKE {} ESCAPE '\\'", rule.as_deref());
        conditions.text("scenario = {}", self.scenario.as_deref());
        conditions.number("started_at >= {}", self.from.map(Timestamp::as_millisecond));
        conditions.number("started_at < {}", self.to.map(Timestamp::as_millisecond));
        conditions
    }
}

impl Store {
    /// Up to `limit` exchanges, the latest first, that were recorded before the one numbered `before`.
    pub async fn list_exchanges(
        &self,
        filter: &ExchangeFilter,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<ListedExchange>, StoreError> {
        let mut conditions = filter.conditions();
        conditions.number("exchange_id < {}", before);
        let sql = format!(
            "SELECT {} FROM exchange {} ORDER BY exchange_id DESC LIMIT {limit}",
            columns(),
            conditions.clause()
        );
        let rows = conditions.query(sql).fetch_all(&self.read).await?;
        rows.iter().map(read_listed).collect()
    }

    /// Up to `limit` exchanges, the latest first, that were recorded next after the one numbered `after`.
    pub async fn list_newer_exchanges(
        &self,
        filter: &ExchangeFilter,
        after: i64,
        limit: i64,
    ) -> Result<Vec<ListedExchange>, StoreError> {
        let mut conditions = filter.conditions();
        conditions.number("exchange_id > {}", Some(after));
        let sql = format!(
            "SELECT {} FROM exchange {} ORDER BY exchange_id LIMIT {limit}",
            columns(),
            conditions.clause()
        );
        let rows = conditions.query(sql).fetch_all(&self.read).await?;
        rows.iter().rev().map(read_listed).collect()
    }

    /// How many exchanges are kept that the filter asks for.
    pub async fn count_exchanges(&self, filter: &ExchangeFilter) -> Result<i64, StoreError> {
        let conditions = filter.conditions();
        let sql = format!("SELECT COUNT(*) AS counted FROM exchange {}", conditions.clause());
        let row = conditions.query(sql).fetch_one(&self.read).await?;
        TableRow::of("exchange", &row).get("counted")
    }

    /// The exchange with this number.
    pub async fn listed_exchange(&self, id: i64) -> Result<Option<ListedExchange>, StoreError> {
        let sql = format!("SELECT {} FROM exchange WHERE exchange_id = $1", columns());
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(&self.read).await?;
        row.map(|row| read_listed(&row)).transpose()
    }

    /// The bytes of the exchange with this number.
    pub async fn exchange_bytes(&self, id: i64) -> Result<Option<ExchangeBytes>, StoreError> {
        let query =
            "SELECT request, response, request_head, response_head FROM exchange WHERE exchange_id = $1";
        let row = sqlx::query(query).bind(id).fetch_optional(&self.read).await?;
        row.map(|row| {
            let row = TableRow::of("exchange", &row);
            Ok(ExchangeBytes {
                request: row.get("request")?,
                response: row.get("response")?,
                request_head: row.get("request_head")?,
                response_head: row.get("response_head")?,
            })
        })
        .transpose()
    }

    /// Deletes the exchanges that the filter asks for, and says how many there were.
    pub async fn delete_exchanges(&self, filter: &ExchangeFilter, now: Timestamp) -> Result<u64, StoreError> {
        let conditions = filter.conditions();
        let sql = format!("DELETE FROM exchange {}", conditions.clause());
        let tell = |transaction: &mut Transaction, deleted: u64| {
            let about = About {
                service_id: filter.service_id.as_ref(),
                order_key: filter.order_key.as_ref(),
                ..About::default()
            };
            events::record(transaction, now, EventKind::ExchangesDeleted, about, &deleted.to_string());
        };
        self.change_and_tell(conditions.query(sql), tell).await
    }
}

fn read_listed(row: &AnyRow) -> Result<ListedExchange, StoreError> {
    let row = TableRow::of("exchange", row);
    Ok(ListedExchange {
        id: row.get("exchange_id")?,
        service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
        order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
        operation: row.get("operation")?,
        payment_id: row.get::<Option<String>>("payment_id")?.map(PaymentId::new),
        started_at: row.time("started_at")?,
        duration_ms: row.get("duration_ms")?,
        request_bytes: row.get("request_bytes")?,
        response_bytes: row.get("response_bytes")?,
        outcome: call_outcomes::read(&row, "outcome_kind", "outcome")?,
        findings: row.parse("findings", finding_document::read)?,
    })
}
