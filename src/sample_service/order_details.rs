//! `GetOrderDetails` (step 5): what the agency tells of an order.

use super::SampleService;
use super::catalogue::CatalogueService;
use super::endpoint::Refusal;
use crate::domain::order::OrderDetails;
use crate::soap::get_order_details::OrderDetailsQuery;

/// The order that was asked for, in the language that was asked for. An unknown order is an empty answer, as the
/// guide has it, and so is another service's order: whoever asks must know both.
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
