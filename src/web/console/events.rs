//! `/console/events`: the events, latest first.

use actix_web::HttpRequest;
use askama::Template;

use super::layout::{Console, Section, page};
use super::list::{Field, Input, ORDER, PAYMENT, SERVICE, Shown, field};
use super::query::Query;
use crate::domain::event::{Event, EventKind};
use crate::domain::finding::one_line;
use crate::i18n::Translator;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::lists::{Events, kinds};
use crate::web::page::{Frame, Hub};
use crate::web::timeline::named;

#[derive(Template)]
#[template(path = "console/events.html")]
struct EventsPage {
    f: Frame,
    c: Console,
    list: Shown<Row>,
    address: String,
}

/// An event in the list.
struct Row {
    id: i64,
    at: String,
    kind: &'static str,
    /// Its name in the page's language.
    name: String,
    meaning: &'static str,
    service: String,
    order: String,
    payment: Option<String>,
    exchange: Option<i64>,
    detail: String,
}

const FIELDS: &[Field] =
    &[SERVICE, ORDER, PAYMENT, field("kind", "kind", "events-kind", Input::OneOf(kinds, ""))];

/// The list.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let (q, t) = (Query::of(&request), language.translator());
    let c = Console::new(&hub, &language, Section::Events, q.get("notice")).await?;
    let list = Shown::of::<Events>(&hub, &t, (Section::Events, FIELDS), q, Row::of).await?;
    Ok(page(&language, &EventsPage { c, list, address: hub.public_url.clone(), f: Frame::new(&language) }))
}

/// The event's detail, with the time of a moved clock in Chișinău's time, as all times on pages.
fn detail_of(t: &Translator, event: &Event) -> String {
    let set_to = || event.detail.parse().ok().map(|moment| t.date_time_seconds(moment));
    (event.kind == EventKind::ClockChanged).then(set_to).flatten().unwrap_or_else(|| one_line(&event.detail))
}

impl Row {
    fn of(t: &Translator, event: &Event) -> Self {
        let meaning = EventKind::ALL.iter().find(|(kind, ..)| *kind == event.kind);
        Self {
            id: event.id,
            at: t.date_time_seconds(event.at),
            kind: event.kind.name(),
            name: named(t, event.kind.name()),
            meaning: meaning.map_or("", |(_, _, meaning)| meaning),
            service: one_line(event.service_id.as_ref().map_or("", |id| id.as_str())),
            order: one_line(event.order_key.as_ref().map_or("", |key| key.as_str())),
            payment: event.payment_id.as_ref().map(|id| one_line(id.as_str())),
            exchange: event.exchange_id,
            detail: detail_of(t, event),
        }
    }
}
