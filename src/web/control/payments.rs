//! `/control/v1/payments`: the payments and their results.

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::Serialize;

use super::payment_evidence::EVIDENCE;
use super::payment_force::FORCE;
use super::payment_start::START;
use super::payment_view::{Payment, PaymentDetails};
use super::payment_wait::WAIT;
use super::{Answered, Id, input, named, ok};
use crate::domain::language::Language;
use crate::domain::scenario::ScenarioVerdict;
use crate::flow::payment_history::history;
use crate::i18n::Translator;
use crate::store::Position;
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::lists::latest::Scope;
use crate::web::lists::{List, Payments, page, values};
use crate::web::page::Hub;
use crate::web::timeline::{Entry, of_payment};

pub(super) static CALLS: &[Call] = &[
    START,
    Call {
        path: "/payments",
        operation: "listPayments",
        summary: "The payments that match a filter, latest first, page by page.",
        query: Some(schema_of::<Payments>),
        answer: json(schema_of::<PaymentList>, "The payments of this page."),
        example: at("/payments?service_id=ADP02&status=Authorized&limit=10"),
        route: || Method::Get.route().to(list),
        ..Call::GET
    },
    Call {
        path: "/payments/{id}",
        operation: "getPayment",
        summary: "A payment with its invoice, visit, exchanges and timeline.",
        query: Some(schema_of::<Scope>),
        answer: json(schema_of::<PaymentDetails>, "The payment."),
        example: at("/payments/latest?order_key={order}"),
        problems: &["unknown-payment"],
        route: || Method::Get.route().to(get),
        ..Call::GET
    },
    Call {
        path: "/payments/{id}/timeline",
        operation: "getTimeline",
        summary: "What happened to a payment, in order, and which steps were not reached: the timeline that the console shows \
                  beside it.",
        query: Some(schema_of::<Scope>),
        answer: json(schema_of::<Timeline>, "The timeline."),
        example: at("/payments/latest/timeline?order_key={order}"),
        problems: &["unknown-payment"],
        route: || Method::Get.route().to(timeline),
        ..Call::GET
    },
    WAIT,
    FORCE,
    EVIDENCE,
];

/// A page of payments.
#[derive(Debug, Serialize, JsonSchema)]
struct PaymentList {
    payments: Vec<Payment>,
    /// The value of `before` for the next page; null on the last page.
    next: Option<String>,
}

async fn list(hub: Hub, request: HttpRequest) -> Answered {
    let query: Payments = input::query(&request)?;
    let limit = values::limit(query.limit)?;
    let position = Position::from(query.before.as_deref().map(Payments::id));
    let page = page::<Payments>(&hub, &query.filter()?, position, limit).await?;
    ok(&PaymentList {
        payments: page.rows.iter().map(Payment::from).collect(),
        next: page.older.map(|id| id.to_string()),
    })
}

async fn get(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let id = named::payment_id(&hub, &id, &request).await?;
    let history = history(&hub, &id).await?.ok_or_else(|| named::no_payment(id.as_str()))?;
    ok(&PaymentDetails::of(&history, &hub.public_url))
}

/// The timeline of a payment.
#[derive(Debug, Serialize, JsonSchema)]
struct Timeline {
    payment_id: String,
    /// Oldest first; the steps that were not reached come last.
    entries: Vec<TimelineEntry>,
}

/// One entry of the timeline.
#[derive(Debug, Serialize, JsonSchema)]
struct TimelineEntry {
    /// The time, on the hub's clock; null if the step was not reached.
    at: Option<String>,
    /// The kind of an event, such as `payment.authorized`, or the operation of a call to the e-Service.
    what: String,
    /// `ok`, `warn`, `bad`, or `wait` if the step was not reached.
    class: &'static str,
    /// The step in words.
    title: String,
    /// Details; may be empty.
    detail: String,
    /// The recorded call; null if there is none, or if it is no longer stored.
    exchange_id: Option<i64>,
    /// The verdict on the applied scenario: `passed`, `warning`, `failed`, `inconclusive` or `pending`.
    verdict: Option<&'static str>,
}

impl From<Entry> for TimelineEntry {
    fn from(entry: Entry) -> Self {
        let Entry { at, what, class, title, detail, exchange_id, ruling } = entry;
        let (at, verdict) = (at.map(|at| at.to_string()), ruling.map(ScenarioVerdict::name));
        Self { at, what, class, title, detail, exchange_id, verdict }
    }
}

async fn timeline(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let id = named::payment_id(&hub, &id, &request).await?;
    let history = history(&hub, &id).await?.ok_or_else(|| named::no_payment(id.as_str()))?;
    let entries = of_payment(&Translator::of(Language::English), &history);
    ok(&Timeline {
        payment_id: id.to_string(),
        entries: entries.into_iter().map(TimelineEntry::from).collect(),
    })
}
