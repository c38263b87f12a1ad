//! What Prometheus reads.

use std::fmt;

use crate::app::App;
use crate::domain::ids::ServiceId;
use crate::metrics::Moment;

/// The hub's metrics as text. Waits a second at most for a database that does not answer, and then says what is known
/// without it.
///
/// # Errors
/// None: what is written to is memory.
pub async fn scrape(app: &App) -> Result<String, fmt::Error> {
    let services: Vec<ServiceId> = app.services.iter().map(|service| service.id.clone()).collect();
    let pools = app.store.pools();
    let moment = Moment { services: &services, clock: app.clock.state(), pools: &pools };
    app.metrics.text(&app.store, &moment).await
}
