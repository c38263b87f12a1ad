//! Every value that pages put into words has its words, in every language.

use mpay_sim::domain::confirmation::ConfirmationState;
use mpay_sim::domain::confirmation_attempt::AttemptCause;
use mpay_sim::domain::event::EventKind;
use mpay_sim::domain::finding::{Severity, Stage};
use mpay_sim::domain::invoice::InvoiceStatus;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::outcome::OUTCOMES;
use mpay_sim::domain::payment::{DeclineReason, PaymentState, ReversalReason};
use mpay_sim::domain::scenario::SCENARIOS;
use mpay_sim::flow::call_stages::STAGES;
use mpay_sim::i18n::Translator;

/// Each beginning of a key, with the names of all values that follow it.
fn keys() -> Vec<String> {
    let of = |prefix: &str, names: &[&str]| {
        names.iter().map(|name| format!("{prefix}-{name}")).collect::<Vec<_>>()
    };
    let causes: Vec<_> = AttemptCause::ALL.iter().map(|cause| cause.as_str()).collect();
    let events: Vec<_> = EventKind::ALL.iter().map(|(_, name, _)| name.replace('.', "-")).collect();
    let events: Vec<_> = events.iter().map(String::as_str).collect();
    let severities = [Severity::Note, Severity::Warning, Severity::Error].map(Severity::name);
    [
        of("payment-status", PaymentState::NAMES),
        of("confirmation-status", ConfirmationState::NAMES),
        of("attempt-cause", &causes),
        of("invoice-status", &InvoiceStatus::NAMES.map(|(_, name)| name)),
        of("decline", &DeclineReason::NAMES.map(|(_, name)| name)),
        of("reversal", &ReversalReason::NAMES.map(|(_, name)| name)),
        of("event", &events),
        of("finding", &severities),
        of("scenario", &SCENARIOS.iter().map(|scenario| scenario.name).collect::<Vec<_>>()),
        of("outcome-is", &OUTCOMES.iter().map(|rule| rule.name).collect::<Vec<_>>()),
        of("test-stage", &STAGES.map(Stage::name)),
    ]
    .concat()
}

#[test]
fn every_value_of_an_enum_has_its_words_in_every_language() {
    let mut missing = Vec::new();
    for language in Language::ALL {
        let t = Translator::of(language);
        missing.extend(
            keys()
                .into_iter()
                .filter(|key| t.get(key) == *key)
                .map(|key| format!("{}: {key}", language.code())),
        );
    }
    assert!(missing.is_empty(), "without words:\n{}", missing.join("\n"));
}

#[test]
fn what_asks_for_a_number_gives_an_example_that_is_valid() {
    assert!(mpay_sim::domain::idn::is_valid(mpay_sim::domain::idn::EXAMPLE));
    for language in Language::ALL {
        for key in ["customer-id-hint", "field-error-customer-id", "field-error-idn"] {
            let text = Translator::of(language).get(key);
            assert!(text.contains(mpay_sim::domain::idn::EXAMPLE), "{}: {text}", language.code());
        }
    }
}
