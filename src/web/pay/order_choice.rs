//! The page on which the payer chooses one of several orders.

use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Pages, problem_in, session_id};
use crate::domain::order::{OrderDetails, OrderStatus};
use crate::flow::Problem;
use crate::flow::invoice_generation::OrderChoice;
use crate::flow::payment_page_request::{self, choose_order};
use crate::i18n::Translator;
use crate::web::findings::Findings;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::parameters::Form;
use crate::web::visits;

#[derive(Template)]
#[template(path = "pay/order_choice.html")]
pub(super) struct OrderChoicePage {
    f: Frame,
    /// Where the choice is posted to.
    action: String,
    heading: String,
    service_provider: String,
    orders: Vec<OrderView>,
    return_link: Option<String>,
    findings: Findings,
}

struct OrderView {
    key: String,
    reason: String,
    amount: Option<String>,
    due_at: Option<String>,
    /// Why it cannot be paid, in a word; `None` where it can.
    status: Option<String>,
}

/// The page with these orders.
pub(super) fn order_choice_page(
    language: &RequestLanguage,
    choice: &OrderChoice,
    pages: &Pages,
) -> OrderChoicePage {
    let t = language.translator();
    let session = &choice.session;
    OrderChoicePage {
        action: format!("{}/{}/order", pages.base(), session.id),
        heading: t.count("orders-found", choice.orders.len()),
        service_provider: choice.service.service_provider_name.get(language.language).to_owned(),
        orders: choice.orders.iter().map(|(key, order)| view(&t, key.as_str(), order)).collect(),
        return_link: session.return_url.as_ref().map(|_| format!("/pay/{}/return", session.id)),
        findings: Findings::of(&t, &choice.findings),
        f: pages.frame(language, 2),
    }
}

/// Goes on with the order that the payer chose, in a visit of its own.
pub(in crate::web) async fn choose(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    path: Path<String>,
    body: Bytes,
) -> HttpResponse {
    go_on(&hub, &language, "/pay", &path, visits::count(&hub, &request).map(|()| &body)).await
}

/// The same for an operator, who may choose without a terminal: nothing is paid yet.
pub(in crate::web) async fn choose_at_counter(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    path: Path<String>,
    body: Bytes,
) -> HttpResponse {
    go_on(&hub, &language, "/pos", &path, visits::count(&hub, &request).map(|()| &body)).await
}

/// Back from one of the orders to the choice between them.
pub(in crate::web) async fn choose_again(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    path: Path<String>,
) -> HttpResponse {
    back_to_choice(&hub, &language, "/pay", &path, visits::count(&hub, &request)).await
}

/// The same for an operator.
pub(in crate::web) async fn choose_again_at_counter(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    path: Path<String>,
) -> HttpResponse {
    back_to_choice(&hub, &language, "/pos", &path, visits::count(&hub, &request)).await
}

async fn back_to_choice(
    hub: &Hub,
    language: &RequestLanguage,
    base: &'static str,
    session: &str,
    counted: Result<(), Problem>,
) -> HttpResponse {
    let opened = match counted.and_then(|()| session_id(session)) {
        Ok(id) => payment_page_request::choose_again(hub, id).await,
        Err(problem) => Err(problem),
    };
    match opened {
        Ok(opened) => see_other(format!("{base}/{opened}")),
        Err(problem) => problem_in(hub, language, base, session, &problem).await,
    }
}

async fn go_on(
    hub: &Hub,
    language: &RequestLanguage,
    base: &'static str,
    session: &str,
    counted: Result<&Bytes, Problem>,
) -> HttpResponse {
    let chosen = match counted.and_then(|body| Ok((body, session_id(session)?))) {
        Ok((body, id)) => choose_order(hub, id, Form::read(body).get("order")).await,
        Err(problem) => Err(problem),
    };
    match chosen {
        Ok(chosen) => see_other(format!("{base}/{chosen}")),
        Err(problem) => problem_in(hub, language, base, session, &problem).await,
    }
}

fn view(t: &Translator, key: &str, order: &OrderDetails) -> OrderView {
    OrderView {
        key: key.to_owned(),
        reason: order.reason.clone(),
        amount: order.amount_due().map(|due| t.money(due, &order.currency)),
        due_at: order.due_at.map(|at| t.date_time(at)),
        status: match order.status {
            OrderStatus::Active | OrderStatus::PartiallyPaid => None,
            other => Some(t.get(&format!("not-payable-{}-chip", other.as_str().to_lowercase()))),
        },
    }
}
