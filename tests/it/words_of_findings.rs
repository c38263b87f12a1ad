//! Every title, effect and remedy that a finding can have is in Romanian and in Russian what it is in English.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mpay_sim::domain::fault::{self, FAULT_RULES};
use mpay_sim::domain::finding::{Words, rules, sentences};
use mpay_sim::domain::language::Language;
use mpay_sim::domain::scenario::{self, SCENARIOS};
use mpay_sim::i18n::Translator;

/// Everything that the code says in English, with the key of its translations. A finding takes no other words: their type has
/// no way to be made of English text alone but as a value.
fn said() -> BTreeMap<String, Words> {
    let of_rules = rules::all()
        .flat_map(|rule| [rule.title_in_words(), rule.consequence_in_words(), rule.remedy_in_words()]);
    let exact = [sentences::ALL, scenario::sentences::ALL, fault::sentences::ALL].into_iter().flatten();
    let words: Vec<Words> = of_rules
        .chain(exact.map(|sentence| sentence.words()))
        .chain(FAULT_RULES.iter().map(|rule| rule.remedy_in_words()))
        .chain(SCENARIOS.iter().map(|scenario| scenario.duty_in_words()))
        .collect();
    let count = words.len();
    let said: BTreeMap<_, _> =
        words.into_iter().map(|words| (words.key().unwrap().to_owned(), words)).collect();
    assert_eq!(said.len(), count, "two texts have one key");
    assert!(count > 800, "{count}");
    said
}

/// The texts of the files of findings in this language.
fn texts(language: Language) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language.code());
    let mut texts = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if !file.file_name().unwrap().to_str().unwrap().starts_with("findings_") {
            continue;
        }
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            if let Some((key, text)) = line.split_once(" = ") {
                let before = texts.insert(key.to_owned(), text.to_owned());
                assert_eq!(before, None, "{}: {key} stands twice", file.display());
            }
        }
    }
    texts.retain(|key, _| !key.starts_with('-'));
    texts
}

/// The values of a text: what stands between these marks.
fn values<'a>(text: &'a str, start: &str, end: &str) -> BTreeSet<&'a str> {
    let parts = text.split(start).skip(1);
    parts.filter_map(|part| Some(part.split_once(end)?.0)).collect()
}

#[test]
fn every_text_of_a_finding_has_one_translation_with_the_same_values() {
    let said = said();
    for language in [Language::Romanian, Language::Russian] {
        let texts = texts(language);
        let (keys, wanted): (BTreeSet<_>, BTreeSet<_>) = (texts.keys().collect(), said.keys().collect());
        let missing: Vec<_> = wanted.difference(&keys).collect();
        let superfluous: Vec<_> = keys.difference(&wanted).collect();
        assert!(
            missing.is_empty() && superfluous.is_empty(),
            "{language:?}: no {missing:?}; {superfluous:?}"
        );
        for (key, words) in &said {
            let (of_code, of_text) = (values(words, "{", "}"), values(&texts[key], "{ $", " }"));
            assert_eq!(of_code, of_text, "{language:?}: {key}");
        }
    }
}

/// Names of the protocol, of settings, of functions and addresses, which are the same in every language.
fn names(text: &str) -> BTreeSet<String> {
    let is_name = |word: &str| {
        let pairs = || word.chars().zip(word.chars().skip(1));
        word.contains('_')
            || word.contains("://")
            || pairs().any(|(a, b)| a.is_lowercase() && b.is_uppercase())
    };
    text.split(|c: char| c.is_whitespace() || "`\"'()<>{},;".contains(c))
        .map(|word| word.trim_matches(|c| ".:?".contains(c)))
        // Plurals.
        .map(|word| if word.ends_with("IDs") { word.trim_end_matches('s') } else { word })
        .filter(|word| is_name(word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn translations_keep_the_names_of_the_protocol_and_leave_no_english() {
    let said = said();
    for language in [Language::Romanian, Language::Russian] {
        let t = Translator::of(language);
        for (key, words) in &said {
            let values = values(words, "{", "}").into_iter().map(str::to_owned).collect::<Vec<_>>();
            let words =
                values.iter().fold(words.clone(), |words, name| words.with(name, format!("<{name}>")));
            let translated = t.words(&words);
            assert_eq!(translated.language, language, "{key}");
            let text = translated.text;
            for name in names(&words).iter().filter(|name| !name.starts_with("e-Service")) {
                assert!(text.contains(name.as_str()), "{language:?}: {key} has lost {name}: {text}");
            }
            for value in values {
                assert!(text.contains(&format!("<{value}>")), "{language:?}: {key}: {text}");
            }
            assert!(!text.contains('{') && !text.contains("e-Service"), "{language:?}: {key}: {text}");
            let joins = ["effect-and-after"].contains(&key.as_str());
            assert!(joins || text != words.as_str(), "{language:?}: {key} is English");
            let has_cyrillic = text.chars().any(|c| ('а'..='я').contains(&c));
            assert_eq!(has_cyrillic, language == Language::Russian && !joins, "{key}: {text}");
            // A title, effect or remedy goes on in a line of ours; a duty is a sentence.
            assert_eq!(text.ends_with('.'), words.ends_with('.'), "{language:?}: {key}: {text}");
        }
    }
}
