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
    let mut workers = Workers { set: JoinSet::new(), app: Arc::clone(&app), stop };
    workers.start("the keeper of the lanes", lanes::run);
    workers.start("the list of services", services::run);
    workers.start("the waking of those who wait", event_waiters::run);
    // An SQLite file has one hub, which makes all attempts itself.
    if app.store.engine == Engine::Postgres {
        workers.start("the watch for other hubs' attempts", attempt_watch::run);
    }
    workers.start("the watch of the clock", clock_watch::run);
    workers.start("the sweep of payments", sweep::run);
    while workers.set.join_next().await.is_some() {}
}

/// The workers of one hub.
struct Workers {
    set: JoinSet<()>,
    app: Arc<App>,
    stop: watch::Receiver<bool>,
}

impl Workers {
    fn start<F>(&mut self, name: &'static str, run: fn(Arc<App>, watch::Receiver<bool>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (app, stop) = (Arc::clone(&self.app), self.stop.clone());
        let begin = move || run(Arc::clone(&app), stop.clone());
        self.set.spawn(kept_up(name.to_owned(), AFTER_A_FAILURE, begin));
    }
}
