//! `/control/v1/assert`, `/control/v1/exchanges/wait`: the number of payments or exchanges that match; if it is not as
//! expected, the nearest misses field by field.

use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::exchange_view::Exchange;
use super::input::{self, Body};
use super::matcher::{Miss, misses};
use super::payment_view::Payment;
use super::problem::ControlProblem;
use super::{Answered, ok};
use crate::app::App;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::flow::wait::until;
use crate::store::{EventFilter, ExchangeFilter, PaymentFilter};
use crate::web::call::{Call, Example, Method, json as answer, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[Call {
    method: Method::Post,
    path: "/assert",
    operation: "assert",
    summary: "Checks, once or for a given time, that the expected number of payments or exchanges matches. If not (409), \
              the nearest misses are explained field by field.",
    body: Some(schema_of::<Assertion>),
    answer: answer(schema_of::<Holds>, "It holds."),
    example: Example {
        address: "/assert",
        body: "{\"about\":\"payments\",\"match\":{\"order_key\":\"{order}\",\"status\":\"Declined\",\
               \"amount\":{\"at_least\":\"1.00\"}},\"count\":{\"exactly\":1},\"within\":\"5s\"}",
    },
    problems: &["assertion-failed", "too-many-waiting", "unknown-service"],
    route: || Method::Post.route().to(assert),
    ..Call::GET
}];

/// A test's expectation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Assertion {
    /// The rows to count.
    about: About,
    /// Fields as `GET` shows them, each with its value, or with one of `{"contains": "text"}`, `{"at_least": 1}`,
    /// `{"at_most": 1}`, `{"not": value}`. A field inside another one is written with a dot, such as `confirmation.status`.
    /// Of lists (`findings.rule`) one entry must match. Empty matches all.
    #[serde(default)]
    r#match: Map<String, Value>,
    /// The expected number; by default at least one.
    #[serde(default)]
    count: Count,
    /// How long to try until it holds, such as `5s`, at most `300s`; by default it is checked once.
    within: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum About {
    Payments,
    Exchanges,
}

/// A number, or its bounds.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Count {
    exactly: Option<usize>,
    at_least: Option<usize>,
    at_most: Option<usize>,
}

impl Count {
    fn holds(&self, found: usize) -> bool {
        let says_nothing = self.exactly.is_none() && self.at_least.is_none() && self.at_most.is_none();
        let at_least = if says_nothing { Some(1) } else { self.at_least };
        self.exactly.is_none_or(|exactly| found == exactly)
            && at_least.is_none_or(|least| found >= least)
            && self.at_most.is_none_or(|most| found <= most)
    }
}

/// The expectation holds.
#[derive(Debug, Serialize, JsonSchema)]
struct Holds {
    /// The number of matches.
    found: usize,
    /// Their numbers, latest first; at most 100.
    ids: Vec<Value>,
}

/// The maximum number of payments or exchanges of the service and order that are compared; the latest are taken.
const MOST_COMPARED: i64 = 2000;
/// The maximum number of near misses in an answer.
const MOST_MISSES: usize = 3;

/// The result of a comparison.
pub(in crate::web) struct Compared {
    /// True if the expectation holds.
    pub(in crate::web) holds: bool,
    /// The numbers of the matches, latest first.
    pub(in crate::web) matching: Vec<Value>,
    /// The others, nearest first.
    pub(in crate::web) missing: Vec<Miss>,
    /// The number of compared rows.
    pub(in crate::web) looked_at: usize,
}

async fn assert(hub: Hub, body: Body) -> Answered {
    let assertion: Assertion = input::body(body)?;
    let within =
        values::duration("within", assertion.within.as_deref(), Default::default(), values::LONGEST_WAIT)?;
    check_fields(&assertion)?;
    let _place = input::place_to_wait(&hub)?;
    let mut last = None;
    let Named { service_id, order_key, payment_id } = assertion.named()?;
    let concerns = EventFilter { service_id, order_key, payment_id, kind: None };
    let held = until(&hub, within, concerns, async || {
        let compared = compare(&hub, &assertion).await?;
        if compared.holds {
            return Ok::<_, ControlProblem>(Some(compared));
        }
        last = Some(compared);
        Ok(None)
    })
    .await?;
    match (held, last) {
        (Some(compared), _) => ok(&Holds {
            found: compared.matching.len(),
            ids: compared.matching.into_iter().take(100).collect(),
        }),
        (None, Some(compared)) => Err(failed(&assertion, compared)),
        (None, None) => Err(ControlProblem::new("internal", "nothing was compared")),
    }
}

/// The service, order and payment that an assertion names.
struct Named {
    service_id: Option<ServiceId>,
    order_key: Option<OrderKey>,
    payment_id: Option<PaymentId>,
}

impl Assertion {
    fn named(&self) -> Result<Named, ControlProblem> {
        let text = |field: &str| self.r#match.get(field).and_then(Value::as_str).map(str::to_owned);
        Ok(Named {
            service_id: values::service_id(text("service_id"))?,
            order_key: values::order_key(text("order_key"))?,
            payment_id: text("payment_id").map(PaymentId::new),
        })
    }
}

/// Compares once.
pub(in crate::web) async fn tried(hub: &App, assertion: &Assertion) -> Result<Compared, ControlProblem> {
    check_fields(assertion)?;
    compare(hub, assertion).await
}

fn failed(assertion: &Assertion, compared: Compared) -> ControlProblem {
    let found = compared.matching.len();
    let nearest: Vec<Value> = compared.missing.iter().take(MOST_MISSES).map(Miss::explained).collect();
    let detail = match (found, compared.looked_at) {
        (_, 0) => {
            "there is nothing to compare: no call or payment of this service and order is kept".to_owned()
        }
        (found, looked_at) => format!("{found} of {looked_at} match"),
    };
    ControlProblem::new("assertion-failed", detail)
        .with("expected", json!(assertion.count))
        .with("found", json!(found))
        .with("ids", json!(compared.matching.iter().take(100).collect::<Vec<_>>()))
        .with("nearest", json!(nearest))
        .with("looked_at", json!(compared.looked_at))
}

/// Service, order and payment restrict the query; the other fields are compared here.
async fn compare(hub: &App, assertion: &Assertion) -> Result<Compared, ControlProblem> {
    let Named { service_id, order_key, payment_id } = assertion.named()?;
    let rows: Vec<Value> = match assertion.about {
        About::Payments => {
            let filter = PaymentFilter { service_id, order_key, ..PaymentFilter::default() };
            let found = hub.store.list_payments(&filter, None, MOST_COMPARED).await?;
            found.iter().map(|listed| json!(Payment::from(listed))).collect()
        }
        About::Exchanges => {
            let filter = ExchangeFilter { service_id, order_key, payment_id, ..ExchangeFilter::default() };
            let found = hub.store.list_exchanges(&filter, None, MOST_COMPARED).await?;
            found.iter().map(|listed| json!(Exchange::from(listed))).collect()
        }
    };
    let mut compared = Compared { holds: false, matching: vec![], missing: vec![], looked_at: rows.len() };
    for row in rows {
        let differences = misses(&assertion.r#match, &row);
        match differences.is_empty() {
            true => compared.matching.push(row["id"].clone()),
            false => compared.missing.push(Miss { id: row["id"].clone(), differences }),
        }
    }
    compared.missing.sort_by_key(|miss| miss.differences.len());
    compared.holds = assertion.count.holds(compared.matching.len());
    Ok(compared)
}

/// Refuses fields that neither payments nor exchanges have: they would silently match nothing.
fn check_fields(assertion: &Assertion) -> Result<(), ControlProblem> {
    let known: Vec<String> = fields_of(assertion.about).into_iter().map(|(name, _)| name).collect();
    for field in assertion.r#match.keys() {
        if !known.contains(field) {
            let problem =
                ControlProblem::new("unknown-field", format!("`{field}` is not a field that can be matched"))
                    .with("field", json!(field))
                    .with("known", json!(known));
            return Err(problem.similar(field, known.iter().map(String::as_str)));
        }
    }
    Ok(())
}

/// The names of the fields that can be matched, with true for numbers.
pub(in crate::web) fn fields_of(about: About) -> Vec<(String, bool)> {
    let mut generator = SchemaGenerator::default();
    let schema = match about {
        About::Payments => generator.root_schema_for::<Payment>(),
        About::Exchanges => generator.root_schema_for::<Exchange>(),
    }
    .to_value();
    fields(&schema, &schema, "", 0)
}

/// The names of a schema's fields, nested ones with a dot, with true for numbers.
fn fields(root: &Value, schema: &Value, before: &str, depth: usize) -> Vec<(String, bool)> {
    // The views have two levels; the limit guards against a recursive schema.
    if depth > 3 {
        return vec![];
    }
    let referred = |schema: &Value| match schema["$ref"].as_str() {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => schema.clone(),
    };
    let mut names = Vec::new();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let name = format!("{before}{name}");
        let inner = field["anyOf"].get(0).or(field.get("items")).unwrap_or(field);
        names.extend(fields(root, &referred(inner), &format!("{name}."), depth + 1));
        let kind = &field["type"];
        let is_number =
            kind == "integer" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("integer")));
        names.push((name, is_number));
    }
    names.sort();
    names
}
