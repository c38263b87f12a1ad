//! `POST /control/v1/payments`: a payment without a browser.

use actix_web::{HttpResponse, http::StatusCode};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::exchange_view::FoundRule;
use super::input::{self, Body};
use super::payment_view::PaymentDetails;
use super::payment_wait::wait_for;
use super::problem::ControlProblem;
use super::wanted_state::Wanted;
use super::{Answered, named};
use crate::app::App;
use crate::domain::idn;
use crate::domain::ids::PaymentId;
use crate::domain::invoice::NotPayable;
use crate::domain::language::Language;
use crate::domain::order::OrderDetails;
use crate::domain::outcome::{OUTCOMES, Outcome, OutcomeRule};
use crate::domain::payer_input::{Field, Mistake, PropertyValue, asked_properties};
use crate::domain::test_card::TestCard;
use crate::flow::invoice_generation::PaymentPage;
use crate::flow::payment_method_selection::InvalidChoice;
use crate::flow::payment_page_request::PaymentPageRequest;
use crate::flow::payment_without_browser::{NoPayment, WantedPayment, pay};
use crate::store::EventFilter;
use crate::web::call::{Answer, Call, Example, Method, json, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) const START: Call = Call {
    method: Method::Post,
    path: "/payments",
    operation: "startPayment",
    summary: "Pays an order without a browser, from the payment page request to the payer's return. The queue sends the \
              confirmation; `wait_for` waits for it.",
    body: Some(schema_of::<StartPayment>),
    answer: Answer { status: 201, ..json(schema_of::<PaymentDetails>, "The payment in its current state.") },
    example: Example {
        address: "/payments",
        body: "{\"service_id\":\"ADP02\",\"order_key\":\"{order}\",\"outcome\":\"declined\",\"wait_for\":\"Decided\"}",
    },
    problems: &[
        "unknown-service",
        "unknown-order",
        "not-payable",
        "invalid-choice",
        "wait-timed-out",
        "wrong-state",
        "e-service-unreachable",
        "e-service-no-tls",
        "e-service-no-reply",
        "e-service-failed",
        "e-service-timeout",
        "too-many-waiting",
    ],
    route: || Method::Post.route().to(start),
    ..Call::GET
};

/// A payer's parameters and choices.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct StartPayment {
    /// `ServiceID`.
    pub(in crate::web) service_id: String,
    /// `OrderKey`.
    pub(in crate::web) order_key: String,
    /// `ReturnUrl`.
    pub(in crate::web) return_url: Option<String>,
    /// The key of the order to pay, if the reply has several.
    pub(in crate::web) chosen_order: Option<String>,
    /// The instrument's short name, such as `card-demo-1` or `mia`; by default a card.
    pub(in crate::web) instrument: Option<String>,
    /// The number of a test card, or the name of an outcome that a test card has. As on the card page, an outcome requested
    /// by the order's key or amount takes precedence.
    pub(in crate::web) card: Option<String>,
    /// The name of an outcome, such as `approved`, `declined` or `pending-paid`; it takes precedence over everything else.
    pub(in crate::web) outcome: Option<String>,
    /// The amount as a payer types it, such as `100.00`; by default the amount due.
    pub(in crate::web) amount: Option<String>,
    /// The payer's IDNP or IDNO, if the order asks for one.
    pub(in crate::web) customer_id: Option<String>,
    /// The values of properties that the order asks for.
    #[serde(default)]
    pub(in crate::web) properties: Vec<Property>,
    /// The language of the order request: `ro`, `ru` or `en`.
    pub(in crate::web) language: Option<String>,
    /// `Decided`, `Confirmed`, or another status to wait for. If it cannot be reached, the answer comes at once (409).
    pub(in crate::web) wait_for: Option<String>,
    /// The maximum wait, such as `30s`; at most `300s`.
    pub(in crate::web) timeout: Option<String>,
}

/// The value of a property.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Property {
    /// The line of the property; by default the order itself, else each line that has a property of this name.
    pub(in crate::web) line_id: Option<String>,
    pub(in crate::web) name: String,
    pub(in crate::web) value: String,
}

async fn start(hub: Hub, body: Body) -> Answered {
    let given: StartPayment = input::body(body)?;
    let patience = values::patience(given.timeout.as_deref())?;
    let wanted = given.wait_for.as_deref().map(Wanted::parse).transpose()?;
    let payment = begin(&hub, given).await?;
    let wanted = wanted.unwrap_or(Wanted::Anything);
    let concerns = EventFilter { payment_id: Some(payment.clone()), ..EventFilter::default() };
    let details = wait_for(&hub, patience, (&wanted, concerns), async || Ok(Some(payment.clone()))).await?;
    super::json(HttpResponse::build(StatusCode::CREATED), &details)
}

/// Pays as requested, without waiting. Returns the payment's number.
///
/// # Errors
/// The reason why there is no payment.
pub(in crate::web) async fn begin(hub: &App, given: StartPayment) -> Result<PaymentId, ControlProblem> {
    named::registered(hub, values::service_id(Some(given.service_id.clone()))?.as_ref()).await?;
    pay(hub, wanted_payment(hub, given)?).await?.map_err(|why| no_payment(hub, &why))
}

fn wanted_payment(hub: &App, given: StartPayment) -> Result<WantedPayment, ControlProblem> {
    let language = language(hub, given.language.as_deref())?;
    let properties = given
        .properties
        .into_iter()
        .map(|Property { line_id, name, value }| PropertyValue { line_id, name, value })
        .collect();
    Ok(WantedPayment {
        request: PaymentPageRequest {
            service_id: given.service_id,
            order_key: given.order_key,
            return_url: given.return_url.unwrap_or_default(),
        },
        chosen_order: values::order_key(given.chosen_order)?,
        instrument: given.instrument,
        card: given.card.as_deref().map(test_card).transpose()?,
        outcome: given.outcome.as_deref().map(outcome).transpose()?,
        amount: given.amount,
        customer_id: given.customer_id.unwrap_or_default(),
        properties,
        language,
    })
}

/// The language with this code; by default the hub's.
pub(super) fn language(hub: &App, code: Option<&str>) -> Result<Language, ControlProblem> {
    let Some(code) = code else { return Ok(hub.config.language) };
    Language::parse(code).ok_or_else(|| {
        ControlProblem::new("invalid-value", format!("`language` is `{code}`")).hint("expected ro, ru or en")
    })
}

/// The outcome with this name; the error lists all names.
pub(super) fn outcome(name: &str) -> Result<Outcome, ControlProblem> {
    if let Some(rule) = OutcomeRule::find(name) {
        return Ok(rule.outcome);
    }
    let names = OUTCOMES.iter().map(|rule| rule.name);
    let problem = ControlProblem::new("invalid-value", format!("`{name}` is the name of no outcome"));
    let all = names.clone().collect::<Vec<_>>().join(", ");
    Err(problem.hint(format!("there are {all}")).similar(name, names))
}

/// A test card by its number or its outcome. An unknown number is not repeated in the error.
fn test_card(given: &str) -> Result<TestCard, ControlProblem> {
    if let Some(card) = TestCard::find(given) {
        return Ok(card);
    }
    if given.bytes().filter(u8::is_ascii_digit).count() > 5 {
        return Err(ControlProblem::new("invalid-value", "`card` is no test card")
            .hint("GET /control/v1/outcomes lists the test cards; never give the number of a real one"));
    }
    let wanted = outcome(given)?;
    TestCard::all().find(|card| card.outcome == wanted).ok_or_else(|| {
        ControlProblem::new("invalid-value", format!("no test card stands for `{given}`"))
            .hint("use `outcome`")
    })
}

fn no_payment(hub: &App, why: &NoPayment) -> ControlProblem {
    match why {
        NoPayment::NotPayable(reason, page) => {
            let name = match reason {
                NotPayable::AlreadyPaid => "already-paid",
                NotPayable::Expired(_) => "expired",
                NotPayable::Cancelled => "cancelled",
                NotPayable::Completed => "completed",
                NotPayable::Refunding => "refunding",
                NotPayable::Refunded => "refunded",
                NotPayable::Currency => "currency",
                NotPayable::NoAmount => "no-amount",
            };
            let findings: Vec<_> = page.findings.iter().map(FoundRule::from).collect();
            let problem = match page.paid_by.as_ref().filter(|_| *reason == NotPayable::AlreadyPaid) {
                Some(payment) => ControlProblem::new("not-payable", paid_and_confirmed(page, &payment.id))
                    .hint(format!(
                        "GET /control/v1/payments/{} shows the payment; place another order to pay again",
                        payment.id
                    ))
                    .with("payment_id", json!(payment.id.as_str())),
                None if *reason == NotPayable::NoAmount => ControlProblem::new(
                    "not-payable",
                    "the order has no amount due, and the payer may not enter one",
                )
                .hint("the findings about the reply say what to send"),
                None => ControlProblem::new("not-payable", format!("the order is `{name}`")),
            };
            problem.with("reason", json!(name)).with("findings", json!(findings))
        }
        NoPayment::PaidHere(here) => {
            let (queued, last) = &**here;
            let (payment, status) = (&queued.payment_id, queued.status.name());
            let detail = format!(
                "paid here by payment {payment}, not yet known to the e-Service: its confirmation is {status}{}",
                last.as_ref().map(|last| format!(", last {last}")).unwrap_or_default()
            );
            ControlProblem::new("not-payable", detail)
                .hint(format!("send it again by POST /control/v1/confirmations/{payment}/send-now, or on the payment's page of the console"))
                .with("reason", json!("already-paid"))
                .with("payment_id", json!(payment.as_str()))
        }
        NoPayment::SeveralOrders(keys) => {
            let keys: Vec<_> = keys.iter().map(ToString::to_string).collect();
            ControlProblem::new(
                "invalid-choice",
                format!("the reply holds several orders: {}", keys.join(", ")),
            )
            .hint("name one of them in `chosen_order`")
            .with("orders", json!(keys))
        }
        NoPayment::UnknownProperty(given, order) => {
            let of = |line: Option<&str>| line.map(|line| format!(" of line `{line}`")).unwrap_or_default();
            let line = given.line_id.as_deref();
            let detail = format!("the order asks for no property `{}`{}", given.name, of(line));
            let problem = ControlProblem::new("invalid-choice", detail);
            let asked: Vec<_> = asked_properties(order)
                .map(|(_, line, property)| format!("`{}`{}", property.name, of(line)))
                .collect();
            let problem = match asked[..] {
                [] => problem.hint("it asks for none: leave out `properties`"),
                _ => problem.hint(format!("it asks for {}", asked.join(", "))),
            };
            let names = asked_properties(order).map(|(_, _, property)| property.name.as_str());
            if line.is_some() { problem } else { problem.similar(&given.name, names) }
        }
        NoPayment::Invalid(mistakes, order) => {
            let mistakes: Vec<_> = mistakes.iter().map(|mistake| mistake_of(hub, mistake, order)).collect();
            let found: Vec<_> = mistakes
                .iter()
                .filter_map(|mistake| mistake["mistake"].as_str())
                .map(str::to_owned)
                .collect();
            let problem = ControlProblem::new("invalid-choice", found.join("; "));
            let problem = match mistakes.iter().any(|mistake| mistake["field"] == "customer_id") {
                true => problem.hint(format!(
                    "give `customer_id`: an IDNP or IDNO with a valid checksum, such as {}, or the number of a foreign document",
                    idn::EXAMPLE
                )),
                false => problem,
            };
            problem.with("mistakes", json!(mistakes))
        }
    }
}

/// Without an amount: that of a paid invoice is from before the payment.
fn paid_and_confirmed(page: &PaymentPage, payment: &PaymentId) -> String {
    let status = page.invoice.order.status.as_str();
    format!("paid here by payment {payment}, and confirmed; the e-Service now says {status}")
}

fn mistake_of(hub: &App, mistake: &InvalidChoice, order: &OrderDetails) -> serde_json::Value {
    match mistake {
        InvalidChoice::Instrument => {
            let offered: Vec<_> = hub.config.instruments.iter().map(|one| one.id.as_str()).collect();
            let detail = format!("no instrument that is offered: there are {}", offered.join(", "));
            json!({ "field": "instrument", "mistake": detail, "offered": offered })
        }
        InvalidChoice::Amount(payable) => json!({
            "field": "amount",
            "mistake": match payable.is_free() {
                true => format!("the amount must be {} to {} lei", payable.min.to_xml(), payable.max.to_xml()),
                false => format!("the amount must be {} lei", payable.max.to_xml()),
            },
            "min": payable.min.to_xml(),
            "max": payable.max.to_xml(),
        }),
        InvalidChoice::Field(Field::CustomerId, mistake) => {
            let found = if *mistake == Mistake::Missing { "is missing" } else { "is not valid" };
            let example = idn::EXAMPLE;
            let detail = format!(
                "customer_id {found}: the order asks for the payer's IDNP or IDNO, such as {example}"
            );
            json!({ "field": "customer_id", "mistake": detail })
        }
        InvalidChoice::Field(Field::Property { line, index }, mistake) => {
            let (line_id, properties) = match line.and_then(|line| order.lines.get(line)) {
                Some(line) => (Some(line.line_id.as_str()), &line.properties),
                None => (None, &order.properties),
            };
            let name = properties.get(*index).map_or("", |property| property.name.as_str());
            json!({
                "field": "properties",
                "line_id": line_id,
                "name": name,
                "mistake": format!("property {name}: {}", mistake.key()),
            })
        }
    }
}
