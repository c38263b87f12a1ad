//! `/console/events`: the events, latest first.

use actix_web::HttpRequest;
use askama::Template;

use super::layout::{Console, Section, page};
use super::pager::{Query, ROWS, Rows, Unusable, Wanted};
use super::payments::services;
use super::timeline::named;
use super::words::choices;
use crate::domain::event::{Event, EventKind};
use crate::domain::finding::one_line;
use crate::domain::ids::PaymentId;
use crate::flow::Problem;
use crate::i18n::Translator;
use crate::store::EventFilter;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub};

#[derive(Template)]
#[template(path = "console/events.html")]
struct EventsPage {
    f: Frame,
    c: Console,
    q: Query,
    services: Vec<(String, bool)>,
    kinds: Vec<(&'static str, String, bool)>,
    rows: Rows<Row>,
    unusable: Option<&'static str>,
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

/// The list.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let t = language.translator();
    let filter = filter(&q);
    let rows = match &filter {
        Ok(filter) => rows(&hub, &t, filter, &q).await?,
        Err(_) => Rows::none(),
    };
    let names: Vec<&'static str> = EventKind::ALL.iter().map(|(_, name, _)| *name).collect();
    Ok(page(
        &language,
        &EventsPage {
            c: Console::new(&hub, &language, Section::Events, q.get("notice")).await?,
            services: services(&hub, q.get("service")),
            kinds: choices(&names, q.get("kind"), str::to_owned),
            rows,
            unusable: filter.err().map(|Unusable(name)| name),
            address: hub.public_url.clone(),
            f: Frame::new(&language),
            q,
        },
    ))
}

fn filter(q: &Query) -> Result<EventFilter, Unusable> {
    let kind = q.given("kind").map(|name| EventKind::parse(&name).ok_or(Unusable("kind"))).transpose()?;
    Ok(EventFilter {
        service_id: q.service()?,
        order_key: q.order()?,
        payment_id: q.given("payment").map(PaymentId::new),
        kind,
    })
}

async fn rows(hub: &Hub, t: &Translator, filter: &EventFilter, q: &Query) -> Result<Rows<Row>, Problem> {
    let (wanted, most) = (Wanted::of(q), i64::try_from(ROWS + 1).unwrap_or(i64::MAX));
    // A text that is not a number matches nothing.
    let number = |text: &str| text.parse().unwrap_or(0);
    let found = match &wanted {
        Wanted::Latest => hub.store.list_events(filter, None, most).await?,
        Wanted::Before(id) => hub.store.list_events(filter, Some(number(id)), most).await?,
        Wanted::After(id) => {
            let mut found = hub.store.events_after(number(id), filter, most).await?;
            found.reverse();
            found
        }
    };
    let found = found.iter().map(|event| Row::of(t, event)).collect();
    Ok(Rows::of(found, &wanted, q, |row: &Row| row.id.to_string()))
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
