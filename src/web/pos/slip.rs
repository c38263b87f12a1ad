//! The slip that the terminal did not print.

use actix_web::web::Path;

use crate::domain::ids::PaymentId;
use crate::flow::pos_terminal::print_slip_again;
use crate::web::errors::PageResult;
use crate::web::page::{Hub, see_other};
use crate::web::pay::session_id;

/// Prints it again, and redirects to the result.
pub(in crate::web) async fn print_again(hub: Hub, path: Path<(String, String)>) -> PageResult {
    let (session, payment) = path.into_inner();
    print_slip_again(&hub, session_id(&session)?, &PaymentId::new(payment.as_str())).await?;
    Ok(see_other(format!("/pos/{session}/result/{payment}")))
}
