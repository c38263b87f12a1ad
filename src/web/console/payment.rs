//! `/console/payments/{payment}`: everything about one payment, and the actions on its confirmation.

use actix_web::HttpRequest;
use askama::Template;

use super::Id;
use super::layout::{Console, Section, missing, page};
use super::payment_verdict::PaymentVerdict;
use super::payments::Row;
use super::picture::{Picture, of_payment as picture_of};
use super::query::Query;
use super::scenarios::waiting;
use super::words::choices;
use crate::domain::call_outcome::OutcomeKind;
use crate::domain::confirmation::QueuedConfirmation;
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::domain::finding::{line_of, one_line};
use crate::domain::ids::PaymentId;
use crate::domain::instrument::Instrument;
use crate::domain::outcome::OutcomeRule;
use crate::domain::payment::{DeclineReason, PaymentStatus};
use crate::flow::confirmation_operations::MOST_DUPLICATES;
use crate::flow::forced_payment::FORCEABLE;
use crate::flow::payment_history::{PaymentHistory, history};
use crate::i18n::Translator;
use crate::markup::{Formatted, formatted};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::lists::latest::payment_id;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::timeline::{Entry, of_payment};

/// The maximum number of the timeline's entries on the page.
const MOST_ENTRIES: usize = 60;
/// The maximum number of lines of the table of attempts; the latest ones are shown.
const MOST_GROUPS: usize = 40;
/// The maximum length of an outcome or detail in characters; messages and events have all of it.
const MOST_OF_OUTCOME: usize = 240;
/// The maximum number of attempts of one line that are all named.
const MOST_NUMBERS: usize = 8;

#[derive(Template)]
#[template(path = "console/payment.html")]
struct PaymentPage {
    f: Frame,
    c: Console,
    row: Row,
    /// The amount with its currency.
    amount: String,
    verdict: PaymentVerdict,
    picture: Picture,
    properties: Vec<Property>,
    confirmation: Option<Confirmation>,
    timeline: Vec<Entry>,
    most_duplicates: u32,
    /// The statuses that an undecided payment can be forced into; empty if it is decided.
    forceable: Vec<(&'static str, String, bool)>,
    decline_reasons: Vec<&'static str>,
    /// The form that starts another payment of the order.
    again: String,
}

/// A property, with a link to the thing it names.
struct Property {
    label: String,
    value: String,
    href: Option<String>,
}

/// The confirmation and its progress.
struct Confirmation {
    /// The stored name of the status.
    status: String,
    /// The latest first, equal ones in one line.
    attempts: Vec<Attempts>,
    /// The waiting further calls of scenarios, with their times.
    waiting: Vec<(String, String)>,
    body: Formatted,
    body_bytes: usize,
}

/// Attempts in a row that came to the same.
struct Attempts {
    /// The numbers with their messages; of many the first and the last ones, with `None` between.
    numbers: Vec<Option<(u32, Option<String>)>>,
    cause: String,
    started: String,
    took: String,
    is_accepted: bool,
    outcome: String,
    /// How many they are, if there are several.
    times: Option<String>,
}

/// The page; `latest` is the latest payment, of the service and order in the address if given.
pub(super) async fn show(hub: Hub, language: RequestLanguage, id: Id, request: HttpRequest) -> PageResult {
    let q = &Query::of(&request);
    let t = language.translator();
    if id.as_str() == "latest" {
        return match payment_id(&hub, &id, q.scope()?, false).await? {
            Some(id) => Ok(see_other(format!("/console/payments/{id}"))),
            None => missing(&hub, &language, Section::Payments).await,
        };
    }
    let id = PaymentId::new(id.as_str());
    let Some(history) = history(&hub, &id).await? else {
        return missing(&hub, &language, Section::Payments).await;
    };
    let queued = hub.store.confirmation(&id).await?;
    let confirmation = queued.map(|queued| confirmation(&t, &history, &queued));
    Ok(page(
        &language,
        &PaymentPage {
            c: Console::new(&hub, &language, Section::Payments, q.get("notice")).await?,
            row: Row::of(&t, &history.listed),
            amount: t.money(history.listed.payment.amount, &history.invoice.order.currency),
            verdict: PaymentVerdict::of(&t, hub.service(&history.listed.service_id).as_deref(), &history),
            picture: picture_of(&t, &history, hub.clock.now()),
            properties: properties(&t, &history),
            confirmation,
            timeline: shortened(&t, of_payment(&t, &history)),
            most_duplicates: MOST_DUPLICATES,
            forceable: match history.listed.payment.status.is_undecided() {
                true => choices(&FORCEABLE, "", |name| t.get(&format!("payment-status-{name}"))),
                false => vec![],
            },
            decline_reasons: DeclineReason::NAMES.to_vec(),
            again: again(&history),
            f: Frame::new(&language),
        },
    ))
}

/// The timeline with short details; a long one without its middle, which the list of events has.
fn shortened(t: &Translator, mut entries: Vec<Entry>) -> Vec<Entry> {
    for entry in &mut entries {
        entry.detail = line_of(&entry.detail, MOST_OF_OUTCOME);
    }
    let omitted = entries.len().saturating_sub(MOST_ENTRIES);
    if omitted > 0 {
        let gap = Entry {
            at: None,
            what: String::new(),
            class: "wait",
            title: t.get("console-events"),
            detail: t.count("timeline-omitted", omitted),
            exchange_id: None,
            ruling: None,
        };
        let half = MOST_ENTRIES / 2;
        entries.splice(half..half + omitted, [gap]);
    }
    entries
}

fn confirmation(t: &Translator, history: &PaymentHistory, queued: &QueuedConfirmation) -> Confirmation {
    let is_same = |one: &ConfirmationAttempt, next: &ConfirmationAttempt| {
        one.outcome == next.outcome && one.cause == next.cause
    };
    let groups = history.attempts.chunk_by(is_same).rev();
    Confirmation {
        status: queued.status.name().to_owned(),
        attempts: groups.take(MOST_GROUPS).filter_map(|group| attempts(t, history, group)).collect(),
        waiting: history
            .waiting_calls
            .iter()
            .map(|call| (t.get(&format!("scenario-{}", call.scenario.name)), waiting(t, call)))
            .collect(),
        body: formatted(&queued.body_xml, &[], 1),
        body_bytes: queued.body_xml.len(),
    }
}

/// A line of the table; `None` for an empty group, which there is not.
fn attempts(t: &Translator, history: &PaymentHistory, group: &[ConfirmationAttempt]) -> Option<Attempts> {
    let (first, last) = (group.first()?, group.last()?);
    let is_kept = |id: &i64| history.exchanges.iter().any(|exchange| exchange.id == *id);
    let href = |attempt: &ConfirmationAttempt| {
        attempt.exchange_id.filter(is_kept).map(|id| format!("/console/messages/{id}"))
    };
    let number = |attempt: &ConfirmationAttempt| Some((attempt.number, href(attempt)));
    let numbers = match group.len() {
        0..=MOST_NUMBERS => group.iter().map(number).collect(),
        many => {
            let (start, end) = (group.iter().take(3), group.iter().skip(many - 3));
            start.map(number).chain([None]).chain(end.map(number)).collect()
        }
    };
    let durations = group.iter().map(|attempt| attempt.duration.as_millis());
    let (shortest, longest) = (durations.clone().min()?, durations.max()?);
    let began = t.date_time_seconds(first.started_at);
    Some(Attempts {
        numbers,
        cause: t.get(&format!("attempt-cause-{}", first.cause.as_str())),
        started: match group.len() {
            1 => began,
            _ if t.date(first.started_at) == t.date(last.started_at) => {
                format!("{began} – {}", t.time_of_day(last.started_at))
            }
            _ => format!("{began} – {}", t.date_time_seconds(last.started_at)),
        },
        took: match shortest == longest {
            true => format!("{longest} ms"),
            false => format!("{shortest}–{longest} ms"),
        },
        is_accepted: first.outcome.kind == OutcomeKind::Accepted,
        outcome: line_of(&first.outcome.to_string(), MOST_OF_OUTCOME),
        times: (group.len() > 1).then(|| t.count("told-same", group.len())),
    })
}

fn again(history: &PaymentHistory) -> String {
    let address = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("service", history.listed.service_id.as_str())
        .append_pair("order", history.listed.order_key.as_str())
        .append_pair("return_url", history.visit.return_url.as_ref().map_or("", |url| url.as_str()))
        .finish();
    format!("/console/payments/start?{address}")
}

fn properties(t: &Translator, history: &PaymentHistory) -> Vec<Property> {
    let PaymentHistory { listed, visit, invoice, transaction, .. } = history;
    let payment = &listed.payment;
    let mut properties = Vec::new();
    let mut add = |label: String, value: String, href: Option<String>| {
        if !value.is_empty() {
            properties.push(Property { label, value: one_line(&value), href });
        }
    };
    let service = listed.service_id.as_str();
    let in_path: String = url::form_urlencoded::byte_serialize(service.as_bytes()).collect();
    let in_path = in_path.replace('+', "%20");
    let service_page = Some(format!("/console/services/{in_path}"));
    let instrument = Instrument::of(payment.instrument);
    add(t.get("service"), service.to_owned(), service_page);
    add(t.get("order-number"), listed.order_key.to_string(), None);
    add(t.get("invoice-number"), invoice.id.grouped(), Some(format!("/n/{}", invoice.id)));
    add(t.get("payment-for"), invoice.order.reason.clone(), None);
    add(t.get("amount"), t.money(payment.amount, &invoice.order.currency), None);
    if !payment.fee.is_zero() {
        add(t.get("payer-fee"), t.money(payment.fee, &invoice.order.currency), None);
    }
    add(t.get("payment-method"), instrument.id.as_str().to_owned(), None);
    add(t.get("payment-provider-name"), instrument.payment_provider_name.to_owned(), None);
    match &payment.status {
        PaymentStatus::Authorized(authorization) => {
            add(t.get("paid-at"), t.date_time_seconds(authorization.paid_at), None);
            add(t.get("authorization-code"), authorization.code.clone(), None);
            let last_four = authorization.card_last_four.as_deref().unwrap_or_default();
            add(
                t.get("card"),
                if last_four.is_empty() { String::new() } else { format!("…{last_four}") },
                None,
            );
        }
        PaymentStatus::Declined(reason) => add(t.get("console-reason"), reason.as_str().to_owned(), None),
        PaymentStatus::Reversing(reason) | PaymentStatus::Reversed(reason) => {
            add(t.get("console-reason"), reason.as_str().to_owned(), None);
        }
        _ => {}
    }
    let outcome = transaction.as_ref().and_then(|transaction| transaction.outcome);
    add(
        t.get("console-outcome"),
        outcome.map_or("", |outcome| OutcomeRule::of(outcome).name).to_owned(),
        None,
    );
    let return_url = visit.return_url.as_ref().map_or("", |url| url.as_str()).to_owned();
    add("ReturnUrl".to_owned(), return_url, None);
    let result = format!("/pay/{}/result/{}", visit.id, payment.id);
    add(t.get("console-payer-page"), result.clone(), Some(result));
    properties
}
