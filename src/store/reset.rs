//! Deletes the data of flows: of everything, of a service, of an order. Sequences continue, so no PaymentID is used twice.

use jiff::Timestamp;

use super::conditions::Conditions;
use super::events::{self, About};
use super::row::TableRow;
use super::sequences::{self, Sequence};
use super::{Store, StoreError};
use crate::database::transaction::Transaction;
use crate::domain::event::EventKind;
use crate::domain::ids::{OrderKey, ServiceId};

/// The scope of a reset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResetScope {
    /// Only of this service.
    pub service_id: Option<ServiceId>,
    /// Only of this order.
    pub order_key: Option<OrderKey>,
    /// Also deletes settings made for flows: planned outcomes, scenarios and, unless an order is named, pinned certificates
    /// and registered services, so that those of the settings count again.
    pub settings_too: bool,
}

/// The numbers of deleted rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResetCounts {
    /// Visits of payers.
    pub visits: u64,
    /// Invoices.
    pub invoices: u64,
    /// Payments.
    pub payments: u64,
    /// Confirmations, with their attempts.
    pub confirmations: u64,
    /// Recorded calls.
    pub exchanges: u64,
    /// Events.
    pub events: u64,
    /// Planned outcomes.
    pub planned_outcomes: u64,
    /// Scenarios that were switched on.
    pub scenarios: u64,
    /// Certificates that were pinned at first use.
    pub pinned_certificates: u64,
    /// Services that were registered while the hub ran.
    pub registered_services: u64,
}

/// The tables of flows, in an order that references and the locking of others allow. Each has `service_id` and `order_key`.
const OF_FLOWS: [&str; 5] = ["exchange", "confirmation", "payment", "pay_session", "invoice"];

/// The tables that belong to confirmations.
const OF_CONFIRMATIONS: [&str; 3] = ["requested_attempt", "confirmation_attempt", "scenario_use"];

/// The number of retries of a reset after a payment was started meanwhile, or after a deadlock.
/// other.
const TRIES: u32 = 10;

impl ResetScope {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.text("service_id = {}", self.service_id.as_ref().map(ServiceId::as_str));
        conditions.text("order_key = {}", self.order_key.as_ref().map(OrderKey::as_str));
        conditions
    }

    /// True if data of services is deleted too: certificates and registrations do not depend on an order.
    fn services_too(&self) -> bool {
        self.settings_too && self.order_key.is_none()
    }

    /// The tables that lose rows, with their conditions, in order.
    fn tables(&self) -> Vec<(&'static str, Conditions)> {
        let mut tables = Vec::new();
        if self.settings_too {
            tables.extend(["scenario", "planned_outcome"]);
        }
        tables.extend(OF_FLOWS);
        if self.services_too() {
            tables.extend(["pinned_certificate", "registered_service"]);
        }
        tables.push("event");
        tables.into_iter().map(|table| (table, self.conditions())).collect()
    }
}

impl ResetCounts {
    fn set(&mut self, table: &str, count: u64) {
        let field = match table {
            "event" => &mut self.events,
            "exchange" => &mut self.exchanges,
            "confirmation" => &mut self.confirmations,
            "payment" => &mut self.payments,
            "pay_session" => &mut self.visits,
            "invoice" => &mut self.invoices,
            "planned_outcome" => &mut self.planned_outcomes,
            "scenario" => &mut self.scenarios,
            "registered_service" => &mut self.registered_services,
            _ => &mut self.pinned_certificates,
        };
        *field = count;
    }
}

impl Store {
    /// Deletes the data in one transaction, and returns the numbers.
    pub async fn reset(&self, scope: &ResetScope, now: Timestamp) -> Result<ResetCounts, StoreError> {
        for _ in 0..TRIES {
            match self.try_reset(scope, now).await {
                // A payment was started in a visit being deleted.
                Err(StoreError::Database(sqlx::Error::Database(error)))
                    if error.is_foreign_key_violation() => {}
                // It locks many rows in no order, while others lock several of them.
                Err(error) if error.is_deadlock() => {}
                done => return done,
            }
        }
        Err(StoreError::Contended { table: "payment", id: "all".to_owned() })
    }

    /// The numbers that a reset would delete now.
    pub async fn count_for_reset(&self, scope: &ResetScope) -> Result<ResetCounts, StoreError> {
        let mut counts = ResetCounts::default();
        for (table, conditions) in scope.tables() {
            let sql = format!("SELECT COUNT(*) AS counted FROM {table} {}", conditions.clause());
            let row = conditions.query(sql).fetch_one(&self.read).await?;
            let counted: i64 = TableRow::of(table, &row).get("counted")?;
            counts.set(table, u64::try_from(counted).unwrap_or_default());
        }
        Ok(counts)
    }

    async fn try_reset(&self, scope: &ResetScope, now: Timestamp) -> Result<ResetCounts, StoreError> {
        let mut transaction = self.write.begin().await?;
        transaction.may_take_long().await?;
        if scope.services_too() {
            // Locked first, as by registrations, so that there is no deadlock between the two.
            sequences::next(&mut transaction, Sequence::Service).await?;
        }
        let mut counts = ResetCounts::default();
        for (table, conditions) in scope.tables() {
            make_way(&mut transaction, scope, table).await?;
            let sql = format!("DELETE FROM {table} {}", conditions.clause());
            counts.set(table, conditions.query(sql).execute(&mut *transaction).await?.rows_affected());
        }
        let about = About {
            service_id: scope.service_id.as_ref(),
            order_key: scope.order_key.as_ref(),
            ..About::default()
        };
        let detail = format!("{} payments", counts.payments);
        events::record(&mut transaction, now, EventKind::Reset, about, &detail);
        self.commit(transaction).await?;
        if scope.services_too() {
            self.services_written.notify_waiters();
        }
        Ok(counts)
    }
}

/// Prepares a table for the deletion of its rows.
async fn make_way(
    transaction: &mut Transaction,
    scope: &ResetScope,
    table: &'static str,
) -> Result<(), StoreError> {
    match table {
        "confirmation" => {
            for table in OF_CONFIRMATIONS {
                let conditions = scope.conditions();
                let of_scope = format!("(SELECT payment_id FROM confirmation {})", conditions.clause());
                let sql = format!("DELETE FROM {table} WHERE payment_id IN {of_scope}");
                conditions.query(sql).execute(&mut **transaction).await?;
            }
        }
        // The payment providers' books refer to invoices.
        "invoice" => {
            let conditions = scope.conditions();
            let books = "DELETE FROM payment_provider_transaction WHERE invoice_id IN";
            let sql = format!("{books} (SELECT invoice_id FROM invoice {})", conditions.clause());
            conditions.query(sql).execute(&mut **transaction).await?;
        }
        _ => {}
    }
    Ok(())
}
