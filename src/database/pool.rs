//! The connection pools, which time all work of the database in one place.
//!
//! A connection returns only if it is known to be in order; any other is closed. One used a moment ago is reused without a
//! check.

use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, TryStreamExt};
use prometheus_client::metrics::histogram::Histogram;
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::{Any, Either, Error, Execute, Executor, SqlStr};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connect::{Connector, RESTART_PATIENCE, START_PATIENCE, within};
use super::connection::{Connection, State};
use super::{DatabaseTimes, Engine, PoolUse, Work};

/// The time limit for getting a connection.
const ACQUIRE_PATIENCE: Duration = Duration::from_secs(10);
/// The idle time after which a connection to a server is checked before use.
const UNDOUBTED: Duration = Duration::from_secs(1);
/// The time limit of that check.
const PING_PATIENCE: Duration = Duration::from_secs(2);

/// A pool whose statements and transactions are timed, including the wait for a connection.
#[derive(Debug, Clone)]
pub struct Pool {
    connections: Arc<Connections>,
    statements: Histogram,
    pub(super) transactions: Histogram,
}

#[derive(Debug)]
struct Connections {
    connector: Connector,
    most: usize,
    permits: Arc<Semaphore>,
    /// Idle connections, the last used at the end.
    idle: Mutex<Vec<(Connection, Instant)>>,
    open: AtomicUsize,
}

/// A connection in use.
#[derive(Debug)]
pub struct Held {
    connection: Option<Connection>,
    connections: Arc<Connections>,
    /// True if it has been used before, so that it may have been lost.
    pub(super) is_reused: bool,
    /// Released after the connection.
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    /// A pool of at most `most` connections, whose statements are timed as this kind of work. The first one is opened now.
    pub async fn open(
        connector: Connector,
        most: usize,
        times: &DatabaseTimes,
        work: Work,
    ) -> Result<Self, Error> {
        let connector = connector.counted(times.messages());
        let first = connector.connect_within(START_PATIENCE).await?;
        let connections = Arc::new(Connections {
            connector,
            most,
            permits: Arc::new(Semaphore::new(most)),
            idle: Mutex::new(vec![(first, Instant::now())]),
            open: AtomicUsize::new(1),
        });
        Ok(Self { connections, statements: times.of(work), transactions: times.of(Work::Transaction) })
    }

    /// The same connections, with statements timed as this kind of work.
    pub fn timed_as(&self, times: &DatabaseTimes, work: Work) -> Self {
        Self { statements: times.of(work), ..self.clone() }
    }

    /// Takes a connection, waiting for one if necessary.
    pub async fn acquire(&self) -> Result<Held, Error> {
        self.connections.acquire(RESTART_PATIENCE).await
    }

    /// Like [`Self::acquire`]; if a new connection is needed, it is tried once.
    pub async fn acquire_now(&self) -> Result<Held, Error> {
        self.connections.acquire(Duration::ZERO).await
    }

    /// The current number of connections, under this name.
    pub fn usage(&self, name: &'static str) -> PoolUse {
        let Connections { most, idle, open, .. } = &*self.connections;
        let idle = idle.lock().unwrap_or_else(PoisonError::into_inner).len();
        let in_use = open.load(Ordering::Relaxed).saturating_sub(idle);
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        PoolUse { name, idle: count(idle), in_use: count(in_use), most: count(*most) }
    }
}

impl Connections {
    /// Takes a connection, or opens one, retrying for this long while the server may be starting.
    async fn acquire(self: &Arc<Self>, connecting: Duration) -> Result<Held, Error> {
        let permit = Arc::clone(&self.permits).acquire_owned();
        let permit = tokio::time::timeout(ACQUIRE_PATIENCE, permit).await.map_err(|_| self.all_at_work())?;
        let permit = permit.map_err(|_| Error::PoolClosed)?;
        while let Some((mut connection, since)) = self.take_idle() {
            let is_there = self.connector.engine() == Engine::Sqlite
                || since.elapsed() < UNDOUBTED
                || within(PING_PATIENCE, "the database", connection.ping()).await.is_ok();
            if is_there {
                return Ok(self.hold(connection, true, permit));
            }
            self.let_go(1);
            self.forget_idle();
        }
        self.open.fetch_add(1, Ordering::Relaxed);
        // Counted while it is opened, so that a slow opening is visible.
        let uncount = Uncount(self);
        let connection = self.connector.connect_within(connecting).await?;
        std::mem::forget(uncount);
        Ok(self.hold(connection, false, permit))
    }

    fn hold(self: &Arc<Self>, connection: Connection, is_reused: bool, permit: OwnedSemaphorePermit) -> Held {
        Held { connection: Some(connection), connections: Arc::clone(self), is_reused, _permit: permit }
    }

    fn take_idle(&self) -> Option<(Connection, Instant)> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Closes idle connections: after one was lost, the others probably are too.
    fn forget_idle(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        self.let_go(idle.len());
    }

    fn let_go(&self, count: usize) {
        self.open.fetch_sub(count, Ordering::Relaxed);
    }

    fn all_at_work(&self) -> Error {
        let text = format!("all {} connections were at work for {ACQUIRE_PATIENCE:?}", self.most);
        Error::Io(io::Error::new(io::ErrorKind::TimedOut, text))
    }
}

/// A connection being opened, which may fail.
struct Uncount<'c>(&'c Connections);

impl Drop for Uncount<'_> {
    fn drop(&mut self) {
        self.0.let_go(1);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        match connection.state() {
            State::Idle => {
                let mut idle = self.connections.idle.lock().unwrap_or_else(PoisonError::into_inner);
                idle.push((connection, Instant::now()));
            }
            // Closed. The database rolls back what was not committed.
            State::InTransaction | State::Busy => self.connections.let_go(1),
            State::Lost => {
                self.connections.let_go(1);
                self.connections.forget_idle();
            }
        }
    }
}

impl Deref for Held {
    type Target = Connection;

    #[expect(clippy::expect_used, reason = "it is taken only when it is dropped")]
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("held until it is dropped")
    }
}

impl DerefMut for Held {
    #[expect(clippy::expect_used, reason = "it is taken only when it is dropped")]
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("held until it is dropped")
    }
}

/// sqlx builds all other ways of running a statement on these. All rows are read before the first is returned, so the
/// connection has been released by then.
impl<'p> Executor<'p> for &'_ Pool {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let stopwatch = Stopwatch::start(&self.statements);
        let pool = self.clone();
        let steps = async move {
            let mut held = pool.acquire().await?;
            let steps: Vec<_> = (&mut *held).fetch_many(query).try_collect().await?;
            drop(stopwatch);
            Ok::<_, Error>(stream::iter(steps.into_iter().map(Ok)))
        };
        Box::pin(stream::once(steps).try_flatten())
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let stopwatch = Stopwatch::start(&self.statements);
        let pool = self.clone();
        Box::pin(async move {
            let mut held = pool.acquire().await?;
            let row = (&mut *held).fetch_optional(query).await;
            drop(stopwatch);
            row
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'p: 'e,
    {
        let pool = self.clone();
        Box::pin(async move { pool.acquire().await?.prepare_with(sql, parameters).await })
    }
}

/// Records its lifetime on drop, so that failed and abandoned work counts as well. Clones share one.
#[derive(Debug, Clone)]
pub struct Stopwatch(#[expect(dead_code, reason = "its end is what counts")] Arc<Running>);

#[derive(Debug)]
struct Running {
    started: Instant,
    times: Histogram,
}

impl Stopwatch {
    pub(super) fn start(times: &Histogram) -> Self {
        Self(Arc::new(Running { started: Instant::now(), times: times.clone() }))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.times.observe(self.started.elapsed().as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::trouble::Trouble;

    #[tokio::test]
    async fn a_server_that_is_down_is_told_at_once_to_those_who_ask_again() {
        sqlx::any::install_default_drivers();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = format!("postgres://somebody:secret@{free}/none");
        let connections = Connections {
            connector: Connector::new(&url, Engine::Postgres, "").unwrap(),
            most: 1,
            permits: Arc::new(Semaphore::new(1)),
            idle: Mutex::new(vec![]),
            open: AtomicUsize::new(0),
        };
        let times = DatabaseTimes::default();
        let pool = Pool {
            connections: Arc::new(connections),
            statements: times.of(Work::Read),
            transactions: times.of(Work::Transaction),
        };
        let started = Instant::now();
        let error = pool.acquire_now().await.unwrap_err();
        assert!(started.elapsed() < RESTART_PATIENCE, "it is not tried again: {:?}", started.elapsed());
        assert_eq!(Trouble::of(&error), Some(Trouble::Unreachable));
    }
}
