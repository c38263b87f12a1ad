//! `/console/messages/{exchange}/{message}`: one message, starting with its verdict.

use actix_web::HttpRequest;
use actix_web::web::Path;
use askama::Template;

use super::Id;
use super::layout::{Console, Section, missing, page};
use super::message_body::{Content, View, content};
use super::message_checks::{Check, of_reply, of_request};
use super::message_verdict::{MessageVerdict, verdict};
use super::query::Query;
use super::scenarios::VerdictRow;
use crate::domain::finding::one_line;
use crate::domain::ids::PaymentId;
use crate::domain::scenario::{SCENARIOS, Scenario};
use crate::flow::Problem;
use crate::flow::call_stages::verdicts;
use crate::flow::payment_history::history;
use crate::flow::scenarios::given;
use crate::flow::x_ray::{Message, XRay, take_apart};
use crate::i18n::{Translated, Translator};
use crate::store::{ExchangeFilter, ListedExchange};
use crate::web::curl::curl;
use crate::web::errors::PageResult;
use crate::web::findings::Findings;
use crate::web::language::RequestLanguage;
use crate::web::lists::latest;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::timeline::{Entry, of_calls, of_payment};

/// The maximum number of an order's calls listed beside a message without a payment.
const MOST_BESIDE: i64 = 50;

#[derive(Template)]
#[template(path = "console/message.html")]
struct MessagePage {
    f: Frame,
    c: Console,
    id: i64,
    /// `request` or `response`.
    message: &'static str,
    operation: String,
    service: String,
    order: String,
    payment: Option<PaymentId>,
    verdict: MessageVerdict,
    facts: Vec<(String, String)>,
    checks: Vec<Check>,
    findings: Findings,
    views: Vec<ViewLink>,
    content: Content,
    /// The endpoint, and the command that sends the same bytes to it.
    curl: Option<String>,
    has_body: bool,
    timeline: Vec<Entry>,
    /// The verdict on the scenario that was applied.
    scenario: Option<Verdicted>,
    /// The scenarios under which the call can be repeated.
    scenarios: Vec<(&'static str, String)>,
}

/// An applied scenario with its verdict.
struct Verdicted {
    title: String,
    name: &'static str,
    verdict: VerdictRow,
    duty: Translated,
}

impl MessagePage {
    fn is_formatted(&self) -> bool {
        matches!(self.content, Content::Formatted(_))
    }

    /// The key of the message's name.
    fn message_key(&self) -> &'static str {
        if self.message == "request" { "message-request" } else { "message-response" }
    }
}

/// A link to another view of the message.
struct ViewLink {
    href: String,
    name: String,
    is_current: bool,
}

/// The recorded call with this number; `latest` is the latest one, of the service and order in the address if given.
pub(super) async fn exchange(hub: &Hub, id: &str, q: &Query) -> Result<Option<ListedExchange>, Problem> {
    Ok(latest::exchange(hub, id, q.scope()?).await?)
}

/// The more informative message of a call: the reply, or the request if there is no reply.
pub(super) async fn either(hub: Hub, language: RequestLanguage, id: Id, request: HttpRequest) -> PageResult {
    let q = &Query::of(&request);
    let Some(found) = exchange(&hub, &id, q).await? else {
        return missing(&hub, &language, Section::Messages).await;
    };
    let notice = q.given("notice").map(|notice| format!("?notice={}", one_word(&notice))).unwrap_or_default();
    Ok(see_other(format!("/console/messages/{}/response{notice}", found.id)))
}

/// Letters and dashes only, for use in an address.
fn one_word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_lowercase() || *c == '-').collect()
}

/// The message.
pub(super) async fn show(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> PageResult {
    let (id, name) = path.into_inner();
    let q = &Query::of(&request);
    let t = language.translator();
    let (Some(exchange), Some(message)) = (exchange(&hub, &id, q).await?, Message::parse(&name)) else {
        return missing(&hub, &language, Section::Messages).await;
    };
    let Some(bytes) = hub.store.exchange_bytes(exchange.id).await? else {
        return missing(&hub, &language, Section::Messages).await;
    };
    let octets = match message {
        Message::Request => Some(&bytes.request).filter(|request| !request.is_empty()),
        Message::Response => bytes.response.as_ref(),
    };
    let x_ray = match octets.filter(|octets| !octets.is_empty()) {
        Some(octets) => Some(take_apart(&hub, &exchange, message, octets.clone()).await?),
        None => None,
    };
    let view = View::of(q.get("view"));
    let (payment, timeline) = beside(&hub, &t, &exchange).await?;
    let stages = verdicts(hub.service(&exchange.service_id).as_deref(), &exchange);
    let of_message = if message == Message::Response { exchange.findings.as_slice() } else { &[] };
    let head = if message == Message::Request { &bytes.request_head } else { &bytes.response_head };
    Ok(page(
        &language,
        &MessagePage {
            c: Console::new(&hub, &language, Section::Messages, q.get("notice")).await?,
            id: exchange.id,
            message: message.name(),
            operation: one_line(&exchange.operation),
            service: one_line(exchange.service_id.as_str()),
            order: one_line(exchange.order_key.as_str()),
            payment,
            verdict: verdict(&t, &exchange, message, &stages, x_ray.as_ref()),
            facts: facts(&hub, &t, &exchange, message, x_ray.as_ref()),
            checks: match message {
                Message::Request => of_request(&t, x_ray.as_ref()),
                Message::Response => of_reply(&t, &exchange.outcome, &stages, x_ray.as_ref()),
            },
            findings: Findings::of(&t, of_message),
            views: views(&t, view),
            content: content(&t, view, octets.map(Vec::as_slice), head.as_deref(), x_ray.as_ref(), q),
            curl: curl(&hub, &exchange, &bytes),
            has_body: octets.is_some(),
            timeline,
            scenario: of_scenario(&t, &exchange),
            scenarios: scenarios(&t, &exchange),
            f: Frame::new(&language),
        },
    ))
}

fn of_scenario(t: &Translator, exchange: &ListedExchange) -> Option<Verdicted> {
    let scenario = Scenario::find(exchange.outcome.scenario.as_deref()?)?;
    let given = given(exchange.clone())?;
    Some(Verdicted {
        title: t.get(&format!("scenario-{}", scenario.name)),
        name: scenario.name,
        verdict: VerdictRow::of(t, &given),
        duty: t.words(&scenario.duty_in_words()),
    })
}

/// The scenarios for this operation, with their descriptions.
fn scenarios(t: &Translator, exchange: &ListedExchange) -> Vec<(&'static str, String)> {
    let applies = |scenario: &&Scenario| scenario.operations.names().contains(&exchange.operation.as_str());
    SCENARIOS
        .iter()
        .filter(applies)
        .map(|scenario| (scenario.name, t.get(&format!("scenario-{}", scenario.name))))
        .collect()
}

/// The payment of the call, or the latest one of its order, and its timeline.
async fn beside(
    hub: &Hub,
    t: &Translator,
    exchange: &ListedExchange,
) -> Result<(Option<PaymentId>, Vec<Entry>), Problem> {
    let (service_id, order_key) = (Some(exchange.service_id.clone()), Some(exchange.order_key.clone()));
    let payment = match &exchange.payment_id {
        Some(id) => Some(id.clone()),
        None => {
            let scope = (service_id.clone(), order_key.clone());
            latest::payment_id(hub, "latest", scope, false).await?
        }
    };
    let history = match &payment {
        Some(id) => history(hub, id).await?,
        None => None,
    };
    Ok(match history {
        Some(history) => (payment, of_payment(t, &history)),
        None => {
            let filter = ExchangeFilter { service_id, order_key, ..ExchangeFilter::default() };
            let exchanges = hub.store.list_exchanges(&filter, None, MOST_BESIDE).await?;
            (None, of_calls(t, &exchanges))
        }
    })
}

/// The facts in the line above the checks.
fn facts(
    hub: &Hub,
    t: &Translator,
    exchange: &ListedExchange,
    message: Message,
    x_ray: Option<&XRay>,
) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut add = |key: &str, value: String| facts.push((t.get(key), value));
    if let (Message::Response, Some(status)) = (message, exchange.outcome.http_status) {
        add("message-http", status.to_string());
    }
    if message == Message::Response {
        add("message-duration", format!("{} ms", exchange.duration_ms));
    }
    let bytes = match message {
        Message::Request => Some(exchange.request_bytes),
        Message::Response => exchange.response_bytes,
    };
    if let Some(bytes) = bytes {
        add("message-size", format!("{bytes} B"));
    }
    add("message-sent", format!("{} {}", t.date(exchange.started_at), t.time_of_day(exchange.started_at)));
    if let Some(signature) = x_ray.and_then(|x_ray| x_ray.signature.as_ref()) {
        add("message-key-info", one_line(&signature.key_info));
    }
    if let (Message::Response, Some(service)) = (message, hub.service(&exchange.service_id)) {
        add("message-policy", service.reply_signature.name().to_owned());
    }
    facts
}

fn views(t: &Translator, current: View) -> Vec<ViewLink> {
    let link = |view: View| ViewLink {
        href: format!("?view={}#content", view.name()),
        name: t.get(&format!("message-view-{}", view.name())),
        is_current: view == current,
    };
    View::ALL.into_iter().map(link).collect()
}
