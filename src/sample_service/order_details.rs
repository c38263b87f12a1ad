//! `GetOrderDetails` (step 5): the agency's description of an order.

use super::SampleService;
use super::catalogue::{CatalogueService, Conduct};
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
    if service.conduct == Conduct::BreaksDown {
        return Err(Refusal::BreaksDown);
    }
    let found = shop.database().find(&query.order_key).await?;
    let Some((order, part)) = found.filter(|(order, _)| order.service == service) else {
        return Ok(vec![]);
    };
    shop.asked_languages().keep(&order.order_key, query.language);
    Ok(order.to_details(part.as_deref(), query.language, shop.settings().clock.now()))
}
