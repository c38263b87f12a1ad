//! The state of the hub at a glance: counts, the latest failures, the latest calls of each service. One statement each, on
//! indexes alone or on a bounded number of rows.

use jiff::Timestamp;
use sqlx::Row;

use super::exchange_list::{columns, read_listed};
use super::row::TableRow;
use super::values::Value;
use super::{ListedExchange, Store, StoreError};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::ids::ServiceId;
use crate::domain::payment::PaymentState;

/// The number of calls from which the median time of a service is taken.
const TIMED: i64 = 25;
/// The maximum number of failures read.
const FAILURES: i64 = 60;

/// Numbers since the beginning of the day, and of the latest time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OverviewCounts {
    /// The payments that were started today, by status.
    pub payments: Vec<(PaymentState, i64)>,
    /// The payments whose confirmation was accepted today.
    pub confirmed: i64,
    /// The confirmations that are not accepted, by status, with the time since which the oldest waits.
    pub unconfirmed: Vec<(ConfirmationState, i64, Timestamp)>,
    /// The calls of each service today: all, and those that failed.
    pub calls: Vec<(ServiceId, i64, i64)>,
    /// The attempts to confirm in the latest time: the minute, from 0, their end and their number.
    pub attempts: Vec<(i64, AttemptEnd, i64)>,
}

/// The end of an attempt to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptEnd {
    /// The e-Service accepted it.
    Accepted,
    /// It failed, and another one follows.
    Repeated,
    /// It failed, and was the last one.
    GaveUp,
}

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestFailure {
    /// The call.
    pub exchange: ListedExchange,
    /// True if a later call of the same operation about the same order did not fail.
    pub is_mended: bool,
}

/// The latest call of a service, and how long its calls take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceCalls {
    /// The latest call.
    pub latest: ListedExchange,
    /// The median time of the latest calls in milliseconds.
    pub median_ms: i64,
}

/// `what` tells the parts apart. Statuses are constants, so that the index by status and time gives each count.
const COUNTS: &str = "
    SELECT 'payment' AS what, status AS name, CAST(0 AS BIGINT) AS place, COUNT(*) AS number FROM payment
      WHERE status IN ({statuses}) AND started_at >= $1 GROUP BY status
    UNION ALL SELECT 'confirmed', '', CAST(0 AS BIGINT), COUNT(DISTINCT payment_id) FROM confirmation_attempt
      WHERE started_at >= $1 AND outcome = 'accepted'
    UNION ALL SELECT 'unconfirmed', status, MIN(queued_at), COUNT(*) FROM confirmation
      WHERE status <> 'Confirmed' GROUP BY status
    UNION ALL SELECT 'calls', service_id, failed, COUNT(*) FROM exchange
      WHERE started_at >= $1 GROUP BY service_id, failed
    UNION ALL SELECT 'attempts', ended, minute, COUNT(*) FROM
      (SELECT CASE WHEN outcome = 'accepted' THEN 'accepted' WHEN next_attempt_at IS NULL THEN 'gave-up' ELSE 'repeated' END
                AS ended, (started_at - $2) / 60000 AS minute
       FROM confirmation_attempt WHERE started_at >= $2) AS attempt
      GROUP BY ended, minute";

impl Store {
    /// The counts since the beginning of the day and, for attempts, since `attempts_from`.
    pub async fn overview_counts(
        &self,
        day: Timestamp,
        attempts_from: Timestamp,
    ) -> Result<OverviewCounts, StoreError> {
        let statuses: Vec<String> = PaymentState::NAMES.iter().map(|name| format!("'{name}'")).collect();
        let sql = COUNTS.replace("{statuses}", &statuses.join(", "));
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        let rows = Value::bind_all(query, [day.into(), attempts_from.into()]).fetch_all(&self.read).await?;
        let mut counts = OverviewCounts::default();
        for row in &rows {
            let row = TableRow::of("payment", row);
            let (number, place) = (row.get::<i64>("number")?, row.get::<i64>("place")?);
            match row.get::<String>("what")?.as_str() {
                "payment" => counts.payments.push((row.parse("name", PaymentState::parse)?, number)),
                "confirmed" => counts.confirmed = number,
                "unconfirmed" => {
                    let state = row.parse("name", ConfirmationState::parse)?;
                    counts.unconfirmed.push((state, number, row.time("place")?));
                }
                "calls" => {
                    let service = row.parse("name", |text| ServiceId::parse(text).ok())?;
                    let at = counts.calls.iter().position(|(known, ..)| *known == service);
                    let at = at.unwrap_or_else(|| {
                        counts.calls.push((service, 0, 0));
                        counts.calls.len() - 1
                    });
                    counts.calls[at].1 += number;
                    counts.calls[at].2 += place * number;
                }
                _ => {
                    let ended = row.parse("name", |name| match name {
                        "accepted" => Some(AttemptEnd::Accepted),
                        "repeated" => Some(AttemptEnd::Repeated),
                        "gave-up" => Some(AttemptEnd::GaveUp),
                        _ => None,
                    })?;
                    counts.attempts.push((place, ended, number));
                }
            }
        }
        Ok(counts)
    }

    /// The latest failed calls, latest first.
    pub async fn latest_failures(&self) -> Result<Vec<LatestFailure>, StoreError> {
        let sql = format!(
            "SELECT {}, (SELECT COUNT(*) FROM exchange AS later WHERE later.service_id = exchange.service_id
                 AND later.order_key = exchange.order_key AND later.exchange_id > exchange.exchange_id
                 AND later.operation = exchange.operation AND later.failed = 0 AND later.scenario IS NULL
                 AND exchange.scenario IS NULL) AS later_successes
             FROM exchange WHERE failed = 1 ORDER BY exchange_id DESC LIMIT {FAILURES}",
            columns()
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&self.read).await?;
        let failure = |row| {
            let successes: i64 = TableRow::of("exchange", row).get("later_successes")?;
            Ok(LatestFailure { exchange: read_listed(row)?, is_mended: successes > 0 })
        };
        rows.iter().map(failure).collect()
    }

    /// The calls of these services; a service that was never called is left out. Two statements.
    pub async fn calls_of_services(&self, services: &[&ServiceId]) -> Result<Vec<ServiceCalls>, StoreError> {
        if services.is_empty() {
            return Ok(vec![]);
        }
        let of_each = |select: &str, limit: i64| {
            let each = (1..=services.len()).map(|number| {
                format!(
                    "SELECT * FROM (SELECT {select} FROM exchange WHERE service_id = ${number}
                       ORDER BY exchange_id DESC LIMIT {limit}) AS of_{number}"
                )
            });
            let query = sqlx::query(sqlx::AssertSqlSafe(each.collect::<Vec<_>>().join(" UNION ALL ")));
            Value::bind_all(query, services.iter().map(|service| Value::from(service.as_str())))
        };
        let latest = of_each(&columns(), 1).fetch_all(&self.read).await?;
        let timed = of_each("service_id, duration_ms", TIMED).fetch_all(&self.read).await?;
        let mut times: Vec<(String, i64)> = Vec::new();
        for row in &timed {
            times.push((row.try_get("service_id")?, row.try_get("duration_ms")?));
        }
        times.sort_unstable();
        let calls = |row| {
            let latest = read_listed(row)?;
            let of_service: Vec<i64> = times
                .iter()
                .filter(|(service, _)| service == latest.service_id.as_str())
                .map(|(_, time)| *time)
                .collect();
            Ok(ServiceCalls {
                latest,
                median_ms: of_service.get(of_service.len() / 2).copied().unwrap_or_default(),
            })
        };
        latest.iter().map(calls).collect()
    }
}
