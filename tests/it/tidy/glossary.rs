//! Pages keep to the words of `docs/GLOSSARY.md`.

use super::{expect_none, read};

/// Words of the last column in the files where they mean what they say.
const ALLOWED: [(&str, &str, &[&str]); 4] = [
    // The slip of a terminal, at the counter or for cash.
    ("ro", "bon", &["pos.ftl", "payment_provider.ftl", "findings_exact.ftl"]),
    ("ru", "чек", &["pos.ftl", "payment_provider.ftl", "findings_exact.ftl"]),
    // What a post office gives for cash.
    ("ro", "chitanț", &["payment_provider.ftl"]),
    ("ru", "квитанци", &["payment_provider.ftl"]),
];

/// One row of the table: its term in each language, and its wrong words with their languages.
struct Row {
    terms: [(&'static str, String); 3],
    wrong: Vec<(String, String)>,
}

fn rows() -> Vec<Row> {
    let document = read("docs/GLOSSARY.md").remove(0).text;
    let table = document.lines().filter(|line| line.starts_with("| ")).skip(2);
    table
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [_, ro, ru, en, not] = cells[..] else { panic!("five columns: {line}") };
            let wrong =
                not.split("; ").filter_map(|part| part.split_once(": ")).flat_map(|(language, words)| {
                    words.split(", ").map(|word| (language.to_owned(), word.to_owned())).collect::<Vec<_>>()
                });
            Row {
                terms: [("ro", ro), ("ru", ru), ("en", en)].map(|(code, term)| (code, term.to_lowercase())),
                wrong: wrong.collect(),
            }
        })
        .collect()
}

/// The texts of a language in small letters, each with its place; names of Fluent's own terms are none.
fn texts(language: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for file in read(&format!("locales/{language}")) {
        for (number, line) in file.text.lines().enumerate().filter(|(_, line)| !line.starts_with(['#', '-']))
        {
            let text = line.split_once(" = ").map_or(line, |(_, text)| text);
            if !text.starts_with("{ -") {
                texts.push((format!("{}:{}", file.path, number + 1), text.to_lowercase()));
            }
        }
    }
    texts
}

fn begins_a_word(text: &str, wrong: &str) -> bool {
    text.match_indices(wrong).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

#[test]
fn pages_use_the_words_of_the_glossary_and_not_the_others() {
    let rows = rows();
    assert!(rows.len() > 30, "{}", rows.len());
    let (mut unused, mut wrong) = (Vec::new(), Vec::new());
    for language in ["ro", "ru", "en"] {
        let texts = texts(language);
        for row in &rows {
            let (_, term) = row.terms.iter().find(|(code, _)| *code == language).unwrap();
            if !texts.iter().any(|(_, text)| text.contains(term.as_str())) {
                unused.push(format!("{language}: {term}"));
            }
            for (_, word) in row.wrong.iter().filter(|(code, _)| code == language) {
                let allowed =
                    ALLOWED.iter().find(|(code, listed, _)| (*code, *listed) == (language, word.as_str()));
                let is_allowed = |place: &str| {
                    allowed.is_some_and(|(.., files)| files.iter().any(|file| place.contains(file)))
                };
                let found =
                    texts.iter().filter(|(place, text)| begins_a_word(text, word) && !is_allowed(place));
                wrong.extend(found.map(|(place, _)| format!("{place}: {word}")));
            }
        }
    }
    expect_none("terms of the glossary that no page uses", &unused);
    expect_none("words that name something else", &wrong);
}
