//! Incidents: failures that stop a payer, kept under the number that the page shows. [`crate::store::Store::incident`] finds
//! them again.

use super::Problem;
use crate::app::App;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::store::{INCIDENT_DIGITS, NewIncident};

/// A number for an incident, at random.
pub fn number(app: &App) -> String {
    app.randomness.hex().chars().take(INCIDENT_DIGITS).collect()
}

/// Keeps a failure. Refusals under load are not kept, as they must cost nothing, nor is a failure of the database. False if
/// it is not kept.
pub async fn keep(
    app: &App,
    number: &str,
    problem: &Problem,
    order_of_visit: Option<(&ServiceId, &OrderKey)>,
) -> bool {
    let is_load = matches!(problem, Problem::Busy | Problem::TooManyOrderCalls { .. });
    if is_load || matches!(problem, Problem::Store(error) if error.trouble().is_some()) {
        return false;
    }
    let incident = NewIncident {
        number,
        at: app.clock.now(),
        order: problem.order().or(order_of_visit),
        exchange_id: problem.exchange(),
        cause: &problem.to_string(),
    };
    let kept = app.store.record_incident(incident).await;
    kept.inspect_err(|error| tracing::warn!(%error, %number, "an incident could not be kept")).is_ok()
}
