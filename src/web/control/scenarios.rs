//! `/control/v1/scenarios`: deliberate defects in the hub's calls.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::input::{self, Body};
use super::payment_view::WaitingCallView;
use super::problem::ControlProblem;
use super::{Answered, Id, ok};
use crate::domain::scenario::{ActiveScenario, ParameterKind, SCENARIOS, Scenario, Value as Setting};
use crate::flow::scenarios::{Request, ScenarioProblem, activate, list, stop, stop_all, verdicts};
use crate::web::call::{Answer, Call, Example, Method, at, json, schema_of};
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[
    Call {
        path: "/scenarios",
        operation: "listScenarios",
        summary: "Every scenario with the reaction of a correct e-Service, and the active ones.",
        answer: json(schema_of::<ScenarioList>, "The scenarios."),
        example: at("/scenarios"),
        route: || Method::Get.route().to(all),
        ..Call::GET
    },
    Call {
        method: Method::Post,
        path: "/scenarios",
        operation: "startScenario",
        summary: "Switches a scenario on: for all calls, those of a service or an order, or the next few. The most specific \
                  scope wins; at most one scenario applies to a call.",
        body: Some(schema_of::<StartScenario>),
        answer: Answer { status: 201, ..json(schema_of::<Active>, "The scenario, switched on.") },
        example: Example {
            address: "/scenarios",
            body: "{\"scenario\":\"digest-wrong\",\"order_key\":\"SOME-ORDER\",\"calls\":1}",
        },
        problems: &["unknown-scenario", "unknown-service"],
        route: || Method::Post.route().to(start),
        ..Call::GET
    },
    Call {
        method: Method::Delete,
        path: "/scenarios",
        operation: "stopScenarios",
        summary: "Stops every scenario whose scope names this service and this order; without either, all.",
        query: Some(schema_of::<StopScope>),
        answer: json(schema_of::<Stopped>, "How many there were."),
        example: at("/scenarios?order_key=NOBODY"),
        problems: &["unknown-service"],
        route: || Method::Delete.route().to(stop_several),
        ..Call::GET
    },
    Call {
        method: Method::Delete,
        path: "/scenarios/{id}",
        operation: "stopScenario",
        summary: "Stops one scenario.",
        answer: json(schema_of::<Stopped>, "It is stopped."),
        example: at("/scenarios/latest"),
        problems: &["unknown-scenario"],
        route: || Method::Delete.route().to(stop_one),
        ..Call::GET
    },
];

/// The maximum number of used-up scenarios in a list.
const MOST_USED_UP: usize = 20;

/// The table of scenarios, and the active ones.
#[derive(Debug, Serialize, JsonSchema)]
struct ScenarioList {
    /// The scenarios that were switched on and not stopped, latest first.
    active: Vec<Active>,
    /// Scenarios that have used up their calls, latest first; at most 20.
    used_up: Vec<Active>,
    /// Every scenario.
    scenarios: Vec<Described>,
}

/// An active scenario.
#[derive(Debug, Serialize, JsonSchema)]
struct Active {
    /// Its number.
    id: i64,
    scenario: &'static str,
    /// Its parameters.
    parameters: BTreeMap<&'static str, Value>,
    service_id: Option<String>,
    order_key: Option<String>,
    /// The number of calls it still applies to; null if unlimited.
    remaining_calls: Option<i64>,
    /// The number of calls it was actually applied to.
    applied: i64,
    created_at: String,
    /// The verdicts on the latest calls in its scope since then, latest first; at most 20.
    verdicts: Vec<CallVerdict>,
    /// Its next further call; null if none is waiting.
    next_call: Option<WaitingCallView>,
    /// The reason why it was not applied to the latest call in its scope; null once it is applied again.
    not_applied: Option<NotAppliedView>,
}

/// A scenario that was not applied, and is therefore not used up.
#[derive(Debug, Serialize, JsonSchema)]
struct NotAppliedView {
    /// The reason in one line.
    found: String,
    /// The remedy.
    remedy: String,
    /// The call that was made without it; null if none was made, or it is no longer stored.
    exchange_id: Option<i64>,
}

/// The verdict on one call.
#[derive(Debug, Serialize, JsonSchema)]
struct CallVerdict {
    exchange_id: i64,
    /// `passed`, `warning`, `failed` or `inconclusive`; `pending` until an honest call is answered, which decides.
    verdict: &'static str,
    /// The e-Service's reaction in one line.
    found: String,
}

/// A scenario of the table.
#[derive(Debug, Serialize, JsonSchema)]
struct Described {
    name: &'static str,
    group: &'static str,
    /// Its operations.
    operations: &'static [&'static str],
    /// The hub's action, with the names of parameters.
    does: String,
    /// The reaction of a correct e-Service: refuse, accept, accept without a second effect, or accept or refuse.
    expected: &'static str,
    /// The reason.
    duty: &'static str,
    parameters: Vec<ParameterView>,
}

/// A parameter of a scenario.
#[derive(Debug, Serialize, JsonSchema)]
struct ParameterView {
    name: &'static str,
    meaning: &'static str,
    /// For numbers; null for texts.
    min: Option<i64>,
    max: Option<i64>,
    default: Option<i64>,
}

impl Active {
    async fn of(hub: &Hub, active: &ActiveScenario) -> Result<Self, ControlProblem> {
        let verdicts = verdicts(hub, active, 20).await?.into_iter().map(|given| CallVerdict {
            exchange_id: given.exchange.id,
            verdict: given.ruling.name(),
            found: given.finding.found,
        });
        Ok(Self { verdicts: verdicts.collect(), ..Self::from(active) })
    }
}

impl From<&ActiveScenario> for Active {
    fn from(active: &ActiveScenario) -> Self {
        let value = |value: &Setting| match value {
            Setting::Number(number) => json!(number),
            Setting::Text(text) => json!(text),
        };
        Self {
            id: active.id,
            scenario: active.scenario.name,
            parameters: active.parameters.iter().map(|(name, setting)| (name, value(setting))).collect(),
            service_id: active.scope.service_id.as_ref().map(ToString::to_string),
            order_key: active.scope.order_key.as_ref().map(ToString::to_string),
            remaining_calls: active.remaining_calls,
            applied: active.applied,
            created_at: active.created_at.to_string(),
            verdicts: vec![],
            next_call: active.waiting_call().as_ref().map(WaitingCallView::from),
            not_applied: active.not_applied.as_ref().map(|why| NotAppliedView {
                found: why.finding.found.clone(),
                remedy: why.finding.remedy.to_string(),
                exchange_id: why.exchange_id,
            }),
        }
    }
}

impl From<&Scenario> for Described {
    fn from(scenario: &Scenario) -> Self {
        let parameters = scenario.parameters.iter().map(|parameter| {
            let (min, max, default) = match parameter.kind {
                ParameterKind::Number { min, max, default } => (Some(min), Some(max), Some(default)),
                _ => (None, None, None),
            };
            ParameterView { name: parameter.name, meaning: parameter.meaning, min, max, default }
        });
        Self {
            name: scenario.name,
            group: scenario.group.name(),
            operations: scenario.operations.names(),
            does: scenario.does_in_general(),
            expected: scenario.expected.meaning(),
            duty: scenario.duty,
            parameters: parameters.collect(),
        }
    }
}

async fn all(hub: Hub) -> Answered {
    let kept = list(&hub).await?;
    let (mut active, mut used_up) = (Vec::new(), Vec::new());
    for one in &kept {
        match one.is_active() {
            true => active.push(Active::of(&hub, one).await?),
            false if used_up.len() < MOST_USED_UP => used_up.push(Active::of(&hub, one).await?),
            false => {}
        }
    }
    ok(&ScenarioList { active, used_up, scenarios: SCENARIOS.iter().map(Described::from).collect() })
}

/// A scenario to switch on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StartScenario {
    /// Its name.
    scenario: String,
    /// The parameters by name, each a number or a text.
    #[serde(default)]
    parameters: BTreeMap<String, Value>,
    /// Only calls to this service.
    service_id: Option<String>,
    /// Only calls about this order.
    order_key: Option<String>,
    /// Only this number of calls.
    calls: Option<i64>,
}

async fn start(hub: Hub, body: Body) -> Answered {
    let given: StartScenario = input::body(body)?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let request = Request {
        scenario: given.scenario,
        parameters: given.parameters.into_iter().map(|(name, value)| (name, text(value))).collect(),
        service_id: given.service_id,
        order_key: given.order_key,
        calls: given.calls,
    };
    let active = activate(&hub, request).await?;
    super::json(actix_web::HttpResponse::Created(), &Active::from(&active))
}

/// The scenarios to stop.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StopScope {
    /// Only those of this service.
    service_id: Option<String>,
    /// Only those of this order.
    order_key: Option<String>,
}

/// The result.
#[derive(Debug, Serialize, JsonSchema)]
struct Stopped {
    /// The number of stopped scenarios.
    stopped: u64,
}

async fn stop_several(hub: Hub, request: HttpRequest) -> Answered {
    let StopScope { service_id, order_key } = input::query(&request)?;
    ok(&Stopped { stopped: stop_all(&hub, service_id, order_key).await? })
}

async fn stop_one(hub: Hub, id: Id) -> Answered {
    let number = match id.as_str() {
        "latest" => list(&hub).await?.first().map(|active| active.id),
        number => number.parse().ok(),
    };
    let number = number.ok_or_else(|| {
        ControlProblem::new("unknown-scenario", format!("no scenario that is on is `{}`", id.as_str()))
    })?;
    stop(&hub, number).await?;
    ok(&Stopped { stopped: 1 })
}

impl From<ScenarioProblem> for ControlProblem {
    fn from(problem: ScenarioProblem) -> Self {
        let problem = match problem {
            ScenarioProblem::Store(error) => return error.into(),
            other => other,
        };
        let code = match &problem {
            ScenarioProblem::UnknownScenario { .. } | ScenarioProblem::NotFound { .. } => "unknown-scenario",
            ScenarioProblem::UnknownService { .. } => "unknown-service",
            ScenarioProblem::TooMany => "wrong-state",
            ScenarioProblem::Parameter(_) | ScenarioProblem::Scope(_) | ScenarioProblem::Calls { .. } => {
                "invalid-value"
            }
            ScenarioProblem::Store(_) => "internal",
        };
        Self::new(code, problem.to_string())
    }
}
