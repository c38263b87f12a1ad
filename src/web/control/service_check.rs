//! Checks of e-Services in the control API.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::input::{self, Body};
use super::named::known;
use super::problem::ControlProblem;
use super::{Answered, Id, json as answer, ok};
use crate::app::ServiceCheck;
use crate::check::Selection;
use crate::check::report::document::{self, Document};
use crate::check::report::html;
use crate::domain::ids::OrderKey;
use crate::flow::service_check::{self, WantedCheck};
use crate::web::call::{Answer, Call, Example, Method, at, bytes, json, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) const START: Call = Call {
    method: Method::Post,
    path: "/services/{id}/check",
    operation: "checkService",
    summary: "Starts a check of the service's e-Service: would it pass MPay? It runs on its own; getCheck shows its progress \
              and its report, as this call does if it ends within `timeout`. It pays the orders given, so never check an \
              e-Service in use.",
    query: None,
    body: Some(schema_of::<CheckOrder>),
    answer: Answer {
        or: Some((202, "The check, which still runs.")),
        ..json(schema_of::<CheckView>, "The check, which has ended.")
    },
    example: Example {
        address: "/services/ADP02/check",
        body: "{\"orders\":[\"{order}\"],\"only\":[\"doctor\",\"refuse/unsigned-query\"],\"timeout\":\"60s\"}",
    },
    problems: &["unknown-service", "wrong-state", "too-many-waiting"],
    route: || Method::Post.route().to(start),
};

pub(super) const SHOW: Call = Call {
    method: Method::Get,
    path: "/services/{id}/check",
    operation: "getCheck",
    summary: "The check of a service that runs, or the last one since the hub's start, with its report.",
    query: None,
    body: None,
    answer: json(schema_of::<CheckView>, "The check."),
    example: at("/services/ADP02/check"),
    problems: &["unknown-service", "unknown-check"],
    route: || Method::Get.route().to(show),
};

pub(super) const PAGE: Call = Call {
    method: Method::Get,
    path: "/services/{id}/check.html",
    operation: "getCheckPage",
    summary: "The report of the last check of a service as one HTML file, with every message and its X-ray.",
    query: None,
    body: None,
    answer: bytes("text/html; charset=utf-8", "The file."),
    example: at("/services/ADP02/check.html"),
    problems: &["unknown-service", "unknown-check", "wrong-state"],
    route: || Method::Get.route().to(page),
};

/// The orders and the rules.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct CheckOrder {
    /// Orders that may be paid in the check. Rules that pay use one up each, and are skipped where none is left.
    orders: Vec<String>,
    /// Only these families (`refuse`) or rules (`refuse/unsigned`).
    only: Vec<String>,
    /// Not these.
    skip: Vec<String>,
    /// True if warnings fail the check.
    strict: bool,
    /// True to run rules that wait for minutes as well.
    patient: bool,
    /// How long the call waits for the end, such as `60s`; by default not at all, 300s at most.
    timeout: Option<String>,
}

/// A check.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckView {
    /// `ServiceID`.
    service_id: String,
    /// `running`, `ended`, or `broken-off` if the simulator failed.
    state: &'static str,
    started_at: String,
    /// The number of rules that will run.
    planned: usize,
    /// The number of rules that ended.
    ended: usize,
    /// The rule that waits, if one does.
    waiting_rule: Option<String>,
    /// The report; null until the check has ended.
    report: Option<Document>,
}

impl CheckView {
    fn of(check: &ServiceCheck) -> Self {
        let (planned, ended) = check.progress();
        Self {
            service_id: check.service_id.to_string(),
            state: match (check.is_over(), check.report()) {
                (_, Some(_)) => "ended",
                (false, None) => "running",
                (true, None) => "broken-off",
            },
            started_at: check.started_at.to_string(),
            planned,
            ended,
            waiting_rule: check.waiting().map(|(rule, _)| rule),
            report: check.report().map(|report| document::of(report, check.is_strict)),
        }
    }
}

async fn start(hub: Hub, id: Id, body: Body) -> Answered {
    let wanted: CheckOrder = input::body(body)?;
    let entry = known(&hub, id).await?;
    let patience =
        values::duration("timeout", wanted.timeout.as_deref(), Duration::ZERO, values::LONGEST_WAIT)?;
    let invalid = |why: String| ControlProblem::new("invalid-value", why);
    let orders =
        wanted.orders.into_iter().map(|key| OrderKey::given(key).map_err(|why| invalid(why.to_string())));
    let wanted = WantedCheck {
        orders: orders.collect::<Result<_, _>>()?,
        selection: Selection::parse(wanted.only, wanted.skip).map_err(invalid)?,
        is_strict: wanted.strict,
        is_patient: wanted.patient,
    };
    let _place = match patience.is_zero() {
        true => None,
        false => Some(input::place_to_wait(&hub)?),
    };
    let Some(check) = service_check::start(&hub, &entry.service, wanted).await? else {
        let runs =
            format!("a check of {} runs already, or as many checks as the hub keeps", entry.service.id);
        return Err(ControlProblem::new("wrong-state", runs).hint("GET it until its state is `ended`"));
    };
    // Real time: the caller is a program with its own time limit.
    let has_ended = tokio::time::timeout(patience, check.ended()).await.is_ok();
    let response = if has_ended { HttpResponse::Ok() } else { HttpResponse::Accepted() };
    answer(response, &CheckView::of(&check))
}

async fn show(hub: Hub, id: Id) -> Answered {
    let entry = known(&hub, id).await?;
    let check = hub.checks.of(&entry.service.id).ok_or_else(|| no_check(&entry.service.id))?;
    ok(&CheckView::of(&check))
}

async fn page(hub: Hub, id: Id) -> Answered {
    let entry = known(&hub, id).await?;
    let service_id = &entry.service.id;
    let check = hub.checks.of(service_id).ok_or_else(|| no_check(service_id))?;
    // Every message is verified anew, which takes too long for a thread that serves pages.
    let made =
        actix_web::web::block(move || check.report().map(|report| html::of(report, check.is_strict))).await;
    let made = made.map_err(|why| ControlProblem::new("internal", why.to_string()))?;
    let made = made.ok_or_else(|| {
        ControlProblem::new("wrong-state", format!("the check of {service_id} has no report yet"))
    })?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        // It brings its own stylesheet, which the hub's pages may not: it is opened from disk.
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"mpay-sim-check.html\""))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(made))
}

fn no_check(service_id: &crate::domain::ids::ServiceId) -> ControlProblem {
    ControlProblem::new("unknown-check", format!("{service_id} was not checked since the hub's start"))
}
