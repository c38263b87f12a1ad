//! `/console/assert`: tries a test's assertion, and compares the nearest misses field by field.

use actix_web::HttpRequest;
use askama::Template;
use serde_json::{Map, Value, json};

use super::layout::{Console, Section, page};
use super::query::Query;
use super::words::{Refusal, choices};
use crate::domain::finding::one_line;
use crate::web::control::assertion::{About, Assertion, Compared, fields_of, tried};
use crate::web::control::problem::ControlProblem;
use crate::web::curl::token_header;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub};

/// The number of conditions in the form.
const CONDITIONS: usize = 4;
/// The maximum number of near misses shown.
const MOST_MISSES: usize = 5;
/// The maximum number of linked matches.
const MOST_LINKS: usize = 50;

#[derive(Template)]
#[template(path = "console/assertion.html")]
struct AssertionPage {
    f: Frame,
    c: Console,
    q: Query,
    about: Vec<(&'static str, String, bool)>,
    counts: Vec<(&'static str, String, bool)>,
    rows: Vec<Condition>,
    refusal: Option<Refusal>,
    result: Option<Tried>,
    /// The command that makes the same call of the control API.
    curl: String,
}

/// A condition of the form.
struct Condition {
    number: usize,
    fields: Vec<(String, bool)>,
    conditions: Vec<(&'static str, String, bool)>,
    value: String,
}

/// The result.
struct Tried {
    holds: bool,
    found: usize,
    looked_at: usize,
    matching: Vec<Link>,
    missing: Vec<Missing>,
}

/// A link to a payment or a message.
struct Link {
    id: String,
    href: String,
}

/// A near miss.
struct Missing {
    link: Link,
    /// Field, expected value, found value.
    differences: Vec<(String, String, String)>,
}

/// The form, with the result if the address has an assertion.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let t = language.translator();
    let name = if q.get("about") == "exchanges" { "exchanges" } else { "payments" };
    let about = if name == "exchanges" { About::Exchanges } else { About::Payments };
    let known = fields_of(about);
    let mut body = json!({ "about": name });
    let (mut result, mut refusal) = (None, None);
    match asked(name, &known, &q) {
        Ok(asked) => {
            body = asked;
            if q.given("about").is_some() {
                match compared(&hub, &body).await {
                    Ok(compared) => result = Some(Tried::of(&compared, name)),
                    Err(problem) => refusal = Some(Refusal::of(&problem)),
                }
            }
        }
        Err(problem) => refusal = Some(Refusal::of(&problem)),
    }
    let condition = |number: usize| Condition {
        number,
        fields: known
            .iter()
            .map(|(field, _)| (field.clone(), q.get(&format!("field{number}")) == field))
            .collect(),
        conditions: choices(
            &["is", "not", "contains", "at_least", "at_most"],
            q.get(&format!("is{number}")),
            |name| t.get(&format!("assert-{name}")),
        ),
        value: q.shown(&format!("value{number}")),
    };
    let body = body.to_string().replace('\'', "'\\''");
    Ok(page(
        &language,
        &AssertionPage {
            c: Console::new(&hub, &language, Section::Assert, "").await?,
            about: choices(&["payments", "exchanges"], name, |name| t.get(&format!("assert-about-{name}"))),
            counts: choices(&["at_least", "exactly", "at_most"], q.get("count"), |name| {
                t.get(&format!("assert-count-{name}"))
            }),
            rows: (1..=CONDITIONS).map(condition).collect(),
            refusal,
            result,
            curl: format!("curl{} -d '{body}' {}/control/v1/assert", token_header(&hub), hub.public_url),
            f: Frame::new(&language),
            q,
        },
    ))
}

async fn compared(hub: &Hub, asked: &Value) -> Result<Compared, ControlProblem> {
    let assertion: Assertion = serde_json::from_value(asked.clone())
        .map_err(|error| ControlProblem::new("invalid-value", error.to_string()))?;
    tried(hub, &assertion).await
}

/// The body of the equivalent call of the control API.
fn asked(about: &str, known: &[(String, bool)], q: &Query) -> Result<Value, ControlProblem> {
    let mut expected = Map::new();
    for number in 1..=CONDITIONS {
        let Some(field) = q.given(&format!("field{number}")) else { continue };
        let is_number = known.iter().any(|(name, is_number)| *name == field && *is_number);
        let value = value(q.get(&format!("value{number}")), is_number);
        let expectation = match q.get(&format!("is{number}")) {
            "" | "is" => value,
            condition => json!({ condition: value }),
        };
        if expected.insert(field.clone(), expectation).is_some() {
            let detail = format!("`{field}` has two conditions");
            return Err(ControlProblem::new("invalid-value", detail).hint("give each field one condition"));
        }
    }
    let count = match q.get("number") {
        "" => json!({}),
        text => {
            let number: usize = text.parse().map_err(|_| {
                ControlProblem::new("invalid-value", format!("`{text}` is no number of matches"))
                    .hint("give a whole number from 0 on")
            })?;
            let name =
                q.given("count").filter(|name| ["at_least", "exactly", "at_most"].contains(&name.as_str()));
            json!({ (name.unwrap_or_else(|| "at_least".to_owned())): number })
        }
    };
    Ok(json!({ "about": about, "match": expected, "count": count }))
}

/// A value in JSON; an empty text is null.
fn value(text: &str, is_number: bool) -> Value {
    match text.parse::<i64>() {
        _ if text.is_empty() => Value::Null,
        Ok(number) if is_number => json!(number),
        _ => json!(text),
    }
}

/// A value for display, without quotation marks.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => one_line(text),
        other => one_line(&other.to_string()),
    }
}

impl Link {
    fn of(id: &Value, about: &str) -> Self {
        let id = shown(id);
        let list = if about == "exchanges" { "messages" } else { "payments" };
        Self { href: format!("/console/{list}/{id}"), id }
    }
}

impl Tried {
    fn of(compared: &Compared, about: &str) -> Self {
        let missing = compared.missing.iter().take(MOST_MISSES).map(|miss| Missing {
            link: Link::of(&miss.id, about),
            differences: miss
                .differences
                .iter()
                .map(|one| (one.field.clone(), shown(&one.expected), shown(&one.found)))
                .collect(),
        });
        Self {
            holds: compared.holds,
            found: compared.matching.len(),
            looked_at: compared.looked_at,
            missing: missing.collect(),
            matching: compared.matching.iter().take(MOST_LINKS).map(|id| Link::of(id, about)).collect(),
        }
    }
}
