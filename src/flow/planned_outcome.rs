//! Planning what an order's payments come to: who asks is told of with the order's events.

use super::Problem;
use crate::app::App;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::outcome::Outcome;

/// Plans the outcome of every payment of this order that is started from now on; `None` takes the plan back.
pub async fn plan_outcome(
    app: &App,
    service: &ServiceId,
    order_key: &OrderKey,
    outcome: Option<Outcome>,
) -> Result<(), Problem> {
    Ok(app.store.plan_outcome(service, order_key, outcome, app.clock.now()).await?)
}
