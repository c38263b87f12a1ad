//! `/console/scenarios`: switches scenarios on and off.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use askama::Template;

use super::Id;
use super::layout::{Console, Section};
use super::list::services;
use super::query::Query;
use super::words::{Chip, ruling_chip};
use crate::domain::finding::one_line;
use crate::domain::scenario::{
    ActiveScenario, NotApplied, ParameterKind, SCENARIOS, Scenario, Standing, Value, WaitingCall,
};
use crate::flow::Problem;
use crate::flow::scenarios::{
    CallVerdict, MAX_CALLS, Request, ScenarioProblem, activate, list, stop, stop_all, verdicts,
};
use crate::i18n::{Translated, Translator};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;

/// The maximum number of a scenario's verdicts shown.
const MOST_VERDICTS: i64 = 5;
/// The prefix of a parameter's field.
const PARAMETER: &str = "parameter-";

#[derive(Template)]
#[template(path = "console/scenarios.html")]
struct ScenariosPage {
    f: Frame,
    c: Console,
    /// The reason why the last one was not switched on.
    error: Option<String>,
    active: Vec<Active>,
    used_up: Vec<Active>,
    groups: Vec<Group>,
    services: Vec<(String, bool)>,
    most_calls: i64,
    address: String,
}

/// An active scenario.
struct Active {
    id: i64,
    title: String,
    name: &'static str,
    service: String,
    order: String,
    parameters: String,
    remaining: Option<i64>,
    applied: i64,
    created: String,
    verdicts: Vec<VerdictRow>,
    /// Its situation besides the verdicts; empty if there is nothing to add.
    standing: String,
    /// The reason why it was not applied, the remedy, and the call made without it.
    not_applied: Option<(String, Translated, Option<i64>)>,
    /// The list of all its messages.
    messages: String,
}

/// The verdict on one call.
pub(super) struct VerdictRow {
    pub(super) exchange: i64,
    pub(super) chip: Chip,
    pub(super) found: String,
}

impl VerdictRow {
    pub(super) fn of(t: &Translator, given: &CallVerdict) -> Self {
        Self {
            exchange: given.exchange.id,
            chip: ruling_chip(t, given.ruling),
            found: one_line(&given.finding.found),
        }
    }
}

/// The scenarios of a group.
struct Group {
    name: &'static str,
    title: String,
    scenarios: Vec<Choice>,
}

/// A scenario that can be switched on.
struct Choice {
    scenario: &'static Scenario,
    title: String,
    duty: Translated,
    /// The hub's action.
    does: String,
    parameters: Vec<Field>,
}

/// One of its parameters.
struct Field {
    name: &'static str,
    meaning: &'static str,
    /// The default and the bounds.
    hint: String,
}

/// The active scenarios, and the table of all.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    page(&hub, &language, q.get("notice"), None).await
}

async fn page(hub: &Hub, language: &RequestLanguage, notice: &str, error: Option<String>) -> PageResult {
    let t = language.translator();
    let kept = match list(hub).await {
        Ok(kept) => kept,
        Err(ScenarioProblem::Store(error)) => return Err(Problem::Store(error)),
        Err(_) => vec![],
    };
    let (active, used_up): (Vec<_>, Vec<_>) = kept.iter().partition(|scenario| scenario.is_active());
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = async |scenarios: Vec<&ActiveScenario>| {
        let mut views = Vec::new();
        for one in scenarios {
            let given = verdicts(hub, one, MOST_VERDICTS).await?;
            views.push(Active::of(&t, one, &given));
        }
        Ok::<_, Problem>(views)
    };
    let page = ScenariosPage {
        c: Console::new(hub, language, Section::Scenarios, notice).await?,
        error: error.as_deref().map(one_line),
        active: view(active).await?,
        used_up: view(used_up.into_iter().take(20).collect()).await?,
        groups: SCENARIOS
            .chunk_by(|one, next| one.group == next.group)
            .map(|group| Group::of(&t, group))
            .collect(),
        services: services(hub, ""),
        most_calls: MAX_CALLS,
        address: hub.public_url.clone(),
        f: Frame::new(language),
    };
    Ok(render(status, language, &page))
}

impl Active {
    fn of(t: &Translator, active: &ActiveScenario, given: &[CallVerdict]) -> Self {
        let set = active.parameters.iter().map(|(name, value)| match value {
            Value::Number(number) => format!("{name}={number}"),
            Value::Text(text) => format!("{name}={}", one_line(text)),
        });
        let scope = |id: Option<&str>| id.map(one_line).unwrap_or_default();
        let standing = active.standing(!given.is_empty());
        Self {
            id: active.id,
            title: t.get(&format!("scenario-{}", active.scenario.name)),
            name: active.scenario.name,
            service: scope(active.scope.service_id.as_ref().map(|id| id.as_str())),
            order: scope(active.scope.order_key.as_ref().map(|key| key.as_str())),
            parameters: set.collect::<Vec<_>>().join(", "),
            remaining: active.remaining_calls,
            applied: active.applied,
            created: t.date_time_seconds(active.created_at),
            verdicts: given.iter().map(|given| VerdictRow::of(t, given)).collect(),
            standing: match &standing {
                Standing::NextCall(call) => waiting(t, call),
                Standing::Shown => String::new(),
                other => t.get(&format!("standing-{}", other.name())),
            },
            not_applied: active.not_applied.as_ref().map(|NotApplied { finding, exchange_id }| {
                (one_line(&finding.found), t.words(&finding.remedy), *exchange_id)
            }),
            messages: format!("/console/messages?scenario={}", active.scenario.name),
        }
    }
}

/// The time of a waiting further call.
pub(super) fn waiting(t: &Translator, WaitingCall { due, seen_from, .. }: &WaitingCall) -> String {
    let due = t.with("standing-next-call", "at", t.date_time_seconds(*due));
    let seen = seen_from.map(|from| t.with("standing-seen-from", "at", t.date_time_seconds(from)));
    [Some(due), seen].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

impl Group {
    fn of(t: &Translator, group: &'static [Scenario]) -> Self {
        let name = group.first().map_or("", |scenario| scenario.group.name());
        let choice = |scenario: &'static Scenario| Choice {
            scenario,
            title: t.get(&format!("scenario-{}", scenario.name)),
            duty: t.words(&scenario.duty_in_words()),
            does: scenario.does_in_general(),
            parameters: scenario
                .parameters
                .iter()
                .map(|parameter| Field {
                    name: parameter.name,
                    meaning: parameter.meaning,
                    hint: match parameter.kind {
                        ParameterKind::Number { default, min, max } => format!("{default} ({min}–{max})"),
                        ParameterKind::Text { max_chars } => format!("≤ {max_chars}"),
                    },
                })
                .collect(),
        };
        Self {
            name,
            title: t.get(&format!("scenario-group-{name}")),
            scenarios: group.iter().map(choice).collect(),
        }
    }
}

/// Switches a scenario on, or shows why that is not possible.
pub(super) async fn start(hub: Hub, language: RequestLanguage, body: Bytes) -> PageResult {
    let form = Form::read(&body);
    let text = |name: &str| Some(form.get(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let parameters = form
        .fields()
        .filter_map(|(name, value)| Some((name.strip_prefix(PARAMETER)?, value)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let request = Request {
        scenario: form.get("scenario").to_owned(),
        parameters,
        service_id: text("service"),
        order_key: text("order"),
        // A text that is not a number is refused as an invalid number.
        calls: text("calls").map(|calls| calls.parse().unwrap_or(0)),
    };
    match activate(&hub, request).await {
        Ok(_) => Ok(see_other("/console/scenarios?notice=scenario-on")),
        Err(ScenarioProblem::Store(error)) => Err(Problem::Store(error)),
        Err(problem) => page(&hub, &language, "", Some(problem.to_string())).await,
    }
}

/// Stops one; `latest` is the one switched on last.
pub(super) async fn stop_one(hub: Hub, id: Id) -> PageResult {
    let number = match id.as_str() {
        "latest" => hub.store.scenarios().await?.first().map(|active| active.id),
        number => number.parse().ok(),
    };
    match number {
        Some(number) => stopped(stop(&hub, number).await),
        None => Ok(see_other("/console/scenarios?notice=not-found")),
    }
}

/// Stops all, or only those of a given service or order.
pub(super) async fn stop_every(hub: Hub, body: Bytes) -> PageResult {
    let form = Form::read(&body);
    let text = |name: &str| Some(form.get(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let result = stop_all(&hub, text("service"), text("order")).await;
    stopped(result.map(|_| ()))
}

fn stopped(result: Result<(), ScenarioProblem>) -> PageResult {
    match result {
        Ok(()) => Ok(see_other("/console/scenarios?notice=scenario-off")),
        Err(ScenarioProblem::Store(error)) => Err(Problem::Store(error)),
        Err(_) => Ok(see_other("/console/scenarios?notice=not-found")),
    }
}
