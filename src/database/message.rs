//! A whole transaction in one message to the database.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Error};

use super::Engine;
use super::connection::State;
use super::pool::{Pool, Stopwatch};

impl Pool {
    /// Runs a text that is a whole transaction, and gives the rows that it returns. On SQLite it begins and commits by
    /// itself; on PostgreSQL it is one statement. If it fails, nothing is written, unless only the answer was lost: then the
    /// caller must check.
    pub async fn transact(&self, text: Query<'_, Any, AnyArguments>) -> Result<Vec<AnyRow>, Error> {
        let _stopwatch = Stopwatch::start(&self.transactions);
        let mut held = self.acquire().await?;
        let done = text.fetch_all(&mut *held).await;
        if done.is_err() && held.engine() == Engine::Sqlite && held.state() == State::Idle {
            // What was begun before the statement that failed is still open. If the rollback fails, the connection is closed,
            // which rolls back as well.
            let _ = held.switch("ROLLBACK".to_owned(), State::Idle).await;
        }
        done
    }
}
