//! Deletes recorded data, for a clean start of the next test.

use super::Problem;
use super::scenarios::{ScenarioProblem, stop_all};
use super::services::reload_changed;
use crate::app::App;
use crate::store::{ExchangeFilter, ResetCounts, ResetScope};

/// Deletes the recorded calls that match the filter, and returns their number.
pub async fn delete_exchanges(app: &App, filter: &ExchangeFilter) -> Result<u64, Problem> {
    Ok(app.store.delete_exchanges(filter, app.clock.now()).await?)
}

/// Deletes the data of flows within the scope, and their settings if the scope says so. Returns the deleted numbers.
/// Sequences continue, so no PaymentID is used twice.
pub async fn reset(app: &App, scope: &ResetScope) -> Result<ResetCounts, Problem> {
    let counts = app.store.reset(scope, app.clock.now()).await?;
    if scope.settings_too {
        let (service, order) = (&scope.service_id, &scope.order_key);
        let stopped =
            stop_all(app, service.as_ref().map(ToString::to_string), order.as_ref().map(ToString::to_string));
        // An unknown service has no scenario to stop.
        if let Err(ScenarioProblem::Store(error)) = stopped.await {
            return Err(error.into());
        }
        // The caller must see the services as they now are.
        reload_changed(app).await?;
    }
    Ok(counts)
}
