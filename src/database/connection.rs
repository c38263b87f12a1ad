//! One connection: every statement has a deadline and is read to its end, and a connection in doubt is marked.
//!
//! Statements are read to the end because a single statement commits after its last row: a caller that stops at the first
//! row would never learn of a failed commit.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{BoxStream, Stream, TryStreamExt};
use prometheus_client::metrics::counter::Counter;
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::{Any, AnyConnection, Connection as _, Either, Error, Execute, Executor, SqlStr};
use tokio::time::Sleep;

use super::{Engine, leaves_connection_usable};

/// A connection of the hub's database.
#[derive(Debug)]
pub struct Connection {
    raw: AnyConnection,
    engine: Engine,
    state: State,
    /// The time limit of a statement.
    patience: Duration,
    /// True if a statement has failed since the transaction began.
    has_failed: bool,
    /// Counts what is sent.
    messages: Counter,
}

/// The state of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Everything has ended, and no transaction is open.
    Idle,
    /// A transaction is open, and no statement is running.
    InTransaction,
    /// A statement is running, or was abandoned by its caller.
    Busy,
    /// It did not answer in time, or is gone.
    Lost,
}

impl Connection {
    pub fn new(raw: AnyConnection, engine: Engine, patience: Duration, messages: Counter) -> Self {
        Self { raw, engine, state: State::Idle, patience, has_failed: false, messages }
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub fn state(&self) -> State {
        self.state
    }

    /// True if a statement has failed since the transaction began.
    pub fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// The connection of sqlx, for migrations, which have no deadline.
    pub fn raw(&mut self) -> &mut AnyConnection {
        &mut self.raw
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&mut self) -> Result<(), Error> {
        self.messages.inc();
        self.raw.ping().await
    }

    /// Marks the connection to be closed, not used again.
    pub fn discard(&mut self) {
        self.state = State::Busy;
    }

    /// Sets the time limit of later statements.
    pub fn be_patient(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Runs statements without parameters and sets the state; if they fail, the connection is lost.
    pub async fn switch(&mut self, statements: String, to: State) -> Result<(), Error> {
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(&mut *self).await;
        self.has_failed = false;
        self.state = if done.is_ok() { to } else { State::Lost };
        done.map(|_| ())
    }
}

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let Connection { raw, state, patience, has_failed, messages, .. } = self;
        messages.inc();
        let before = std::mem::replace(state, State::Busy);
        let rows = raw.fetch_many(query);
        Box::pin(Watched { rows, before, state, has_failed, patience: *patience, deadline: None })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let rows: BoxFuture<'e, _> = Box::pin(self.fetch(query).try_collect::<Vec<AnyRow>>());
        Box::pin(async move { Ok(rows.await?.into_iter().next()) })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'c: 'e,
    {
        self.raw.prepare_with(sql, parameters)
    }
}

/// The rows of a running statement.
struct Watched<'e> {
    rows: BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>,
    before: State,
    state: &'e mut State,
    has_failed: &'e mut bool,
    patience: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Watched<'_> {
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let patience = self.patience;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        deadline.as_mut().poll(context).is_ready()
    }

    fn failed(&mut self, error: &Error) {
        *self.has_failed = true;
        *self.state = if leaves_connection_usable(error) { self.before } else { State::Lost };
    }
}

impl Stream for Watched<'_> {
    type Item = Result<Either<AnyQueryResult, AnyRow>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Abandoned, or at its end.
        if *self.state != State::Busy {
            return Poll::Ready(None);
        }
        match self.rows.as_mut().poll_next(context) {
            Poll::Ready(None) => {
                *self.state = self.before;
                Poll::Ready(None)
            }
            Poll::Ready(Some(Err(error))) => {
                self.failed(&error);
                Poll::Ready(Some(Err(error)))
            }
            Poll::Pending if self.is_late(context) => {
                let error = Error::Io(io::Error::new(
                    io::ErrorKind::TimedOut,
                    format!("no answer to a statement within {:?}", self.patience),
                ));
                self.failed(&error);
                Poll::Ready(Some(Err(error)))
            }
            other => other,
        }
    }
}
