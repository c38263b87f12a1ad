//! The metrics for Prometheus.

use std::fmt;

use crate::app::App;
use crate::domain::ids::ServiceId;
use crate::metrics::Moment;

/// The hub's metrics as text. Waits at most a second for the database, and omits its values if it does not answer.
///
/// # Errors
/// None in practice, as the text is written to memory.
pub async fn scrape(app: &App) -> Result<String, fmt::Error> {
    let services: Vec<ServiceId> = app.services().iter().map(|service| service.id.clone()).collect();
    let pools = app.store.pools();
    let moment = Moment { services: &services, clock: app.clock.state(), pools: &pools };
    app.metrics.text(&app.store, &moment).await
}
