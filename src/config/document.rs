//! A TOML file with the places of its values.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, ValueSource};
use super::text::{one_line, without_password};
use crate::domain::similar_word::similar_word;

/// A hint for an unknown key.
pub(super) fn suggestion(key: &str, known: impl Iterator<Item = &'static str>) -> String {
    let keys: Vec<&str> = known.collect();
    match similar_word(key, keys.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known keys: {}", keys.join(", ")),
    }
}

/// The entries of a table in the order of the file, so that the first mistake is reported first.
pub(super) fn entries<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

pub(super) fn at_byte(path: &Path, text: &[u8], byte: usize) -> ValueSource {
    let line = 1 + text.iter().take(byte).filter(|b| **b == b'\n').count();
    ValueSource::File { path: path.to_owned(), line }
}

/// A file being read.
pub(super) struct Document<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl Document<'_> {
    pub(super) fn place(&self, span: &Range<usize>) -> ValueSource {
        at_byte(self.path, self.text.as_bytes(), span.start)
    }

    /// A text of a service.
    pub(super) fn text(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<String, ConfigError> {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
            other => {
                let given = other.unwrap_or(kind(value.get_ref()));
                Err(self.wrong(key, value, given, "text in quotes, not empty"))
            }
        }
    }

    /// The error about a value of a service.
    pub(super) fn wrong(
        &self,
        key: &str,
        at: &Spanned<DeValue<'_>>,
        given: &str,
        expected: &str,
    ) -> ConfigError {
        ConfigError::Value {
            place: self.place(&at.span()),
            name: key.to_owned(),
            value: one_line(&without_password(given)),
            expected: expected.to_owned(),
            remedy: "correct it",
        }
    }
}
