//! A canonicalization other than the declared one, or none.

use super::subject::{Subject, Trial};
use super::tokens::{self, Style, Token};
use crate::soap::security::c14n::{Method, Options};

/// Inclusive where exclusive is declared: every namespace in scope is declared on the element.
pub(super) fn inclusive(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    for (method, name) in [(Method::Inclusive10, "xml-c14n 1.0"), (Method::Inclusive11, "xml-c14n 1.1")] {
        for with_comments in [false, true] {
            let options =
                Options { method, with_comments, inclusive_prefixes: Vec::new(), omit: subject.options.omit };
            if trial.fits(subject.with_options(&options)) {
                let comments = if with_comments { ", comments kept" } else { "" };
                return Some(format!("canonicalized inclusively ({name}{comments}) the digest fits"));
            }
        }
    }
    None
}

/// Exclusive where inclusive is declared.
pub(super) fn exclusive(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    if subject.options.method == Method::Exclusive {
        return None;
    }
    let options = Options { omit: subject.options.omit, ..Options::default() };
    trial
        .fits(subject.with_options(&options))
        .then(|| "canonicalized exclusively (xml-exc-c14n) the digest fits".into())
}

/// Comments kept where they must be dropped, or the reverse.
pub(super) fn comments(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let with_comments = !subject.options.with_comments;
    let what = if with_comments { "with" } else { "without" };
    trial
        .fits(subject.with_options(&Options { with_comments, ..subject.options.clone() }))
        .then(|| format!("{what} the comments inside it the digest fits"))
}

/// The signer ignored a declared prefix list.
pub(super) fn prefix_list_not_applied(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let declared = &subject.options.inclusive_prefixes;
    let options = Options { inclusive_prefixes: Vec::new(), ..subject.options.clone() };
    (!declared.is_empty() && trial.fits(subject.with_options(&options)))
        .then(|| format!("without the declared PrefixList `{}` the digest fits", declared.join(" ")))
}

/// The signer applied a prefix list that is not declared.
pub(super) fn prefix_list_not_declared(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    if subject.options.method != Method::Exclusive {
        return None;
    }
    let prefixes = subject.prefixes();
    // Real messages have few prefixes; beyond a dozen there are too many pairs.
    let few = prefixes.len() <= 12;
    let mut lists: Vec<Vec<&str>> = prefixes.iter().map(|prefix| vec![*prefix]).collect();
    if few {
        let pairs =
            prefixes.iter().enumerate().flat_map(|(i, a)| prefixes[i + 1..].iter().map(|b| vec![*a, *b]));
        lists.extend(pairs);
        lists.extend(
            prefixes
                .iter()
                .map(|left_out| prefixes.iter().copied().filter(|prefix| prefix != left_out).collect()),
        );
    }
    // The prefix list of another part of the message.
    let elsewhere = subject.node.document().descendants().filter_map(|node| node.attribute("PrefixList"));
    lists.extend(elsewhere.take(8).map(|list| list.split_whitespace().take(32).collect()));
    for list in lists {
        if trial.is_spent() {
            return None;
        }
        let inclusive_prefixes = list.iter().map(|prefix| (*prefix).to_owned()).collect();
        let options = Options { inclusive_prefixes, ..subject.options.clone() };
        if trial.fits(subject.with_options(&options)) {
            return Some(match subject.options.inclusive_prefixes.as_slice() {
                [] => format!(
                    "with the PrefixList `{}`, which no transform declares, the digest fits",
                    list.join(" ")
                ),
                declared => format!(
                    "with the PrefixList `{}` in place of the declared `{}` the digest fits",
                    list.join(" "),
                    declared.join(" ")
                ),
            });
        }
    }
    None
}

/// The octets as written in the message, not canonicalized.
pub(super) fn none(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let source = subject.source();
    let found = |what: &str| {
        let for_example = not_canonical(source).map(|what| format!(": {what}")).unwrap_or_default();
        Some(format!("{what}, not canonicalized, it has the digest{for_example}"))
    };
    if trial.fits(source) {
        return found("as it stands in the message");
    }
    if source.contains('\n') && trial.fits(source.replace('\n', "\r\n")) {
        return found("as it stands in the message, with CR LF");
    }
    // What a DOM writes for a single element, with the declarations that it needs from outside.
    let declared_outside: String = subject.tokens.first().map_or_else(String::new, |token| {
        let Token::Start(apex) = token else { return String::new() };
        let missing = apex.declarations.iter().filter(|(prefix, _)| {
            let colon = if prefix.is_empty() { "" } else { ":" };
            let start = &source[..source.find('>').unwrap_or(source.len())];
            !start.contains(&format!("xmlns{colon}{prefix}="))
        });
        missing
            .map(|(prefix, uri)| {
                format!(" xmlns{}{prefix}=\"{uri}\"", if prefix.is_empty() { "" } else { ":" })
            })
            .collect()
    });
    let name_end = source.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')?;
    let tag_end =
        source.find("/>").filter(|end| !source[..*end].contains('>')).or_else(|| source.find('>'))?;
    for at in [name_end, tag_end] {
        let with_outside = format!("{}{declared_outside}{}", &source[..at], &source[at..]);
        if !declared_outside.is_empty() && trial.fits(with_outside) {
            return found("as it stands in the message, with the namespaces that it inherits");
        }
    }
    None
}

/// A part of the element's text that canonicalization would change, and the change.
fn not_canonical(source: &str) -> Option<String> {
    if let Some((references, text)) = character_references(source) {
        // Octets escaped one by one: `&#xC8;&#x98;` for Ș.
        let octets: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let meant = octets.and_then(|octets| String::from_utf8(octets).ok());
        return Some(match meant {
            Some(meant) => format!(
                "it has `{references}`, the octets of `{meant}` in UTF-8, each as a character of its own, which \
                 canonicalization writes as themselves and a reader takes for other letters"
            ),
            None => format!("it has `{references}`, which canonicalization writes as `{text}` itself"),
        });
    }
    if source.contains("<![CDATA[") {
        Some("it has CDATA sections, whose content canonicalization writes as text".to_owned())
    } else if source.contains("/>") {
        Some("it has elements written `<x/>`, which canonicalization writes `<x></x>`".to_owned())
    } else {
        None
    }
}

/// The first adjacent references to non-ASCII characters, as written and as decoded.
fn character_references(source: &str) -> Option<(&str, String)> {
    let one = |at: usize| -> Option<(usize, char)> {
        let rest = source.get(at..)?.strip_prefix("&#")?;
        let digits = &rest[..rest.find(';').filter(|end| *end < 8)?];
        let code = match digits.strip_prefix('x') {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => digits.parse().ok()?,
        };
        let c = char::from_u32(code).filter(|c| !c.is_ascii())?;
        Some((at + digits.len() + 3, c))
    };
    let start = source.match_indices("&#").map(|(at, _)| at).find(|at| one(*at).is_some())?;
    let (mut end, mut text) = (start, String::new());
    while let Some((next, c)) = one(end).filter(|_| text.chars().count() < 8) {
        (end, text) = (next, format!("{text}{c}"));
    }
    Some((&source[start..end], text))
}

/// Canonical except for the way tags are written.
pub(super) fn tags_written_otherwise(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    for empty in [None, Some("/>"), Some(" />")] {
        for quote in ['"', '\''] {
            for attributes_first in [false, true] {
                let style = Style { empty, quote, attributes_first };
                if (empty.is_some() || quote != '"' || attributes_first)
                    && trial.fits(tokens::write(&subject.tokens, style))
                {
                    let parts = [
                        empty.map(|end| format!("empty elements written `<…{end}`")),
                        (quote == '\'').then(|| "single quotes around attributes".to_owned()),
                        attributes_first.then(|| "attributes before namespaces".to_owned()),
                    ];
                    let parts: Vec<_> = parts.into_iter().flatten().collect();
                    return Some(format!("with {} the digest fits", parts.join(", ")));
                }
            }
        }
    }
    attributes_in_other_order(subject, trial)
}

fn attributes_in_other_order(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let by_name = subject.with_tags(|tag| tag.attributes.sort());
    if trial.fits(by_name) {
        return Some("with attributes in the order of their prefixed names the digest fits".into());
    }
    let mut tokens = subject.tokens.clone();
    let elements = subject.node.descendants().filter(|node| node.is_element());
    let tags = tokens.iter_mut().filter_map(|token| match token {
        Token::Start(tag) => Some(tag),
        _ => None,
    });
    for (element, tag) in elements.zip(tags) {
        let source = subject.text();
        let order: Vec<&str> = element.attributes().map(|a| &source[a.range_qname()]).collect();
        tag.attributes.sort_by_key(|(name, _)| order.iter().position(|other| other == name));
    }
    trial
        .fits(tokens::write(&tokens, Style::default()))
        .then(|| "with attributes in the order of the message the digest fits".into())
}
