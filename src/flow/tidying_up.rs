//! Deleting what was recorded, and what flows have left behind: a clean table for the next test.

use super::Problem;
use super::scenarios::{ScenarioProblem, stop_all};
use super::services::catch_up;
use crate::app::App;
use crate::store::{ExchangeFilter, ResetCounts, ResetScope};

/// Deletes the recorded calls that the filter asks for, and says how many there were.
pub async fn delete_exchanges(app: &App, filter: &ExchangeFilter) -> Result<u64, Problem> {
    Ok(app.store.delete_exchanges(filter, app.clock.now()).await?)
}

/// Deletes what flows have left behind within the scope, and what was set for them where the scope says so. Says how much
/// of each there was. Numbers go on: no PaymentID is handed out twice.
pub async fn reset(app: &App, scope: &ResetScope) -> Result<ResetCounts, Problem> {
    let counts = app.store.reset(scope, app.clock.now()).await?;
    if scope.settings_too {
        let (service, order) = (&scope.service_id, &scope.order_key);
        let stopped =
            stop_all(app, service.as_ref().map(ToString::to_string), order.as_ref().map(ToString::to_string));
        // A service that the hub does not have has no scenario that could be stopped.
        if let Err(ScenarioProblem::Store(error)) = stopped.await {
            return Err(error.into());
        }
        // Whoever is answered sees the services as they are then.
        catch_up(app).await?;
    }
    Ok(counts)
}
