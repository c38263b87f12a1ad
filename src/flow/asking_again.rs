//! An order looked up again because somebody wants to see what the e-Service says now: no visit, no invoice, one more
//! recorded call.

use super::Problem;
use super::order_details_retrieval::retrieve;
use crate::app::App;
use crate::domain::language::Language;
use crate::store::ListedExchange;

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
    let number = match retrieve(app, &service, &exchange.order_key, false, language, None).await {
        Ok(retrieved) => retrieved.exchange,
        Err(problem) => problem.exchange().ok_or(problem)?,
    };
    let made = app.store.listed_exchange(number).await?;
    // Where exchanges are kept by the handful, another call may have pushed the new one out.
    Ok(made.unwrap_or_else(|| exchange.clone()))
}
