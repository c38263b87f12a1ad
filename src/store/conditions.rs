//! The conditions of a list, put together from what a filter asks for. Values are bound, never written into the statement.

use sqlx::Any;
use sqlx::query::Query;

/// A value to bind.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Number(i64),
}

/// Conditions that must all hold.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds a condition on a text, in which `{}` stands for it.
    pub(super) fn text(&mut self, condition: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(condition, Value::Text(value.to_owned()));
        }
    }

    /// Adds a condition on a number, in which `{}` stands for it.
    pub(super) fn number(&mut self, condition: &'static str, value: Option<i64>) {
        if let Some(value) = value {
            self.add(condition, Value::Number(value));
        }
    }

    /// Adds a condition on texts that contain this one, in which `{}` stands for the pattern.
    pub(super) fn contains(&mut self, condition: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            let literal = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            self.add(condition, Value::Text(format!("%{literal}%")));
        }
    }

    /// Adds a condition without a value. It is made of constants of the program.
    pub(super) fn constant(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    fn add(&mut self, condition: &'static str, value: Value) {
        self.values.push(value);
        self.conditions.push(condition.replace("{}", &format!("${}", self.values.len())));
    }

    /// `WHERE` with the conditions; empty where there are none.
    pub(super) fn clause(&self) -> String {
        match self.conditions.is_empty() {
            true => String::new(),
            false => format!("WHERE {}", self.conditions.join(" AND ")),
        }
    }

    /// The statement with the values bound. It is made of constants of the store and of [`Conditions::clause`].
    pub(super) fn query(self, sql: String) -> Query<'static, Any, sqlx::any::AnyArguments> {
        self.values.into_iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, value| match value {
            Value::Text(text) => query.bind(text),
            Value::Number(number) => query.bind(number),
        })
    }
}
