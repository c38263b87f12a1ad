//! The pools of connections, which take the time of everything that is done by them: the one place where the database is
//! measured, whatever statement is added elsewhere.

use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use prometheus_client::metrics::histogram::Histogram;
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::{Any, AnyConnection, AnyPool, Either, Error, Execute, Executor, SqlStr};

use super::times::{DatabaseTimes, Work};

/// A pool whose statements and transactions are timed, from the wish for a connection on.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    connections: AnyPool,
    statements: Histogram,
    transactions: Histogram,
}

/// A transaction under way. What is not committed is rolled back when it goes.
#[derive(Debug)]
pub(super) struct Transaction {
    inner: sqlx::Transaction<'static, Any>,
    stopwatch: Stopwatch,
}

impl Pool {
    /// Times statements on these connections as work of this kind, and transactions as such.
    pub(super) fn new(connections: AnyPool, times: &DatabaseTimes, work: Work) -> Self {
        Self { connections, statements: times.of(work), transactions: times.of(Work::Transaction) }
    }

    /// Begins a transaction.
    pub(super) async fn begin(&self) -> Result<Transaction, Error> {
        let stopwatch = Stopwatch::start(&self.transactions);
        Ok(Transaction { inner: self.connections.begin().await?, stopwatch })
    }

    /// The connections themselves.
    pub(super) fn connections(&self) -> &AnyPool {
        &self.connections
    }
}

impl Transaction {
    /// Makes it true.
    pub(super) async fn commit(self) -> Result<(), Error> {
        let Self { inner, stopwatch } = self;
        let committed = inner.commit().await;
        drop(stopwatch);
        committed
    }

    /// Takes it back.
    pub(super) async fn rollback(self) -> Result<(), Error> {
        let Self { inner, stopwatch } = self;
        let rolled_back = inner.rollback().await;
        drop(stopwatch);
        rolled_back
    }
}

impl Deref for Transaction {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.inner
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }
}

/// sqlx makes all other ways of running a statement of these.
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
        let stopwatch = Some(Stopwatch::start(&self.statements));
        Box::pin(TimedRows { rows: self.connections.fetch_many(query), stopwatch })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let stopwatch = Stopwatch::start(&self.statements);
        let row = self.connections.fetch_optional(query);
        Box::pin(async move {
            let row = row.await;
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
        self.connections.prepare_with(sql, parameters)
    }
}

/// Rows as they come; the time ends with the last.
struct TimedRows<'e> {
    rows: BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>,
    stopwatch: Option<Stopwatch>,
}

impl Stream for TimedRows<'_> {
    type Item = Result<Either<AnyQueryResult, AnyRow>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.rows.as_mut().poll_next(context);
        if let Poll::Ready(None | Some(Err(_))) = next {
            self.stopwatch = None;
        }
        next
    }
}

/// Writes down how long it was there, so that what fails or is given up counts as well.
#[derive(Debug)]
struct Stopwatch {
    started: Instant,
    times: Histogram,
}

impl Stopwatch {
    fn start(times: &Histogram) -> Self {
        Self { started: Instant::now(), times: times.clone() }
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        self.times.observe(self.started.elapsed().as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::prometheus_text;
    use prometheus_client::registry::Registry;

    use super::super::{Engine, Store};
    use super::*;
    use crate::clock::Clock;

    /// How much work of each kind was timed: reads, writes, transactions.
    fn timed(store: &Store) -> [u64; 3] {
        let (mut registry, mut text) = (Registry::default(), String::new());
        registry.register("t", "", store.times().family());
        prometheus_text::encode(&mut text, &registry).unwrap();
        Work::ALL.map(|work| {
            let start = format!("t_count{{kind=\"{}\"}} ", work.name());
            text.lines().find_map(|line| line.strip_prefix(&start)).unwrap().parse().unwrap()
        })
    }

    #[tokio::test]
    async fn every_way_of_running_a_statement_is_timed_once() {
        let store = Store::open("sqlite::memory:", &Clock::System, None).await.unwrap();
        let mut before = timed(&store);
        let mut more = |store: &Store| {
            let now = timed(store);
            let more = [0, 1, 2].map(|kind| now[kind] - before[kind]);
            before = now;
            more
        };
        assert_eq!(store.engine, Engine::Sqlite);
        let select = || sqlx::query("SELECT 1");
        select().fetch_one(&store.read).await.unwrap();
        select().fetch_optional(&store.read).await.unwrap();
        select().fetch_all(&store.read).await.unwrap();
        select().execute(&store.read).await.unwrap();
        assert_eq!(more(&store), [4, 0, 0]);
        select().execute(&store.write).await.unwrap();
        // What fails takes time as well.
        sqlx::query("SELECT nothing").execute(&store.write).await.unwrap_err();
        assert!(sqlx::query("SELECT nothing").fetch_optional(&store.write).await.is_err());
        assert_eq!(more(&store), [0, 3, 0]);
        // Rows that nobody waits for to the end.
        drop(select().fetch(&store.write));
        assert_eq!(more(&store), [0, 1, 0]);
        let mut transaction = store.write.begin().await.unwrap();
        select().execute(&mut *transaction).await.unwrap();
        assert_eq!(more(&store), [0, 0, 0], "a transaction is timed at its end");
        transaction.commit().await.unwrap();
        store.write.begin().await.unwrap().rollback().await.unwrap();
        drop(store.write.begin().await.unwrap());
        assert_eq!(more(&store), [0, 0, 3]);
    }

    #[tokio::test]
    async fn the_connections_are_counted() {
        let store = Store::open("sqlite::memory:", &Clock::System, None).await.unwrap();
        let transaction = store.write.begin().await.unwrap();
        let [read, write] = store.pools()[..] else { panic!("{:?}", store.pools()) };
        assert_eq!((read.name, read.most), ("read", 4));
        assert_eq!((write.name, write.most, write.in_use, write.idle), ("write", 1, 1, 0));
        drop(transaction);
    }
}
