//! The conditions of a list, built from a filter. Values are bound, never written into the statement.

use sqlx::Any;
use sqlx::query::Query;

use super::Engine;
use super::values::Value;
use crate::domain::search_words;

/// Conditions that are combined with AND.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds a condition on a text; `{}` is the place of the text.
    pub(super) fn text(&mut self, condition: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(condition, value.into());
        }
    }

    /// Adds a condition on a number; `{}` is the place of the number.
    pub(super) fn number(&mut self, condition: &'static str, value: Option<i64>) {
        if let Some(value) = value {
            self.add(condition, value.into());
        }
    }

    /// Adds a condition on texts that contain this one; `{}` is the place of the pattern.
    pub(super) fn contains(&mut self, condition: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            let literal = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            self.add(condition, format!("%{literal}%").into());
        }
    }

    /// Adds a condition on the words of exchanges: these, one after the other, the last of which may be the beginning of one.
    /// No words match nothing.
    pub(super) fn words(&mut self, engine: Engine, words: Option<&str>) {
        let Some(words) = words.map(search_words::searched) else { return };
        if words.is_empty() {
            return self.constant("1 = 0".to_owned());
        }
        match engine {
            Engine::Sqlite => self.add(
                "exchange_id IN (SELECT rowid FROM exchange_words WHERE exchange_words MATCH {})",
                format!("\"{}\"*", words.join(" ")).into(),
            ),
            Engine::Postgres => self.add(
                "to_tsvector('simple', words) @@ to_tsquery('simple', {})",
                format!("'{}':*", words.join("' <-> '")).into(),
            ),
        }
    }

    /// Adds a condition without a value, made of constants of the program.
    pub(super) fn constant(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    fn add(&mut self, condition: &'static str, value: Value) {
        self.values.push(value);
        self.conditions.push(condition.replace("{}", &format!("${}", self.values.len())));
    }

    /// `WHERE` with the conditions; empty if there are none.
    pub(super) fn clause(&self) -> String {
        match self.conditions.is_empty() {
            true => String::new(),
            false => format!("WHERE {}", self.conditions.join(" AND ")),
        }
    }

    /// The statement with its values bound. It must be made of constants of the store and of [`Conditions::clause`].
    pub(super) fn query(self, sql: String) -> Query<'static, Any, sqlx::any::AnyArguments> {
        Value::bind_all(sqlx::query(sqlx::AssertSqlSafe(sql)), self.values)
    }
}
