//! Transactions: the one way to change several things at once. A commit that failed is reported as one, and its connection is
//! closed, so that nothing is written on top of what is not there.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::Error;

use super::Engine;
use super::connect::LONG_PATIENCE;
use super::connection::{Connection, State};
use super::pool::{Held, Stopwatch};

/// A transaction under way. What is not committed is taken back when it goes.
#[derive(Debug)]
pub(super) struct Transaction {
    /// `None` once it is given to the task that takes it back.
    held: Option<Held>,
    /// Statements that go with the commit, in one message: the locks that all hubs need are held no longer than that takes the
    /// server, whatever becomes of the hub that sent it.
    last: String,
    _stopwatch: Stopwatch,
}

impl Transaction {
    pub(super) async fn begin(mut held: Held, stopwatch: Stopwatch) -> Result<Self, Error> {
        let begin = match held.engine() {
            // Waits for the writer's place now, while nothing is done.
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        };
        held.switch(begin.to_owned(), State::InTransaction).await?;
        Ok(Self { held: Some(held), last: String::new(), _stopwatch: stopwatch })
    }

    /// Lets each statement of this transaction take up to two minutes, instead of some seconds: for what changes everything
    /// there is.
    pub(super) async fn may_take_long(&mut self) -> Result<(), Error> {
        if self.engine() == Engine::Postgres {
            let limit = format!("SET LOCAL statement_timeout = '{}s'", LONG_PATIENCE.as_secs());
            sqlx::query(sqlx::AssertSqlSafe(limit)).execute(&mut **self).await?;
        }
        self.be_patient(LONG_PATIENCE + Duration::from_secs(1));
        Ok(())
    }

    /// Has these statements run at the very end. They are made of the program's own words, numbers, and texts as
    /// [`text`] writes them.
    pub(super) fn at_the_end(&mut self, statements: &str) {
        self.last.push_str(statements);
        self.last.push(';');
    }

    /// Makes all of it so, or none. Where this fails nothing is written, but where the answer alone was lost on its way: then
    /// nobody knows, and the caller must look.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let mut held = self.take();
        if held.has_failed() {
            // PostgreSQL would answer COMMIT by taking everything back, without an error.
            let _ = held.switch("ROLLBACK".to_owned(), State::Idle).await;
            return Err(Error::InvalidArgument("a statement of the transaction has failed".to_owned()));
        }
        let statements = format!("{}COMMIT", std::mem::take(&mut self.last));
        let committed = held.switch(statements, State::Idle).await;
        held.be_patient(super::connect::PATIENCE);
        committed
    }

    /// Takes it back. Where the database does not answer, it does so by itself.
    pub(super) async fn rollback(mut self) {
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
    // Where it fails, the connection is closed, which takes it back as well.
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

/// A text as it is written into a statement for [`Transaction::at_the_end`]: hexadecimal digits, so that nothing in it can end
/// it, whatever the server is set to.
pub(super) fn text(engine: Engine, text: &str) -> String {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    match engine {
        Engine::Sqlite => format!("CAST(X'{hex}' AS TEXT)"),
        // The collation of the columns, without which no index serves: the name of the encoding has another one.
        Engine::Postgres => format!("convert_from(decode('{hex}', 'hex'), 'UTF8') COLLATE \"default\""),
    }
}
