//! The numbers of invoices and payments.

use jiff::Timestamp;
use sqlx::{AnyConnection, AnyPool, Row};

use super::StoreError;

/// A sequence of numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sequence {
    Invoice,
    Payment,
}

impl Sequence {
    fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Payment => "payment",
        }
    }
}

/// 22 May 2024, 22:40 UTC. Payment numbers count seconds from here, and so have eight digits like MPay's own.
const EPOCH_SECONDS: i64 = 1_716_417_600;
/// Invoice numbers start with `00069`, like the guide's sample.
const INVOICE_BASE: i64 = 69_000_000_000;

/// Sets where the numbers of a new database start: from the clock, so that a database that was thrown away and made
/// anew does not hand out a PaymentID that an idempotent e-Service has seen; or from the seed, for repeatable runs.
pub(super) async fn prepare(pool: &AnyPool, now: Timestamp, seed: Option<u64>) -> Result<(), sqlx::Error> {
    let start = match seed {
        Some(seed) => 10_000_000 + i64::try_from(seed % 80_000_000).unwrap_or(0),
        None => (now.as_second() - EPOCH_SECONDS).max(10_000_000),
    };
    for (sequence, value) in [(Sequence::Invoice, INVOICE_BASE + start), (Sequence::Payment, start)] {
        sqlx::query("INSERT INTO sequence (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(sequence.name())
            .bind(value)
            .execute(pool)
            .await?;
    }
    Ok(())
}

/// The next number.
pub(super) async fn next(connection: &mut AnyConnection, sequence: Sequence) -> Result<i64, StoreError> {
    let row = sqlx::query("UPDATE sequence SET value = value + 1 WHERE name = $1 RETURNING value")
        .bind(sequence.name())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get("value")?)
}
