//! The page for choosing one of several orders.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Path};
use askama::Template;

use super::{Pages, session_id};
use crate::domain::order::{OrderDetails, OrderStatus};
use crate::flow::invoice_generation::OrderChoice;
use crate::flow::payment_page_request::{self, choose_order};
use crate::i18n::Translator;
use crate::web::addresses::of_messages;
use crate::web::errors::PageResult;
use crate::web::findings::Findings;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other, visit_path};
use crate::web::parameters::Form;
use crate::web::visits;

#[derive(Template)]
#[template(path = "pay/order_choice.html")]
pub(super) struct OrderChoicePage {
    f: Frame,
    /// The form's target.
    action: String,
    heading: String,
    service_provider: String,
    orders: Vec<OrderView>,
    return_link: Option<String>,
    /// The messages about the order in the console.
    messages: String,
    findings: Findings,
}

struct OrderView {
    key: String,
    reason: String,
    amount: Option<String>,
    due_at: Option<String>,
    /// Why it cannot be paid, in one word; `None` if it can be.
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
        messages: of_messages(&session.service_id, session.key_to_ask()),
        findings: Findings::of(&t, &choice.findings),
        f: pages.frame(language, 2),
    }
}

/// Continues with the chosen order, in a visit of its own. An operator can choose without a terminal, as nothing is paid
/// yet.
pub(in crate::web) async fn choose(
    hub: Hub,
    request: HttpRequest,
    path: Path<String>,
    body: Bytes,
) -> PageResult {
    visits::count(&hub, &request)?;
    let chosen = choose_order(&hub, session_id(&path)?, Form::read(&body).get("order")).await?;
    Ok(see_other(visit_path(&request, chosen)))
}

/// Returns from one of the orders to the choice.
pub(in crate::web) async fn choose_again(hub: Hub, request: HttpRequest, path: Path<String>) -> PageResult {
    visits::count(&hub, &request)?;
    let opened = payment_page_request::choose_again(&hub, session_id(&path)?).await?;
    Ok(see_other(visit_path(&request, opened)))
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
