//! `/console/reset`: deletes data for a clean start, after showing what will be deleted.

use actix_web::HttpRequest;
use actix_web::web::Bytes;
use askama::Template;

use super::layout::{Console, Section, page};
use super::list::services;
use super::query::Query;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::flow::reset::reset;
use crate::store::{ResetCounts, ResetScope};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::parameters::Form;

#[derive(Template)]
#[template(path = "console/reset.html")]
struct ResetPage {
    f: Frame,
    c: Console,
    q: Query,
    services: Vec<(String, bool)>,
    all: bool,
    /// The data that would be deleted in the chosen scope: text keys and numbers.
    going: Option<Vec<(&'static str, u64)>>,
    /// The field with an impossible value.
    unusable: Option<&'static str>,
}

/// The form; with a scope in the address, also the numbers and the button.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let asked = match q.get("what") {
        "" => None,
        what => Some(scope(what, q.get("service"), q.get("order"))),
    };
    let going = match &asked {
        Some(Ok(scope)) => Some(going(&hub.store.count_for_reset(scope).await?, scope.settings_too)),
        Some(Err(_)) | None => None,
    };
    let unusable = asked.and_then(Result::err);
    Ok(page(
        &language,
        &ResetPage {
            c: Console::new(&hub, &language, Section::Settings, q.get("notice")).await?,
            services: services(&hub, q.get("service")),
            all: q.get("what") == "all",
            going,
            unusable,
            f: Frame::new(&language),
            q,
        },
    ))
}

fn scope(what: &str, service: &str, order: &str) -> Result<ResetScope, &'static str> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(ResetScope {
        service_id: given(service).map(ServiceId::parse).transpose().map_err(|_| "service")?,
        order_key: given(order).map(OrderKey::parse).transpose().map_err(|_| "order")?,
        settings_too: match what {
            "state" => false,
            "all" => true,
            _ => return Err("what"),
        },
    })
}

fn going(counts: &ResetCounts, settings_too: bool) -> Vec<(&'static str, u64)> {
    let of_flows = [
        ("reset-payments", counts.payments),
        ("reset-confirmations", counts.confirmations),
        ("reset-invoices", counts.invoices),
        ("reset-visits", counts.visits),
        ("reset-exchanges", counts.exchanges),
        ("reset-events", counts.events),
    ];
    let set = [
        ("reset-planned-outcomes", counts.planned_outcomes),
        ("reset-scenarios", counts.scenarios),
        ("reset-certificates", counts.pinned_certificates),
        ("reset-services", counts.registered_services),
    ];
    of_flows.into_iter().chain(set.into_iter().filter(|_| settings_too)).collect()
}

/// Deletes the data.
pub(super) async fn clear(hub: Hub, body: Bytes) -> PageResult {
    let form = Form::read(&body);
    let Ok(scope) = scope(form.get("what"), form.get("service"), form.get("order")) else {
        return Ok(see_other("/console/reset?notice=invalid"));
    };
    reset(&hub, &scope).await?;
    Ok(see_other("/console/reset?notice=reset"))
}
