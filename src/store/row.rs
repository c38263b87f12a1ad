//! Reading rows, with an error that names what does not fit.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{Any, Decode, Row, Type};
use thiserror::Error;

use super::trouble::Trouble;
use crate::domain::transition::NotAllowed;

/// Why the store failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused, or is not there.
    #[error("database: {0}{advice}", advice = advice(.0))]
    Database(#[from] sqlx::Error),
    /// A stored value is none that this program writes.
    #[error("table `{table}`, column `{column}`: `{value}` is no value that this version knows")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What stands there, cut to a readable length.
        value: String,
    },
    /// What was written, and said to be committed, is not there.
    #[error(
        "database: what it said was written is not there; stop the hub, and look after the database's disk"
    )]
    NotKept,
    /// A change was asked for that the states do not allow.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// A row changed under the hands of a careful writer more often than makes sense.
    #[error("table `{table}`: row `{id}` keeps changing; try again")]
    Contended {
        /// The table.
        table: &'static str,
        /// The row's key.
        id: String,
    },
}

/// What to do about it, after a semicolon; empty where nothing can be done.
pub(super) fn advice(error: &sqlx::Error) -> String {
    Trouble::of(error).map(|trouble| format!("; {}", trouble.advice())).unwrap_or_default()
}

impl StoreError {
    /// What an operator can do something about; `None` where the program itself is to blame.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Database(error) => Trouble::of(error),
            _ => None,
        }
    }

    /// Whether another transaction and this one waited for each other, and the database (PostgreSQL) ended this one: tried
    /// again it goes through.
    pub(super) fn is_deadlock(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.code().as_deref() == Some("40P01"))
    }
}

/// A row of one table.
pub(super) struct TableRow<'r> {
    pub(super) table: &'static str,
    pub(super) row: &'r AnyRow,
}

impl<'r> TableRow<'r> {
    pub(super) fn of(table: &'static str, row: &'r AnyRow) -> Self {
        Self { table, row }
    }

    /// The column as it is.
    pub(super) fn get<T: Decode<'r, Any> + Type<Any>>(&self, column: &'static str) -> Result<T, StoreError> {
        Ok(self.row.try_get(column)?)
    }

    /// A text column, read into a type of the domain.
    pub(super) fn parse<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        read(&text).ok_or_else(|| self.inconsistent(column, text))
    }

    /// A column of milliseconds.
    pub(super) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        let milliseconds: i64 = self.get(column)?;
        Timestamp::from_millisecond(milliseconds)
            .map_err(|_| self.inconsistent(column, milliseconds.to_string()))
    }

    /// A column of milliseconds that may be empty.
    pub(super) fn optional_time(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        match self.get::<Option<i64>>(column)? {
            Some(_) => self.time(column).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn inconsistent(&self, column: &'static str, value: String) -> StoreError {
        StoreError::Inconsistent { table: self.table, column, value: value.chars().take(60).collect() }
    }
}
