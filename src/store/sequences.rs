//! The numbers of invoices, payments, events and changes of services.

use jiff::Timestamp;
use sqlx::{AnyConnection, Row};

use super::StoreError;
use super::pool::Pool;

/// A sequence of numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sequence {
    Invoice,
    Payment,
    Event,
    Service,
}

impl Sequence {
    fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Payment => "payment",
            Self::Event => "event",
            Self::Service => "service",
        }
    }
}

/// 22 May 2024, 22:40 UTC. Numbers count hundredths of a second from here: a database that was thrown away and made anew
/// goes on above the old one's numbers as long as fewer than a hundred payments a second are made.
const EPOCH_SECONDS: i64 = 1_716_417_600;
/// Invoice numbers start with `0069`, close to the guide's sample `00069002233014`.
const INVOICE_BASE: i64 = 690_000_000_000;

/// Sets where the numbers of a new database start: from the clock, so that a database that was thrown away and made
/// anew does not hand out a PaymentID that an idempotent e-Service has seen; or from the seed, for repeatable runs.
/// Returns how often the database has been opened, this time included.
pub(super) async fn prepare(pool: &Pool, now: Timestamp, seed: Option<u64>) -> Result<i64, sqlx::Error> {
    let start = match seed {
        Some(seed) => 1_000_000_000 + i64::try_from(seed % 8_000_000_000).unwrap_or(0),
        None => (now.as_millisecond() / 10 - EPOCH_SECONDS * 100).max(1_000_000_000),
    };
    for (name, value) in
        [(Sequence::Invoice.name(), INVOICE_BASE + start), (Sequence::Payment.name(), start), (OPENED, 0)]
    {
        sqlx::query("INSERT INTO sequence (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(value)
            .execute(pool)
            .await?;
    }
    let row = sqlx::query("UPDATE sequence SET value = value + 1 WHERE name = $1 RETURNING value")
        .bind(OPENED)
        .fetch_one(pool)
        .await?;
    row.try_get("value")
}

/// Counts how often the database has been opened.
const OPENED: &str = "opened";

/// The next number.
pub(super) async fn next(connection: &mut AnyConnection, sequence: Sequence) -> Result<i64, StoreError> {
    let row = sqlx::query("UPDATE sequence SET value = value + 1 WHERE name = $1 RETURNING value")
        .bind(sequence.name())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get("value")?)
}

/// Makes whoever takes a number wait until the end of the transaction.
pub(super) async fn hold(connection: &mut AnyConnection, sequence: Sequence) -> Result<(), StoreError> {
    sqlx::query("UPDATE sequence SET value = value WHERE name = $1")
        .bind(sequence.name())
        .execute(connection)
        .await?;
    Ok(())
}
