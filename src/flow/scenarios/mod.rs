//! Switches scenarios, the deliberate defects in calls to e-Services, on and off.

mod application;
mod follow_up;
mod prepared_call;
mod selection;
mod settlement;
mod verdicts;

use thiserror::Error;

pub(super) use application::{of_attempt, of_query};
pub(super) use follow_up::{Plan, Turn, let_go, plan, postpone};
pub(super) use prepared_call::PreparedCall;
pub(super) use settlement::{beside_honest_confirmation, beside_honest_query};
pub use verdicts::{CallVerdict, given, verdicts};

use super::services::current_service;
use crate::app::{App, ScenarioNames};
use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::plain_text::line_of;
use crate::domain::scenario::{ActiveScenario, InvalidParameter, Parameters, Scenario, Scope};
use crate::domain::similar_word::{did_you_mean, similar_word};
use crate::store::{NewScenario, StoreError};

/// The maximum of `calls`. For more, omit `calls` and stop the scenario.
pub const MAX_CALLS: i64 = 1_000_000;

/// The maximum number of active scenarios; parallel tests use one or two each.
pub const MAX_ACTIVE: usize = 1000;

/// A request for a scenario, unchecked.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The scenario's name.
    pub scenario: String,
    /// The parameters as names and texts.
    pub parameters: Vec<(String, String)>,
    /// Only calls to this service.
    pub service_id: Option<String>,
    /// Only calls about this order.
    pub order_key: Option<String>,
    /// Only this number of calls, 1 to [`MAX_CALLS`].
    pub calls: Option<i64>,
}

/// The reason why a scenario cannot be switched on or off.
#[derive(Debug, Error)]
pub enum ScenarioProblem {
    /// No scenario has this name.
    #[error("there is no scenario `{name}`{}", did_you_mean(nearest.as_deref()))]
    UnknownScenario {
        /// The requested name, cut to a readable length.
        name: String,
        /// A similar name that exists.
        nearest: Option<String>,
    },
    /// A parameter is invalid.
    #[error(transparent)]
    Parameter(#[from] InvalidParameter),
    /// The scope is not a `ServiceID` or an `OrderKey`.
    #[error(transparent)]
    Scope(#[from] InvalidId),
    /// The hub has no such service.
    #[error("service `{service}` is not registered at this hub{}", did_you_mean(nearest.as_deref()))]
    UnknownService {
        /// The requested id.
        service: ServiceId,
        /// A similar id that exists.
        nearest: Option<String>,
    },
    /// The number of calls is out of range.
    #[error("calls is {calls}, expected 1 to {MAX_CALLS}, or none at all until the scenario is stopped")]
    Calls {
        /// The requested number.
        calls: i64,
    },
    /// The maximum of active scenarios is reached.
    #[error("{MAX_ACTIVE} scenarios are switched on, which is the most; stop some of them")]
    TooMany,
    /// No active scenario has this number.
    #[error("no scenario has the number {id}; it was stopped, or never switched on")]
    NotFound {
        /// The requested number.
        id: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Switches a scenario on for all later calls of every hub on the database.
///
/// # Errors
/// If a name, a parameter or the scope is invalid.
pub async fn activate(app: &App, request: Request) -> Result<ActiveScenario, ScenarioProblem> {
    let name = request.scenario.as_str();
    let scenario = Scenario::find(name).ok_or_else(|| ScenarioProblem::UnknownScenario {
        name: line_of(name, 60),
        nearest: Scenario::nearest_name(name).map(str::to_owned),
    })?;
    let given = request.parameters.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let parameters = Parameters::parse(scenario, given)?;
    let scope = scope(app, request.service_id, request.order_key).await?;
    if let Some(calls) = request.calls
        && !(1..=MAX_CALLS).contains(&calls)
    {
        return Err(ScenarioProblem::Calls { calls });
    }
    let active = app.store.scenarios().await?.iter().filter(|one| one.is_active()).count();
    if active >= MAX_ACTIVE {
        return Err(ScenarioProblem::TooMany);
    }
    let new = NewScenario { scenario, parameters, scope, calls: request.calls };
    let id = app.store.activate_scenario(&new, app.clock.now()).await?;
    app.scenario_ribbon.remember(None);
    tracing::info!(id, scenario = scenario.name, calls = ?new.calls, "scenario switched on");
    app.store.scenario(id).await?.ok_or(ScenarioProblem::NotFound { id })
}

/// Stops a scenario.
///
/// # Errors
/// If no scenario has this number.
pub async fn stop(app: &App, id: i64) -> Result<(), ScenarioProblem> {
    let stopped = app.store.stop_scenario(id, app.clock.now()).await?;
    app.scenario_ribbon.remember(None);
    if !stopped {
        return Err(ScenarioProblem::NotFound { id });
    }
    tracing::info!(id, "scenario stopped");
    Ok(())
}

/// Stops every scenario whose scope names this service and this order; every scenario if neither is given. Returns their
/// number.
///
/// # Errors
/// If the service or the order is invalid.
pub async fn stop_all(
    app: &App,
    service_id: Option<String>,
    order_key: Option<String>,
) -> Result<u64, ScenarioProblem> {
    let scope = scope(app, service_id, order_key).await?;
    let stopped = app.store.stop_scenarios(&scope, app.clock.now()).await?;
    app.scenario_ribbon.remember(None);
    tracing::info!(stopped, "scenarios stopped");
    Ok(stopped)
}

/// The scenarios that were switched on and not stopped, including used-up ones, latest first.
pub async fn list(app: &App) -> Result<Vec<ActiveScenario>, ScenarioProblem> {
    Ok(app.store.scenarios().await?)
}

/// The names of the active scenarios, for the ribbon of every page; at most one query a second.
pub async fn active_names(app: &App) -> ScenarioNames {
    if let Some(names) = app.scenario_ribbon.names() {
        return names;
    }
    match app.store.active_scenario_names().await {
        Ok(names) => {
            let names = names.into();
            app.scenario_ribbon.remember(Some(&names));
            names
        }
        Err(error) => {
            // The page itself reports the database failure.
            tracing::error!(%error, "the active scenarios cannot be read");
            ScenarioNames::default()
        }
    }
}

async fn scope(
    app: &App,
    service_id: Option<String>,
    order_key: Option<String>,
) -> Result<Scope, ScenarioProblem> {
    let service_id = service_id.map(ServiceId::parse).transpose()?;
    if let Some(service) = &service_id
        && current_service(app, service).await?.is_none()
    {
        let services = app.services();
        let known = services.ids().map(ServiceId::as_str);
        let nearest = similar_word(service.as_str(), known).map(str::to_owned);
        return Err(ScenarioProblem::UnknownService { service: service.clone(), nearest });
    }
    Ok(Scope { service_id, order_key: order_key.map(OrderKey::given).transpose()? })
}
