//! The words of findings in the language of a page.

use super::Translator;
use crate::domain::finding::{Words, one_line};
use crate::domain::language::Language;

/// A text, and the language in which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// The text, on one line.
    pub text: String,
    /// This translator's language, or English where it has no such text.
    pub language: Language,
}

impl Translated {
    /// The value of the attribute `lang`.
    pub fn lang(&self) -> &'static str {
        self.language.code()
    }
}

impl Translator {
    /// The words in this language; in English where they are foreign text, or from another version of the program.
    pub fn words(&self, words: &Words) -> Translated {
        let text = words.key().and_then(|key| self.translated(key, words));
        match text {
            Some(text) => Translated { text: one_line(&text), language: self.language() },
            None => Translated { text: words.to_string(), language: Language::English },
        }
    }

    fn translated(&self, key: &str, words: &Words) -> Option<String> {
        if self.language() == Language::English {
            return Some(words.to_string());
        }
        let mut values = Vec::new();
        for (name, value) in words.values() {
            let text = match value.key() {
                Some(key) => self.translated(key, value)?,
                None => value.to_string(),
            };
            values.push((name, text));
        }
        let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, text.as_str())).collect();
        self.has(key).then(|| self.with_all(key, &values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::rules::transport::HTTP_NO_REPLY;
    use crate::domain::finding::sentences::OR_PORT_FOR_HTTPS;

    #[test]
    fn words_are_said_in_the_language_of_the_page_with_their_values() {
        let words = OR_PORT_FOR_HTTPS.words().with("remedy", HTTP_NO_REPLY.remedy_in_words());
        let romanian = Translator::of(Language::Romanian).words(&words);
        assert!(
            romanian.text.starts_with("consultați jurnalul serviciului electronic: "),
            "{}",
            romanian.text
        );
        assert!(romanian.text.ends_with(
            ". Un port pentru HTTPS arată exact la fel: în acest caz scrieți https în endpoint_url"
        ));
        assert_eq!(romanian.lang(), "ro");
        let english = Translator::of(Language::English).words(&words);
        assert_eq!((english.text.as_str(), english.lang()), (words.as_str(), "en"));
    }

    #[test]
    fn foreign_text_and_unknown_words_stay_english() {
        let russian = Translator::of(Language::Russian);
        let unknown = Words::new("of-another-version", "do this");
        let within = OR_PORT_FOR_HTTPS.words().with("remedy", unknown.clone());
        for words in [Words::from("a.test"), unknown, within] {
            let said = russian.words(&words);
            assert_eq!((said.text.as_str(), said.language), (words.as_str(), Language::English));
        }
    }
}
