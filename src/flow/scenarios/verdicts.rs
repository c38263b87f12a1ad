//! What e-Services made of the calls that a scenario was applied to.

use crate::app::App;
use crate::domain::finding::Finding;
use crate::domain::scenario::{ActiveScenario, Ruling};
use crate::store::{ExchangeFilter, ListedExchange, StoreError};

/// A verdict on one call.
#[derive(Debug, Clone)]
pub struct Given {
    /// The call.
    pub exchange: ListedExchange,
    /// What it says of the e-Service.
    pub ruling: Ruling,
    /// The verdict as a finding: what the e-Service did, and what it had to do.
    pub finding: Finding,
}

/// The verdicts on the latest calls that a scenario was applied to within its scope since it was switched on, the latest
/// first; `limit` at most. Calls that are no longer kept have none.
///
/// # Errors
/// Where the database fails.
pub async fn verdicts(app: &App, active: &ActiveScenario, limit: i64) -> Result<Vec<Given>, StoreError> {
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

/// The verdict on a call; `None` where no scenario was applied to it.
pub fn given(exchange: ListedExchange) -> Option<Given> {
    let found = exchange.findings.iter().find_map(|finding| Some((Ruling::of(finding)?, finding.clone())));
    found.map(|(ruling, finding)| Given { exchange, ruling, finding })
}
