//! One parameter of a scenario, and how its value is read.

use thiserror::Error;

use crate::domain::plain_text::{is_unfit, line_of};
use crate::domain::similar_word::did_you_mean;

/// One parameter of a scenario.
#[derive(Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// The meaning, with its unit.
    pub meaning: &'static str,
    /// The kind of value.
    pub kind: ParameterKind,
}

/// The kinds of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A whole number from `min` to `max`.
    Number {
        /// The value where none is set.
        default: i64,
        /// The minimum.
        min: i64,
        /// The maximum.
        max: i64,
    },
    /// A text of at most this many characters, without control characters; the hub chooses one where it is not set.
    Text {
        /// The maximum length in characters.
        max_chars: usize,
    },
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
}

/// Why a parameter is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidParameter {
    /// The scenario has no such parameter.
    #[error("scenario `{scenario}` has no parameter `{name}`{}", did_you_mean(*nearest))]
    Unknown {
        /// The scenario.
        scenario: &'static str,
        /// The given name, cut to a readable length.
        name: String,
        /// A similar name that exists.
        nearest: Option<&'static str>,
    },
    /// The value is not a whole number, or outside its bounds.
    #[error("parameter `{name}` is `{value}`, expected a whole number from {min} to {max}")]
    Number {
        /// The parameter.
        name: &'static str,
        /// The given value, cut to a readable length.
        value: String,
        /// The minimum.
        min: i64,
        /// The maximum.
        max: i64,
    },
    /// The text is empty, too long, or contains control characters.
    #[error("parameter `{name}` takes 1 to {max_chars} characters, none of them a control character")]
    Text {
        /// The parameter.
        name: &'static str,
        /// The maximum length in characters.
        max_chars: usize,
    },
}

impl Parameter {
    pub(super) fn read(&self, text: &str) -> Result<Value, InvalidParameter> {
        match self.kind {
            ParameterKind::Number { min, max, .. } => text
                .trim()
                .parse()
                .ok()
                .filter(|number| (min..=max).contains(number))
                .map(Value::Number)
                .ok_or_else(|| InvalidParameter::Number { name: self.name, value: cut(text), min, max }),
            ParameterKind::Text { max_chars } => {
                let fits = (1..=max_chars).contains(&text.chars().count()) && !text.chars().any(is_unfit);
                let refused = InvalidParameter::Text { name: self.name, max_chars };
                fits.then(|| Value::Text(text.to_owned())).ok_or(refused)
            }
        }
    }
}

pub(super) fn cut(text: &str) -> String {
    line_of(text, 60)
}
