//! What programs asked the payments of an order to come to.

use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::outcome::{Outcome, OutcomeRule};

impl Store {
    /// Plans the outcome of every payment of this order that is started from now on; `None` takes the plan back.
    pub async fn plan_outcome(
        &self,
        service: &ServiceId,
        order_key: &OrderKey,
        outcome: Option<Outcome>,
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
        query.execute(&self.write).await?;
        Ok(())
    }

    /// The outcome that is planned for this order.
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
