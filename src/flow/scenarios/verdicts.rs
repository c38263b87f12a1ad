//! The verdicts on calls to which a scenario was applied.

use crate::app::App;
use crate::domain::finding::Finding;
use crate::domain::scenario::{ActiveScenario, ScenarioVerdict};
use crate::store::{ExchangeFilter, ListedExchange, StoreError};

/// A verdict on one call.
#[derive(Debug, Clone)]
pub struct CallVerdict {
    /// The call.
    pub exchange: ListedExchange,
    /// The meaning for the e-Service.
    pub ruling: ScenarioVerdict,
    /// The verdict as a finding: the reaction and the duty.
    pub finding: Finding,
}

/// The verdicts on the latest calls in this scenario's scope since it was switched on, latest first, at most `limit`.
/// Pruned calls have none.
///
/// # Errors
/// If the database fails.
pub async fn verdicts(
    app: &App,
    active: &ActiveScenario,
    limit: i64,
) -> Result<Vec<CallVerdict>, StoreError> {
    if active.applied == 0 {
        return Ok(vec![]);
    }
    let filter = ExchangeFilter {
        service_id: active.scope.service_id.clone(),
        order_key: active.scope.order_key.clone(),
        scenario: Some(active.scenario.name.to_owned()),
        from: Some(active.created_at),
        ..ExchangeFilter::default()
    };
    let exchanges = app.store.list_exchanges(&filter, None, limit).await?;
    Ok(exchanges.into_iter().filter_map(given).collect())
}

/// The verdict on a call; `None` if no scenario was applied to it.
pub fn given(exchange: ListedExchange) -> Option<CallVerdict> {
    let found =
        exchange.findings.iter().find_map(|finding| Some((ScenarioVerdict::of(finding)?, finding.clone())));
    found.map(|(ruling, finding)| CallVerdict { exchange, ruling, finding })
}
