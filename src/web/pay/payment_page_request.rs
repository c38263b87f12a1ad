//! Step 4: `/service/pay`, by POST and by GET.

use actix_web::HttpRequest;
use actix_web::web::Bytes;

use crate::flow::payment_page_request::{PaymentPageRequest, open};
use crate::web::errors::PageResult;
use crate::web::known_address;
use crate::web::page::{Hub, see_other};
use crate::web::parameters;
use crate::web::visits;

/// With the parameters in the address.
pub(in crate::web) async fn by_get(hub: Hub, request: HttpRequest) -> PageResult {
    known_address::compare(&hub, &request);
    respond(&hub, &request, &parameters::read(request.query_string())).await
}

/// With the parameters as form fields or in the address; fields take precedence.
pub(in crate::web) async fn by_post(hub: Hub, request: HttpRequest, body: Bytes) -> PageResult {
    let mut parameters = std::str::from_utf8(&body).map(parameters::read).unwrap_or_default();
    parameters.extend(parameters::read(request.query_string()));
    known_address::compare(&hub, &request);
    respond(&hub, &request, &parameters).await
}

async fn respond(hub: &Hub, request: &HttpRequest, parameters: &[(String, String)]) -> PageResult {
    visits::count(hub, request)?;
    let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let session = open(hub, PaymentPageRequest::from_parameters(pairs)).await?;
    Ok(see_other(format!("/pay/{session}")))
}
