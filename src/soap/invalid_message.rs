//! Reasons why the content of a Body does not fit the operation.

use thiserror::Error;

use crate::domain::finding::rules::contract as rules;
use crate::domain::finding::{Finding, Place};
use crate::soap::contract::rule_of_amount;

/// The reason why a message does not fit its operation.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidMessage {
    /// The operation's element is missing.
    #[error("the Body holds `{found}`, expected `{expected}`")]
    Unexpected {
        /// The local name of the element in its place; empty if there is none.
        found: String,
        /// The element that the contract requires.
        expected: &'static str,
    },
    /// A required value is missing or empty.
    #[error("`{path}` is missing")]
    Missing {
        /// The path of the element.
        path: String,
    },
    /// An element occurs too often.
    #[error("`{path}` occurs {count} times, the hub takes at most {max}")]
    TooMany {
        /// The path of the element.
        path: &'static str,
        /// The number of occurrences.
        count: usize,
        /// The hub's limit.
        max: usize,
    },
    /// A value cannot be read.
    #[error("`{path}` is `{found}`, expected {expected}")]
    Unreadable {
        /// The path of the element.
        path: String,
        /// The value, cut to a readable length.
        found: String,
        /// The form that the contract requires.
        expected: &'static str,
    },
}

impl InvalidMessage {
    pub(super) fn missing(path: impl Into<String>) -> Self {
        Self::Missing { path: path.into() }
    }

    pub(super) fn unreadable(path: impl Into<String>, found: &str, expected: &'static str) -> Self {
        Self::Unreadable { path: path.into(), found: found.chars().take(60).collect(), expected }
    }
    /// The finding.
    pub fn finding(&self) -> Finding {
        match self {
            Self::Unexpected { found, expected } => {
                Finding::new(&rules::RESPONSE_ELEMENT, format!("<{found}>")).expected(format!("<{expected}>"))
            }
            Self::Missing { path } => {
                let rule = match path.rsplit('/').next() {
                    Some("Status") => &rules::STATUS_MISSING,
                    Some("OrderLine") => &rules::LINES_MISSING,
                    _ => &rules::VALUE_MISSING,
                };
                Finding::new(rule, format!("{path} is absent or empty")).at(Place::path(path))
            }
            Self::TooMany { path, count, max } => Finding::new(&rules::TOO_MANY, format!("{count}"))
                .at(Place::path(path))
                .expected(format!("at most {max}")),
            Self::Unreadable { path, found, expected } => {
                let rule = match path.rsplit('/').next() {
                    Some("Status") => &rules::ENUMERATION_VALUE,
                    Some("DueDate") => &rules::DATE_FORM,
                    _ => rule_of_amount(found),
                };
                Finding::new(rule, format!("`{found}`")).at(Place::path(path)).expected(expected)
            }
        }
    }
}
