//! Transactions. A failed commit is reported as such, and its connection is closed, so that nothing is built on missing
//! data.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::Error;

use super::Engine;
use super::connect::LONG_PATIENCE;
use super::connection::{Connection, State};
use super::pool::{Held, Pool, Stopwatch};

/// A transaction. It is rolled back on drop unless committed.
#[derive(Debug)]
pub struct Transaction {
    /// `None` once it is moved to the task that rolls back.
    held: Option<Held>,
    /// Statements sent with the commit in one message: locks that all hubs need are held only while the server processes
    /// it, even if the hub that sent it stops.
    last: String,
    _stopwatch: Stopwatch,
}

impl Pool {
    /// Begins a transaction. If the connection is lost, it begins on another, as nothing was done yet.
    pub async fn begin(&self) -> Result<Transaction, Error> {
        let stopwatch = Stopwatch::start(&self.transactions);
        loop {
            let held = self.acquire().await?;
            let is_reused = held.is_reused;
            match Transaction::begin(held, stopwatch.clone()).await {
                Err(error) if is_reused && !super::leaves_connection_usable(&error) => {}
                begun => return begun,
            }
        }
    }
}

impl Transaction {
    async fn begin(mut held: Held, stopwatch: Stopwatch) -> Result<Self, Error> {
        let begin = match held.engine() {
            // Waits for the write lock now, before any work.
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        };
        held.switch(begin.to_owned(), State::InTransaction).await?;
        Ok(Self { held: Some(held), last: String::new(), _stopwatch: stopwatch })
    }

    /// Raises the time limit of this transaction's statements to two minutes, for changes of whole tables.
    pub async fn may_take_long(&mut self) -> Result<(), Error> {
        if self.engine() == Engine::Postgres {
            let limit = format!("SET LOCAL statement_timeout = '{}s'", LONG_PATIENCE.as_secs());
            sqlx::query(sqlx::AssertSqlSafe(limit)).execute(&mut **self).await?;
        }
        self.be_patient(LONG_PATIENCE + Duration::from_secs(1));
        Ok(())
    }

    /// Adds statements to run at the very end. They must be made of the program's constants, numbers, and texts written by
    /// [`text`].
    pub fn at_the_end(&mut self, statements: &str) {
        self.last.push_str(statements);
        self.last.push(';');
    }

    /// Commits. If it fails, nothing is written, unless only the answer was lost: then the caller must check.
    pub async fn commit(mut self) -> Result<(), Error> {
        let mut held = self.take();
        if held.has_failed() {
            // PostgreSQL would answer COMMIT by rolling back, without an error.
            let _ = held.switch("ROLLBACK".to_owned(), State::Idle).await;
            return Err(Error::InvalidArgument("a statement of the transaction has failed".to_owned()));
        }
        let statements = format!("{}COMMIT", std::mem::take(&mut self.last));
        let committed = held.switch(statements, State::Idle).await;
        held.be_patient(super::connect::PATIENCE);
        committed
    }

    /// Rolls back. If the database does not answer, closing the connection does it.
    pub async fn rollback(mut self) {
        take_back(self.take()).await;
    }

    #[expect(
        clippy::expect_used,
        reason = "commit and rollback consume the transaction, and drop comes last"
    )]
    fn take(&mut self) -> Held {
        self.held.take().expect("held until its end")
    }
}

async fn take_back(mut held: Held) {
    // If it fails, the connection is closed, which rolls back as well.
    let _ = held.switch("ROLLBACK".to_owned(), State::Idle).await;
    held.be_patient(super::connect::PATIENCE);
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(held) = self.held.take() else { return };
        if held.state() == State::InTransaction
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(take_back(held));
        }
    }
}

impl Deref for Transaction {
    type Target = Connection;

    #[expect(
        clippy::expect_used,
        reason = "commit and rollback consume the transaction, and drop comes last"
    )]
    fn deref(&self) -> &Connection {
        self.held.as_deref().expect("held until its end")
    }
}

impl DerefMut for Transaction {
    #[expect(
        clippy::expect_used,
        reason = "commit and rollback consume the transaction, and drop comes last"
    )]
    fn deref_mut(&mut self) -> &mut Connection {
        self.held.as_deref_mut().expect("held until its end")
    }
}

/// A text literal for [`Transaction::at_the_end`]: hexadecimal digits, so that the text cannot end the literal, whatever
/// the server's settings.
pub fn text(engine: Engine, text: &str) -> String {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    match engine {
        Engine::Sqlite => format!("CAST(X'{hex}' AS TEXT)"),
        // The columns' collation, without which no index is used: the result of `convert_from` has another one.
        Engine::Postgres => format!("convert_from(decode('{hex}', 'hex'), 'UTF8') COLLATE \"default\""),
    }
}
