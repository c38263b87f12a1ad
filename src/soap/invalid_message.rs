//! Why the content of a Body is not what the operation asks for.

use thiserror::Error;

use crate::domain::finding::rules::contract as rules;
use crate::domain::finding::{Finding, Place};
use crate::soap::contract::rule_of_amount;

/// Why a message is not this operation's.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidMessage {
    /// Another element stands where the operation's should.
    #[error("the Body holds `{found}`, expected `{expected}`")]
    Unexpected {
        /// The element's local name; empty where there is none.
        found: String,
        /// What the contract asks for.
        expected: &'static str,
    },
    /// A required value is absent or empty.
    #[error("`{path}` is missing")]
    Missing {
        /// The element, with its parents.
        path: String,
    },
    /// There are more elements than any honest message has.
    #[error("`{path}` occurs {count} times, the hub takes at most {max}")]
    TooMany {
        /// The element, with its parents.
        path: &'static str,
        /// How often it occurs.
        count: usize,
        /// The hub's limit.
        max: usize,
    },
    /// A value cannot be read.
    #[error("`{path}` is `{found}`, expected {expected}")]
    Unreadable {
        /// The element, with its parents.
        path: String,
        /// What was found, cut to a readable length.
        found: String,
        /// What the contract asks for.
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
    /// The finding that tells it.
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
