//! `/console/messages/delete`: deletes the recorded calls of a filter, after showing their number.

use actix_web::HttpRequest;
use askama::Template;

use super::layout::{Console, Section, page};
use super::list::filter;
use super::messages::FIELDS;
use super::query::Query;
use crate::flow::reset::delete_exchanges;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::lists::Exchanges;
use crate::web::page::{Frame, Hub, see_other};

#[derive(Template)]
#[template(path = "console/message_deletion.html")]
struct DeletionPage {
    f: Frame,
    c: Console,
    /// The filter as an address.
    filters: String,
    /// The filter, for people.
    conditions: Vec<(String, String)>,
    count: i64,
    q: Query,
    /// The filter with an impossible value.
    unusable: Option<&'static str>,
}

/// Their number, and the button that deletes them.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let (count, unusable) = match filter::<Exchanges>(&q, FIELDS) {
        Ok(filter) => (hub.store.count_exchanges(&filter).await?, None),
        Err(name) => (0, Some(name)),
    };
    Ok(page(
        &language,
        &DeletionPage {
            c: Console::new(&hub, &language, Section::Messages, "").await?,
            filters: q.filters(),
            conditions: q.conditions(),
            count,
            unusable,
            f: Frame::new(&language),
            q,
        },
    ))
}

/// Deletes them.
pub(super) async fn delete(hub: Hub, request: HttpRequest) -> PageResult {
    let Ok(filter) = filter::<Exchanges>(&Query::of(&request), FIELDS) else {
        return Ok(see_other("/console/messages?notice=invalid"));
    };
    delete_exchanges(&hub, &filter).await?;
    Ok(see_other("/console/messages?notice=deleted"))
}
