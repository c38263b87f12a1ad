//! `GetOrderDetails` (step 5): the agency's description of an order.

use super::SampleService;
use super::catalogue::CatalogueService;
use super::refusal::Refusal;
use crate::domain::order::OrderDetails;
use crate::soap::get_order_details::OrderDetailsQuery;

/// The requested order in the requested language. The answer for an unknown order is empty, as in the guide, and also for
/// another service's order: the caller must know both.
pub(super) async fn answer(
    shop: &SampleService,
    query: &OrderDetailsQuery,
) -> Result<Vec<OrderDetails>, Refusal> {
    let service = CatalogueService::find(&query.service_id)
        .ok_or_else(|| Refusal::UnknownService(query.service_id.chars().take(36).collect()))?;
    let order = shop.database().order(&query.order_key).await?;
    let now = shop.settings().clock.now();
    Ok(order
        .filter(|order| order.service == service)
        .map(|order| order.to_details(query.language, now))
        .into_iter()
        .collect())
}
