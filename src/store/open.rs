//! Opening the database: engine, pools, migrations.

use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyPool, SqlStr};
use thiserror::Error;

use super::sequences;
use crate::clock::Clock;

/// The hub's database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    /// Which engine it is.
    pub engine: Engine,
    /// How often the database has been opened, this time included. With a seed it keeps a second start from handing out
    /// the random ids of the first again.
    pub opened: i64,
    /// Writes. One connection on SQLite, which has one writer anyway: waiting in line here keeps the tail short.
    pub(super) write: AnyPool,
    /// Reads, which SQLite in WAL mode lets run beside the writer.
    pub(super) read: AnyPool,
}

/// The database engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// An embedded file, used by one hub.
    Sqlite,
    /// A server, which several hubs may share.
    Postgres,
}

impl Engine {
    /// The engine that a database's address names.
    pub fn of(url: &str) -> Option<Self> {
        match url.split(':').next() {
            Some("sqlite") => Some(Self::Sqlite),
            Some("postgres" | "postgresql") => Some(Self::Postgres),
            _ => None,
        }
    }
}

/// Why the database cannot be used.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The address names no engine that the hub knows.
    #[error("database_url is `{url}`, expected `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`")]
    UnknownEngine {
        /// The address.
        url: String,
    },
    /// A newer version of the program has changed the tables.
    #[error(
        "the database was made by a newer mpay-sim (migration {version}); use that version, or another database"
    )]
    Newer {
        /// The migration that this program does not know.
        version: i64,
    },
    /// Connecting or migrating failed.
    #[error("opening the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Migrating failed.
    #[error("preparing the database's tables failed: {0}")]
    Migration(MigrateError),
}

impl Store {
    /// Opens the database behind this URL, makes it where it is an SQLite file that does not exist, and brings its
    /// tables up to date. `seed` fixes where numbers start; without one they start from the clock.
    pub async fn open(url: &str, clock: &Clock, seed: Option<u64>) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let engine = Engine::of(url)
            .ok_or_else(|| OpenError::UnknownEngine { url: url.chars().take(40).collect() })?;
        let mut store = match engine {
            Engine::Sqlite => Self::open_sqlite(url).await?,
            Engine::Postgres => {
                let pool = AnyPoolOptions::new()
                    .max_connections(10)
                    .acquire_timeout(ACQUIRE_TIMEOUT)
                    .connect(url)
                    .await?;
                Self { engine, opened: 0, write: pool.clone(), read: pool }
            }
        };
        store.migrate().await?;
        store.opened = sequences::prepare(&store.write, clock.now(), seed).await?;
        Ok(store)
    }

    async fn open_sqlite(url: &str) -> Result<Self, OpenError> {
        let with_mode = |mode: &str| {
            let separator = if url.contains('?') { '&' } else { '?' };
            format!("{url}{separator}mode={mode}")
        };
        let options = |pragmas: &'static str| {
            AnyPoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).after_connect(move |connection, _| {
                Box::pin(async move { sqlx::raw_sql(pragmas).execute(connection).await.map(|_| ()) })
            })
        };
        let write = options(WRITER_PRAGMAS).max_connections(1).connect(&with_mode("rwc")).await?;
        let read = options(READER_PRAGMAS).max_connections(4).connect(&with_mode("rw")).await?;
        Ok(Self { engine: Engine::Sqlite, opened: 0, write, read })
    }

    async fn migrate(&self) -> Result<(), OpenError> {
        let files: &[(i64, &'static str, &'static str)] = match self.engine {
            Engine::Sqlite => &[
                (1, "hub", include_str!("../../migrations/sqlite/0001_hub.sql")),
                (2, "findings", include_str!("../../migrations/sqlite/0002_findings.sql")),
                (4, "payer_choice", include_str!("../../migrations/sqlite/0004_payer_choice.sql")),
                (5, "outcomes", include_str!("../../migrations/sqlite/0005_outcomes.sql")),
            ],
            Engine::Postgres => &[
                (1, "hub", include_str!("../../migrations/postgres/0001_hub.sql")),
                (2, "findings", include_str!("../../migrations/postgres/0002_findings.sql")),
                (4, "payer_choice", include_str!("../../migrations/postgres/0004_payer_choice.sql")),
                (5, "outcomes", include_str!("../../migrations/postgres/0005_outcomes.sql")),
            ],
        };
        let migrations = files
            .iter()
            .map(|(version, name, sql)| {
                Migration::new(
                    *version,
                    (*name).into(),
                    MigrationType::Simple,
                    SqlStr::from_static(sql),
                    false,
                )
            })
            .collect();
        match Migrator::with_migrations(migrations).run(&self.write).await {
            Ok(()) => Ok(()),
            Err(MigrateError::VersionMissing(version)) => Err(OpenError::Newer { version }),
            Err(other) => Err(OpenError::Migration(other)),
        }
    }
}

/// A request waits this long for a connection before it gives up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// WAL lets readers run beside the writer. `synchronous=NORMAL` cannot corrupt the file, and may lose the last
/// commits when the machine (not the process) loses power.
const WRITER_PRAGMAS: &str =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;";
const READER_PRAGMAS: &str = "PRAGMA busy_timeout=5000; PRAGMA query_only=ON;";
