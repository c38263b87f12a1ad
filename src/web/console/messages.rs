//! `/console/messages`: the recorded calls to e-Services, latest first.

use actix_web::HttpRequest;
use askama::Template;

use super::layout::{Console, Section, page};
use super::pager::{Query, ROWS, Rows, Unusable, Wanted};
use super::payments::services;
use super::words::choices;
use crate::domain::finding::{Severity, one_line};
use crate::domain::ids::PaymentId;
use crate::flow::Problem;
use crate::i18n::Translator;
use crate::store::{ExchangeFilter, ListedExchange};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub};

/// The operations, by their official names.
pub(super) const OPERATIONS: [&str; 2] = ["GetOrderDetails", "ConfirmOrderPayment"];

#[derive(Template)]
#[template(path = "console/messages.html")]
struct MessagesPage {
    f: Frame,
    c: Console,
    q: Query,
    services: Vec<(String, bool)>,
    operations: Vec<(&'static str, String, bool)>,
    rows: Rows<Row>,
    unusable: Option<&'static str>,
    address: String,
}

/// A call in the list.
struct Row {
    id: i64,
    started: String,
    operation: String,
    service: String,
    order: String,
    http: Option<u16>,
    duration: i64,
    outcome: String,
    /// `ok`, `warn` or `bad`, by the worst finding.
    class: &'static str,
}

/// The list.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let t = language.translator();
    let filter = filter(&q);
    let rows = match &filter {
        Ok(filter) => rows(&hub, &t, filter, &q).await?,
        Err(_) => Rows::none(),
    };
    Ok(page(
        &language,
        &MessagesPage {
            c: Console::new(&hub, &language, Section::Messages, q.get("notice")).await?,
            services: services(&hub, q.get("service")),
            operations: choices(&OPERATIONS, q.get("operation"), str::to_owned),
            rows,
            unusable: filter.err().map(|Unusable(name)| name),
            address: hub.public_url.clone(),
            f: Frame::new(&language),
            q,
        },
    ))
}

pub(super) fn filter(q: &Query) -> Result<ExchangeFilter, Unusable> {
    let http_status =
        q.given("http").map(|status| status.parse()).transpose().map_err(|_| Unusable("http"))?;
    Ok(ExchangeFilter {
        service_id: q.service()?,
        order_key: q.order()?,
        payment_id: q.given("payment").map(PaymentId::new),
        operation: q.name("operation", |name| OPERATIONS.contains(&name).then(|| name.to_owned()))?,
        http_status,
        outcome: q.given("text"),
        rule: q.given("rule"),
        scenario: q.given("scenario"),
        from: q.moment("from")?,
        to: q.moment("to")?,
    })
}

async fn rows(hub: &Hub, t: &Translator, filter: &ExchangeFilter, q: &Query) -> Result<Rows<Row>, Problem> {
    let (wanted, most) = (Wanted::of(q), i64::try_from(ROWS + 1).unwrap_or(i64::MAX));
    // A text that is not a number matches nothing.
    let number = |text: &str| text.parse().unwrap_or(0);
    let found = match &wanted {
        Wanted::Latest => hub.store.list_exchanges(filter, None, most).await?,
        Wanted::Before(id) => hub.store.list_exchanges(filter, Some(number(id)), most).await?,
        Wanted::After(id) => hub.store.list_newer_exchanges(filter, number(id), most).await?,
    };
    let found = found.iter().map(|exchange| Row::of(t, exchange)).collect();
    Ok(Rows::of(found, &wanted, q, |row: &Row| row.id.to_string()))
}

impl Row {
    fn of(t: &Translator, exchange: &ListedExchange) -> Self {
        Self {
            id: exchange.id,
            started: t.date_time_seconds(exchange.started_at),
            operation: exchange.operation.clone(),
            service: one_line(exchange.service_id.as_str()),
            order: one_line(exchange.order_key.as_str()),
            http: exchange.outcome.http_status,
            duration: exchange.duration_ms,
            outcome: one_line(&exchange.outcome.to_string()),
            class: class_of(exchange),
        }
    }
}

/// The class of a call by its worst finding.
pub(super) fn class_of(exchange: &ListedExchange) -> &'static str {
    match exchange.findings.iter().map(|finding| finding.rule.severity).max() {
        Some(Severity::Error) => "bad",
        Some(Severity::Warning) => "warn",
        Some(Severity::Note) | None => "ok",
    }
}
