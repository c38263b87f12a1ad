//! `/console/payments/start`: a payment without a browser, and planned outcomes of orders.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use askama::Template;

use super::layout::{Console, Section};
use super::list::services;
use super::query::Query;
use super::words::{Refusal, choices};
use crate::domain::finding::one_line;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::language::Language;
use crate::domain::outcome::{OUTCOMES, OutcomeRule};
use crate::domain::test_card::TestCard;
use crate::flow::planned_outcome::plan_outcome;
use crate::flow::services::current_service;
use crate::web::control::payment_start::{Property, StartPayment, begin};
use crate::web::control::problem::ControlProblem;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;

/// The maximum number of plans listed.
const MOST_PLANS: i64 = 200;

#[derive(Template)]
#[template(path = "console/payment_start.html")]
struct StartPage {
    f: Frame,
    c: Console,
    /// The entries, or the parameters of the address.
    q: Query,
    refusal: Option<Refusal>,
    services: Vec<(String, bool)>,
    instruments: Vec<(&'static str, String, bool)>,
    outcomes: Vec<(&'static str, String, bool)>,
    /// Number, outcome, and true for the chosen one.
    cards: Vec<(&'static str, String, bool)>,
    languages: Vec<(&'static str, String, bool)>,
    plans: Vec<Plan>,
    address: String,
}

/// A planned outcome of an order.
struct Plan {
    service: String,
    order: String,
    outcome: &'static str,
}

/// The form.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    page(&hub, &language, Query::of(&request), None).await
}

async fn page(
    hub: &Hub,
    language: &RequestLanguage,
    q: Query,
    refused: Option<&ControlProblem>,
) -> PageResult {
    let offered: Vec<&'static str> = hub.config.instruments.iter().map(|one| one.id.as_str()).collect();
    let outcomes: Vec<&'static str> = OUTCOMES.iter().map(|rule| rule.name).collect();
    let plans = hub.store.planned_outcomes(None, MOST_PLANS).await?;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = StartPage {
        c: Console::new(hub, language, Section::Payments, q.get("notice")).await?,
        refusal: refused.map(Refusal::of),
        services: services(hub, q.get("service")),
        instruments: choices(&offered, q.get("instrument"), str::to_owned),
        outcomes: choices(&outcomes, q.get("outcome"), str::to_owned),
        cards: TestCard::all()
            .map(|card| {
                let words = format!("{} · {}", card.grouped(), OutcomeRule::of(card.outcome).name);
                (card.number, words, card.number == q.get("card"))
            })
            .collect(),
        languages: Language::ALL
            .map(|one| (one.code(), one.endonym().to_owned(), one.code() == q.get("language")))
            .into(),
        plans: plans
            .iter()
            .map(|plan| Plan {
                service: one_line(plan.service_id.as_str()),
                order: one_line(plan.order_key.as_str()),
                outcome: OutcomeRule::of(plan.outcome).name,
            })
            .collect(),
        address: hub.public_url.clone(),
        f: Frame::new(language),
        q,
    };
    Ok(render(status, language, &page))
}

/// Pays and redirects to the payment, or shows why there is none.
pub(super) async fn start(hub: Hub, language: RequestLanguage, body: Bytes) -> PageResult {
    let form = Form::read(&body);
    let started = match wanted(&form) {
        Ok(wanted) => begin(&hub, wanted).await,
        Err(problem) => Err(problem),
    };
    match started {
        Ok(id) => Ok(see_other(format!("/console/payments/{id}?notice=payment-started"))),
        Err(problem) => page(&hub, &language, Query::of_form(&form), Some(&problem)).await,
    }
}

fn wanted(form: &Form) -> Result<StartPayment, ControlProblem> {
    let given = |name: &str| Some(form.get(name)).filter(|value| !value.is_empty()).map(str::to_owned);
    Ok(StartPayment {
        service_id: form.get("service").to_owned(),
        order_key: form.get("order").to_owned(),
        return_url: given("return_url"),
        chosen_order: given("chosen_order"),
        instrument: given("instrument"),
        card: given("card"),
        outcome: given("outcome"),
        amount: given("amount"),
        customer_id: given("customer_id"),
        properties: properties(form.get("properties"))?,
        language: given("language"),
        ..StartPayment::default()
    })
}

/// Properties, one per line: `Name=value`, or `LineID|Name=value` for those of a line.
fn properties(text: &str) -> Result<Vec<Property>, ControlProblem> {
    let lines = text.lines().map(str::trim).zip(1..).filter(|(line, _)| !line.is_empty());
    lines
        .map(|(line, number)| {
            let (name, value) = line.split_once('=').ok_or_else(|| {
                let detail = format!("line {number} of the properties has no `=`");
                ControlProblem::new("invalid-value", detail)
                    .hint("write Name=value, or LineID|Name=value for a property of a line of the order")
            })?;
            let (line_id, name) = match name.split_once('|') {
                Some((line_id, name)) => (Some(line_id.trim().to_owned()), name),
                None => (None, name),
            };
            Ok(Property { line_id, name: name.trim().to_owned(), value: value.trim().to_owned() })
        })
        .collect()
}

/// Plans the outcome of an order's payments, or removes the plan.
pub(super) async fn plan(hub: Hub, body: Bytes) -> PageResult {
    let form = Form::read(&body);
    let (service, order) = (ServiceId::parse(form.get("service")), OrderKey::given(form.get("order")));
    let outcome = match form.get("outcome") {
        "" => Some(None),
        name => OutcomeRule::find(name).map(|rule| Some(rule.outcome)),
    };
    let (Ok(service), Ok(order), Some(outcome)) = (service, order, outcome) else {
        return Ok(see_other("/console/payments/start?notice=invalid#plans"));
    };
    if outcome.is_some() && current_service(&hub, &service).await?.is_none() {
        return Ok(see_other("/console/payments/start?notice=invalid#plans"));
    }
    plan_outcome(&hub, &service, &order, outcome).await?;
    let notice = if outcome.is_some() { "planned" } else { "plan-taken-back" };
    Ok(see_other(format!("/console/payments/start?notice={notice}#plans")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_one_a_line() {
        let read = properties("Adresa=str. 1, ap. 2\r\n\n L1 | Contor = 42=x \n").unwrap();
        let read: Vec<_> =
            read.iter().map(|one| (one.line_id.as_deref(), one.name.as_str(), one.value.as_str())).collect();
        assert_eq!(read, [(None, "Adresa", "str. 1, ap. 2"), (Some("L1"), "Contor", "42=x")]);
        assert!(properties("a=1\nAdresa").unwrap_err().detail().contains("line 2"));
    }
}
