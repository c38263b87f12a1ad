//! The value of one field of a service, as written.

use std::collections::BTreeMap;

use super::language::Language;
use super::service::LocalizedText;
use super::service_mistake::Mistake;

/// The value of a field as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// Nothing: the field gets its default.
    Default,
    /// A text.
    Text(String),
    /// A text in each language that has one.
    Texts(BTreeMap<Language, String>),
    /// Certificates (DER).
    Certificates(Vec<Vec<u8>>),
    /// Something that is no value of this field.
    Wrong {
        /// The mistake.
        mistake: Mistake,
        /// The value in few words.
        found: String,
    },
}

impl From<&LocalizedText> for FieldValue {
    fn from(text: &LocalizedText) -> Self {
        let each = [Some(&text.ro), text.ru.as_ref(), text.en.as_ref()];
        let given = Language::ALL.into_iter().zip(each);
        Self::Texts(given.filter_map(|(language, text)| Some((language, text?.clone()))).collect())
    }
}
