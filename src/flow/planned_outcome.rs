//! Planned outcomes of an order's payments, recorded with the order's events.

use super::Problem;
use crate::app::App;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::outcome::Outcome;

/// Plans the outcome of all later payments of this order; `None` removes the plan.
pub async fn plan_outcome(
    app: &App,
    service: &ServiceId,
    order_key: &OrderKey,
    outcome: Option<Outcome>,
) -> Result<(), Problem> {
    Ok(app.store.plan_outcome(service, order_key, outcome, app.clock.now()).await?)
}
