//! Every value that pages put into words has its words, in every language. Which keys are put together from values is found in the
//! source, so that none can be forgotten; the values of private enums are read there too.

use std::collections::BTreeSet;
use std::path::Path;

use mpay_sim::check::Grade;
use mpay_sim::domain::call_outcome::OutcomeKind;
use mpay_sim::domain::confirmation::ConfirmationState;
use mpay_sim::domain::confirmation_attempt::AttemptCause;
use mpay_sim::domain::event::EventKind;
use mpay_sim::domain::fault::FaultMeaning;
use mpay_sim::domain::finding::{Severity, Stage};
use mpay_sim::domain::invoice::InvoiceStatus;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::outcome::OUTCOMES;
use mpay_sim::domain::payment::{DeclineReason, PaymentState, ReversalReason};
use mpay_sim::domain::scenario::{SCENARIOS, ScenarioVerdict};
use mpay_sim::domain::service::ReplySignature;
use mpay_sim::domain::service_fields::ServiceField;
use mpay_sim::flow::call_stages::STAGES;
use mpay_sim::i18n::Translator;

fn source(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The string literals of a part of the source: what a `match` over an enum gives for each of its values.
fn literals(path: &str, start: &str, end: &str) -> Vec<String> {
    let text = source(path);
    let part = text.split_once(start).unwrap_or_else(|| panic!("{path}: no {start}")).1;
    let part = part.split_once(end).unwrap_or_else(|| panic!("{path}: no {end}")).0;
    let found: Vec<_> = part.split('"').skip(1).step_by(2).filter(|text| !text.contains('{')).collect();
    assert!(found.len() > 1, "{path}: {start}");
    owned(&found)
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Every shape of a key that is put together, with `{}` for each value, and what stands there.
fn table() -> Vec<(&'static str, Vec<String>)> {
    let of = owned;
    let group = literals("src/domain/instrument.rs", "pub fn group(self)", "\n    }");
    let not_payable = literals("src/web/pay/not_payable.rs", "match reason {", "};");
    let mut results = literals("src/web/pay/result.rs", "match &payment.status {", "\n    };");
    results.extend(literals("src/web/pay/result.rs", "fn operators_words", "\n}"));
    let problems = literals("src/web/errors.rs", "fn kind(", "\n}");
    let mut over = literals("src/web/payment_provider/session.rs", "match reason {", "};");
    over.retain(|key| key.ends_with("-over"));
    let policies = ReplySignature::NAMES.iter().map(|name| format!("service-policy-{name}"));
    let trusts = ["public", "certificates", "fingerprint"].map(|name| format!("service-trust-{name}"));
    let choices: Vec<String> = policies.chain(trusts).collect();
    // The others have their hints by another name, or need none.
    let hinted =
        ["name", "service_provider_name", "order_key_label", "certificate", "signature_ca", "tls_ca"];
    vec![
        ("payment-status-{}", of(PaymentState::NAMES)),
        ("confirmation-status-{}", of(ConfirmationState::NAMES)),
        ("attempt-cause-{}", of(AttemptCause::NAMES)),
        ("invoice-status-{}", of(InvoiceStatus::NAMES)),
        // What else an invoice may be is not on the pay page.
        ("invoice-chip-{}", of(&["Open", "PartiallyPaid"])),
        ("decline-{}", of(DeclineReason::NAMES)),
        ("reversal-{}", of(ReversalReason::NAMES)),
        ("guide-step-{}", (1..=15).map(|number: u8| number.to_string()).collect()),
        ("why-{}", OutcomeKind::ALL.iter().map(|kind| kind.as_str().replace('_', "-")).collect()),
        ("why-fault-{}", of(&FaultMeaning::ALL.map(FaultMeaning::name))),
        ("event-{}", EventKind::ALL.iter().map(|(_, name, _)| name.replace('.', "-")).collect()),
        ("finding-{}", of(&[Severity::Note, Severity::Warning, Severity::Error].map(Severity::name))),
        ("scenario-{}", SCENARIOS.iter().map(|scenario| scenario.name.to_owned()).collect()),
        ("scenario-group-{}", SCENARIOS.iter().map(|scenario| scenario.group.name().to_owned()).collect()),
        ("ruling-{}", of(&ScenarioVerdict::ALL.map(ScenarioVerdict::name))),
        ("standing-{}", {
            let mut names = literals("src/domain/scenario/active.rs", "pub fn name(&self)", "\n    }");
            // The verdicts themselves stand there.
            names.retain(|name| name != "shown");
            names
        }),
        ("outcome-is-{}", OUTCOMES.iter().map(|rule| rule.name.to_owned()).collect()),
        ("test-stage-{}", of(&STAGES.map(Stage::name))),
        ("field-error-{}", literals("src/domain/payer_input.rs", "pub fn key(self)", "\n    }")),
        ("instrument-{}-hint", group.iter().filter(|name| *name != "pos").cloned().collect()),
        ("instrument-{}", group),
        ("not-payable-{}-chip", not_payable.clone()),
        ("not-payable-{}-title", not_payable.clone()),
        ("not-payable-{}-text", not_payable),
        ("result-{}-title", results.clone()),
        ("result-{}-text", results),
        ("problem-{}-title", problems.clone()),
        ("problem-{}-text", problems),
        ("{}-title", over.clone()),
        ("{}-text", [over, choices.clone()].concat()),
        ("{}-{}", choices),
        ("{}-{}-text", vec![]),
        ("message-view-{}", literals("src/web/console/message_body.rs", "fn name(self)", "\n    }")),
        ("console-notice-{}", literals("src/web/console/layout.rs", "const NOTICES", "\n];")),
        ("assert-about-{}", of(&["payments", "exchanges"])),
        ("assert-count-{}", of(&["at_least", "exactly", "at_most"])),
        ("assert-{}", of(&["is", "not", "contains", "at_least", "at_most"])),
        ("check-count-{}", of(&Grade::ALL.map(Grade::name))),
        ("service-field-{}", ServiceField::ALL.iter().map(|field| field.name().to_owned()).collect()),
        ("service-hint-{}", of(&hinted)),
    ]
}

/// The shapes of the keys that are put together anywhere in the source.
fn shapes() -> BTreeSet<String> {
    let mut shapes = BTreeSet::new();
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for (before, after) in parts(&std::fs::read_to_string(file).unwrap()) {
            let calls = ["get(&", "with(&", "with_all(&", "count(&"];
            if calls.iter().any(|call| before.ends_with(call)) {
                shapes.insert(shape(&after));
            }
        }
    }
    shapes
}

/// What stands before each `format!`, without white space, and its literal.
fn parts(text: &str) -> Vec<(String, String)> {
    let text: String = text.split_whitespace().collect();
    let parts = text.match_indices("format!(\"").map(|(at, start)| {
        let literal = text[at + start.len()..].split('"').next().unwrap_or_default();
        (
            text[..at].chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect(),
            literal.to_owned(),
        )
    });
    // A query's fields and such are no words: a key has a dash.
    parts.filter(|(_, literal)| literal.contains('-') && literal.contains('{')).collect()
}

fn shape(literal: &str) -> String {
    let mut shape = String::new();
    for (number, part) in literal.split(['{', '}']).enumerate() {
        shape.push_str(if number % 2 == 1 { "{}" } else { part });
    }
    shape
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn every_value_of_an_enum_has_its_words_in_every_language() {
    let table = table();
    let known: BTreeSet<String> = table.iter().map(|(shape, _)| (*shape).to_owned()).collect();
    assert_eq!(shapes(), known, "keys that the source puts together, and those whose values are listed here");
    let mut keys = Vec::new();
    for (shape, values) in table {
        match shape {
            "{}-{}" => keys.extend(values),
            _ => keys.extend(values.iter().map(|value| shape.replacen("{}", value, 1))),
        }
    }
    let mut missing = Vec::new();
    for language in Language::ALL {
        let t = Translator::of(language);
        let without = keys.iter().filter(|key| t.get(key) == **key);
        missing.extend(without.map(|key| format!("{}: {key}", language.code())));
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

/// Names for programs that begin as a key does: codes of problems, verdicts of stages, names of settings' parts.
const NO_WORDS: [&str; 5] =
    ["control-closed", "not-payable", "not-reached", "not-yet", "service-of-settings"];

/// A key that is kept in a variable is asked for where no literal stands. So every literal that begins as a key does is one, or
/// the part of one that is put together.
#[test]
fn every_literal_that_looks_like_a_key_is_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let keys: BTreeSet<String> = std::fs::read_dir(root.join("locales/en"))
        .unwrap()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let keys = text.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned()));
            keys.collect::<Vec<_>>()
        })
        .collect();
    let starts: BTreeSet<&str> = keys.iter().filter_map(|key| key.split('-').next()).collect();
    let is_part = |literal: &str| keys.iter().any(|key| format!("-{key}-").contains(&format!("-{literal}-")));
    let (mut looked_at, mut found) = (0, Vec::new());
    for folder in ["src/web", "src/receipt", "src/sample_service", "src/flow"] {
        for file in files(&root.join(folder)).iter().filter(|file| !file.ends_with("tests.rs")) {
            let text = std::fs::read_to_string(file).unwrap();
            let program = text.split("#[cfg(test)]").next().unwrap();
            let lines = program.lines().filter(|line| !line.trim_start().starts_with("//"));
            for literal in lines.flat_map(|line| line.split('"').skip(1).step_by(2)) {
                let is_like_one = literal.contains('-')
                    && starts.contains(literal.split('-').next().unwrap())
                    && literal.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                    && !literal.ends_with('-');
                if is_like_one && !NO_WORDS.contains(&literal) {
                    looked_at += 1;
                    if !is_part(literal) {
                        found.push(format!("{}: {literal}", file.display()));
                    }
                }
            }
        }
    }
    assert!(looked_at > 300, "only {looked_at} literals look like keys");
    assert!(found.is_empty(), "no locale has:\n{}", found.join("\n"));
}
