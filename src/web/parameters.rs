//! Fields of forms and parameters of addresses.

use actix_web::web::{Bytes, Path, Query};

/// The variable part of a path.
pub(super) type Id = Path<String>;

/// Names and values in their original order. Text that is not URL-encoded has no parameters.
pub(super) fn read(url_encoded: &str) -> Vec<(String, String)> {
    Query::<Vec<(String, String)>>::from_query(url_encoded).map(Query::into_inner).unwrap_or_default()
}

/// The first value of this parameter, by case-insensitive name, trimmed; empty counts as absent.
pub(super) fn ignoring_case(query: &str, name: &str) -> Option<String> {
    let parameter = read(query).into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
    parameter.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The fields of a submitted form.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn read(body: &Bytes) -> Self {
        Self(std::str::from_utf8(body).map(read).unwrap_or_default())
    }

    /// Every field with its trimmed value, in their original order.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.trim()))
    }

    /// The first value of this field, trimmed; empty if absent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }
}
