//! Namespace declarations that were moved, removed or added, and changed prefixes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::subject::{Subject, Trial};
use super::tokens::{self, Style, Tag, Token, local_of, prefix_of};
use crate::soap::{DS_NS, MPAY_NS, SOAP_NS, WSSE_NS, WSU_NS};

/// Declarations stood on other elements.
pub(super) fn moved(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    let mut is_ambiguous = false;
    for tag in tags(subject) {
        for (prefix, uri) in &tag.declarations {
            is_ambiguous |= all.insert(prefix, uri).is_some_and(|other| other != uri);
        }
    }
    if is_ambiguous || all.is_empty() {
        return None;
    }
    if trial.fits(hoisted(subject, &all, |_| true)) {
        return Some("with every namespace declared on the element itself the digest fits".into());
    }
    for only in all.keys() {
        if trial.is_spent() {
            return None;
        }
        if trial.fits(hoisted(subject, &all, |prefix| prefix == *only)) {
            return Some(format!(
                "with {} declared on the element itself the digest fits",
                attribute_of(only)
            ));
        }
    }
    let at_use = subject.with_tags(|tag| {
        let used = std::iter::once(&tag.name).chain(tag.attributes.iter().map(|(name, _)| name));
        let prefixes: Vec<_> = used
            .enumerate()
            .map(|(place, name)| (place, prefix_of(name)))
            // Attributes without a prefix are in no namespace.
            .filter(|(place, prefix)| *place == 0 || !prefix.is_empty())
            .filter_map(|(_, prefix)| Some((prefix.to_owned(), (*all.get(prefix)?).to_owned())))
            .collect();
        tag.declarations = prefixes.into_iter().map(|(p, u)| (Cow::Owned(p), Cow::Owned(u))).collect();
        tag.sort_declarations();
        tag.declarations.dedup();
    });
    trial
        .fits(at_use)
        .then(|| "with each namespace declared again on every element that uses it the digest fits".into())
}

/// These declarations on the outermost element only.
fn hoisted(subject: &Subject<'_, '_>, all: &BTreeMap<&str, &str>, is_moved: impl Fn(&str) -> bool) -> String {
    let mut tokens = subject.tokens.clone();
    let mut is_apex = true;
    for token in &mut tokens {
        let Token::Start(tag) = token else { continue };
        tag.declarations.retain(|(prefix, _)| !is_moved(prefix));
        if is_apex {
            let moved = all.iter().filter(|(prefix, _)| is_moved(prefix));
            tag.declarations
                .extend(moved.map(|(p, u)| (Cow::Owned((*p).to_owned()), Cow::Owned((*u).to_owned()))));
            tag.sort_declarations();
            is_apex = false;
        }
    }
    tokens::write(&tokens, Style::default())
}

/// The usual prefixes for each namespace.
const USUAL: [(&str, &[&str]); 5] = [
    (SOAP_NS, &["s", "soap", "soapenv", "SOAP-ENV", "S", "env", "soap11env", "e"]),
    (WSU_NS, &["wsu", "u", "ns1", "ns2"]),
    (WSSE_NS, &["wsse", "o", "sec", ""]),
    (DS_NS, &["ds", "", "dsig", "sig"]),
    (MPAY_NS, &["", "mpay", "m", "tns", "ns0", "ns1", "ns2", "ns3", "q1", "mp", "ser", "web"]),
];

/// A serializer used other prefixes.
pub(super) fn prefix_renamed(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let mut declared: BTreeMap<&str, &str> = BTreeMap::new();
    for tag in tags(subject) {
        declared.extend(tag.declarations.iter().map(|(prefix, uri)| (prefix.as_ref(), uri.as_ref())));
    }
    // Each prefix with the usual names of its namespace; their product is bounded.
    let choices: Vec<(&str, Vec<&str>)> = declared
        .iter()
        .filter_map(|(prefix, uri)| {
            let (_, usual) = USUAL.iter().find(|(known, _)| known == uri)?;
            Some((
                *prefix,
                std::iter::once(*prefix).chain(usual.iter().copied().filter(|p| p != prefix)).collect(),
            ))
        })
        .collect();
    const MOST: usize = 1_500;
    let combinations: usize = choices.iter().map(|(_, names)| names.len()).product();
    for number in 1..combinations.min(MOST) {
        if trial.is_spent() {
            return None;
        }
        let mut rest = number;
        let names: BTreeMap<&str, &str> = choices
            .iter()
            .map(|(prefix, usual)| {
                let name = usual[rest % usual.len()];
                rest /= usual.len();
                (*prefix, name)
            })
            .collect();
        if trial.fits(renamed(subject, &names)) {
            let changes: Vec<_> = names
                .iter()
                .filter(|(from, to)| from != to)
                .map(|(from, to)| {
                    let shown = |prefix: &str| {
                        if prefix.is_empty() { "no prefix".to_owned() } else { format!("`{prefix}:`") }
                    };
                    format!("{} in place of {}", shown(to), shown(from))
                })
                .collect();
            return Some(format!("with {} the digest fits", changes.join(" and ")));
        }
    }
    None
}

fn renamed(subject: &Subject<'_, '_>, names: &BTreeMap<&str, &str>) -> String {
    subject.with_tags(|tag| {
        let new_name = |name: &str, is_attribute: bool| {
            let prefix = prefix_of(name);
            let new =
                names.get(prefix).copied().filter(|_| !is_attribute || !prefix.is_empty()).unwrap_or(prefix);
            if new.is_empty() { local_of(name).to_owned() } else { format!("{new}:{}", local_of(name)) }
        };
        tag.name = Cow::Owned(new_name(&tag.name, false));
        for (name, _) in &mut tag.attributes {
            *name = Cow::Owned(new_name(name, true));
        }
        for (prefix, _) in &mut tag.declarations {
            if let Some(new) = names.get(prefix.as_ref()) {
                *prefix = Cow::Owned((*new).to_owned());
            }
        }
        tag.sort_declarations();
    })
}

/// A namespace was missing: digested without its declaration, or with `xmlns=""`.
pub(super) fn lost(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let mut declared: Vec<(String, String)> = tags(subject)
        .flat_map(|tag| {
            tag.declarations.iter().map(|(p, u)| (p.clone().into_owned(), u.clone().into_owned()))
        })
        .collect();
    declared.sort();
    declared.dedup();
    for (prefix, uri) in declared.iter().take(24) {
        if trial.is_spent() {
            return None;
        }
        let without = subject.with_tags(|tag| tag.declarations.retain(|(p, u)| p != prefix || u != uri));
        if trial.fits(without) {
            return Some(format!("without {}=\"{uri}\" the digest fits", attribute_of(prefix)));
        }
    }
    if trial.fits(subject.with_tags(|tag| tag.declarations.clear())) {
        return Some("without any namespace declaration the digest fits".into());
    }
    let unprefixed = subject.with_tags(|tag| {
        tag.declarations.clear();
        tag.name = Cow::Owned(local_of(&tag.name).to_owned());
    });
    if trial.fits(unprefixed) {
        return Some("without namespaces and prefixes the digest fits".into());
    }
    // A payload without a namespace is moved into MPay's, or the reverse, when it is inserted.
    for place in element_places(subject).take(3) {
        for uri in ["", MPAY_NS] {
            if trial.fits(with_declaration(subject, place, &[("", uri)])) {
                return Some(format!(
                    "with xmlns=\"{uri}\" on `{}` the digest fits",
                    name_at(subject, place)
                ));
            }
        }
    }
    None
}

/// Unused namespaces, as serializers of .NET and Java write them.
pub(super) fn unused(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    const XSI: (&str, &str) = ("xsi", "http://www.w3.org/2001/XMLSchema-instance");
    const XSD: (&str, &str) = ("xsd", "http://www.w3.org/2001/XMLSchema");
    const I: (&str, &str) = ("i", XSI.1);
    const SETS: [&[(&str, &str)]; 9] = [
        &[XSI, XSD],
        &[XSI],
        &[XSD],
        &[I],
        &[("wsu", WSU_NS)],
        &[("wsse", WSSE_NS)],
        &[("wsse", WSSE_NS), ("wsu", WSU_NS)],
        &[("ds", DS_NS)],
        &[("mpay", MPAY_NS)],
    ];
    for place in element_places(subject).take(3) {
        for set in SETS {
            if trial.fits(with_declaration(subject, place, set)) {
                let names: Vec<_> = set.iter().map(|(prefix, _)| attribute_of(prefix)).collect();
                return Some(format!(
                    "with {} on `{}` the digest fits",
                    names.join(" and "),
                    name_at(subject, place)
                ));
            }
        }
    }
    None
}

fn with_declaration(subject: &Subject<'_, '_>, place: usize, set: &[(&str, &str)]) -> String {
    let mut tokens = subject.tokens.clone();
    if let Some(Token::Start(tag)) = tokens.get_mut(place) {
        tag.declarations.retain(|(prefix, _)| set.iter().all(|(other, _)| other != prefix));
        tag.declarations
            .extend(set.iter().map(|(p, u)| (Cow::Owned((*p).to_owned()), Cow::Owned((*u).to_owned()))));
        tag.sort_declarations();
    }
    tokens::write(&tokens, Style::default())
}

fn tags<'s, 'a>(subject: &'s Subject<'a, '_>) -> impl Iterator<Item = &'s Tag<'a>> {
    subject.tokens.iter().filter_map(|token| match token {
        Token::Start(tag) => Some(tag),
        _ => None,
    })
}

fn element_places(subject: &Subject<'_, '_>) -> impl Iterator<Item = usize> {
    subject
        .tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| matches!(token, Token::Start(_)))
        .map(|(place, _)| place)
}

fn name_at(subject: &Subject<'_, '_>, place: usize) -> String {
    match subject.tokens.get(place) {
        Some(Token::Start(tag)) => tag.name.clone().into_owned(),
        _ => String::new(),
    }
}

/// The attribute that declares the prefix.
fn attribute_of(prefix: &str) -> String {
    if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") }
}
