//! The active scenarios. Taking one for a call is one statement, so that hubs sharing the database apply it no more often
//! than requested.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::events::{self, About};
use super::row::TableRow;
use super::scenario_follow_ups::drop_stopped_follow_ups;
use super::scenario_use::take_for_payment;
use super::{Store, StoreError, finding_document, scenario_document};
use crate::database::transaction::Transaction;
use crate::domain::event::EventKind;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::domain::scenario::{ActiveScenario, NextCall, NotApplied, Parameters, Scenario, Scope};

/// A scenario to switch on.
#[derive(Debug, Clone)]
pub struct NewScenario {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// Its parameters.
    pub parameters: Parameters,
    /// Its scope.
    pub scope: Scope,
    /// The maximum number of calls; `None` for no limit.
    pub calls: Option<i64>,
}

/// The number of used-up scenarios that are kept for display.
const USED_UP_KEPT: i64 = 200;

const COLUMNS: &str =
    "scenario_id, name, parameters, service_id, order_key, remaining_calls, created_at, applied, not_applied,
    (SELECT exchange_id FROM exchange WHERE exchange_id = not_applied_exchange_id) AS not_applied_exchange_id,
    (SELECT due_at FROM scenario_follow_up JOIN requested_attempt USING (request_id)
     WHERE scenario_follow_up.scenario_id = scenario.scenario_id AND status = 'Pending'
     ORDER BY due_at, request_id LIMIT 1) AS next_call_at,
    (SELECT signed_at FROM scenario_follow_up JOIN requested_attempt USING (request_id)
     WHERE scenario_follow_up.scenario_id = scenario.scenario_id AND status = 'Pending'
     ORDER BY due_at, request_id LIMIT 1) AS accepted_at";

impl Store {
    /// Switches a scenario on, and returns its number. Prunes the oldest used-up ones.
    pub async fn activate_scenario(&self, new: &NewScenario, at: Timestamp) -> Result<i64, StoreError> {
        let mut transaction = self.write.begin().await?;
        let row = sqlx::query(
            "INSERT INTO scenario (name, parameters, service_id, order_key, remaining_calls, created_at, applied)
             VALUES ($1, $2, $3, $4, $5, $6, 0) RETURNING scenario_id",
        )
        .bind(new.scenario.name)
        .bind(scenario_document::write(&new.parameters))
        .bind(new.scope.service_id.as_ref().map(ServiceId::as_str))
        .bind(new.scope.order_key.as_ref().map(OrderKey::as_str))
        .bind(new.calls)
        .bind(at.as_millisecond())
        .fetch_one(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM scenario WHERE remaining_calls = 0 AND scenario_id NOT IN
                 (SELECT scenario_id FROM scenario WHERE remaining_calls = 0 ORDER BY scenario_id DESC LIMIT $1)",
        )
        .bind(USED_UP_KEPT)
        .execute(&mut *transaction)
        .await?;
        let id = row.try_get("scenario_id")?;
        let detail = format!("{} switched on", new.scenario.name);
        tell(&mut transaction, at, &new.scope, &detail);
        self.commit(transaction).await?;
        Ok(id)
    }

    /// Every stored scenario, including used-up ones, latest first.
    pub async fn scenarios(&self) -> Result<Vec<ActiveScenario>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM scenario ORDER BY scenario_id DESC");
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(&self.read).await?;
        read_known(&rows)
    }

    /// The scenarios that can still apply to calls about this order of this service.
    pub async fn scenarios_for(
        &self,
        service: &ServiceId,
        order_key: &OrderKey,
    ) -> Result<Vec<ActiveScenario>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM scenario
             WHERE (remaining_calls IS NULL OR remaining_calls > 0)
               AND (service_id IS NULL OR service_id = $1) AND (order_key IS NULL OR order_key = $2)"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(service.as_str())
            .bind(order_key.as_str())
            .fetch_all(&self.read)
            .await?;
        read_known(&rows)
    }

    /// The scenario with this number.
    pub async fn scenario(&self, id: i64) -> Result<Option<ActiveScenario>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM scenario WHERE scenario_id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(query)).bind(id).fetch_optional(&self.read).await?;
        Ok(row.map(|row| read_scenario(&row)).transpose()?.flatten())
    }

    /// The names of the active scenarios with their scopes, sorted by name, equal pairs once.
    pub async fn active_scenario_names(&self) -> Result<Vec<(&'static str, Scope)>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT name, service_id, order_key FROM scenario
             WHERE remaining_calls IS NULL OR remaining_calls > 0 ORDER BY name",
        )
        .fetch_all(&self.read)
        .await?;
        let name = |row: &AnyRow| -> Result<Option<(&'static str, Scope)>, StoreError> {
            let row = TableRow::of("scenario", row);
            let Some(scenario) = Scenario::find(&row.get::<String>("name")?) else { return Ok(None) };
            Ok(Some((scenario.name, read_scope(&row)?)))
        };
        rows.iter().filter_map(|row| name(row).transpose()).collect()
    }

    /// Takes a scenario for one call; false if it was stopped or used up meanwhile.
    pub async fn take_scenario(&self, id: i64) -> Result<bool, StoreError> {
        let taken = sqlx::query(
            "UPDATE scenario SET remaining_calls = remaining_calls - 1
             WHERE scenario_id = $1 AND (remaining_calls IS NULL OR remaining_calls > 0)",
        )
        .bind(id)
        .execute(&self.write)
        .await?
        .rows_affected();
        Ok(taken == 1)
    }

    /// Takes a scenario for the confirmation of a payment; false if it was already taken for it, stopped or used up.
    pub async fn take_scenario_for_payment(&self, id: i64, payment: &PaymentId) -> Result<bool, StoreError> {
        let mut transaction = self.write.begin().await?;
        let is_taken = take_for_payment(&mut transaction, id, payment).await?;
        transaction.commit().await?;
        Ok(is_taken)
    }

    /// True if a scenario was taken for the confirmation of this payment.
    pub async fn is_scenario_taken(&self, id: i64, payment: &PaymentId) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT 1 AS taken FROM scenario_use WHERE scenario_id = $1 AND payment_id = $2")
                .bind(id)
                .bind(payment.as_str())
                .fetch_optional(&self.read)
                .await?;
        Ok(row.is_some())
    }

    /// Records that the scenario was applied: the call was sent as it requires. `payment` is the confirmed one.
    pub async fn scenario_applied(&self, id: i64, payment: Option<&PaymentId>) -> Result<(), StoreError> {
        let mut transaction = self.write.begin().await?;
        sqlx::query(
            "UPDATE scenario SET applied = applied + 1, not_applied = NULL, not_applied_exchange_id = NULL
             WHERE scenario_id = $1",
        )
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        if let Some(payment) = payment {
            sqlx::query(
                "UPDATE scenario_use SET applied = applied + 1 WHERE scenario_id = $1 AND payment_id = $2",
            )
            .bind(id)
            .bind(payment.as_str())
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Records why the scenario was not applied to the latest call in its scope.
    pub async fn scenario_not_applied(&self, id: i64, why: &NotApplied) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE scenario SET not_applied = $1, not_applied_exchange_id = $2 WHERE scenario_id = $3",
        )
        .bind(finding_document::write(std::slice::from_ref(&why.finding)))
        .bind(why.exchange_id)
        .bind(id)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Makes a scenario available again that was taken for a call which was never sent. One with further calls becomes
    /// available only if none was made and none is waiting.
    pub async fn give_scenario_back(&self, id: i64, payment: Option<&PaymentId>) -> Result<(), StoreError> {
        let mut transaction = self.write.begin().await?;
        sqlx::query("UPDATE scenario SET remaining_calls = remaining_calls + 1 WHERE scenario_id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        if let Some(payment) = payment {
            let given_back = sqlx::query(
                "DELETE FROM scenario_use WHERE scenario_id = $1 AND payment_id = $2 AND applied = 0
                   AND NOT EXISTS (SELECT 1 FROM scenario_follow_up JOIN requested_attempt USING (request_id)
                                   WHERE scenario_follow_up.scenario_id = $1 AND requested_attempt.payment_id = $2)",
            )
            .bind(id)
            .bind(payment.as_str())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
            if given_back == 0 {
                transaction.rollback().await;
                return Ok(());
            }
        }
        Ok(transaction.commit().await?)
    }

    /// Stops and deletes a scenario with its requested further calls; false if there is none with this number.
    pub async fn stop_scenario(&self, id: i64, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write.begin().await?;
        let query = sqlx::query("DELETE FROM scenario WHERE scenario_id = $1").bind(id);
        let stopped = query.execute(&mut *transaction).await?.rows_affected();
        if stopped == 0 {
            transaction.rollback().await;
            return Ok(false);
        }
        drop_stopped_follow_ups(&mut transaction).await?;
        tell(&mut transaction, now, &Scope::default(), &format!("scenario {id} stopped"));
        self.commit(transaction).await?;
        Ok(true)
    }

    /// Stops every scenario whose scope names this service and this order; `None` restricts nothing. Returns their number.
    pub async fn stop_scenarios(&self, scope: &Scope, now: Timestamp) -> Result<u64, StoreError> {
        let mut transaction = self.write.begin().await?;
        let stopped = sqlx::query(
            "DELETE FROM scenario WHERE ($1 = '' OR service_id = $1) AND ($2 = '' OR order_key = $2)",
        )
        .bind(scope.service_id.as_ref().map_or("", ServiceId::as_str))
        .bind(scope.order_key.as_ref().map_or("", OrderKey::as_str))
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        drop_stopped_follow_ups(&mut transaction).await?;
        tell(&mut transaction, now, scope, &format!("scenarios stopped: {stopped}"));
        self.commit(transaction).await?;
        Ok(stopped)
    }
}

/// Records an event about scenarios of this scope.
fn tell(transaction: &mut Transaction, at: Timestamp, scope: &Scope, detail: &str) {
    let about = About {
        service_id: scope.service_id.as_ref(),
        order_key: scope.order_key.as_ref(),
        ..About::default()
    };
    events::record(transaction, at, EventKind::ScenarioChanged, about, detail);
}

/// The scenarios of these rows. One that this version does not know applies to nothing.
fn read_known(rows: &[AnyRow]) -> Result<Vec<ActiveScenario>, StoreError> {
    rows.iter().filter_map(|row| read_scenario(row).transpose()).collect()
}

fn read_scenario(row: &AnyRow) -> Result<Option<ActiveScenario>, StoreError> {
    let row = TableRow::of("scenario", row);
    let Some(scenario) = Scenario::find(&row.get::<String>("name")?) else { return Ok(None) };
    Ok(Some(ActiveScenario {
        id: row.get("scenario_id")?,
        scenario,
        parameters: row.parse("parameters", |document| scenario_document::read(scenario, document))?,
        scope: read_scope(&row)?,
        remaining_calls: row.get("remaining_calls")?,
        created_at: row.time("created_at")?,
        applied: row.get("applied")?,
        next_call: match row.optional_time("next_call_at")? {
            Some(due) => Some(NextCall { due, accepted_at: row.time("accepted_at")? }),
            None => None,
        },
        not_applied: match row.get::<Option<String>>("not_applied")? {
            Some(_) => row
                .parse("not_applied", finding_document::read)?
                .pop()
                .map(|finding| {
                    Ok::<_, StoreError>(NotApplied {
                        finding,
                        exchange_id: row.get("not_applied_exchange_id")?,
                    })
                })
                .transpose()?,
            None => None,
        },
    }))
}

fn read_scope(row: &TableRow<'_>) -> Result<Scope, StoreError> {
    let service_id = row.get::<Option<String>>("service_id")?.map(ServiceId::parse).transpose();
    let order_key = row.get::<Option<String>>("order_key")?.map(OrderKey::parse).transpose();
    Ok(Scope {
        service_id: service_id.map_err(|why| row.inconsistent("service_id", why.to_string()))?,
        order_key: order_key.map_err(|why| row.inconsistent("order_key", why.to_string()))?,
    })
}
