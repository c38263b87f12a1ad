//! One service: the payer types the order number ("pay an existing order").

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::addresses;
use super::errors::PageResult;
use super::language::RequestLanguage;
use super::page::{Frame, Hub, render, see_other};
use super::parameters::Form;
use super::visits;
use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::service::Service;
use crate::flow::Problem;
use crate::flow::payment_page_request::{PaymentPageRequest, open};
use crate::flow::services::known_service;

#[derive(Template)]
#[template(path = "service.html")]
struct ServicePage {
    f: Frame,
    action: String,
    name: String,
    service_provider: String,
    label: String,
    example: Option<String>,
    typed: String,
    error: Option<String>,
    /// The maximum duration of the look-up in seconds.
    longest_seconds: usize,
}

/// The form for the order number.
pub(super) async fn show(hub: Hub, language: RequestLanguage, path: Path<(String, String)>) -> PageResult {
    let service = find(&hub, &path.1).await?;
    Ok(page(&hub, &language, &service, String::new(), None))
}

/// Opens a visit for the typed order.
pub(super) async fn look_up(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    path: Path<(String, String)>,
    body: Bytes,
) -> PageResult {
    let service = find(&hub, &path.1).await?;
    let typed = Form::read(&body).get("order_key").to_owned();
    if let Err(error) = OrderKey::given(typed.as_str()) {
        return Ok(page(&hub, &language, &service, typed, Some(error)));
    }
    visits::count(&hub, &request)?;
    let request = PaymentPageRequest {
        service_id: service.id.to_string(),
        order_key: typed,
        return_url: String::new(),
    };
    let session = open(&hub, request).await?;
    Ok(see_other(format!("/pay/{session}")))
}

async fn find(hub: &Hub, id: &str) -> Result<Arc<Service>, Problem> {
    known_service(hub, &ServiceId::parse(id)?).await
}

fn page(
    hub: &Hub,
    language: &RequestLanguage,
    service: &Service,
    typed: String,
    error: Option<InvalidId>,
) -> HttpResponse {
    let t = language.translator();
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ServicePage {
        action: addresses::of_service(&service.id),
        name: service.name.get(language.language).to_owned(),
        service_provider: service.service_provider_name.get(language.language).to_owned(),
        label: service
            .order_key_label
            .as_ref()
            .map_or_else(|| t.get("order-number"), |label| label.get(language.language).to_owned()),
        example: service.order_key_example.clone(),
        typed: match &error {
            // A card number, or one that displays as another number, is not shown again.
            Some(InvalidId::CardNumber { .. } | InvalidId::Direction { .. }) => String::new(),
            _ => typed,
        },
        longest_seconds: usize::try_from(hub.config.e_service_timeout.as_secs().max(1)).unwrap_or(1),
        error: error.map(|error| match error {
            InvalidId::Missing { .. } => t.get("service-order-missing"),
            InvalidId::TooLong { .. } => t.get("service-order-too-long"),
            InvalidId::ControlCharacter { .. } | InvalidId::Direction { .. } => {
                t.get("service-order-illegal")
            }
            InvalidId::CardNumber { .. } => t.get("service-order-card"),
        }),
        f: Frame::at_step(language, 2),
    };
    render(status, language, &page)
}
