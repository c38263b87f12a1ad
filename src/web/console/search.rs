//! `/console/search`: finds payments, invoices, messages and incidents by their numbers, and texts in messages.

use actix_web::HttpRequest;
use askama::Template;
use url::form_urlencoded::byte_serialize;

use super::layout::{Console, Section, page};
use super::payments::Row;
use super::query::Query;
use crate::domain::card_number::hide_card_numbers;
use crate::domain::event::Event;
use crate::domain::finding::one_line;
use crate::domain::ids::{InvoiceId, PaymentId};
use crate::domain::search_words::searched;
use crate::flow::Problem;
use crate::i18n::Translator;
use crate::store::{ExchangeFilter, ListedExchange, ListedPayment, PaymentFilter};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::timeline::class_of;

/// The maximum number of results of each group; the lists have the rest.
const MOST: usize = 20;
/// The number of words shown before and after those that were found.
const WORDS_AROUND: usize = 8;

#[derive(Template)]
#[template(path = "console/search.html")]
struct SearchPage {
    f: Frame,
    c: Console,
    /// The text as a value in an address.
    encoded: String,
    incident: Option<Incident>,
    payments: Vec<Row>,
    has_more_payments: bool,
    messages: Vec<Found>,
    has_more_messages: bool,
}

/// A failure that a page has shown.
struct Incident {
    at: String,
    detail: String,
    service: String,
    order: String,
    message: Option<i64>,
}

/// A message with the words that were looked for.
struct Found {
    id: i64,
    at: String,
    operation: String,
    service: String,
    order: String,
    outcome: String,
    class: &'static str,
    before: String,
    words: String,
    after: String,
}

/// The results, or the page that a number leads to.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let (q, t) = (Query::of(&request), language.translator());
    let text = hide_card_numbers(q.get("q"));
    let payments = match text.as_str() {
        "" => vec![],
        text => {
            let filter = PaymentFilter { text: Some(text.to_owned()), ..PaymentFilter::default() };
            hub.store.list_payments(&filter, None, limit()).await?
        }
    };
    let incident = hub.store.incident(&text).await?;
    if incident.is_none()
        && let Some(address) = address(&hub, &text, &payments).await?
    {
        return Ok(see_other(address));
    }
    let filter = ExchangeFilter { words: Some(text.clone()), ..ExchangeFilter::default() };
    let exchanges = match searched(&text).is_empty() {
        true => vec![],
        false => hub.store.list_exchanges(&filter, None, limit()).await?,
    };
    let ids: Vec<i64> = exchanges.iter().take(MOST).map(|exchange| exchange.id).collect();
    let words = hub.store.words_of_exchanges(&ids).await?;
    let found = |exchange: &ListedExchange| {
        let words = words.iter().find(|(id, _)| *id == exchange.id).map_or("", |(_, words)| words);
        Found::of(&t, exchange, words, &searched(&text))
    };
    let c = Console::new(&hub, &language, Section::Search, "").await?;
    Ok(page(
        &language,
        &SearchPage {
            c: Console { searched: one_line(&text), ..c },
            encoded: byte_serialize(text.as_bytes()).collect(),
            incident: incident.map(|event| Incident::of(&t, &event)),
            has_more_payments: payments.len() > MOST,
            payments: payments.iter().take(MOST).map(|payment| Row::of(&t, payment)).collect(),
            has_more_messages: exchanges.len() > MOST,
            messages: exchanges.iter().take(MOST).map(found).collect(),
            f: Frame::new(&language),
        },
    ))
}

/// One row more than is shown tells whether there are more.
fn limit() -> i64 {
    i64::try_from(MOST + 1).unwrap_or(i64::MAX)
}

/// The page of what has exactly this number. None where the text may also be something else.
async fn address(hub: &Hub, text: &str, payments: &[ListedPayment]) -> Result<Option<String>, Problem> {
    let is_order = payments.iter().any(|listed| listed.order_key.as_str() == text);
    if is_order {
        return Ok(None);
    }
    let id = PaymentId::new(text);
    if payments.iter().any(|listed| listed.payment.id == id) {
        return Ok(Some(format!("/console/payments/{id}")));
    }
    if let Some(invoice) = InvoiceId::parse(text)
        && let Some(invoice) = hub.store.invoice(&invoice).await?
    {
        let of_invoice =
            PaymentFilter { text: Some(invoice.id.as_str().to_owned()), ..PaymentFilter::default() };
        return Ok(Some(match hub.store.list_payments(&of_invoice, None, 2).await?.as_slice() {
            [] => format!("/n/{}", invoice.id),
            [only] => format!("/console/payments/{}", only.payment.id),
            _ => format!("/console/payments?text={}", invoice.id),
        }));
    }
    let message = text.strip_prefix('#').unwrap_or(text).parse().ok();
    Ok(match message {
        Some(id) => {
            hub.store.listed_exchange(id).await?.map(|found| format!("/console/messages/{}", found.id))
        }
        None => None,
    })
}

impl Incident {
    fn of(t: &Translator, event: &Event) -> Self {
        Self {
            at: t.date_time_seconds(event.at),
            detail: one_line(&event.detail),
            service: one_line(event.service_id.as_ref().map_or("", |id| id.as_str())),
            order: one_line(event.order_key.as_ref().map_or("", |key| key.as_str())),
            message: event.exchange_id,
        }
    }
}

impl Found {
    fn of(t: &Translator, exchange: &ListedExchange, words: &str, searched: &[String]) -> Self {
        let [before, words, after] = excerpt(words, searched);
        Self {
            id: exchange.id,
            at: t.date_time_seconds(exchange.started_at),
            operation: one_line(&exchange.operation),
            service: one_line(exchange.service_id.as_str()),
            order: one_line(exchange.order_key.as_str()),
            outcome: one_line(&exchange.outcome.to_string()),
            class: class_of(exchange),
            before,
            words,
            after,
        }
    }
}

/// The words that were looked for, with those before and after them.
fn excerpt(words: &str, searched: &[String]) -> [String; 3] {
    let all: Vec<&str> = words.split(' ').collect();
    let is_like = |word: &str, (place, wanted): (usize, &String)| match place + 1 == searched.len() {
        true => word.starts_with(wanted.as_str()),
        false => word == wanted.as_str(),
    };
    let is_here = |window: &&[&str]| {
        window.iter().zip(searched.iter().enumerate()).all(|(word, wanted)| is_like(word, wanted))
    };
    let count = searched.len().max(1);
    let Some(at) = all.windows(count).position(|window| is_here(&window)) else {
        return [
            String::new(),
            String::new(),
            all.iter().take(2 * WORDS_AROUND).copied().collect::<Vec<_>>().join(" "),
        ];
    };
    let end = at + count;
    let first = at.saturating_sub(WORDS_AROUND);
    let last = all.len().min(end + WORDS_AROUND);
    [&all[first..at], &all[at..end], &all[end..last]].map(|part| part.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_shows_the_words_among_others() {
        let words = "a b c d e f g h i server error in application k";
        let found = excerpt(words, &searched("server err"));
        assert_eq!(found, ["b c d e f g h i", "server error", "in application k"]);
        assert_eq!(excerpt("x", &searched("y z")), ["", "", "x"]);
    }
}
