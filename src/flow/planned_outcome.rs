//! Planning what an order's payments come to: who asks is told of with the order's events.

use super::Problem;
use crate::app::App;
use crate::domain::event::EventKind;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::outcome::{Outcome, OutcomeRule};

/// Plans the outcome of every payment of this order that is started from now on; `None` takes the plan back.
pub async fn plan_outcome(
    app: &App,
    service: &ServiceId,
    order_key: &OrderKey,
    outcome: Option<Outcome>,
) -> Result<(), Problem> {
    app.store.plan_outcome(service, order_key, outcome).await?;
    let detail = outcome.map_or("taken back", |outcome| OutcomeRule::of(outcome).name);
    let about = (Some(service), Some(order_key));
    Ok(app.store.record_event(app.clock.now(), EventKind::OutcomePlanned, about, detail).await?)
}
