//! The paper slip that the terminal did not print.

use actix_web::HttpResponse;
use actix_web::web::Path;

use crate::domain::ids::PaymentId;
use crate::flow::pos_terminal::print_slip_again;
use crate::web::language::RequestLanguage;
use crate::web::page::{Hub, see_other};
use crate::web::pay::{problem_in, session_id};

/// Prints it again, and goes back to the result.
pub(in crate::web) async fn print_again(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String)>,
) -> HttpResponse {
    let (session, payment) = path.into_inner();
    let printed = match session_id(&session) {
        Ok(id) => print_slip_again(&hub, id, &PaymentId::new(payment.as_str())).await,
        Err(problem) => Err(problem),
    };
    match printed {
        Ok(()) => see_other(format!("/pos/{session}/result/{payment}")),
        Err(problem) => problem_in(&hub, &language, "/pos", &session, &problem).await,
    }
}
