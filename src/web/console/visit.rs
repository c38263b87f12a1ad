//! `/console/visits/{exchange}`: the visit in which an e-Service was asked for an order, whether or not a payment followed.

use actix_web::HttpRequest;
use askama::Template;

use super::Id;
use super::call_failure::CallFailure;
use super::layout::{Console, Section, missing, page};
use super::message::exchange;
use super::picture::{Picture, of_visit};
use super::query::Query;
use crate::domain::call_outcome::OutcomeKind;
use crate::domain::finding::{Finding, one_line};
use crate::domain::ids::PaymentId;
use crate::flow::visit_history::{VisitHistory, visit_of};
use crate::i18n::Translator;
use crate::store::ListedExchange;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::timeline::{Entry, of_calls};

#[derive(Template)]
#[template(path = "console/visit.html")]
struct VisitPage {
    f: Frame,
    c: Console,
    /// The call from which the visit was found.
    id: i64,
    title: String,
    service: String,
    order: String,
    verdict: VisitVerdict,
    picture: Picture,
    timeline: Vec<Entry>,
}

/// The verdict on the visit.
struct VisitVerdict {
    /// `ok`, `warn` or `bad`.
    class: &'static str,
    title: String,
    /// The e-Service's own words; empty if there is nothing to quote.
    words: String,
    cause: Option<Finding>,
    /// The payments that were started.
    payments: Vec<PaymentId>,
}

/// The page. A call about a payment leads to the payment.
pub(super) async fn show(hub: Hub, language: RequestLanguage, id: Id, request: HttpRequest) -> PageResult {
    let q = &Query::of(&request);
    let t = language.translator();
    let Some(call) = exchange(&hub, &id, q).await? else {
        return missing(&hub, &language, Section::Messages).await;
    };
    if let Some(payment) = &call.payment_id {
        return Ok(see_other(format!("/console/payments/{payment}")));
    }
    let visit = visit_of(&hub, &call).await?;
    let mut latest_first = visit.calls.clone();
    latest_first.reverse();
    Ok(page(
        &language,
        &VisitPage {
            c: Console::new(&hub, &language, Section::Messages, q.get("notice")).await?,
            id: call.id,
            title: match &visit.opened {
                Some(opened) => t.with("visit-title", "time", t.date_time_seconds(opened.at)),
                None => t.get("visit-none"),
            },
            service: one_line(call.service_id.as_str()),
            order: one_line(call.order_key.as_str()),
            verdict: verdict(&hub, &t, &visit, &call),
            picture: of_visit(&t, &call.service_id, &visit),
            timeline: of_calls(&t, &latest_first),
            f: Frame::new(&language),
        },
    ))
}

/// The verdict on the visit's latest call.
fn verdict(hub: &Hub, t: &Translator, visit: &VisitHistory, call: &ListedExchange) -> VisitVerdict {
    let of = |class, key: &str| VisitVerdict {
        class,
        title: t.get(key),
        words: String::new(),
        cause: None,
        payments: visit.payments.clone(),
    };
    if !visit.payments.is_empty() {
        return of("ok", "visit-paid");
    }
    let last = visit.calls.last().unwrap_or(call);
    if last.outcome.kind == OutcomeKind::Accepted {
        return of("ok", "visit-described");
    }
    let service = hub.service(&call.service_id);
    let CallFailure { sentence, words, cause } =
        CallFailure::of(t, service.as_deref(), &last.outcome, Some(last));
    VisitVerdict { title: t.with("visit-failed", "why", sentence), words, cause, ..of("bad", "visit-paid") }
}
