//! Step 15: back to the page that the e-Service asked for, after a payment or without one.

use super::Problem;
use super::payment_page_request::session;
use crate::app::App;
use crate::domain::ids::SessionId;
use crate::domain::return_url::ReturnUrl;

/// The visit's return address.
pub async fn return_url(app: &App, id: SessionId) -> Result<ReturnUrl, Problem> {
    session(app, id).await?.return_url.ok_or(Problem::NoReturnUrl)
}
