//! The signature X-ray of a recorded message: what its signature covers, over which octets, and why it does not hold.

use serde_json::Value;

use super::Problem;
use super::known_certificate::known_signer;
use crate::app::App;
use crate::domain::named::named;
use crate::service_provider::{KnownSigner, x_ray};
use crate::soap::security::explain::{At, KnownKey, json};
use crate::store::{ExchangeBytes, ListedExchange};

pub use crate::soap::security::explain::XRay;

named! {
    fn name;
    /// A message of an exchange.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Message {
        /// The hub's request.
        Request = "request",
        /// The e-Service's reply.
        Response = "response",
    }
}

impl Message {
    /// The octets of this message; `None` if no reply came.
    pub fn octets(self, exchange: ExchangeBytes) -> Option<Vec<u8>> {
        match self {
            Self::Request => Some(exchange.request),
            Self::Response => exchange.response,
        }
    }
}

/// The X-ray of a recorded message, in the format of `mpay-sim verify --json`. `None` if the exchange or the message is not
/// stored.
pub async fn x_ray(app: &App, exchange: &ListedExchange, message: Message) -> Result<Option<Value>, Problem> {
    let Some(bytes) = app.store.exchange_bytes(exchange.id).await? else { return Ok(None) };
    let Some(octets) = message.octets(bytes) else { return Ok(None) };
    // The document contains every octet twice, so it is made on the same thread.
    take_apart_and(app, exchange, message, octets, |x_ray| json::of(&x_ray)).await.map(Some)
}

/// Examines a message, with the sender's known certificate and at the time of receipt by the clock of messages.
pub async fn take_apart(
    app: &App,
    exchange: &ListedExchange,
    message: Message,
    octets: Vec<u8>,
) -> Result<XRay, Problem> {
    take_apart_and(app, exchange, message, octets, |x_ray| x_ray).await
}

async fn take_apart_and<T: Send + 'static>(
    app: &App,
    exchange: &ListedExchange,
    message: Message,
    octets: Vec<u8>,
    then: impl FnOnce(XRay) -> T + Send + 'static,
) -> Result<T, Problem> {
    let own = app.service_provider.certificate().clone();
    let signer = match (message, app.service(&exchange.service_id)) {
        (Message::Response, Some(service)) => known_signer(app, &service).await?,
        (Message::Response, None) => KnownSigner::AnyAtFirstUse,
        (Message::Request, _) => KnownSigner::Certificate(Box::new(own.clone())),
    };
    let services = app.services();
    let came = i64::from(message == Message::Response) * exchange.duration_ms;
    let judged_at = exchange
        .signed_at
        .checked_add(jiff::SignedDuration::from_millis(came))
        .map_or(At::OwnCreated, At::Moment);
    let tolerance = app.config.tolerance();
    let recorded = if message == Message::Response { exchange.findings.clone() } else { vec![] };
    let explained = app.service_provider.readers().diagnose(&exchange.service_id, move || {
        let own = [KnownKey { label: "the hub's own key", certificate: &own }];
        let others =
            services.certificates().iter().map(|(label, certificate)| KnownKey { label, certificate });
        let known: Vec<_> = own.into_iter().chain(others).collect();
        then(x_ray::x_ray(&octets, &signer, &known, (judged_at, tolerance), &recorded))
    });
    Ok(explained.await)
}

/// The octets of SignedInfo, then those of each reference.
pub fn canonical_octets(x_ray: &XRay) -> Vec<&[u8]> {
    let signed_info = x_ray.signature.iter().map(|signature| signature.octets.as_slice());
    signed_info.chain(x_ray.references.iter().map(|reference| reference.octets.as_slice())).collect()
}
