//! Unfinished work in the database, for monitoring: three statements, each on an index of unfinished rows, so that finished
//! ones cost nothing.

use jiff::Timestamp;

use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::ids::ServiceId;
use crate::domain::instrument::{Instrument, InstrumentId};
use crate::domain::payment::PaymentState;
use crate::domain::scenario::Scenario;

/// The unfinished work, the same for every hub on the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backlog {
    /// The confirmations that are not accepted yet.
    pub confirmations: Vec<WaitingConfirmations>,
    /// The number of unsettled payments by status.
    pub payments: Vec<(InstrumentId, &'static str, u64)>,
    /// The number of active scenarios by name.
    pub scenarios: Vec<(&'static str, u64)>,
}

/// The confirmations of a service that have the same status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingConfirmations {
    /// The service.
    pub service_id: ServiceId,
    /// The status's name.
    pub status: &'static str,
    /// Their number.
    pub count: u64,
    /// The time, on the hub's clock, since which the oldest one waits.
    pub oldest: Timestamp,
}

const CONFIRMATIONS: &str =
    "SELECT service_id, status, COUNT(*) AS number, MIN(queued_at) AS oldest FROM confirmation
     WHERE status <> 'Confirmed' GROUP BY service_id, status";
const PAYMENTS: &str = "SELECT instrument, status, COUNT(*) AS number FROM payment
     WHERE status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing') GROUP BY instrument, status";
const SCENARIOS: &str = "SELECT name, COUNT(*) AS number FROM scenario
     WHERE remaining_calls IS NULL OR remaining_calls > 0 GROUP BY name";

impl Store {
    /// The unfinished work.
    pub async fn backlog(&self) -> Result<Backlog, StoreError> {
        let mut backlog = Backlog::default();
        for row in sqlx::query(CONFIRMATIONS).fetch_all(&self.read).await? {
            let row = TableRow::of("confirmation", &row);
            backlog.confirmations.push(WaitingConfirmations {
                service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
                status: row
                    .parse("status", |text| ConfirmationState::parse(text).map(ConfirmationState::as_str))?,
                count: count(&row)?,
                oldest: row.time("oldest")?,
            });
        }
        for row in sqlx::query(PAYMENTS).fetch_all(&self.read).await? {
            let row = TableRow::of("payment", &row);
            backlog.payments.push((
                row.parse("instrument", |id| Instrument::find(id).map(|found| found.id))?,
                row.parse("status", |text| PaymentState::parse(text).map(PaymentState::as_str))?,
                count(&row)?,
            ));
        }
        for row in sqlx::query(SCENARIOS).fetch_all(&self.read).await? {
            let row = TableRow::of("scenario", &row);
            // A scenario that this version does not know applies to nothing.
            if let Some(scenario) = Scenario::find(&row.get::<String>("name")?) {
                backlog.scenarios.push((scenario.name, count(&row)?));
            }
        }
        Ok(backlog)
    }
}

fn count(row: &TableRow<'_>) -> Result<u64, StoreError> {
    Ok(row.get::<i64>("number")?.unsigned_abs())
}
