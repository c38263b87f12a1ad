//! Step 4: `/service/pay`, by POST and by GET.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use crate::flow::payment_page_request::{PaymentPageRequest, open};
use crate::web::errors;
use crate::web::known_address;
use crate::web::language::RequestLanguage;
use crate::web::page::{Hub, see_other};
use crate::web::parameters;
use crate::web::visits;

/// The parameters are in the address.
pub(in crate::web) async fn by_get(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
) -> HttpResponse {
    known_address::compare(&hub, &request);
    respond(&hub, &language, &request, &parameters::read(request.query_string())).await
}

/// The parameters are form fields, or in the address; where both have one, the field counts.
pub(in crate::web) async fn by_post(
    hub: Hub,
    language: RequestLanguage,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    let mut parameters = std::str::from_utf8(&body).map(parameters::read).unwrap_or_default();
    parameters.extend(parameters::read(request.query_string()));
    known_address::compare(&hub, &request);
    respond(&hub, &language, &request, &parameters).await
}

async fn respond(
    hub: &Hub,
    language: &RequestLanguage,
    request: &HttpRequest,
    parameters: &[(String, String)],
) -> HttpResponse {
    if let Err(problem) = visits::count(hub, request) {
        return errors::outside_a_visit(hub, language, &problem);
    }
    let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match open(hub, PaymentPageRequest::from_parameters(pairs)).await {
        Ok(session) => see_other(format!("/pay/{session}")),
        Err(problem) => errors::outside_a_visit(hub, language, &problem),
    }
}
