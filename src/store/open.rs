//! Opening the database: engine, pools, migrations.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use sqlx::SqlStr;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use thiserror::Error;
use tokio::sync::Notify;

use super::pool::Pool;
use super::sequences;
use super::times::{DatabaseTimes, Work};
use crate::clock::Clock;
use crate::domain::durability::Durability;

/// The hub's database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    /// Which engine it is.
    pub engine: Engine,
    /// How often the database has been opened, this time included. With a seed it keeps a second start from handing out
    /// the random ids of the first again.
    pub opened: i64,
    /// Writes. One connection on SQLite, which has one writer anyway: waiting in line here keeps the tail short.
    pub(super) write: Pool,
    /// Reads, which SQLite in WAL mode lets run beside the writer.
    pub(super) read: Pool,
    /// How long what is done with them takes.
    pub(super) times: DatabaseTimes,
    /// Wakes whoever waits for events, whenever this hub has written some.
    pub(super) written: Arc<Notify>,
    /// Wakes whoever waits for a change of the registered services, whenever this hub has made one.
    pub(super) services_written: Arc<Notify>,
    /// How many bytes of exchanges this hub has written since it last added all of them up.
    pub(super) unchecked_bytes: Arc<AtomicU64>,
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
    /// The engine behind a URL; `None` where the hub knows no such engine.
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
    /// Version 0.1.0 made the tables. Its migrations were folded into one.
    #[error(
        "the database was made by mpay-sim 0.1.0, whose tables this version cannot read; use another data_dir or \
         database_url, or go on with version 0.1.0"
    )]
    Older,
    /// Connecting or migrating failed.
    #[error("opening the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Migrating failed.
    #[error("preparing the database's tables failed: {0}")]
    Migration(MigrateError),
}

impl Engine {
    /// Its short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Number, name and text of each migration in this dialect, in their order.
macro_rules! migrations {
    ($dialect:literal) => {
        migrations!(
            $dialect,
            (1, "0001_hub"),
            (20, "0020_scenario_standing"),
            (24, "0024_visits_without_payment"),
        )
    };
    ($dialect:literal, $(($version:literal, $file:literal)),* $(,)?) => {
        [$((
            $version,
            &$file[5..],
            include_str!(concat!("../../migrations/", $dialect, "/", $file, ".sql")),
        )),*]
    };
}

impl Store {
    /// Opens the database behind this URL, makes it where it is an SQLite file that does not exist, and brings its
    /// tables up to date. `seed` fixes where numbers start; without one they start from the clock.
    pub async fn open(url: &str, clock: &Clock, seed: Option<u64>) -> Result<Self, OpenError> {
        Self::open_with(url, clock, seed, Durability::Normal).await
    }

    /// The same, with what a power failure may cost on SQLite. PostgreSQL has a setting of its own for this
    /// (`synchronous_commit`).
    pub async fn open_with(
        url: &str,
        clock: &Clock,
        seed: Option<u64>,
        durability: Durability,
    ) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let Some(engine) = Engine::of(url) else {
            return Err(OpenError::UnknownEngine { url: url.chars().take(40).collect() });
        };
        let mut store = match engine {
            Engine::Sqlite => Self::open_sqlite(url, durability).await?,
            Engine::Postgres => {
                let pool = AnyPoolOptions::new()
                    .max_connections(10)
                    .acquire_timeout(ACQUIRE_TIMEOUT)
                    .connect(url)
                    .await?;
                let times = DatabaseTimes::new();
                Self {
                    engine,
                    opened: 0,
                    write: Pool::new(pool.clone(), &times, Work::Write),
                    read: Pool::new(pool, &times, Work::Read),
                    times,
                    written: Arc::default(),
                    services_written: Arc::default(),
                    unchecked_bytes: Arc::default(),
                }
            }
        };
        store.migrate().await?;
        store.opened = sequences::prepare(&store.write, clock.now(), seed).await?;
        Ok(store)
    }

    async fn open_sqlite(url: &str, durability: Durability) -> Result<Self, OpenError> {
        let with_mode = |mode: &str| {
            let separator = if url.contains('?') { '&' } else { '?' };
            format!("{url}{separator}mode={mode}")
        };
        let options = |pragmas: &'static str| {
            AnyPoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).after_connect(move |connection, _| {
                Box::pin(async move { sqlx::raw_sql(pragmas).execute(connection).await.map(|_| ()) })
            })
        };
        let pragmas = match durability {
            Durability::Normal => WRITER_PRAGMAS,
            Durability::Full => DURABLE_WRITER_PRAGMAS,
        };
        let write = options(pragmas).max_connections(1).connect(&with_mode("rwc")).await?;
        let read = options(READER_PRAGMAS).max_connections(4).connect(&with_mode("rw")).await?;
        let times = DatabaseTimes::new();
        Ok(Self {
            engine: Engine::Sqlite,
            opened: 0,
            write: Pool::new(write, &times, Work::Write),
            read: Pool::new(read, &times, Work::Read),
            times,
            written: Arc::default(),
            services_written: Arc::default(),
            unchecked_bytes: Arc::default(),
        })
    }

    async fn migrate(&self) -> Result<(), OpenError> {
        let files = match self.engine {
            Engine::Sqlite => migrations!("sqlite"),
            Engine::Postgres => migrations!("postgres"),
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
        match Migrator::with_migrations(migrations).run(self.write.connections()).await {
            Ok(()) => Ok(()),
            Err(MigrateError::VersionMissing(2..=LAST_OF_0_1_0) | MigrateError::VersionMismatch(1)) => {
                Err(OpenError::Older)
            }
            Err(MigrateError::VersionMissing(version)) => Err(OpenError::Newer { version }),
            Err(other) => Err(OpenError::Migration(other)),
        }
    }
}

/// The file that the URL of an SQLite database names, as the database reads it; `None` for other databases, and for one in
/// memory.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    url.strip_prefix("sqlite:")?;
    let file = SqliteConnectOptions::from_str(url).ok()?.get_filename().to_owned();
    (!file.to_string_lossy().starts_with("file:")).then_some(file)
}

/// The last migration of version 0.1.0. Newer ones have greater numbers.
const LAST_OF_0_1_0: i64 = 19;

/// A request waits this long for a connection before it gives up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

macro_rules! writer_pragmas {
    ($synchronous:literal) => {
        concat!(
            "PRAGMA journal_mode=WAL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON; PRAGMA synchronous=",
            $synchronous
        )
    };
}
/// WAL lets readers run beside the writer. `synchronous=NORMAL` cannot corrupt the file, and may lose the last commits when
/// the machine (not the process) loses power; `FULL` waits for the disk at each commit.
const WRITER_PRAGMAS: &str = writer_pragmas!("NORMAL");
const DURABLE_WRITER_PRAGMAS: &str = writer_pragmas!("FULL");
const READER_PRAGMAS: &str = "PRAGMA busy_timeout=5000; PRAGMA query_only=ON;";

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;

    #[test]
    fn the_file_of_a_url_is_the_one_that_the_database_opens() {
        for (url, path) in [
            ("sqlite:hub.sqlite", "hub.sqlite"),
            ("sqlite:///var/lib/hub.sqlite", "/var/lib/hub.sqlite"),
            ("sqlite://hub.sqlite?mode=rw", "hub.sqlite"),
            ("sqlite:/a%20b/100%25%3F%23.sqlite", "/a b/100%?#.sqlite"),
        ] {
            assert_eq!(sqlite_file(url), Some(PathBuf::from(path)), "{url}");
        }
        for url in ["postgres://hub@db/hub", "sqlite::memory:"] {
            assert_eq!(sqlite_file(url), None, "{url}");
        }
    }

    #[tokio::test]
    async fn the_writer_waits_for_the_disk_as_the_setting_says() {
        for (durability, synchronous) in [(Durability::Normal, 1), (Durability::Full, 2)] {
            let store = Store::open_with("sqlite::memory:", &Clock::System, None, durability).await.unwrap();
            let row = sqlx::query("PRAGMA synchronous").fetch_one(&store.write).await.unwrap();
            assert_eq!(row.get::<i64, _>(0), synchronous);
        }
    }
}
