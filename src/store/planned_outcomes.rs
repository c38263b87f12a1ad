//! Outcomes that programs have planned for an order's payments.

use jiff::Timestamp;

use super::events::{self, About};
use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::event::EventKind;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::outcome::{Outcome, OutcomeRule};

/// A planned outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedOutcome {
    /// The service.
    pub service_id: ServiceId,
    /// The order.
    pub order_key: OrderKey,
    /// The outcome of its payments.
    pub outcome: Outcome,
}

impl Store {
    /// At most `limit` plans after this service and order, sorted by both.
    pub async fn planned_outcomes(
        &self,
        after: Option<(&ServiceId, &OrderKey)>,
        limit: i64,
    ) -> Result<Vec<PlannedOutcome>, StoreError> {
        let (service, order) = after.map_or(("", ""), |(service, order)| (service.as_str(), order.as_str()));
        let query = "SELECT service_id, order_key, outcome FROM planned_outcome
                     WHERE service_id > $1 OR (service_id = $1 AND order_key > $2)
                     ORDER BY service_id, order_key LIMIT $3";
        let rows = sqlx::query(query).bind(service).bind(order).bind(limit).fetch_all(&self.read).await?;
        let plan = |row| {
            let row = TableRow::of("planned_outcome", row);
            Ok(PlannedOutcome {
                service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
                order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
                outcome: row
                    .parse("outcome", |name: &str| OutcomeRule::find(name).map(|rule| rule.outcome))?,
            })
        };
        rows.iter().map(plan).collect()
    }

    /// Plans the outcome of all later payments of this order; `None` removes the plan.
    pub async fn plan_outcome(
        &self,
        service: &ServiceId,
        order_key: &OrderKey,
        outcome: Option<Outcome>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let query = match outcome {
            Some(_) => {
                "INSERT INTO planned_outcome (service_id, order_key, outcome) VALUES ($1, $2, $3)
                 ON CONFLICT (service_id, order_key) DO UPDATE SET outcome = excluded.outcome"
            }
            None => "DELETE FROM planned_outcome WHERE service_id = $1 AND order_key = $2",
        };
        let query = sqlx::query(query).bind(service.as_str()).bind(order_key.as_str());
        let query = match outcome {
            Some(outcome) => query.bind(OutcomeRule::of(outcome).name),
            None => query,
        };
        let mut transaction = self.write.begin().await?;
        query.execute(&mut *transaction).await?;
        let detail = outcome.map_or("taken back", |outcome| OutcomeRule::of(outcome).name);
        let about = About { service_id: Some(service), order_key: Some(order_key), ..About::default() };
        events::record(&mut transaction, now, EventKind::OutcomePlanned, about, detail);
        self.commit(transaction).await
    }

    /// The planned outcome of this order.
    pub async fn planned_outcome(
        &self,
        service: &ServiceId,
        order_key: &OrderKey,
    ) -> Result<Option<Outcome>, StoreError> {
        let query = "SELECT outcome FROM planned_outcome WHERE service_id = $1 AND order_key = $2";
        let row = sqlx::query(query)
            .bind(service.as_str())
            .bind(order_key.as_str())
            .fetch_optional(&self.read)
            .await?;
        let read = |name: &str| OutcomeRule::find(name).map(|rule| rule.outcome);
        row.map(|row| TableRow::of("planned_outcome", &row).parse("outcome", read)).transpose()
    }
}
