//! Actions on a payment's confirmation. Each redirects back to the page.

use std::time::Duration;

use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use jiff::SignedDuration;

use super::layout::{Section, missing};
use super::query::Query;
use crate::domain::ids::PaymentId;
use crate::flow::confirmation_operations::{
    MOST_DUPLICATES, Operated, duplicate, halt, resume, send_again, send_now,
};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::lists::latest::payment_id;
use crate::web::page::{Hub, see_other};
use crate::web::parameters::Form;

/// The maximum gap between two duplicates.
const LONGEST_GAP: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// Sends now or again, halts, resumes, duplicates.
pub(super) async fn operate(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String)>,
    request: HttpRequest,
    body: Bytes,
) -> PageResult {
    let (id, operation) = path.into_inner();
    match payment_id(&hub, &id, Query::of(&request).scope()?, true).await? {
        Some(id) => operated(&hub, &language, &id, &operation, &Form::read(&body)).await,
        None => missing(&hub, &language, Section::Payments).await,
    }
}

async fn operated(
    hub: &Hub,
    language: &RequestLanguage,
    id: &PaymentId,
    operation: &str,
    form: &Form,
) -> PageResult {
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

/// Back to the queue if the form was there; else to the payment.
fn back(id: &PaymentId, notice: &str, form: &Form) -> HttpResponse {
    match form.get("back") {
        "queue" => see_other(format!("/console/queue?notice={notice}")),
        _ => see_other(format!("/console/payments/{id}?notice={notice}")),
    }
}

/// The number and the gap; `None` if they are invalid.
fn duplicates(form: &Form) -> Option<(u32, Duration)> {
    let count = form.get("count").parse().ok().filter(|count| (1..=MOST_DUPLICATES).contains(count))?;
    let gap = match form.get("gap") {
        "" => SignedDuration::ZERO,
        text => text.parse().ok()?,
    };
    Duration::try_from(gap).ok().filter(|gap| *gap <= LONGEST_GAP).map(|gap| (count, gap))
}
