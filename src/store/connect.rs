//! How connections are made, and the settings of their sessions.

use std::future::Future;
use std::io;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, ConnectOptions, Connection as _, Error};

use super::Engine;
use super::connection::Connection;
use super::trouble::Trouble;

/// A statement that takes longer is given up, with its connection. On PostgreSQL the server ends it before, and says why.
pub(super) const PATIENCE: Duration = Duration::from_secs(6);
/// One that changes everything there is may take so long.
pub(super) const LONG_PATIENCE: Duration = Duration::from_secs(120);
/// A server that has not let the hub in by then is taken as one that does not answer.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);
/// How long it is tried again where a server refuses and may just be starting.
const RESTART_PATIENCE: Duration = Duration::from_secs(3);
/// The same when the hub starts: a server that is started along with it may take longer.
pub(super) const START_PATIENCE: Duration = Duration::from_secs(10);

/// Makes the connections of a pool.
#[derive(Debug, Clone)]
pub(super) struct Connector {
    options: AnyConnectOptions,
    engine: Engine,
    /// The settings of a connection's session.
    greeting: &'static str,
}

impl Connector {
    pub(super) fn new(url: &str, engine: Engine, greeting: &'static str) -> Result<Self, Error> {
        Ok(Self { options: AnyConnectOptions::from_str(url)?, engine, greeting })
    }

    pub(super) fn engine(&self) -> Engine {
        self.engine
    }

    /// A new connection. Where the server may just be starting, or has no connection left at this moment, it is tried again
    /// for a while; what is given then is what the server said.
    pub(super) async fn connect(&self) -> Result<Connection, Error> {
        self.connect_within(RESTART_PATIENCE).await
    }

    /// The same, tried again for so long.
    pub(super) async fn connect_within(&self, patience: Duration) -> Result<Connection, Error> {
        let started = Instant::now();
        let mut pause = Duration::from_millis(20);
        loop {
            let error = match self.try_connect().await {
                Ok(raw) => return Ok(Connection::new(raw, self.engine, PATIENCE)),
                Err(error) => error,
            };
            let may_pass = Trouble::of(&error).is_some_and(|trouble| trouble.may_pass(&error));
            if !may_pass || started.elapsed() + pause > patience {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(500));
        }
    }

    async fn try_connect(&self) -> Result<AnyConnection, Error> {
        let mut raw = within(CONNECT_PATIENCE, "the database server", self.options.connect()).await?;
        let told = sqlx::raw_sql(self.greeting).execute(&mut raw);
        match within(PATIENCE, "the database", told).await {
            Ok(_) => Ok(raw),
            Err(error) => {
                // The error counts, not how the connection goes.
                let _ = within(CONNECT_PATIENCE, "the database", raw.close()).await;
                Err(error)
            }
        }
    }
}

/// What comes of it within this time.
pub(super) async fn within<T>(
    patience: Duration,
    whose: &str,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let late = |_| {
        let text = format!("no answer from {whose} within {patience:?}");
        Error::Io(io::Error::new(io::ErrorKind::TimedOut, text))
    };
    tokio::time::timeout(patience, answer).await.map_err(late)?
}

macro_rules! writer_pragmas {
    ($synchronous:literal) => {
        concat!(
            "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA synchronous=",
            $synchronous
        )
    };
}
/// WAL lets readers run beside the writer. `synchronous=NORMAL` cannot corrupt the file, and may lose the last commits when
/// the machine (not the process) loses power; `FULL` waits for the disk at each commit.
pub(super) const WRITER: &str = writer_pragmas!("NORMAL");
pub(super) const DURABLE_WRITER: &str = writer_pragmas!("FULL");
pub(super) const READER: &str = "PRAGMA busy_timeout=5000; PRAGMA query_only=ON;";

/// The server ends what a hub leaves open that has stopped or lost its network, so that no lock outlives it by more than
/// five seconds: a transaction in which nothing comes, a statement that takes too long, a wait for a lock, a connection whose
/// other end does not acknowledge. A server of an older version is told what it knows. The statement's limit is below
/// [`PATIENCE`], so that its own words are read.
pub(super) const SESSION: &str = "SELECT set_config(name, value, false) FROM (VALUES
    ('idle_in_transaction_session_timeout', '5s'), ('statement_timeout', '5s'), ('lock_timeout', '4s'),
    ('tcp_keepalives_idle', '5'), ('tcp_keepalives_interval', '2'), ('tcp_keepalives_count', '2'),
    ('tcp_user_timeout', '8s'), ('client_connection_check_interval', '5s')) AS wanted (name, value)
  WHERE name IN (SELECT name FROM pg_settings)";

/// For the changes of tables when a new version starts, which take as long as they take.
pub(super) const UNLIMITED_SESSION: &str =
    "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0";
