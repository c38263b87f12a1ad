//! A change of rows with its events as one message to the database, all of it or nothing.
//!
//! It is a chain of steps, each of which runs only where the one before it changed a row, so that a first step that finds
//! the rows changed since they were read leaves everything as it is. SQLite gets the steps as statements of one text, each
//! on what the ones before it have written. PostgreSQL gets one statement, whose parts see the rows as they were before it,
//! but for what other parts return.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::event_subject::{About, kept_detail};
use super::sequences::Sequence;
use super::values::Value;
use super::{Engine, Store, StoreError};
use crate::database::transaction::Transaction;
use crate::domain::event::EventKind;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

/// In the place of an exchange's number.
pub(super) const NO_EXCHANGE: &str = "CAST(NULL AS BIGINT)";

/// A change under construction. Its statements are made of the program's constants and of [`Change::value`].
#[derive(Debug)]
pub(super) struct Change {
    engine: Engine,
    /// The statements without what they return.
    steps: Vec<String>,
    /// True if the next step does not depend on the last.
    ends_aside: bool,
    values: Vec<Value>,
    /// The step whose rows the caller gets, and their columns.
    returned: (usize, String),
    events: Vec<NewEvent>,
}

/// The columns of an event, as SQL.
#[derive(Debug)]
struct NewEvent {
    at: String,
    kind: EventKind,
    /// Service, order, payment and exchange.
    subject: String,
    /// The payment's row, if the subject is in it: a condition.
    of_payment: Option<String>,
    detail: String,
}

impl Change {
    pub(super) fn new(engine: Engine) -> Self {
        let returned = (0, "1 AS done".to_owned());
        Self { engine, steps: vec![], ends_aside: false, values: vec![], returned, events: vec![] }
    }

    /// Binds a value. Returns its parameter, for any of the statements.
    pub(super) fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Binds values. Returns their parameters as a list.
    pub(super) fn list(&mut self, values: impl IntoIterator<Item = Value>) -> String {
        values.into_iter().map(|value| self.value(value)).collect::<Vec<_>>().join(", ")
    }

    /// The condition that the step before has changed a row, or that there is none; after an aside, that it was made.
    pub(super) fn so_far(&self) -> String {
        match (self.engine, self.steps.len().checked_sub(1)) {
            (_, None) => "1 = 1".to_owned(),
            (Engine::Sqlite, _) if self.ends_aside => "1 = 1".to_owned(),
            (Engine::Postgres, Some(last)) if self.ends_aside => {
                format!("(SELECT COUNT(*) FROM step_{last}) >= 0")
            }
            (Engine::Sqlite, Some(_)) => "changes() > 0".to_owned(),
            (Engine::Postgres, Some(last)) => format!("EXISTS (SELECT 1 FROM step_{last})"),
        }
    }

    /// Adds a statement that changes rows if [`Change::so_far`], which it must have among its conditions.
    pub(super) fn step(&mut self, statement: String) {
        self.ends_aside = false;
        self.steps.push(statement);
    }

    /// Like [`Change::step`], for a statement that need not change a row for the next one to run.
    pub(super) fn aside(&mut self, statement: String) {
        self.step(statement);
        self.ends_aside = true;
    }

    /// Like [`Change::step`]; the caller gets these columns of the changed rows.
    pub(super) fn step_returning(&mut self, statement: String, columns: &str) {
        self.returned = (self.steps.len(), columns.to_owned());
        self.step(statement);
    }

    /// Takes a number if `condition` is true, as a step of its own where the engine needs one. Returns the number as an
    /// expression, for the next step.
    pub(super) fn next_number(&mut self, sequence: Sequence, condition: &str) -> String {
        match self.engine {
            Engine::Postgres => format!("nextval('{}_number')", sequence.name()),
            Engine::Sqlite => {
                let (name, so_far) = (sequence.name(), self.so_far());
                self.step(format!(
                    "UPDATE sequence SET value = value + 1 WHERE name = '{name}' AND {so_far} AND {condition}"
                ));
                format!("(SELECT value FROM sequence WHERE name = '{name}')")
            }
        }
    }

    /// A column that the returning step has written, for later steps and events: on SQLite it is read by `condition`.
    pub(super) fn written(&self, column: &str, table: &str, condition: &str) -> String {
        match self.engine {
            Engine::Sqlite => format!("(SELECT {column} FROM {table} WHERE {condition})"),
            Engine::Postgres => format!("(SELECT {column} FROM step_{})", self.returned.0),
        }
    }

    /// Adds an event, written if the last step has changed a row.
    pub(super) fn event(&mut self, at: Timestamp, kind: EventKind, about: About<'_>, detail: &str) {
        let exchange = about.exchange_id.map_or_else(|| NO_EXCHANGE.to_owned(), |id| self.value(id));
        let subject = self.subject(about, exchange);
        let detail = self.value(kept_detail(detail));
        self.event_of_expressions(at, kind, subject, detail);
    }

    /// The subject as expressions, with this one for the number of the exchange.
    pub(super) fn subject(&mut self, about: About<'_>, exchange: String) -> [String; 4] {
        [
            self.value(about.service_id.map(ServiceId::as_str)),
            self.value(about.order_key.map(OrderKey::as_str)),
            self.value(about.payment_id.map(PaymentId::as_str)),
            exchange,
        ]
    }

    /// Adds an event whose service, order, payment, exchange and detail are expressions.
    pub(super) fn event_of_expressions(
        &mut self,
        at: Timestamp,
        kind: EventKind,
        subject: [String; 4],
        detail: String,
    ) {
        self.add_event(at, kind, (subject.join(", "), None), detail);
    }

    /// Adds an event about a stored payment, found by this condition, whose row gives service and order.
    pub(super) fn event_of_payment(
        &mut self,
        at: Timestamp,
        kind: EventKind,
        condition: String,
        detail: &str,
    ) {
        let detail = self.value(kept_detail(detail));
        let subject = format!("payment.service_id, payment.order_key, payment.payment_id, {NO_EXCHANGE}");
        self.add_event(at, kind, (subject, Some(condition)), detail);
    }

    fn add_event(
        &mut self,
        at: Timestamp,
        kind: EventKind,
        (subject, of_payment): (String, Option<String>),
        detail: String,
    ) {
        let at = self.value(at);
        self.events.push(NewEvent { at, kind, subject, of_payment, detail });
    }

    /// The statements, the last of which number and write the events: the numbers are taken last, so that events become
    /// visible in numeric order.
    fn statements(&self) -> Vec<String> {
        let mut statements = self.steps.clone();
        if self.events.is_empty() {
            return statements;
        }
        let count = self.events.len();
        statements.push(format!(
            "UPDATE sequence SET value = value + {count} WHERE name = 'event' AND {}",
            self.so_far()
        ));
        let (numbers, condition) = match self.engine {
            Engine::Sqlite => ("sequence".to_owned(), "sequence.name = 'event' AND changes() > 0"),
            Engine::Postgres => (format!("step_{}", self.steps.len()), "1 = 1"),
        };
        let rows: Vec<_> = (1..=count)
            .zip(&self.events)
            .map(|(number, event)| {
                let NewEvent { at, kind, subject, of_payment, detail } = event;
                let (payment, of) = match of_payment {
                    Some(condition) => (", payment", format!(" AND {condition}")),
                    None => ("", String::new()),
                };
                format!(
                    "SELECT {numbers}.value - {}, {at}, '{}', {subject}, {detail} FROM {numbers}{payment} WHERE {condition}{of}",
                    count - number,
                    kind.name()
                )
            })
            .collect();
        statements.push(format!(
            "INSERT INTO event (event_id, at, kind, service_id, order_key, payment_id, exchange_id, detail) {}",
            rows.join(" UNION ALL ")
        ));
        statements
    }

    /// The text for the engine.
    fn text(&self, statements: &[String]) -> String {
        let (returned, columns) = &self.returned;
        match self.engine {
            Engine::Sqlite => {
                let each = statements.iter().enumerate().map(|(step, statement)| {
                    if step == *returned {
                        format!("{statement} RETURNING {columns}")
                    } else {
                        statement.clone()
                    }
                });
                each.collect::<Vec<_>>().join(";\n")
            }
            Engine::Postgres => {
                let each = statements.iter().enumerate().map(|(step, statement)| {
                    let columns = match step {
                        _ if step == self.steps.len() && !self.events.is_empty() => "value",
                        _ if step == *returned => columns,
                        _ => "1 AS done",
                    };
                    format!("step_{step} AS ({statement} RETURNING {columns})")
                });
                let each = each.collect::<Vec<_>>().join(",\n");
                format!("WITH {each}\nSELECT * FROM step_{returned}")
            }
        }
    }

    /// Makes the steps, without the events, as a part of a transaction.
    pub(super) async fn make_within(self, transaction: &mut Transaction) -> Result<Vec<AnyRow>, StoreError> {
        let text = self.text(&self.steps);
        let query = Value::bind_all(sqlx::query(sqlx::AssertSqlSafe(text)), self.values);
        Ok(query.fetch_all(&mut **transaction).await?)
    }
}

impl Store {
    /// Makes a change, and has callers woken that wait for its events. Returns the rows of the step that returns some, else
    /// one for each row that the first step has changed.
    pub(super) async fn make(&self, change: Change) -> Result<Vec<AnyRow>, StoreError> {
        let text = change.text(&change.statements());
        let values = change.values;
        let rows = self.write.transact(text, |query| Value::bind_all(query, values)).await?;
        if !change.events.is_empty() && !rows.is_empty() {
            self.events_written().await;
        }
        Ok(rows)
    }
}
