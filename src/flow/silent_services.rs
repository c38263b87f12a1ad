//! The e-Services that did not answer their latest call.

use jiff::Timestamp;

use super::Problem;
use crate::app::App;
use crate::domain::ids::ServiceId;

/// The services whose e-Service did not answer the latest recorded call, with its time. No call is made; services without a
/// recorded call are not included.
pub async fn silent_services(app: &App) -> Result<Vec<(ServiceId, Timestamp)>, Problem> {
    Ok(app.store.silent_services(app.services().ids()).await?)
}
