//! `IServiceProvider` over HTTP: verifies the hub's signature, carries out the operation, signs the answer.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use tracing::{error, info, warn};

use super::catalogue::{CatalogueService, Conduct, SLOW_BY};
use super::read_only::read_only;
use super::refusal::{MAX_REQUEST_BYTES, Refusal};
use super::{SampleService, order_details, pages, payment_confirmation};
use crate::domain::confirmation::PaymentConfirmation;
use crate::soap::envelope::{self, Envelope};
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::security::verify::{Judgement, Trust, verify};
use crate::soap::{CONTENT_TYPE, Operation, confirm_order_payment, fault, get_order_details, thread};

/// `/ServiceProvider.svc`, case-insensitive like MPay's own system.
pub(super) fn resource() -> Resource {
    web::resource("/{endpoint:(?i)serviceprovider\\.svc}")
        .app_data(web::PayloadConfig::new(MAX_REQUEST_BYTES))
        .route(web::post().to(call))
        .route(read_only(describe))
        .default_service(web::to(pages::not_found))
}

/// An operation with its parameters, from a message signed by the hub.
enum Call {
    GetOrderDetails(OrderDetailsQuery),
    ConfirmOrderPayment { confirmation: PaymentConfirmation, signed_message: String },
}

impl Call {
    /// The service that the call is about.
    fn service_id(&self) -> &str {
        match self {
            Self::GetOrderDetails(query) => &query.service_id,
            Self::ConfirmOrderPayment { confirmation, .. } => &confirmation.service_id,
        }
    }
}

async fn call(
    shop: web::Data<SampleService>,
    request: HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
) -> HttpResponse {
    let soap_action = request.headers().get("SOAPAction").and_then(|value| value.to_str().ok());
    let (status, content) = match answer(&shop, soap_action, body).await {
        Ok(content) => (StatusCode::OK, content),
        Err(Refusal::BreaksDown) => {
            warn!("{}", Refusal::BreaksDown);
            return broken_down();
        }
        Err(refusal) => {
            match &refusal {
                Refusal::Database(why) => error!(error = %why, "the e-Service's database failed"),
                // The text may quote the request, so its line ends are escaped.
                _ => warn!(code = refusal.code().as_str(), reason = ?refusal.to_string(), "request refused"),
            }
            // WS-I Basic Profile 1.1, R1126: a fault has status 500.
            (StatusCode::INTERNAL_SERVER_ERROR, fault::write(&refusal.code(), &refusal.to_string()))
        }
    };
    match shop.signed_reply(&content) {
        Ok(envelope) => HttpResponse::build(status).content_type(CONTENT_TYPE).body(envelope),
        Err(why) => {
            error!(error = %why, "the reply could not be signed");
            HttpResponse::InternalServerError()
                .content_type("text/plain; charset=utf-8")
                .body("the reply could not be signed\n")
        }
    }
}

/// The page of a web server whose application has broken down.
fn broken_down() -> HttpResponse {
    HttpResponse::InternalServerError().content_type("text/html; charset=utf-8").body(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<title>500 Internal Server Error</title>\n\
         <h1>Internal Server Error</h1>\n<p>Unhandled exception: the service breaks down, to show what follows.</p>\n</html>\n",
    )
}

/// The content of the reply's Body.
async fn answer(
    shop: &SampleService,
    soap_action: Option<&str>,
    body: Result<web::Bytes, actix_web::Error>,
) -> Result<String, Refusal> {
    let body = body.map_err(|why| Refusal::Body(why.to_string()))?;
    let (reader, action) = (shop.clone(), soap_action.map(str::to_owned));
    let read = move || read(&reader, action.as_deref(), &body);
    let call = thread::understand(shop.message_place().await, read).await?;
    if CatalogueService::find(call.service_id()).is_some_and(|service| service.conduct == Conduct::Slow) {
        let clock = &shop.settings().clock;
        clock.sleep_until(clock.now() + SLOW_BY).await;
    }
    match call {
        Call::GetOrderDetails(query) => {
            let orders = order_details::answer(shop, &query).await?;
            info!(order_key = ?query.order_key, found = orders.len(), "order details sent");
            Ok(get_order_details::write_reply(&orders))
        }
        Call::ConfirmOrderPayment { confirmation, signed_message } => {
            payment_confirmation::accept(shop, &confirmation, &signed_message).await?;
            Ok(confirm_order_payment::write_reply())
        }
    }
}

/// Reads a request. Nothing is used before the signature is verified.
fn read(shop: &SampleService, soap_action: Option<&str>, body: &[u8]) -> Result<Call, Refusal> {
    let text = envelope::text_of(body)?;
    let document = envelope::parse(&text)?;
    let envelope = Envelope::of(&document)?;
    let settings = shop.settings();
    let judgement = Judgement::at(settings.clock.now());
    verify(&document, &envelope, Trust::Certificate(&settings.hub_certificate), judgement)?;

    let payload = envelope.payload().ok_or_else(|| Refusal::Parameter("the Body is empty".to_owned()))?;
    let operation = operation(soap_action, payload.tag_name().name())?;
    Ok(match operation {
        Operation::GetOrderDetails => Call::GetOrderDetails(get_order_details::read_request(payload)?),
        Operation::ConfirmOrderPayment => Call::ConfirmOrderPayment {
            confirmation: confirm_order_payment::read_request(payload)?,
            signed_message: text.clone(),
        },
    })
}

/// The operation, named by the Body. The header is not signed, so it never decides: it must name the same one, or be empty
/// quotation marks (SOAP 1.1 §6.1.1).
fn operation(soap_action: Option<&str>, payload: &str) -> Result<Operation, Refusal> {
    let header = soap_action.unwrap_or("").trim();
    let action = header.trim_matches('"');
    [Operation::GetOrderDetails, Operation::ConfirmOrderPayment]
        .into_iter()
        .find(|operation| {
            operation.name() == payload && (operation.soap_action() == action || header == "\"\"")
        })
        .ok_or_else(|| Refusal::SoapAction(action.chars().take(120).collect()))
}

/// The page for a person who opens the endpoint in a browser.
async fn describe() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(
        "This is IServiceProvider of the sample e-Service of mpay-sim, a simulator.\n\
         It takes SOAP 1.1 messages by POST, signed by the hub: GetOrderDetails and ConfirmOrderPayment.\n",
    )
}
