//! Deleting what flows have left behind: of everything, of a service, of an order. Numbers go on: no PaymentID is handed
//! out twice.

use jiff::Timestamp;

use super::conditions::Conditions;
use super::events::{self, About};
use super::sequences::{self, Sequence};
use super::{Store, StoreError};
use crate::domain::event::EventKind;
use crate::domain::ids::{OrderKey, ServiceId};

/// What is deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResetScope {
    /// Of this service alone.
    pub service_id: Option<ServiceId>,
    /// Of this order alone.
    pub order_key: Option<OrderKey>,
    /// Beside what flows leave behind, what was set for them: planned outcomes, scenarios; and, where no order is named, the
    /// certificates that were pinned at first use and the registered services, so that those of the settings count again.
    pub settings_too: bool,
}

/// What flows leave behind, in an order that no reference stands against. Each has `service_id` and `order_key`.
const OF_FLOWS: [&str; 6] = ["event", "exchange", "confirmation", "payment", "pay_session", "invoice"];

/// What goes by a confirmation's number.
const OF_CONFIRMATIONS: [&str; 3] = ["requested_attempt", "confirmation_attempt", "scenario_use"];

/// How often a reset is tried again where payments are started in the midst of it.
const TRIES: u32 = 10;

impl Store {
    /// Deletes it in one transaction, and says how many payments there were.
    pub async fn reset(&self, scope: &ResetScope, now: Timestamp) -> Result<u64, StoreError> {
        for _ in 0..TRIES {
            match self.try_reset(scope, now).await {
                // A payment was started in a visit that was just about to go.
                Err(StoreError::Database(sqlx::Error::Database(error)))
                    if error.is_foreign_key_violation() => {}
                done => return done,
            }
        }
        Err(StoreError::Contended { table: "payment", id: "all".to_owned() })
    }

    async fn try_reset(&self, scope: &ResetScope, now: Timestamp) -> Result<u64, StoreError> {
        let mut transaction = self.write.begin().await?;
        // Of a service, whatever the order.
        let services_too = scope.settings_too && scope.order_key.is_none();
        if services_too {
            // Taken first, as by whoever registers a service: the two never wait for each other.
            sequences::next(&mut transaction, Sequence::Service).await?;
        }
        let of_scope = || {
            let mut conditions = Conditions::default();
            conditions.text("service_id = {}", scope.service_id.as_ref().map(ServiceId::as_str));
            conditions.text("order_key = {}", scope.order_key.as_ref().map(OrderKey::as_str));
            conditions
        };
        // The payment providers' books go by invoices.
        let (conditions, books) =
            (of_scope(), "DELETE FROM payment_provider_transaction WHERE invoice_id IN");
        let sql = format!("{books} (SELECT invoice_id FROM invoice {})", conditions.clause());
        conditions.query(sql).execute(&mut *transaction).await?;
        for table in OF_CONFIRMATIONS {
            let conditions = of_scope();
            let of_scope = format!("(SELECT payment_id FROM confirmation {})", conditions.clause());
            let sql = format!("DELETE FROM {table} WHERE payment_id IN {of_scope}");
            conditions.query(sql).execute(&mut *transaction).await?;
        }
        let mut payments = 0;
        for table in OF_FLOWS {
            let conditions = of_scope();
            let sql = format!("DELETE FROM {table} {}", conditions.clause());
            let deleted = conditions.query(sql).execute(&mut *transaction).await?.rows_affected();
            if table == "payment" {
                payments = deleted;
            }
        }
        if scope.settings_too {
            for table in ["planned_outcome", "scenario"] {
                let conditions = of_scope();
                let sql = format!("DELETE FROM {table} {}", conditions.clause());
                conditions.query(sql).execute(&mut *transaction).await?;
            }
        }
        if services_too {
            for table in ["pinned_certificate", "registered_service"] {
                let conditions = of_scope();
                let sql = format!("DELETE FROM {table} {}", conditions.clause());
                conditions.query(sql).execute(&mut *transaction).await?;
            }
        }
        let about = About {
            service_id: scope.service_id.as_ref(),
            order_key: scope.order_key.as_ref(),
            ..About::default()
        };
        let detail = format!("{payments} payments");
        events::record(&mut transaction, now, EventKind::Reset, about, &detail).await?;
        self.commit(transaction).await?;
        if services_too {
            self.services_written.notify_waiters();
        }
        Ok(payments)
    }
}
