//! A whole transaction in one message to the database.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Error};

use super::Engine;
use super::connection::State;
use super::pool::{Pool, Stopwatch};

impl Pool {
    /// Runs statements as one transaction, in one message, and gives the rows that they return. On PostgreSQL it must be one
    /// statement; on SQLite there may be several, with one list of values. They must be made of the program's constants, and
    /// `bind` binds the values. If it fails, nothing is written, unless only the answer was lost: then the caller must check.
    pub async fn transact(
        &self,
        statements: String,
        bind: impl FnOnce(Query<'static, Any, AnyArguments>) -> Query<'static, Any, AnyArguments> + Send,
    ) -> Result<Vec<AnyRow>, Error> {
        let _stopwatch = Stopwatch::start(&self.transactions);
        let mut held = self.acquire().await?;
        let text = match held.engine() {
            // Waits for the write lock now, before any work.
            Engine::Sqlite => format!("BEGIN IMMEDIATE;\n{statements};\nCOMMIT"),
            Engine::Postgres => statements,
        };
        let done = bind(sqlx::query(AssertSqlSafe(text))).fetch_all(&mut *held).await;
        if done.is_err() && held.engine() == Engine::Sqlite && held.state() == State::Idle {
            // What was begun before the statement that failed is still open. If the rollback fails, the connection is closed,
            // which rolls back as well.
            let _ = held.switch("ROLLBACK".to_owned(), State::Idle).await;
        }
        done
    }
}
