//! All texts for people, in Romanian, Russian and English.
//!
//! They are Fluent files under `locales/`, one folder for each language and one file for each part of the product, compiled
//! into the binary. A test checks that every key exists in every language. The words of findings are the exception: their English
//! stands in the code, beside the rules, as it is also the language of logs, of the command line and of the API.

mod format;
mod words;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::domain::language::Language;
pub use words::Translated;

/// The Fluent files of each language.
const SOURCES: [(Language, &[&str]); 3] = [
    (
        Language::Romanian,
        &[
            include_str!("../../locales/ro/console.ftl"),
            include_str!("../../locales/ro/console_actions.ftl"),
            include_str!("../../locales/ro/console_events.ftl"),
            include_str!("../../locales/ro/console_message.ftl"),
            include_str!("../../locales/ro/console_picture.ftl"),
            include_str!("../../locales/ro/console_overview.ftl"),
            include_str!("../../locales/ro/console_services.ftl"),
            include_str!("../../locales/ro/control.ftl"),
            include_str!("../../locales/ro/hub.ftl"),
            include_str!("../../locales/ro/payment_provider.ftl"),
            include_str!("../../locales/ro/pos.ftl"),
            include_str!("../../locales/ro/receipt.ftl"),
            include_str!("../../locales/ro/scenarios.ftl"),
            include_str!("../../locales/ro/shop.ftl"),
            include_str!("../../locales/ro/findings_transport.ftl"),
            include_str!("../../locales/ro/findings_signature.ftl"),
            include_str!("../../locales/ro/findings_diagnosis.ftl"),
            include_str!("../../locales/ro/findings_contract.ftl"),
            include_str!("../../locales/ro/findings_exact.ftl"),
        ],
    ),
    (
        Language::Russian,
        &[
            include_str!("../../locales/ru/console.ftl"),
            include_str!("../../locales/ru/console_actions.ftl"),
            include_str!("../../locales/ru/console_events.ftl"),
            include_str!("../../locales/ru/console_message.ftl"),
            include_str!("../../locales/ru/console_picture.ftl"),
            include_str!("../../locales/ru/console_overview.ftl"),
            include_str!("../../locales/ru/console_services.ftl"),
            include_str!("../../locales/ru/control.ftl"),
            include_str!("../../locales/ru/hub.ftl"),
            include_str!("../../locales/ru/payment_provider.ftl"),
            include_str!("../../locales/ru/pos.ftl"),
            include_str!("../../locales/ru/receipt.ftl"),
            include_str!("../../locales/ru/scenarios.ftl"),
            include_str!("../../locales/ru/shop.ftl"),
            include_str!("../../locales/ru/findings_transport.ftl"),
            include_str!("../../locales/ru/findings_signature.ftl"),
            include_str!("../../locales/ru/findings_diagnosis.ftl"),
            include_str!("../../locales/ru/findings_contract.ftl"),
            include_str!("../../locales/ru/findings_exact.ftl"),
        ],
    ),
    (
        Language::English,
        &[
            include_str!("../../locales/en/console.ftl"),
            include_str!("../../locales/en/console_actions.ftl"),
            include_str!("../../locales/en/console_events.ftl"),
            include_str!("../../locales/en/console_message.ftl"),
            include_str!("../../locales/en/console_picture.ftl"),
            include_str!("../../locales/en/console_overview.ftl"),
            include_str!("../../locales/en/console_services.ftl"),
            include_str!("../../locales/en/control.ftl"),
            include_str!("../../locales/en/hub.ftl"),
            include_str!("../../locales/en/payment_provider.ftl"),
            include_str!("../../locales/en/pos.ftl"),
            include_str!("../../locales/en/receipt.ftl"),
            include_str!("../../locales/en/scenarios.ftl"),
            include_str!("../../locales/en/shop.ftl"),
        ],
    ),
];

type Bundle = FluentBundle<FluentResource>;

/// Those of [`SOURCES`], each read when its language is first spoken, as one takes one to two MiB.
static BUNDLES: [LazyLock<Bundle>; 3] =
    [LazyLock::new(|| bundle(0)), LazyLock::new(|| bundle(1)), LazyLock::new(|| bundle(2))];

fn bundle(place: usize) -> Bundle {
    let (language, files) = SOURCES[place];
    let locale = language.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Direction isolates are needed for mixed scripts; these three all run left to right.
    bundle.set_use_isolating(false);
    for file in files {
        // Unparsable texts are omitted here, and found by the test below that reads every key.
        let resource = FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The texts of one language. Cheap to copy; handlers create one for each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Translator {
    language: Language,
}

impl Translator {
    /// The texts of this language.
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    /// Its language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of this key; the key itself if it does not exist, which fails a test.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of this key with one value.
    pub fn with(&self, key: &str, name: &str, value: impl AsRef<str>) -> String {
        self.with_all(key, &[(name, value.as_ref())])
    }

    /// The text of this key with several values.
    pub fn with_all(&self, key: &str, values: &[(&str, &str)]) -> String {
        let args = values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.format(key, Some(&args))
    }

    /// The text of this key in the plural form for a number, which is `$count`.
    pub fn count(&self, key: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", count);
        self.format(key, Some(&args))
    }

    fn has(&self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn bundle(&self) -> &'static Bundle {
        &BUNDLES[Language::ALL.iter().position(|l| *l == self.language).unwrap_or(0)]
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_syntax::{ast::Entry, parser::parse};

    use super::*;
    use crate::domain::confirmation_attempt::AttemptCause;
    use crate::domain::scenario::{SCENARIOS, ScenarioVerdict};

    fn keys(source: &str) -> BTreeSet<String> {
        let resource = parse(source).unwrap_or_else(|(_, errors)| panic!("{errors:?} in {source}"));
        resource
            .body
            .iter()
            .filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.to_owned()),
                Entry::Junk { content } => panic!("not Fluent: {content}"),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn every_key_exists_in_every_language() {
        let [romanian, others @ ..] = SOURCES;
        for (language, files) in others {
            // The words of findings come last, and English has none: their own test compares them with the code.
            for (file, romanian_file) in files.iter().zip(romanian.1) {
                assert_eq!(keys(file), keys(romanian_file), "{language:?}");
            }
        }
    }

    #[test]
    fn every_scenario_verdict_and_cause_of_an_attempt_has_its_words() {
        let romanian: BTreeSet<String> = SOURCES[0].1.iter().flat_map(|file| keys(file)).collect();
        let scenarios = SCENARIOS.iter().map(|scenario| format!("scenario-{}", scenario.name));
        let rulings = ScenarioVerdict::ALL.iter().map(|ruling| format!("ruling-{}", ruling.name()));
        let verdicts =
            ScenarioVerdict::ALL.iter().map(|ruling| format!("verdict-scenario-{}", ruling.name()));
        let causes = AttemptCause::ALL.iter().map(|cause| format!("attempt-cause-{}", cause.as_str()));
        for key in scenarios.chain(rulings).chain(verdicts).chain(causes) {
            assert!(romanian.contains(&key), "{key}");
        }
    }

    #[test]
    fn no_text_has_a_cedilla_where_romanian_has_a_comma() {
        for (_, files) in SOURCES {
            for file in files {
                assert!(!file.contains(['ş', 'ţ', 'Ş', 'Ţ']));
            }
        }
    }
}
