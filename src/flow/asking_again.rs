//! An order looked up again because somebody wants to see what the e-Service says now: no visit, no invoice, one more
//! recorded call.

use super::Problem;
use super::order_details_retrieval::retrieve;
use crate::app::App;
use crate::domain::language::Language;
use crate::store::{ExchangeFilter, ListedExchange};

/// Asks the e-Service for the order of a recorded call again. Gives the new call, whatever came of it.
///
/// # Errors
/// Where the hub has the service no more.
pub async fn ask_again(
    app: &App,
    exchange: &ListedExchange,
    language: Language,
) -> Result<ListedExchange, Problem> {
    let service = app.service(&exchange.service_id);
    let service = service.ok_or_else(|| Problem::UnknownService(exchange.service_id.clone()))?;
    match retrieve(app, &service, &exchange.order_key, language, None).await {
        Ok(_) | Err(Problem::EService { .. } | Problem::UnknownOrder { .. }) => {}
        Err(problem) => return Err(problem),
    }
    let filter = ExchangeFilter {
        service_id: Some(exchange.service_id.clone()),
        order_key: Some(exchange.order_key.clone()),
        operation: Some("GetOrderDetails".to_owned()),
        ..ExchangeFilter::default()
    };
    let latest = app.store.list_exchanges(&filter, None, 1).await?.pop();
    // Where exchanges are kept by the handful, another call may have pushed the new one out.
    Ok(latest.unwrap_or_else(|| exchange.clone()))
}
