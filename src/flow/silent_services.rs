//! Which e-Services were last called in vain, for whoever chooses a service.

use jiff::Timestamp;

use super::Problem;
use crate::app::App;
use crate::domain::ids::ServiceId;

/// The services whose e-Service did not answer the latest call, with the moment of that call. Nobody is called for it, and
/// a service that was never called, or whose calls are no longer kept, is not among them.
pub async fn silent_services(app: &App) -> Result<Vec<(ServiceId, Timestamp)>, Problem> {
    Ok(app.store.silent_services(app.services().ids()).await?)
}
