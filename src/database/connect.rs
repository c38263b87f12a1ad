//! Opens connections and configures their sessions.

use std::future::Future;
use std::io;
use std::str::FromStr;
use std::time::{Duration, Instant};

use prometheus_client::metrics::counter::Counter;
use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, ConnectOptions, Connection as _, Error};

use super::connection::Connection;
use super::{Engine, Trouble};

/// The time limit of a statement, after which it is given up with its connection. On PostgreSQL the server ends it earlier,
/// with an explanation.
pub const PATIENCE: Duration = Duration::from_secs(6);
/// The time limit of a statement that changes a whole table.
pub const LONG_PATIENCE: Duration = Duration::from_secs(120);
/// The time limit for connecting.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);
/// How long connecting is retried while a server may be starting.
pub(super) const RESTART_PATIENCE: Duration = Duration::from_secs(3);
/// How long connecting is retried when the hub starts, as the server may be starting along with it.
pub const START_PATIENCE: Duration = Duration::from_secs(10);

/// Opens the connections of a pool.
#[derive(Debug, Clone)]
pub struct Connector {
    options: AnyConnectOptions,
    engine: Engine,
    /// The settings of a connection's session.
    greeting: &'static str,
    messages: Counter,
}

impl Connector {
    pub fn new(url: &str, engine: Engine, greeting: &'static str) -> Result<Self, Error> {
        let options = AnyConnectOptions::from_str(url)?;
        Ok(Self { options, engine, greeting, messages: Counter::default() })
    }

    /// Counts the messages of the connections here.
    pub fn counted(self, messages: Counter) -> Self {
        Self { messages, ..self }
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Opens a connection. Retried for this long if the server may be starting or has no free connection; then the server's
    /// error is returned.
    pub async fn connect_within(&self, patience: Duration) -> Result<Connection, Error> {
        let started = Instant::now();
        let mut pause = Duration::from_millis(20);
        loop {
            let error = match self.try_connect().await {
                Ok(raw) => return Ok(Connection::new(raw, self.engine, PATIENCE, self.messages.clone())),
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
        self.messages.inc();
        let greeted = sqlx::raw_sql(self.greeting).execute(&mut raw);
        match within(PATIENCE, "the database", greeted).await {
            Ok(_) => Ok(raw),
            Err(error) => {
                // Only the first error matters.
                let _ = within(CONNECT_PATIENCE, "the database", raw.close()).await;
                Err(error)
            }
        }
    }
}

/// The result, if it comes within this time.
pub async fn within<T>(
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
/// With WAL, readers do not wait for the writer. `synchronous=NORMAL` cannot corrupt the file, and may lose the last commits when
/// the machine (not the process) loses power; `FULL` waits for the disk at each commit.
pub const WRITER: &str = writer_pragmas!("NORMAL");
pub const DURABLE_WRITER: &str = writer_pragmas!("FULL");
/// 512 KiB of pages in memory in the place of 2 MiB: a reader forgets its pages whenever something was written.
pub const READER: &str = "PRAGMA busy_timeout=5000; PRAGMA query_only=ON; PRAGMA cache_size=-512;";

/// The server ends whatever a stopped or disconnected hub leaves open, so that no lock outlives it by more than five
/// seconds: an idle transaction, a long statement, a wait for a lock, a connection whose other end does not acknowledge.
/// Settings that an older server does not know are skipped. The statement limit is below [`PATIENCE`], so that the server's
/// error is seen.
pub const SESSION: &str = "SELECT set_config(name, value, false) FROM (VALUES
    ('idle_in_transaction_session_timeout', '5s'), ('statement_timeout', '5s'), ('lock_timeout', '4s'),
    ('tcp_keepalives_idle', '5'), ('tcp_keepalives_interval', '2'), ('tcp_keepalives_count', '2'),
    ('tcp_user_timeout', '8s'), ('client_connection_check_interval', '5s')) AS wanted (name, value)
  WHERE name IN (SELECT name FROM pg_settings)";

/// For migrations, which may take long.
pub const UNLIMITED_SESSION: &str =
    "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0";
