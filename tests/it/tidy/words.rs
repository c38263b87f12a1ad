//! Every key that the program asks for is in the locales, and every key of the locales is asked for.

use std::collections::BTreeSet;

use super::{expect_none, program, read};

/// How a text is asked for: what the translator or the shop's page is called, and the function.
const CALLS: [&str; 11] = [
    "t.get(",
    "t.with(",
    "t.with_all(",
    "t.count(",
    "words.get(",
    "words.with(",
    "words.count(",
    "translator().get(",
    "translator().with(",
    "translator().count(",
    "page.t(",
];

fn keys_of_locales() -> BTreeSet<String> {
    let is_key = |name: &&str| name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.contains(' ');
    read("locales/en")
        .iter()
        .flat_map(|file| {
            file.text
                .lines()
                .filter_map(|line| Some(line.split_once(" =")?.0))
                .filter(is_key)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn code() -> String {
    let sources = read("src").iter().map(program).collect::<Vec<_>>().join("\n");
    let templates = read("templates").into_iter().map(|file| file.text).collect::<Vec<_>>().join("\n");
    format!("{sources}\n{templates}")
}

/// The string literals that directly follow these words.
fn literals_after(code: &str, start: &str) -> Vec<String> {
    code.match_indices(start)
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .filter_map(|(at, _)| code[at + start.len()..].trim_start().strip_prefix('"')?.split_once('"'))
        .map(|(literal, _)| literal.to_owned())
        .collect()
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let (keys, code) = (keys_of_locales(), code());
    let asked: BTreeSet<String> = CALLS.iter().flat_map(|call| literals_after(&code, call)).collect();
    assert!(asked.len() > 200, "only {} keys are found in the source", asked.len());
    let missing: Vec<String> = asked.into_iter().filter(|key| !keys.contains(key)).collect();
    expect_none("keys that no locale has", &missing);
}

#[test]
fn every_key_is_asked_for() {
    let code = code();
    // A key that is put together counts by its beginning, or by its end where its beginning stands as text.
    let formats = literals_after(&code, "format!(");
    let prefixes: BTreeSet<&str> = formats
        .iter()
        .filter_map(|format| Some(format.split_once('{')?.0))
        .filter(|prefix| prefix.ends_with('-') && prefix.len() > 1)
        .collect();
    let suffixes: BTreeSet<&str> = formats
        .iter()
        .filter_map(|format| format.strip_prefix("{key}"))
        .filter(|suffix| suffix.starts_with('-'))
        .collect();
    // What stands between two quotation marks, whichever of them begins a text.
    let quoted: BTreeSet<&str> = code.split('"').collect();
    let stands = |text: &str| quoted.contains(text);
    let is_asked_for = |key: &str| {
        stands(key)
            || prefixes.iter().any(|prefix| key.starts_with(prefix))
            || suffixes.iter().any(|suffix| key.strip_suffix(suffix).is_some_and(stands))
    };
    let unused: Vec<String> = keys_of_locales().into_iter().filter(|key| !is_asked_for(key)).collect();
    expect_none("keys that nothing asks for", &unused);
}
