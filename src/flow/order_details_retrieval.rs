//! Step 5: before it shows the page, the hub asks the e-Service for the order.

use super::Problem;
use super::exchange_record::{self, Subject};
use super::known_certificate::{known_certificate, pin_at_first_use};
use crate::app::App;
use crate::domain::ids::OrderKey;
use crate::domain::language::Language;
use crate::domain::order::OrderDetails;
use crate::domain::service::Service;
use crate::service_provider::{CallContext, SignatureVerdict};
use crate::soap::get_order_details::OrderDetailsQuery;

/// What the e-Service answered.
#[derive(Debug)]
pub struct RetrievedOrder {
    /// The order.
    pub order: OrderDetails,
    /// What the reply's signature was worth.
    pub signature: SignatureVerdict,
}

/// Calls `GetOrderDetails` in this language, and keeps the exchange whatever became of it.
pub async fn retrieve(
    app: &App,
    service: &Service,
    order_key: &OrderKey,
    language: Language,
) -> Result<RetrievedOrder, Problem> {
    let known = known_certificate(app, service).await?;
    let query =
        OrderDetailsQuery { language, order_key: order_key.to_string(), service_id: service.id.to_string() };
    let context = CallContext { clock: &app.clock, randomness: &app.randomness, certificate: known.as_ref() };
    let (exchange, result) = app.service_provider.get_order_details(service, &query, context).await;
    let outcome = match &result {
        Ok((orders, _)) => format!("{} orders", orders.len()),
        Err(error) => exchange_record::failure(error),
    };
    let subject = Subject { service_id: &service.id, order_key, payment_id: None };
    exchange_record::keep(app, subject, &exchange, &outcome).await?;

    // The page that this stops logs it, with the incident's number.
    let (orders, signature) = result.map_err(|error| Problem::of_call(&service.id, order_key, error))?;
    if let SignatureVerdict::Tolerated(problem) = &signature {
        tracing::warn!(service = %service.id, order = %order_key, %problem, "GetOrderDetails: signature tolerated");
    }
    pin_at_first_use(app, service, known.as_ref(), &signature).await?;
    let order = choose(orders, order_key)
        .ok_or_else(|| Problem::UnknownOrder { service: service.id.clone(), order_key: order_key.clone() })?;
    Ok(RetrievedOrder { order, signature })
}

/// Of several orders the one whose key is the one that was asked for, else the first.
fn choose(orders: Vec<OrderDetails>, order_key: &OrderKey) -> Option<OrderDetails> {
    let asked = orders.iter().position(|order| order.order_key == order_key.as_str()).unwrap_or(0);
    orders.into_iter().nth(asked)
}
