//! The `ConfirmOrderPayment` queue: one lane for each service, so that an e-Service that hangs delays no other.
//!
//! The queue itself is in the tables `confirmation` and `requested_attempt`; a lane only claims what is due and sleeps
//! until the next is.

mod attempt_watch;
mod clock_watch;
mod event_waiters;
mod lane;
mod lanes;
mod services;
mod sweep;
mod worker;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

pub use self::worker::GRACE;

use self::worker::{AFTER_A_FAILURE, kept_up};
use crate::app::App;
use crate::store::Engine;

/// Delivers until `stop` becomes true; then waits up to [`GRACE`] for the attempts in progress.
pub async fn run(app: Arc<App>, stop: watch::Receiver<bool>) {
    let mut workers = JoinSet::new();
    let (app_of_lanes, stop_of_lanes) = (Arc::clone(&app), stop.clone());
    workers.spawn(kept_up("the keeper of the lanes".to_owned(), AFTER_A_FAILURE, move || {
        lanes::run(Arc::clone(&app_of_lanes), stop_of_lanes.clone())
    }));
    let (app_of_services, stop_of_services) = (Arc::clone(&app), stop.clone());
    workers.spawn(kept_up("the list of services".to_owned(), AFTER_A_FAILURE, move || {
        services::run(Arc::clone(&app_of_services), stop_of_services.clone())
    }));
    let (app_of_waiters, stop_of_waiters) = (Arc::clone(&app), stop.clone());
    workers.spawn(kept_up("the waking of those who wait".to_owned(), AFTER_A_FAILURE, move || {
        event_waiters::run(Arc::clone(&app_of_waiters), stop_of_waiters.clone())
    }));
    // An SQLite file has one hub, which makes all attempts itself.
    if app.store.engine == Engine::Postgres {
        let (app_of_pages, stop_of_pages) = (Arc::clone(&app), stop.clone());
        workers.spawn(kept_up("the watch for other hubs' attempts".to_owned(), AFTER_A_FAILURE, move || {
            attempt_watch::run(Arc::clone(&app_of_pages), stop_of_pages.clone())
        }));
    }
    let (app_of_watch, stop_of_watch) = (Arc::clone(&app), stop.clone());
    workers.spawn(kept_up("the watch of the clock".to_owned(), AFTER_A_FAILURE, move || {
        clock_watch::run(Arc::clone(&app_of_watch), stop_of_watch.clone())
    }));
    workers.spawn(kept_up("the sweep of payments".to_owned(), AFTER_A_FAILURE, move || {
        sweep::run(Arc::clone(&app), stop.clone())
    }));
    while workers.join_next().await.is_some() {}
}
