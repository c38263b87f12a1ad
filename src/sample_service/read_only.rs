//! Routes without side effects.

use actix_web::guard::{self, Guard};
use actix_web::{Route, web};

/// A route without side effects: GET, and HEAD for programs that check its existence.
pub(super) fn read_only<F, Args>(handler: F) -> Route
where
    F: actix_web::Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: actix_web::Responder + 'static,
{
    web::route().guard(get_or_head()).to(handler)
}

fn get_or_head() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}
