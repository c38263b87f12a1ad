//! `/console/messages`: the recorded calls to e-Services, latest first.

use actix_web::HttpRequest;
use askama::Template;

use super::layout::{Console, Section, page};
use super::list::{FAILED, FROM, Field, Input, ORDER, PAYMENT, SERVICE, Shown, TO, field, sample_service};
use super::query::Query;
use crate::domain::finding::one_line;
use crate::i18n::Translator;
use crate::store::ListedExchange;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::lists::{Exchanges, OPERATIONS};
use crate::web::page::{Frame, Hub};
use crate::web::timeline::class_of;

#[derive(Template)]
#[template(path = "console/messages.html")]
struct MessagesPage {
    f: Frame,
    c: Console,
    list: Shown<Row>,
    /// One of the services, for the example.
    service: String,
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

/// The fields of the filter.
pub(super) const FIELDS: &[Field] = &[
    SERVICE,
    ORDER,
    field("operation", "operation", "console-operation", Input::OneOf(|| OPERATIONS.to_vec(), "")),
    FAILED,
    field("text", "outcome", "console-outcome-text", Input::Occurring),
    field("rule", "rule", "console-rule", Input::Occurring),
    field("scenario", "scenario", "console-scenario", Input::Occurring),
    field("q", "q", "console-words", Input::Text),
    field("http", "http_status", "message-http", Input::Number),
    PAYMENT,
    FROM,
    TO,
];

/// The list.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let (q, t) = (Query::of(&request), language.translator());
    let c = Console::new(&hub, &language, Section::Messages, q.get("notice")).await?;
    let list = Shown::of::<Exchanges>(&hub, &t, (Section::Messages, FIELDS), q, Row::of).await?;
    Ok(page(
        &language,
        &MessagesPage {
            c,
            list,
            service: sample_service(&hub),
            address: hub.public_url.clone(),
            f: Frame::new(&language),
        },
    ))
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
