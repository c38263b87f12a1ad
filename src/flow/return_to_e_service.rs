//! Step 15: the return to the e-Service, after a payment or without one.

use super::Problem;
use crate::app::App;
use crate::domain::event::EventKind;
use crate::domain::ids::SessionId;
use crate::domain::return_url::ReturnUrl;

/// The visit's return address, for a redirect, which is recorded with the events of the visit's authorised payment, else of
/// its latest one.
pub async fn return_url(app: &App, id: SessionId) -> Result<ReturnUrl, Problem> {
    let (visit, payment) = app.store.ending_visit(id).await?.ok_or(Problem::UnknownSession)?;
    let url = visit.return_url.ok_or(Problem::NoReturnUrl)?;
    let (now, kind) = (app.clock.now(), EventKind::VisitReturned);
    match payment {
        Some(payment) => app.store.record_payment_event(now, kind, &payment, url.as_str()).await?,
        None => {
            let about = (Some(&visit.service_id), Some(&visit.order_key));
            app.store.record_event(now, kind, about, url.as_str()).await?;
        }
    }
    Ok(url)
}
