//! `/console/payments/{payment}`: everything about one payment, and the actions on its confirmation.

use actix_web::HttpRequest;
use askama::Template;

use super::Id;
use super::layout::{Console, Section, missing, page};
use super::payments::Row;
use super::query::Query;
use super::scenarios::waiting;
use super::words::choices;
use crate::domain::call_outcome::OutcomeKind;
use crate::domain::confirmation::QueuedConfirmation;
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::domain::finding::one_line;
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

#[derive(Template)]
#[template(path = "console/payment.html")]
struct PaymentPage {
    f: Frame,
    c: Console,
    row: Row,
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
    /// The stored name of the status, which decides the available actions.
    status: String,
    next_attempt_at: Option<String>,
    attempts: Vec<Attempt>,
    /// The waiting further calls of scenarios, with their times.
    waiting: Vec<(String, String)>,
    body: Formatted,
    body_bytes: usize,
}

/// One attempt.
struct Attempt {
    number: u32,
    cause: String,
    started: String,
    duration_ms: u128,
    is_accepted: bool,
    outcome: String,
    next: Option<String>,
    href: Option<String>,
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
            properties: properties(&t, &history),
            confirmation,
            timeline: of_payment(&t, &history),
            most_duplicates: MOST_DUPLICATES,
            forceable: match history.listed.payment.status.is_undecided() {
                true => choices(&FORCEABLE, "", |name| t.get(&format!("payment-status-{name}"))),
                false => vec![],
            },
            decline_reasons: DeclineReason::NAMES.iter().map(|(_, name)| *name).collect(),
            again: again(&history),
            f: Frame::new(&language),
        },
    ))
}

fn confirmation(t: &Translator, history: &PaymentHistory, queued: &QueuedConfirmation) -> Confirmation {
    let is_kept = |id: &i64| history.exchanges.iter().any(|exchange| exchange.id == *id);
    let attempt = |attempt: &ConfirmationAttempt| Attempt {
        number: attempt.number,
        cause: t.get(&format!("attempt-cause-{}", attempt.cause.as_str())),
        started: t.date_time_seconds(attempt.started_at),
        duration_ms: attempt.duration.as_millis(),
        is_accepted: attempt.outcome.kind == OutcomeKind::Accepted,
        outcome: one_line(&attempt.outcome.to_string()),
        next: attempt.next_attempt_at.map(|at| t.date_time_seconds(at)),
        href: attempt.exchange_id.filter(is_kept).map(|id| format!("/console/messages/{id}")),
    };
    Confirmation {
        status: queued.status.name().to_owned(),
        next_attempt_at: queued.status.next_attempt_at().map(|due| t.date_time_seconds(due)),
        attempts: history.attempts.iter().map(attempt).collect(),
        waiting: history
            .waiting_calls
            .iter()
            .map(|call| (t.get(&format!("scenario-{}", call.scenario.name)), waiting(t, call)))
            .collect(),
        body: formatted(&queued.body_xml, &[], 1),
        body_bytes: queued.body_xml.len(),
    }
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
