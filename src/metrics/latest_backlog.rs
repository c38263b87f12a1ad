//! The backlog as it was last read: however many ask, it is read by one at a time, and not more often than once a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::store::{Backlog, Store};

/// How long whoever asks is kept waiting for a database that does not answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// So long it counts as read just now.
const LIFE: Duration = Duration::from_secs(1);

/// The latest reading, and its time.
type Reading = Option<(Instant, Arc<Backlog>)>;

#[derive(Debug, Default)]
pub(super) struct LatestBacklog(Arc<Mutex<Reading>>);

impl LatestBacklog {
    /// The backlog; `None` where the database refuses, or does not answer in time.
    pub(super) async fn get(&self, store: &Store) -> Option<Arc<Backlog>> {
        let asked = async {
            let mut latest = Arc::clone(&self.0).lock_owned().await;
            if let Some((at, backlog)) = latest.as_ref()
                && at.elapsed() < LIFE
            {
                return Some(Arc::clone(backlog));
            }
            let store = store.clone();
            // A task of its own, which goes on when nobody waits for it any more: what was begun ends, so that scrapes which
            // give up one after another leave no more than one connection waiting for the database.
            let read = tokio::spawn(async move {
                *latest = None;
                match store.backlog().await {
                    Ok(backlog) => {
                        let backlog = Arc::new(backlog);
                        *latest = Some((Instant::now(), Arc::clone(&backlog)));
                        Some(backlog)
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the metrics of the database cannot be read");
                        None
                    }
                }
            });
            read.await.ok().flatten()
        };
        tokio::time::timeout(PATIENCE, asked).await.ok().flatten()
    }
}
