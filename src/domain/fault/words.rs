//! Comparison of a fault's text, in lower case, with the words of the table.

use std::ops::Range;

/// Parts of orders, and things an order is printed or stored with: their absence says nothing about the order itself. `*`
/// stands for any ending.
pub const PARTS_OF_ORDERS: &[&str] = &[
    "line",
    "lines",
    "orderline",
    "row",
    "rows",
    "item",
    "items",
    "position",
    "template",
    "templates",
    "field",
    "fields",
    "column",
    "file",
    "element",
    "property",
    "attribute",
    "parameter",
    "argument",
    "linia",
    "linie",
    "liniei",
    "linii",
    "liniile",
    "rând*",
    "rand",
    "randul",
    "poziți*",
    "poziti*",
    "șablon*",
    "sablon*",
    "câmp*",
    "parametru*",
    "строк*",
    "позици*",
    "шаблон*",
    "поле",
    "параметр*",
];
/// Words that directly after "order" name something else: "order status", "order service".
pub const WORDS_AFTER_ORDER: &[&str] = &[
    "status",
    "state",
    "type",
    "currency",
    "amount",
    "service",
    "handler",
    "class",
    "method",
    "module",
    "controller",
    "repository",
    "table",
    "database",
    "endpoint",
];

/// The words with `#` in the place of each identifier: a word that ends in a dash, an underscore, a slash or a number sign and
/// digits. The key of an order may contain any word of the table, such as `T-unsigned-1`.
pub(super) fn without_identifiers(words: &str) -> String {
    let is_separator = |c: char| c.is_whitespace() || "\"'`“”„«»()[],;:".contains(c);
    let is_identifier = |word: &str| {
        let word = word.trim_end_matches(['.', '!', '?']);
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        stem.len() < word.len() && stem.len() > 1 && stem.ends_with(['-', '_', '/', '#'])
    };
    let parts = words.split_inclusive(is_separator).map(|part| {
        let word = part.trim_end_matches(is_separator);
        if is_identifier(word) { format!("#{}", &part[word.len()..]) } else { part.to_owned() }
    });
    parts.collect()
}

/// True where `words` contains `part`; a leading `^` matches only at the beginning of a word.
pub(super) fn hold(words: &str, part: &str) -> bool {
    match part.strip_prefix('^') {
        Some(part) => words.match_indices(part).any(|(at, _)| begins_word(words, at)),
        None => words.contains(part),
    }
}

/// True where one of `orders`, as a whole word, and one of `others` stand in one clause with at most `apart` characters
/// between them, and the clause is about the order, not a part of it.
pub(super) fn tell_of_order(words: &str, orders: &[&str], others: &[&str], apart: usize) -> bool {
    let others: Vec<Range<usize>> = others
        .iter()
        .flat_map(|other| words.match_indices(other))
        .map(|(at, other)| at..at + other.len())
        .collect();
    orders
        .iter()
        .flat_map(|order| whole_words(words, order))
        .any(|order| others.iter().any(|other| are_one_statement(words, &order, other, apart)))
}

fn are_one_statement(words: &str, order: &Range<usize>, other: &Range<usize>, apart: usize) -> bool {
    let (first, second) = if order.start < other.start { (order, other) } else { (other, order) };
    let Some(between) = words.get(first.end..second.start) else { return false };
    if between.chars().nth(apart).is_some() || ends_clause(between) {
        return false;
    }
    let clause = words[..first.start].rfind(['.', ',', ':', ';', '!', '?', '(', ')']).map_or(0, |at| at + 1);
    let is_part = |word: &str| PARTS_OF_ORDERS.iter().any(|part| is_word(word, part));
    let after_order = words[order.end..].trim_start_matches([' ', '_', '-']);
    let after_order = after_order.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut of_clause = words[clause..second.end].split(|c: char| !c.is_alphanumeric());
    !of_clause.any(is_part) && !is_part(after_order) && !WORDS_AFTER_ORDER.contains(&after_order)
}

/// True where the text contains the end of a clause. A full stop inside a key, or after "nr", is not one.
fn ends_clause(text: &str) -> bool {
    text.char_indices().any(|(at, c)| match c {
        ';' | '!' | '?' => true,
        ',' => text[at + 1..].starts_with(' '),
        '.' => {
            text[at + 1..].starts_with(' ') && !["nr", "no"].iter().any(|short| text[..at].ends_with(short))
        }
        _ => false,
    })
}

fn whole_words<'a>(words: &'a str, pattern: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let stem = pattern.trim_end_matches('*');
    words.match_indices(stem).filter(|(at, _)| begins_word(words, *at)).filter_map(move |(at, _)| {
        let rest = &words[at + stem.len()..];
        let ending = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        (ending == 0 || stem.len() < pattern.len()).then_some(at..at + stem.len() + ending)
    })
}

fn is_word(word: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == pattern,
    }
}

fn begins_word(words: &str, at: usize) -> bool {
    !words[..at].ends_with(char::is_alphanumeric)
}
