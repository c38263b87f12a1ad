//! What a person does about a payment's confirmation, or about a recorded call. Each sends the browser back to the page.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Path};
use jiff::SignedDuration;

use super::layout::{Section, missing};
use super::{Id, Shown, or_problem};
use crate::domain::ids::PaymentId;
use crate::flow::Problem;
use crate::flow::confirmation_operations::{
    MOST_DUPLICATES, Operated, duplicate, halt, resume, send_again, send_now,
};
use crate::flow::order_details_retrieval::retrieve;
use crate::web::language::RequestLanguage;
use crate::web::page::{Hub, see_other};
use crate::web::parameters::Form;

/// The longest gap between two duplicates.
const LONGEST_GAP: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// Sends now or again, halts, resumes, duplicates.
pub(super) async fn operate(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String)>,
    body: Bytes,
) -> HttpResponse {
    let (id, operation) = path.into_inner();
    let id = PaymentId::new(id);
    or_problem(&hub, &language, operated(&hub, &language, &id, &operation, &Form::read(&body)).await)
}

async fn operated(
    hub: &Hub,
    language: &RequestLanguage,
    id: &PaymentId,
    operation: &str,
    form: &Form,
) -> Shown {
    let operated = match operation {
        "send-now" => send_now(hub, id).await?,
        "send-again" => send_again(hub, id).await?,
        "halt" => halt(hub, id).await?,
        "resume" => resume(hub, id).await?,
        "duplicate" => match duplicates(form) {
            Some((count, gap)) => duplicate(hub, id, count, gap).await?,
            None => return Ok(back(id, "invalid", form)),
        },
        _ => return missing(hub, language, Section::Payments).await,
    };
    let notice = match operated {
        Operated::Done => "done",
        Operated::AlreadySo => "already-so",
        Operated::AlreadyConfirmed => "already-confirmed",
        Operated::InFlight => "in-flight",
        Operated::NotFound => return missing(hub, language, Section::Payments).await,
    };
    Ok(back(id, notice, form))
}

/// To the queue, where the form stands there; else to the payment.
fn back(id: &PaymentId, notice: &str, form: &Form) -> HttpResponse {
    match form.get("back") {
        "queue" => see_other(format!("/console/queue?notice={notice}")),
        _ => see_other(format!("/console/payments/{id}?notice={notice}")),
    }
}

/// How many, and how far apart; `None` where that cannot be.
fn duplicates(form: &Form) -> Option<(u32, Duration)> {
    let count = form.get("count").parse().ok().filter(|count| (1..=MOST_DUPLICATES).contains(count))?;
    let gap = match form.get("gap") {
        "" => SignedDuration::ZERO,
        text => text.parse().ok()?,
    };
    Duration::try_from(gap).ok().filter(|gap| *gap <= LONGEST_GAP).map(|gap| (count, gap))
}

/// Asks the e-Service for the order of a recorded call again, and shows the new call.
pub(super) async fn ask_again(hub: Hub, language: RequestLanguage, id: Id) -> HttpResponse {
    or_problem(&hub, &language, asked_again(&hub, &language, &id).await)
}

async fn asked_again(hub: &Hub, language: &RequestLanguage, id: &str) -> Shown {
    let exchange = match id.parse() {
        Ok(id) => hub.store.listed_exchange(id).await?,
        Err(_) => None,
    };
    let Some(exchange) = exchange else { return missing(hub, language, Section::Messages).await };
    let service = hub.service(&exchange.service_id);
    let service = service.ok_or_else(|| Problem::UnknownService(exchange.service_id.clone()))?;
    // Whatever comes back is recorded, and shown as the latest call about the order.
    match retrieve(hub, &service, &exchange.order_key, language.language, None).await {
        Ok(_) | Err(Problem::EService { .. } | Problem::UnknownOrder { .. }) => {}
        Err(problem) => return Err(problem),
    }
    let address = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("service", exchange.service_id.as_str())
        .append_pair("order", exchange.order_key.as_str())
        .append_pair("notice", "asked-again")
        .finish();
    Ok(see_other(format!("/console/messages/latest?{address}")))
}
