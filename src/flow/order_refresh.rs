//! Repeats the look-up of an order, to see the e-Service's current answer: one more recorded call, without a visit or an
//! invoice.

use super::Problem;
use super::order_details_retrieval::{Asked, retrieve};
use crate::app::App;
use crate::domain::language::Language;
use crate::store::ListedExchange;

/// Repeats the order request of a recorded call. Returns the new call, also if it failed.
///
/// # Errors
/// If the service is no longer registered.
pub async fn ask_again(
    app: &App,
    exchange: &ListedExchange,
    language: Language,
) -> Result<ListedExchange, Problem> {
    let service = app.service(&exchange.service_id);
    let service = service.ok_or_else(|| Problem::UnknownService(exchange.service_id.clone()))?;
    let asked = Asked {
        order_key: &exchange.order_key,
        names_several: false,
        language,
        previous: None,
        has_scenarios: true,
    };
    let number = match retrieve(app, &service, asked).await {
        Ok(retrieved) => retrieved.exchange,
        Err(problem) => problem.exchange().ok_or(problem)?,
    };
    let made = app.store.listed_exchange(number).await?;
    // Where few exchanges are kept, another call may have pruned the new one.
    Ok(made.unwrap_or_else(|| exchange.clone()))
}
