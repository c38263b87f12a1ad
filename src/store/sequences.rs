//! The numbers of invoices, payments and changes of services. `events.rs` numbers the events.

use jiff::Timestamp;
use sqlx::Row;

use super::{Engine, StoreError};
use crate::database::connection::Connection;
use crate::database::pool::Pool;

/// A sequence of numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sequence {
    /// Invoices. Numbers of failed transactions are missing.
    Invoice,
    /// Payments, likewise.
    Payment,
    /// Changes of services: a transaction that takes one blocks other changes of services until it ends.
    Service,
}

impl Sequence {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Payment => "payment",
            Self::Service => "service",
        }
    }

    /// The statement that takes the next number. Every hub needs numbers of invoices and payments, so on PostgreSQL they
    /// are native sequences, which lock nothing; SQLite has one writer anyway.
    fn next(self, engine: Engine) -> String {
        match (engine, self) {
            (Engine::Postgres, Self::Invoice | Self::Payment) => {
                format!("SELECT nextval('{}_number') AS value", self.name())
            }
            (Engine::Sqlite, _) | (_, Self::Service) => {
                let name = self.name();
                format!("UPDATE sequence SET value = value + 1 WHERE name = '{name}' RETURNING value")
            }
        }
    }

    /// The statement that sets the first number of a new database. Only one of several starting hubs succeeds.
    fn start(self, engine: Engine) -> String {
        let name = self.name();
        let insert =
            format!("INSERT INTO sequence (name, value) VALUES ('{name}', $1) ON CONFLICT (name) DO NOTHING");
        match engine {
            Engine::Sqlite => insert,
            Engine::Postgres => format!(
                "WITH first AS ({insert} RETURNING value) SELECT setval('{name}_number', value) AS value FROM first"
            ),
        }
    }
}

/// 22 May 2024, 22:40 UTC. Numbers count hundredths of a second from here: a new database continues above the
/// old one's numbers, as long as fewer than a hundred payments a second are made.
const EPOCH_SECONDS: i64 = 1_716_417_600;
/// Invoice numbers start with `0069`, close to the guide's sample `00069002233014`.
const INVOICE_BASE: i64 = 690_000_000_000;

/// Sets the first numbers of a new database: from the clock, so that a new database does not repeat a
/// PaymentID that an idempotent e-Service has seen; or from the seed, for repeatable runs. Returns the number of times the
/// database has been opened, including this one.
pub(super) async fn prepare(
    engine: Engine,
    write: &Pool,
    now: Timestamp,
    seed: Option<u64>,
) -> Result<i64, sqlx::Error> {
    let start = match seed {
        Some(seed) => 1_000_000_000 + i64::try_from(seed % 8_000_000_000).unwrap_or(0),
        None => (now.as_millisecond() / 10 - EPOCH_SECONDS * 100).max(1_000_000_000),
    };
    for (sequence, value) in [(Sequence::Invoice, INVOICE_BASE + start), (Sequence::Payment, start)] {
        let statement = sqlx::AssertSqlSafe(sequence.start(engine));
        sqlx::query(statement).bind(value).execute(write).await?;
    }
    let opened = "INSERT INTO sequence (name, value) VALUES ('opened', 1)
                  ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1 RETURNING value";
    sqlx::query(opened).fetch_one(write).await?.try_get("value")
}

/// The next number.
pub(super) async fn next(connection: &mut Connection, sequence: Sequence) -> Result<i64, StoreError> {
    let statement = sqlx::AssertSqlSafe(sequence.next(connection.engine()));
    Ok(sqlx::query(statement).fetch_one(connection).await?.try_get("value")?)
}
