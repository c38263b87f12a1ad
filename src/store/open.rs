//! Opening the database: engine, pools, migrations.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use jiff::Timestamp;
use sqlx::SqlStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use thiserror::Error;
use tokio::sync::Notify;

use super::event_waiters::EventWaiters;
use super::row::advice;
use super::sequences;
use crate::clock::Clock;
use crate::database::connect::{self, Connector};
use crate::database::connection::State;
use crate::database::pool::Pool;
use crate::database::{DatabaseTimes, Engine, PoolUse, Work};
use crate::domain::durability::Durability;

/// The hub's database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    /// The engine.
    pub engine: Engine,
    /// The number of times the database has been opened, including this one. With a seed it keeps a second start from
    /// repeating the random ids of the first.
    pub opened: i64,
    /// Writes. One connection on SQLite, which has one writer anyway: queueing here keeps the waits short.
    pub(super) write: Pool,
    /// Reads, which run at the same time as the writer on SQLite in WAL mode.
    pub(super) read: Pool,
    /// The durations of work on both pools.
    pub(super) times: DatabaseTimes,
    /// Notified whenever this hub has written events.
    pub(super) written: Arc<Notify>,
    /// The callers that wait for events.
    pub(super) event_waiters: Arc<EventWaiters>,
    /// Wakes waiting callers whenever this hub has changed the registered services.
    pub(super) services_written: Arc<Notify>,
    /// The bytes of exchanges that this hub has written since their sizes were last added up.
    pub(super) unchecked_bytes: Arc<AtomicU64>,
    /// The server's clock when it was last read.
    pub(super) server_time: Arc<Mutex<Option<(Instant, Timestamp)>>>,
    /// The number of this hub's transactions with events since the last pruning.
    pub(super) unpruned_events: Arc<AtomicU64>,
}

/// The reason why the database cannot be used.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The URL names no known engine.
    #[error("database_url is `{url}`, expected `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`")]
    UnknownEngine {
        /// The address.
        url: String,
    },
    /// The tables were changed by a newer version of the program.
    #[error(
        "the database was made by a newer mpay-sim (migration {version}); use that version, or another database"
    )]
    Newer {
        /// The unknown migration.
        version: i64,
    },
    /// The tables were made by version 0.1.0, whose migrations were folded into one.
    #[error(
        "the database was made by mpay-sim 0.1.0, whose tables this version cannot read; use another data_dir or \
         database_url, or go on with version 0.1.0"
    )]
    Older,
    /// The database does not answer, or answers with an error.
    #[error("the database {place} cannot be opened: {error}{advice}", advice = advice(.error))]
    Database {
        /// The file, or the server and database, without the password.
        place: String,
        /// The error.
        error: sqlx::Error,
    },
    /// Migrating failed.
    #[error("preparing the database's tables failed: {0}")]
    Migration(MigrateError),
}

/// Number, name and text of each migration in this dialect, in order.
macro_rules! migrations {
    ($dialect:literal) => {
        migrations!(
            $dialect,
            (1, "0001_hub"),
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
    /// Opens the database at this URL, creates a missing SQLite file, and migrates the tables. `seed` sets the first
    /// numbers; without it they come from the clock.
    pub async fn open(url: &str, clock: &Clock, seed: Option<u64>) -> Result<Self, OpenError> {
        Self::open_with(url, clock, seed, Durability::Normal).await
    }

    /// Like [`Self::open`], with the durability on SQLite. PostgreSQL has its own setting (`synchronous_commit`).
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
        let failed = |error| OpenError::Database { place: place(url), error };
        let times = DatabaseTimes::default();
        let (write, read) = match engine {
            Engine::Sqlite => {
                let with_mode = |mode: &str| {
                    let separator = if url.contains('?') { '&' } else { '?' };
                    format!("{url}{separator}mode={mode}")
                };
                let pragmas = match durability {
                    Durability::Normal => connect::WRITER,
                    Durability::Full => connect::DURABLE_WRITER,
                };
                let writer = Connector::new(&with_mode("rwc"), engine, pragmas).map_err(failed)?;
                let write = Pool::open(writer, 1, &times, Work::Write).await.map_err(failed)?;
                let reader = Connector::new(&with_mode("rw"), engine, connect::READER).map_err(failed)?;
                (write, Pool::open(reader, READERS, &times, Work::Read).await.map_err(failed)?)
            }
            Engine::Postgres => {
                let connector = Connector::new(url, engine, connect::SESSION).map_err(failed)?;
                let write = Pool::open(connector, CONNECTIONS, &times, Work::Write).await.map_err(failed)?;
                let read = write.timed_as(&times, Work::Read);
                (write, read)
            }
        };
        let mut store = Self {
            engine,
            opened: 0,
            write,
            read,
            times,
            written: Arc::default(),
            event_waiters: Arc::default(),
            services_written: Arc::default(),
            unchecked_bytes: Arc::default(),
            server_time: Arc::default(),
            unpruned_events: Arc::default(),
        };
        store.migrate().await.map_err(failed)??;
        store.opened = sequences::prepare(engine, &store.write, clock.now(), seed).await.map_err(failed)?;
        Ok(store)
    }

    /// The durations of this hub's work.
    pub fn times(&self) -> &DatabaseTimes {
        &self.times
    }

    /// The current state of the pools.
    pub fn pools(&self) -> Vec<PoolUse> {
        match self.engine {
            Engine::Sqlite => vec![self.read.usage("read"), self.write.usage("write")],
            Engine::Postgres => vec![self.write.usage("all")],
        }
    }

    async fn migrate(&self) -> Result<Result<(), OpenError>, sqlx::Error> {
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
        let mut held = self.write.acquire().await?;
        if self.engine == Engine::Postgres {
            held.switch(connect::UNLIMITED_SESSION.to_owned(), State::Idle).await?;
        }
        let migrated = Migrator::with_migrations(migrations).run(held.raw()).await;
        if self.engine == Engine::Postgres || migrated.is_err() {
            held.discard();
        }
        match migrated {
            Ok(()) => Ok(Ok(())),
            Err(MigrateError::VersionMissing(2..=LAST_OF_0_1_0) | MigrateError::VersionMismatch(1)) => {
                Ok(Err(OpenError::Older))
            }
            Err(MigrateError::VersionMissing(version)) => Ok(Err(OpenError::Newer { version })),
            Err(MigrateError::Execute(error)) => Err(error),
            Err(other) => Ok(Err(OpenError::Migration(other))),
        }
    }
}

/// The database for people: without password and parameters.
fn place(url: &str) -> String {
    if let Some(file) = sqlite_file(url) {
        return file.display().to_string();
    }
    let place = url.rsplit_once('@').or(url.split_once("//")).map_or(url, |(_, place)| place);
    place.split('?').next().unwrap_or(place).to_owned()
}

/// The file of an SQLite URL, as the database resolves it; `None` for other databases and for one in memory.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    url.strip_prefix("sqlite:")?;
    let file = SqliteConnectOptions::from_str(url).ok()?.get_filename().to_owned();
    (!file.to_string_lossy().starts_with("file:")).then_some(file)
}

/// The last migration of version 0.1.0. Newer ones have greater numbers.
const LAST_OF_0_1_0: i64 = 19;

/// The number of readers of an SQLite file.
const READERS: usize = 4;
/// The maximum number of a hub's connections to PostgreSQL.
const CONNECTIONS: usize = 10;

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::super::StoreError;
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

    #[test]
    fn a_place_shows_no_password() {
        for (url, shown) in [
            ("postgres://hub:s3cret@db:5432/hub?sslmode=require", "db:5432/hub"),
            ("postgres://db/hub", "db/hub"),
            ("sqlite:hub.sqlite?mode=rw", "hub.sqlite"),
        ] {
            assert_eq!(place(url), shown);
        }
    }

    #[tokio::test]
    async fn the_first_error_is_told_of_at_once_with_what_to_do() {
        let file = std::env::temp_dir().join(format!("mpay-sim-damaged-{}.sqlite", std::process::id()));
        std::fs::write(&file, "this is no database, whatever its name says; ".repeat(100)).unwrap();
        let asked = Instant::now();
        let error =
            Store::open(&format!("sqlite:{}", file.display()), &Clock::System, None).await.unwrap_err();
        std::fs::remove_file(&file).unwrap();
        assert!(asked.elapsed().as_secs() < 5, "{:?}", asked.elapsed());
        let text = error.to_string();
        assert!(
            text.contains(&file.display().to_string()) && text.contains("file is not a database"),
            "{text}"
        );
        assert!(text.contains("put a backup in its place"), "{text}");
        // Nothing listens on this port.
        sqlx::any::install_default_drivers();
        let connector =
            Connector::new("postgres://hub@127.0.0.1:1/hub", Engine::Postgres, connect::SESSION).unwrap();
        let error = StoreError::from(connector.connect_within(std::time::Duration::ZERO).await.unwrap_err());
        let text = error.to_string();
        assert!(text.contains("Connection refused") && text.contains("start the database server"), "{text}");
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
