//! Reads rows, with errors that name the invalid value.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{Any, Decode, Row, Type};
use thiserror::Error;

use crate::database::Trouble;
use crate::domain::transition::NotAllowed;

/// The reason for a failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused the statement, or does not answer.
    #[error("database: {0}{advice}", advice = advice(.0))]
    Database(#[from] sqlx::Error),
    /// A stored value is not one that this program writes.
    #[error("table `{table}`, column `{column}`: `{value}` is no value that this version knows")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The value, cut to a readable length.
        value: String,
    },
    /// A committed value is missing.
    #[error("database: a committed value is missing; stop the hub, and check the database's disk")]
    NotKept,
    /// The table of states does not allow the change.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// An optimistic update failed too often.
    #[error("table `{table}`: row `{id}` keeps changing; try again")]
    Contended {
        /// The table.
        table: &'static str,
        /// The row's key.
        id: String,
    },
}

/// The remedy, after a semicolon; empty if there is none.
pub(super) fn advice(error: &sqlx::Error) -> String {
    Trouble::of(error).map(|trouble| format!("; {}", trouble.advice())).unwrap_or_default()
}

impl StoreError {
    /// The error in one line, for logs that name the remedy separately.
    pub fn without_advice(&self) -> String {
        match self {
            Self::Database(error) => format!("database: {error}"),
            other => other.to_string(),
        }
    }

    /// The cause that an operator can remove; `None` for errors of the program.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Database(error) => Trouble::of(error),
            _ => None,
        }
    }

    /// True for a deadlock that the database (PostgreSQL) ended; a retry succeeds.
    pub(super) fn is_deadlock(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.code().as_deref() == Some("40P01"))
    }
}

/// A row of one table, or the part of a joined row that comes from it.
pub(super) struct TableRow<'r> {
    pub(super) table: &'static str,
    pub(super) row: &'r AnyRow,
    /// Precedes the names of the columns in a joined row.
    prefix: &'static str,
}

/// The columns of a table, listed by name, for a joined row in which this prefix precedes their names.
pub(super) fn prefixed(table: &str, prefix: &str, columns: &str) -> String {
    let columns = columns.split(',').map(str::trim).map(|name| format!("{table}.{name} AS {prefix}{name}"));
    columns.collect::<Vec<_>>().join(", ")
}

impl<'r> TableRow<'r> {
    pub(super) fn of(table: &'static str, row: &'r AnyRow) -> Self {
        Self::joined(table, row, "")
    }

    /// The part of a joined row whose columns were named by [`prefixed`].
    pub(super) fn joined(table: &'static str, row: &'r AnyRow, prefix: &'static str) -> Self {
        Self { table, row, prefix }
    }

    /// The column's value.
    pub(super) fn get<T: Decode<'r, Any> + Type<Any>>(&self, column: &'static str) -> Result<T, StoreError> {
        Ok(match self.prefix {
            "" => self.row.try_get(column)?,
            prefix => self.row.try_get(format!("{prefix}{column}").as_str())?,
        })
    }

    /// A text column, parsed into a domain type.
    pub(super) fn parse<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        read(&text).ok_or_else(|| self.inconsistent(column, text))
    }

    /// A column with a time in milliseconds.
    pub(super) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        let milliseconds: i64 = self.get(column)?;
        Timestamp::from_millisecond(milliseconds)
            .map_err(|_| self.inconsistent(column, milliseconds.to_string()))
    }

    /// A nullable column with a time in milliseconds.
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
