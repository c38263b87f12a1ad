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

/// How the words of exchanges are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    ByIndex,
    /// By reading each row.
    InRows,
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
    pub(super) fn words(&mut self, engine: Engine, words: Option<&str>, found: Found) {
        let Some(words) = words.map(search_words::searched) else { return };
        if words.is_empty() {
            return self.constant("1 = 0".to_owned());
        }
        let in_row = format!(" {}", words.join(" "));
        match (engine, found) {
            (Engine::Sqlite, Found::InRows) => self.add("instr(' ' || words, {}) > 0", in_row.into()),
            (Engine::Sqlite, Found::ByIndex) => self.add(
                "exchange_id IN (SELECT rowid FROM exchange_words WHERE exchange_words MATCH {})",
                format!("\"{}\"*", words.join(" ")).into(),
            ),
            (Engine::Postgres, Found::InRows) => self.add("strpos(' ' || words, {}) > 0", in_row.into()),
            (Engine::Postgres, Found::ByIndex) => {
                // In a SELECT of its own the words are no constant, so that however common they are, the index is used. It
                // knows no order of words, and comparing them again by `@@` takes twenty times as long as in the row.
                self.add(
                    "to_tsvector('simple', words) @@ (SELECT to_tsquery('simple', {}))",
                    format!("'{}':*", words.join("' & '")).into(),
                );
                self.words(engine, Some(&in_row), Found::InRows);
            }
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
