//! `/control/v1/confirmations`: confirmations, and the operations on them.

use std::time::Duration;

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::confirmation_redrive::REDRIVE;
use super::confirmation_view::{Confirmation, ConfirmationDetails};
use super::input::{self, Body};
use super::problem::ControlProblem;
use super::{Answered, Id, named, ok};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::ids::PaymentId;
use crate::flow::confirmation_operations::{
    MOST_DUPLICATES, Operated, attempts, duplicate, halt, resume, send_again, send_now,
};
use crate::store::{PaymentFilter, Position};
use crate::web::call::{Call, Example, Method, at, bytes, json, schema_of};
use crate::web::download;
use crate::web::lists::latest::Scope;
use crate::web::lists::{List, Payments, page, values};
use crate::web::page::Hub;

/// An operation on one confirmation.
const fn operation(
    path: &'static str,
    operation: &'static str,
    summary: &'static str,
    example: Example,
    route: fn() -> actix_web::Route,
) -> Call {
    Call {
        method: Method::Post,
        path,
        operation,
        summary,
        query: Some(schema_of::<Scope>),
        answer: json(schema_of::<Done>, "What was done, and how the confirmation stands."),
        example,
        problems: &["unknown-payment", "unknown-confirmation", "wrong-state"],
        route,
        ..Call::GET
    }
}

pub(super) static CALLS: &[Call] = &[
    Call {
        path: "/confirmations",
        operation: "listConfirmations",
        summary: "The confirmations that match a filter, latest payment first, page by page.",
        query: Some(schema_of::<ListQuery>),
        answer: json(schema_of::<ConfirmationList>, "The confirmations of this page."),
        example: at("/confirmations?status=Confirmed"),
        route: || Method::Get.route().to(list),
        ..Call::GET
    },
    Call {
        path: "/confirmations/{id}",
        operation: "getConfirmation",
        summary: "A confirmation by its payment's number: its content and every attempt.",
        query: Some(schema_of::<Scope>),
        answer: json(schema_of::<ConfirmationDetails>, "The confirmation."),
        example: at("/confirmations/{paid}"),
        problems: &["unknown-payment", "unknown-confirmation"],
        route: || Method::Get.route().to(get),
        ..Call::GET
    },
    Call {
        path: "/confirmations/{id}/confirmation.xml",
        operation: "getConfirmationXml",
        summary: "The unsigned content of the confirmation's Body, the same at every attempt.",
        query: Some(schema_of::<Scope>),
        answer: bytes("application/octet-stream", "The XML, UTF-8."),
        example: at("/confirmations/latest/confirmation.xml"),
        problems: &["unknown-payment", "unknown-confirmation"],
        route: || Method::Get.route().to(xml),
        ..Call::GET
    },
    operation(
        "/confirmations/{id}/send-now",
        "sendNow",
        "Makes one attempt at once, without changing the schedule; for unconfirmed confirmations.",
        at("/confirmations/{failing}/send-now"),
        || {
            Method::Post
                .route()
                .to(async |hub, id, request| operate(hub, id, request, Operation::SendNow).await)
        },
    ),
    operation(
        "/confirmations/{id}/send-again",
        "sendAgain",
        "Makes one attempt at once, whatever the status. A confirmed one stays confirmed.",
        at("/confirmations/{paid}/send-again"),
        || {
            Method::Post
                .route()
                .to(async |hub, id, request| operate(hub, id, request, Operation::SendAgain).await)
        },
    ),
    operation(
        "/confirmations/{id}/halt",
        "haltConfirmation",
        "Stops the attempts until the confirmation is resumed.",
        at("/confirmations/{failing}/halt"),
        || Method::Post.route().to(async |hub, id, request| operate(hub, id, request, Operation::Halt).await),
    ),
    operation(
        "/confirmations/{id}/resume",
        "resumeConfirmation",
        "Makes a halted confirmation due at once; its schedule goes on where it stood.",
        at("/confirmations/{failing}/resume"),
        || {
            Method::Post
                .route()
                .to(async |hub, id, request| operate(hub, id, request, Operation::Resume).await)
        },
    ),
    Call {
        method: Method::Post,
        path: "/confirmations/{id}/duplicate",
        operation: "duplicateConfirmation",
        summary: "Sends the same confirmation several times more, together or with a gap on the hub's clock.",
        query: Some(schema_of::<Scope>),
        body: Some(schema_of::<Duplicate>),
        answer: json(schema_of::<Done>, "What was done, and how the confirmation stands."),
        example: Example {
            address: "/confirmations/{paid}/duplicate",
            body: "{\"count\":2,\"gap\":\"301s\"}",
        },
        problems: &["unknown-payment", "unknown-confirmation", "wrong-state"],
        route: || Method::Post.route().to(duplicates),
    },
    REDRIVE,
];

/// A filter of confirmations; every field is optional.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this service.
    service_id: Option<String>,
    /// Of this order.
    order_key: Option<String>,
    /// `Pending`, `InFlight`, `Confirmed`, `Halted` or `GaveUp`, in any case.
    status: Option<String>,
    /// Of payments started before this one: `next` of the previous page.
    before: Option<String>,
    /// The maximum number of rows, 1 to 200; 50 by default.
    limit: Option<i64>,
}

/// A page of confirmations.
#[derive(Debug, Serialize, JsonSchema)]
struct ConfirmationList {
    confirmations: Vec<Confirmation>,
    /// The value of `before` for the next page; null on the last page.
    next: Option<String>,
}

async fn list(hub: Hub, request: HttpRequest) -> Answered {
    let query: ListQuery = input::query(&request)?;
    let status = values::name("status", query.status.as_deref(), ConfirmationState::NAMES)?;
    let filter = PaymentFilter {
        service_id: values::service_id(query.service_id)?,
        order_key: values::order_key(query.order_key)?,
        confirmation_status: status.and_then(ConfirmationState::parse),
        has_confirmation: true,
        ..PaymentFilter::default()
    };
    let limit = values::limit(query.limit)?;
    let position = Position::from(query.before.as_deref().map(Payments::id));
    let page = page::<Payments>(&hub, &filter, position, limit).await?;
    ok(&ConfirmationList {
        confirmations: page.rows.iter().filter_map(Confirmation::of).collect(),
        next: page.older.map(|id| id.to_string()),
    })
}

async fn get(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let id = named::confirmation_id(&hub, &id, &request).await?;
    let listed = hub.store.listed_payment(&id).await?.ok_or_else(|| named::no_payment(id.as_str()))?;
    let queued = hub.store.confirmation(&id).await?.ok_or_else(|| no_confirmation(&id))?;
    let confirmation = Confirmation::of(&listed).ok_or_else(|| no_confirmation(&id))?;
    ok(&ConfirmationDetails::of(confirmation, queued.body_xml, &attempts(&hub, &id).await?))
}

async fn xml(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let id = named::confirmation_id(&hub, &id, &request).await?;
    if hub.store.payment(&id).await?.is_none() {
        return Err(named::no_payment(id.as_str()));
    }
    let queued = hub.store.confirmation(&id).await?.ok_or_else(|| no_confirmation(&id))?;
    Ok(download::octets(&format!("confirmation-{id}.xml"), queued.body_xml.into_bytes()))
}

fn no_confirmation(id: &PaymentId) -> ControlProblem {
    ControlProblem::new("unknown-confirmation", format!("payment {id} has no confirmation"))
}

/// The operations on a confirmation.
#[derive(Debug, Clone, Copy)]
enum Operation {
    SendNow,
    SendAgain,
    Halt,
    Resume,
}

/// The result.
#[derive(Debug, Serialize, JsonSchema)]
struct Done {
    /// `done`, or `already_so` if it was already done or requested.
    result: &'static str,
    confirmation: Option<Confirmation>,
}

async fn operate(hub: Hub, id: Id, request: HttpRequest, operation: Operation) -> Answered {
    let id = named::confirmation_id(&hub, &id, &request).await?;
    let operated = match operation {
        Operation::SendNow => send_now(&hub, &id).await?,
        Operation::SendAgain => send_again(&hub, &id).await?,
        Operation::Halt => halt(&hub, &id).await?,
        Operation::Resume => resume(&hub, &id).await?,
    };
    done(&hub, &id, operated).await
}

async fn done(hub: &Hub, id: &PaymentId, operated: Operated) -> Answered {
    let listed = hub.store.listed_payment(id).await?.ok_or_else(|| named::no_payment(id.as_str()))?;
    let confirmation = Confirmation::of(&listed);
    let wrong = |detail: &str, hint: &str| {
        Err(ControlProblem::new("wrong-state", detail).hint(hint).with("present", json!(confirmation)))
    };
    match operated {
        Operated::Done => ok(&Done { result: "done", confirmation }),
        Operated::AlreadySo => ok(&Done { result: "already_so", confirmation }),
        Operated::NotFound => Err(no_confirmation(id)),
        Operated::AlreadyConfirmed => {
            wrong("the e-Service has accepted the confirmation", "send-again and duplicate send it once more")
        }
        Operated::InFlight => wrong("an attempt is under way", "wait for its end, or send-again"),
    }
}

/// The number and the gap.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Duplicate {
    /// The number of further calls, 1 to 1000.
    count: u32,
    /// The time between them on the hub's clock, such as `301s` or `72h`; by default all at once.
    gap: Option<String>,
}

async fn duplicates(hub: Hub, id: Id, request: HttpRequest, body: Body) -> Answered {
    let given: Duplicate = input::body(body)?;
    if !(1..=MOST_DUPLICATES).contains(&given.count) {
        let detail = format!("`count` is {}, expected 1 to {MOST_DUPLICATES}", given.count);
        return Err(ControlProblem::new("invalid-value", detail));
    }
    let month = Duration::from_secs(31 * 24 * 60 * 60);
    let gap = values::duration("gap", given.gap.as_deref(), Duration::ZERO, month)?;
    let id = named::confirmation_id(&hub, &id, &request).await?;
    let operated = duplicate(&hub, &id, given.count, gap).await?;
    done(&hub, &id, operated).await
}
