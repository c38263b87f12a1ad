//! White space and line ends that were added or removed between signing and sending.

use super::subject::{Subject, Trial};
use super::tokens::{self, Style, Token};
use crate::soap::security::c14n::Options;

const CANONICAL: Style = Style { empty: None, quote: '"', attributes_first: false };

/// White space between tags was inserted after signing.
pub(super) fn pretty_printed(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let between = tokens::between_tags(&subject.tokens);
    let compact = subject.without(|place| between[place]);
    if trial.fits(tokens::write(&compact, CANONICAL)) {
        return Some("without the white space between its elements the digest fits".into());
    }
    // Some printers also break empty elements over two lines.
    let blank = |token: &Token<'_>| matches!(token, Token::Text(text) if text.trim().is_empty());
    let bare = subject.without(|place| blank(&subject.tokens[place]));
    trial
        .fits(tokens::write(&bare, CANONICAL))
        .then(|| "without the white space between and in its elements the digest fits".into())
}

/// The element was indented when it was signed, and is not any more.
pub(super) fn stripped(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let is_compact = !tokens::between_tags(&subject.tokens).contains(&true);
    is_compact.then(|| indented(subject, trial)).flatten()
}

/// The element was indented differently when it was signed.
pub(super) fn indented_otherwise(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let has_white_space = tokens::between_tags(&subject.tokens).contains(&true);
    has_white_space.then(|| indented(subject, trial)).flatten()
}

/// Tries the indentation of common printers.
fn indented(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    const UNITS: [(&str, &str); 6] = [
        ("", "line ends only"),
        ("  ", "two spaces"),
        ("    ", "four spaces"),
        ("\t", "tabs"),
        (" ", "one space"),
        ("   ", "three spaces"),
    ];
    const LINE_ENDS: [(&str, &str); 3] =
        [("\n", ""), ("&#xD;\n", ", lines ending in CR LF"), ("\r\n", ", lines ending in CR LF")];
    // Printers put comments on their own lines, which remain when canonicalization drops the comments.
    let options = Options { with_comments: true, ..subject.options.clone() };
    let with_comments = String::from_utf8(subject.with_options(&options)).unwrap_or_default();
    let tokens = tokens::read(&with_comments)?;
    let between = tokens::between_tags(&tokens);
    let compact: Vec<_> =
        tokens.into_iter().zip(between).filter(|(_, between)| !between).map(|(token, _)| token).collect();
    for (unit, name) in UNITS {
        if trial.is_spent() {
            return None;
        }
        for (line_end, ending) in LINE_ENDS {
            let mut bases = vec![subject.depth(), 0, 1, subject.depth() + 1, subject.depth() + 2];
            bases.sort_unstable();
            bases.dedup();
            for base in bases {
                if trial.fits(indent(&compact, unit, line_end, Levels { base, outermost: 0 })) {
                    return Some(format!("indented with {name}{ending}, it has the digest"));
                }
            }
            if trial.fits(indent(&compact, unit, line_end, Levels { base: 0, outermost: 1 })) {
                return Some(format!(
                    "with its content indented by itself, with {name}{ending}, it has the digest"
                ));
            }
        }
    }
    None
}

/// The levels of indentation.
#[derive(Debug, Clone, Copy)]
struct Levels {
    /// The level of the outermost indented element.
    base: usize,
    /// Its depth in the element: 0 for the element itself, 1 for content that was its own document.
    outermost: usize,
}

/// Puts each child element on its own line.
fn indent(compact: &[Token<'_>], unit: &str, line_end: &str, levels: Levels) -> String {
    let Levels { base, outermost } = levels;
    let mut out = Vec::with_capacity(compact.len() * 2);
    // For each open element, whether it has child elements.
    let mut open: Vec<bool> = Vec::new();
    // An element above depth `least` stays on its line.
    let line = |depth: usize, least: usize| {
        let levels = (depth >= least).then(|| base + depth - outermost);
        Token::Text(
            levels.map(|levels| format!("{line_end}{}", unit.repeat(levels))).unwrap_or_default().into(),
        )
    };
    for token in compact {
        match token {
            Token::Start(_) => {
                if let Some(has_children) = open.last_mut() {
                    *has_children = true;
                    out.push(line(open.len(), outermost + 1));
                }
                open.push(false);
            }
            Token::End => {
                if open.pop() == Some(true) {
                    out.push(line(open.len(), outermost));
                }
            }
            Token::Other(_) if open.is_empty() => {}
            Token::Other(_) => {
                if let Some(has_children) = open.last_mut() {
                    *has_children = true;
                }
                out.push(line(open.len(), outermost + 1));
            }
            Token::Text(_) => {}
        }
        if !matches!(token, Token::Other(other) if other.starts_with("<!--")) {
            out.push(token.clone());
        }
    }
    tokens::write(&out, CANONICAL)
}

/// White space around values, or line breaks inside them, was added after signing.
pub(super) fn values_trimmed(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    // White space between tags is a different accident and stays.
    let with_values = |change: fn(&str) -> String| {
        subject.with_texts(|text| if text.trim().is_empty() { text.to_owned() } else { change(text) })
    };
    if trial.fits(with_values(|text| text.trim().to_owned())) {
        return Some("without the white space around its values the digest fits".into());
    }
    if trial.fits(with_values(|text| joined_by(text, " "))) {
        return Some("with the white space in its values collapsed to single spaces the digest fits".into());
    }
    trial
        .fits(with_values(|text| joined_by(text, "")))
        .then(|| "without any white space in its values the digest fits".into())
}

fn joined_by(text: &str, space: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(space)
}

/// The line ends were different when the digest was computed.
pub(super) fn line_ends(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let text = subject.canonical;
    for (from, to, what) in [
        ("\n", "\r\n", "with CR LF at the ends of lines, which XML reads as LF, the digest fits"),
        ("\n", "&#xD;\n", "with &#xD; before each line end, which stands for CR LF, the digest fits"),
        ("\n", "\r", "with CR alone at the ends of lines the digest fits"),
        ("&#xD;", "", "without the &#xD; at the ends of lines the digest fits"),
        ("&#xD;\n", "\r\n", "with CR as itself, where canonical XML writes &#xD;, the digest fits"),
        ("&#xD;", "\n", "with LF, where the message has &#xD;, the digest fits"),
    ] {
        if text.contains(from) && trial.fits(text.replace(from, to)) {
            return Some(what.into());
        }
    }
    None
}

/// The digested octets had a line end or space before or after them.
pub(super) fn around(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let text = subject.canonical;
    for (before, after, what) in [
        ("", "\n", "with a line end (LF) after it the digest fits"),
        ("", "\r\n", "with a line end (CR LF) after it the digest fits"),
        ("\n", "", "with a line end before it the digest fits"),
        ("\n", "\n", "with a line end before and after it the digest fits"),
        ("", " ", "with a space after it the digest fits"),
        ("", "\0", "with a zero byte after it the digest fits"),
    ] {
        if trial.fits(format!("{before}{text}{after}")) {
            return Some(what.into());
        }
    }
    None
}
