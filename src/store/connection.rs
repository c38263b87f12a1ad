//! One connection: every statement has a deadline, is read to its end, and leaves a mark where it is not known how it ended.
//!
//! Read to its end, as a statement by itself commits after its last row: a caller that stops at the first row never learns that
//! the commit failed.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{BoxStream, Stream, TryStreamExt};
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::{Any, AnyConnection, Either, Error, Execute, Executor, SqlStr};
use tokio::time::Sleep;

use super::Engine;
use super::trouble::leaves_connection_usable;

/// A connection of the hub's database.
#[derive(Debug)]
pub(super) struct Connection {
    raw: AnyConnection,
    engine: Engine,
    state: State,
    /// A statement longer than this is given up.
    patience: Duration,
    /// Whether a statement has failed since the transaction began.
    has_failed: bool,
}

/// What is known of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// All that was asked of it has ended, and no transaction is open.
    Idle,
    /// A transaction is open, between two statements.
    InTransaction,
    /// A statement is under way, or was given up by its caller.
    Busy,
    /// It did not answer in time, or is gone.
    Lost,
}

impl Connection {
    pub(super) fn new(raw: AnyConnection, engine: Engine, patience: Duration) -> Self {
        Self { raw, engine, state: State::Idle, patience, has_failed: false }
    }

    pub(super) fn engine(&self) -> Engine {
        self.engine
    }

    pub(super) fn state(&self) -> State {
        self.state
    }

    /// Whether a statement has failed since the transaction began.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// The connection as sqlx has it, for what has no deadline: migrations.
    pub(super) fn raw(&mut self) -> &mut AnyConnection {
        &mut self.raw
    }

    /// What is done with it from now on is not to be trusted: it is closed instead of used again.
    pub(super) fn discard(&mut self) {
        self.state = State::Busy;
    }

    /// From now on statements may take so long.
    pub(super) fn be_patient(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Runs statements without parameters, after which the connection is in this state; where they fail, it is lost.
    pub(super) async fn switch(&mut self, statements: String, to: State) -> Result<(), Error> {
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
        let Connection { raw, state, patience, has_failed, .. } = self;
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

/// The rows of a statement under way.
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
        // Given up, or at its end.
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
