//! The limit of new visits.

use std::time::{Duration, Instant};

use actix_web::HttpRequest;

use super::page::Hub;
use crate::flow::Problem;

/// Counts a visit by the address of the connection, before anything is looked up or written. Headers such as
/// X-Forwarded-For can be written by anybody.
pub(super) fn count(hub: &Hub, request: &HttpRequest) -> Result<(), Problem> {
    let Some(peer) = request.peer_addr() else { return Ok(()) };
    let counted = hub.visit_limits.count(peer.ip(), hub.config.visits_per_minute, Instant::now());
    counted.map_err(|wait| Problem::TooManyVisits {
        address: peer.ip().to_canonical(),
        // A part of a second counts as a whole one, so that the next try is not too early.
        wait: Duration::from_secs(wait.as_secs() + 1),
    })
}
