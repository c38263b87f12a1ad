//! The last reading of the backlog: one task reads it at a time, at most once a second, however many callers ask.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::store::{Backlog, Store};

/// How long a caller waits for the database.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a reading stays current.
const LIFE: Duration = Duration::from_secs(1);

/// The latest reading, and its time.
type Reading = Option<(Instant, Arc<Backlog>)>;

#[derive(Debug, Default)]
pub(super) struct LatestBacklog(Arc<Mutex<Reading>>);

impl LatestBacklog {
    /// The backlog; `None` if the database refuses, or does not answer in time.
    pub(super) async fn get(&self, store: &Store) -> Option<Arc<Backlog>> {
        let asked = async {
            let mut latest = Arc::clone(&self.0).lock_owned().await;
            if let Some((at, backlog)) = latest.as_ref()
                && at.elapsed() < LIFE
            {
                return Some(Arc::clone(backlog));
            }
            let store = store.clone();
            // A separate task, which finishes even if its callers give up, so that repeated scrapes occupy at most one
            // connection to a slow database.
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
