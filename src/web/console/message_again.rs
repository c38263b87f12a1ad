//! Repeats a recorded call, unchanged or with a defect.

use actix_web::HttpRequest;
use actix_web::web::Bytes;

use super::Id;
use super::layout::{Section, missing};
use super::message::exchange;
use super::query::Query;
use crate::flow::Problem;
use crate::flow::confirmation_operations::send_again;
use crate::flow::order_refresh::ask_again;
use crate::flow::scenarios::{Request, ScenarioProblem, activate};
use crate::store::ExchangeFilter;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Hub, see_other};
use crate::web::parameters::Form;

/// Repeats the order request of a recorded call, and shows the new call.
pub(super) async fn again(hub: Hub, language: RequestLanguage, id: Id, request: HttpRequest) -> PageResult {
    let q = &Query::of(&request);
    let Some(exchange) = exchange(&hub, &id, q).await? else {
        return missing(&hub, &language, Section::Messages).await;
    };
    let again = ask_again(&hub, &exchange, language.language).await?;
    Ok(see_other(format!("/console/messages/{}/response?notice=asked-again", again.id)))
}

/// Switches a scenario on for the next call about the order, and makes that call.
pub(super) async fn again_with(
    hub: Hub,
    language: RequestLanguage,
    id: Id,
    request: HttpRequest,
    body: Bytes,
) -> PageResult {
    let form = Form::read(&body);
    let q = &Query::of(&request);
    let scenario = form.get("scenario");
    let Some(exchange) = exchange(&hub, &id, q).await? else {
        return missing(&hub, &language, Section::Messages).await;
    };
    let wanted = Request {
        scenario: scenario.to_owned(),
        service_id: Some(exchange.service_id.to_string()),
        order_key: Some(exchange.order_key.to_string()),
        calls: Some(1),
        ..Request::default()
    };
    match activate(&hub, wanted).await {
        Ok(_) => {}
        Err(ScenarioProblem::Store(error)) => return Err(Problem::Store(error)),
        Err(_) => return Ok(see_other(format!("/console/messages/{}/response?notice=invalid", exchange.id))),
    }
    match &exchange.payment_id {
        // The queue makes the call; the payment's page will show it.
        Some(payment) => {
            send_again(&hub, payment).await?;
            Ok(see_other(format!("/console/payments/{payment}?notice=scenario-on")))
        }
        None => {
            ask_again(&hub, &exchange, language.language).await?;
            let filter = ExchangeFilter {
                service_id: Some(exchange.service_id),
                order_key: Some(exchange.order_key),
                scenario: Some(scenario.to_owned()),
                ..ExchangeFilter::default()
            };
            // An honest call follows one that must be refused; the page shows the one with the defect.
            Ok(match hub.store.list_exchanges(&filter, None, 1).await?.pop() {
                Some(call) => see_other(format!("/console/messages/{}/response?notice=asked-again", call.id)),
                None => see_other("/console/scenarios?notice=scenario-on"),
            })
        }
    }
}
