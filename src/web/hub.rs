//! The running hub, for handlers.

use actix_web::web;

use crate::app::App;

/// The running hub, as handlers get it.
pub(super) type Hub = web::Data<App>;
