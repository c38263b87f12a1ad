//! English text with the key by which pages say it in another language.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::ops::Deref;

use super::one_line;

/// English text on one line, and the key of its translations. Foreign text, such as the name of a host, has no key: it is the
/// same in every language. Reads as its English text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    english: String,
    key: String,
    values: BTreeMap<String, Words>,
}

impl Words {
    /// English text with the key of its translations. [`Self::with`] puts a value in the place of `{name}`.
    pub fn new(key: impl Into<String>, english: impl AsRef<str>) -> Self {
        Self { english: one_line(english.as_ref()), key: key.into(), values: BTreeMap::new() }
    }

    /// Puts in a value: foreign text, or words that are translated themselves.
    pub fn with(mut self, name: &str, value: impl Into<Self>) -> Self {
        let value = value.into();
        self.english = one_line(&self.english.replace(&format!("{{{name}}}"), &value));
        self.values.insert(name.to_owned(), value);
        self
    }

    /// Words as they were stored: the whole English text, the key, and the values by their names.
    pub fn stored(english: &str, key: &str, values: BTreeMap<String, Self>) -> Self {
        Self { english: one_line(english), key: key.to_owned(), values }
    }

    /// The English text.
    pub fn as_str(&self) -> &str {
        &self.english
    }

    /// The key of the translations; `None` for foreign text.
    pub fn key(&self) -> Option<&str> {
        Some(self.key.as_str()).filter(|key| !key.is_empty())
    }

    /// The values by their names.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        &self.english
    }
}

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

/// Foreign text.
impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::new("", text)
    }
}

/// Foreign text.
impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::new("", text)
    }
}

/// A sentence of a table: English text with `{name}` for each value, and the key of its translations.
#[derive(Debug)]
pub struct Sentence {
    /// The key.
    pub key: &'static str,
    /// The English text.
    pub english: &'static str,
}

impl Sentence {
    /// The sentence, into which values can be put.
    pub fn words(&self) -> Words {
        Words::new(self.key, self.english)
    }
}

/// Makes the sentences of a file and their list: constant, key and English text of each.
macro_rules! sentence_table {
    ($($id:ident $key:literal $english:literal;)*) => {
        $(
            #[doc = concat!("`", $key, "`: ", $english, ".")]
            pub static $id: $crate::domain::finding::Sentence =
                $crate::domain::finding::Sentence { key: $key, english: $english };
        )*
        /// Every sentence of this file.
        pub static ALL: &[&$crate::domain::finding::Sentence] = &[$(&$id),*];
    };
}
pub(in crate::domain) use sentence_table;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_the_english_text_and_can_be_words_themselves() {
        let place = Words::new("place", "in the file");
        let words =
            Words::new("set", "set `{name}` {place}").with("place", place.clone()).with("name", "a\n{place}");
        assert_eq!(words.as_str(), "set `a\u{fffd}{place}` in the file");
        assert_eq!(words.key(), Some("set"));
        let values: Vec<_> = words.values().collect();
        assert_eq!(values, [("name", &Words::from("a\n{place}")), ("place", &place)]);
        assert_eq!(values[0].1.key(), None);
        assert!(Words::new("long", "{text}").with("text", "x".repeat(10_000)).chars().count() <= 601);
    }
}
