//! Recorded exchanges: lists, and single ones.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::conditions::{Conditions, Found};
use super::events::{self, About};
use super::position::Position;
use super::row::TableRow;
use super::{Engine, Store, StoreError, call_outcomes, finding_document};
use crate::database::transaction::Transaction;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::event::EventKind;
use crate::domain::finding::Finding;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

/// A filter of exchanges. `None` restricts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExchangeFilter {
    /// With this service.
    pub service_id: Option<ServiceId>,
    /// About this order.
    pub order_key: Option<OrderKey>,
    /// About this payment.
    pub payment_id: Option<PaymentId>,
    /// Of this operation.
    pub operation: Option<String>,
    /// With this HTTP status of the reply.
    pub http_status: Option<u16>,
    /// With this text in the outcome.
    pub outcome: Option<String>,
    /// With a finding of this rule.
    pub rule: Option<String>,
    /// To which this scenario was actually applied.
    pub scenario: Option<String>,
    /// Sent at this time or later.
    pub from: Option<Timestamp>,
    /// Sent before this time.
    pub to: Option<Timestamp>,
    /// True for calls that show a mistake to mend, false for all others: see [`crate::domain::failure`].
    pub failed: Option<bool>,
    /// With these words, one after the other, in the outcome or in the content of a message; the last one may be the
    /// beginning of a word.
    pub words: Option<String>,
}

/// An exchange in a list, without the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedExchange {
    /// Its number, which increases.
    pub id: i64,
    /// The service that was called.
    pub service_id: ServiceId,
    /// The order that it is about.
    pub order_key: OrderKey,
    /// The operation's name.
    pub operation: String,
    /// The payment that was confirmed.
    pub payment_id: Option<PaymentId>,
    /// The time when the request was sent, by the hub's clock.
    pub started_at: Timestamp,
    /// The time when it was signed, by the clock of messages.
    pub signed_at: Timestamp,
    /// The time until the reply was read or given up, in milliseconds.
    pub duration_ms: i64,
    /// The size of the request in bytes.
    pub request_bytes: i64,
    /// The size of the reply in bytes; `None` if no reply came.
    pub response_bytes: Option<i64>,
    /// The outcome, with the scenario that was actually applied.
    pub outcome: CallOutcome,
    /// The findings.
    pub findings: Vec<Finding>,
}

/// The bytes of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeBytes {
    /// The request.
    pub request: Vec<u8>,
    /// The reply, decompressed; `None` if no reply came.
    pub response: Option<Vec<u8>>,
    /// The request line and headers of the request; `None` if not stored.
    pub request_head: Option<String>,
    /// The status line and headers of the reply; `None` if no reply came, or they are not stored.
    pub response_head: Option<String>,
}

const COLUMNS: &str = "exchange_id, service_id, order_key, operation, payment_id, started_at, signed_at, duration_ms,
    CAST(LENGTH(request) AS BIGINT) AS request_bytes, CAST(LENGTH(response) AS BIGINT) AS response_bytes, findings,
    outcome_kind, outcome";

pub(super) fn columns() -> String {
    format!("{COLUMNS}, {}", call_outcomes::COLUMNS)
}

impl ExchangeFilter {
    fn conditions(&self, engine: Engine) -> Conditions {
        let mut conditions = Conditions::default();
        self.add_to(&mut conditions, engine, Found::ByIndex);
        conditions
    }

    pub(super) fn add_to(&self, conditions: &mut Conditions, engine: Engine, found: Found) {
        conditions.text("service_id = {}", self.service_id.as_ref().map(ServiceId::as_str));
        conditions.text("order_key = {}", self.order_key.as_ref().map(OrderKey::as_str));
        conditions.text("payment_id = {}", self.payment_id.as_ref().map(PaymentId::as_str));
        conditions.text("operation = {}", self.operation.as_deref());
        conditions.number("http_status = {}", self.http_status.map(i64::from));
        // The outcome as displayed.
        conditions.contains(
            "(COALESCE('scenario ' || scenario || ': ', '') || COALESCE(stage || ': ', '') || outcome) LIKE {} ESCAPE '\\'",
            self.outcome.as_deref(),
        );
        let rule = self.rule.as_ref().map(|rule| format!("\"rule\":\"{rule}\""));
        conditions.contains("findings LIKE {} ESCAPE '\\'", rule.as_deref());
        conditions.text("scenario = {}", self.scenario.as_deref());
        conditions.number("started_at >= {}", self.from.map(Timestamp::as_millisecond));
        conditions.number("started_at < {}", self.to.map(Timestamp::as_millisecond));
        // The number is a constant of the statement, as the index of failed calls asks.
        if let Some(failed) = self.failed {
            conditions.constant(format!("failed = {}", i64::from(failed)));
        }
        conditions.words(engine, self.words.as_deref(), found);
    }
}

pub(super) fn conditions_of_position(position: &Position<i64>) -> Conditions {
    let mut conditions = Conditions::default();
    conditions.number("exchange_id < {}", position.before().copied());
    conditions.number("exchange_id > {}", position.after().copied());
    conditions
}

impl Store {
    /// At most `limit` of the exchanges, latest first.
    pub async fn list_exchanges(
        &self,
        filter: &ExchangeFilter,
        position: impl Into<Position<i64>>,
        limit: i64,
    ) -> Result<Vec<ListedExchange>, StoreError> {
        let position = position.into();
        let rows = match filter.words {
            Some(_) => self.search_exchanges(filter, &position, limit).await?,
            None => {
                let mut conditions = conditions_of_position(&position);
                filter.add_to(&mut conditions, self.engine, Found::ByIndex);
                let sql = format!(
                    "SELECT {} FROM exchange {} ORDER BY exchange_id {} LIMIT {limit}",
                    columns(),
                    conditions.clause(),
                    position.order()
                );
                conditions.query(sql).fetch_all(&self.read).await?
            }
        };
        Ok(position.latest_first(rows.iter().map(read_listed).collect::<Result<_, _>>()?))
    }

    /// The number of stored exchanges that match the filter.
    pub async fn count_exchanges(&self, filter: &ExchangeFilter) -> Result<i64, StoreError> {
        let conditions = filter.conditions(self.engine);
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

    /// Deletes the exchanges that match the filter, and returns their number.
    pub async fn delete_exchanges(&self, filter: &ExchangeFilter, now: Timestamp) -> Result<u64, StoreError> {
        let conditions = filter.conditions(self.engine);
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

pub(super) fn read_listed(row: &AnyRow) -> Result<ListedExchange, StoreError> {
    let row = TableRow::of("exchange", row);
    Ok(ListedExchange {
        id: row.get("exchange_id")?,
        service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
        order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
        operation: row.get("operation")?,
        payment_id: row.get::<Option<String>>("payment_id")?.map(PaymentId::new),
        started_at: row.time("started_at")?,
        signed_at: row.time("signed_at")?,
        duration_ms: row.get("duration_ms")?,
        request_bytes: row.get("request_bytes")?,
        response_bytes: row.get("response_bytes")?,
        outcome: call_outcomes::read(&row, "outcome_kind", "outcome")?,
        findings: row.parse("findings", finding_document::read)?,
    })
}
