//! Canonical octets as tags and texts, which guesses can write in other ways.
//!
//! Canonical XML has one spelling for everything: no self-closed tags, double quotes, `<` in tags only. This small parser
//! reads it; text that it cannot read is not guessed about.

use std::borrow::Cow;

/// A token of canonical XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Start(Tag<'t>),
    End,
    /// Text in its escaped form.
    Text(Cow<'t, str>),
    /// A comment or a processing instruction.
    Other(Cow<'t, str>),
}

/// A start tag. Values are in their escaped form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    pub(super) name: Cow<'t, str>,
    /// Prefix and URI, the empty prefix for the default namespace.
    pub(super) declarations: Vec<(Cow<'t, str>, Cow<'t, str>)>,
    pub(super) attributes: Vec<(Cow<'t, str>, Cow<'t, str>)>,
}

/// The spelling of tags. The default is canonical.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// The end of an element without content, if not an end tag.
    pub(super) empty: Option<&'static str>,
    pub(super) quote: char,
    pub(super) attributes_first: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { empty: None, quote: '"', attributes_first: false }
    }
}

/// Parses canonical XML; `None` for anything else.
pub(super) fn read(mut text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    while !text.is_empty() {
        let Some(markup) = text.strip_prefix('<') else {
            let end = text.find('<').unwrap_or(text.len());
            tokens.push(Token::Text(text[..end].into()));
            text = &text[end..];
            continue;
        };
        let (token, end) = if markup.starts_with("!--") {
            let end = text.find("-->")? + 3;
            (Token::Other(text[..end].into()), end)
        } else if markup.starts_with('?') {
            let end = text.find("?>")? + 2;
            (Token::Other(text[..end].into()), end)
        } else if markup.starts_with('/') {
            (Token::End, text.find('>')? + 1)
        } else {
            let (tag, length) = read_tag(markup)?;
            (Token::Start(tag), length + 1)
        };
        tokens.push(token);
        text = &text[end..];
    }
    Some(tokens)
}

/// Parses the tag after a `<`; returns it with its length.
fn read_tag(markup: &str) -> Option<(Tag<'_>, usize)> {
    let end = markup.find([' ', '>'])?;
    if markup[..end].ends_with('/') {
        return None;
    }
    let mut tag = Tag { name: markup[..end].into(), declarations: Vec::new(), attributes: Vec::new() };
    let mut rest = &markup[end..];
    while let Some(attribute) = rest.strip_prefix(' ') {
        let (name, value) = attribute.split_once("=\"")?;
        let (value, after) = value.split_once('"')?;
        match name.strip_prefix("xmlns") {
            Some("") => tag.declarations.push(("".into(), value.into())),
            Some(prefix) if prefix.starts_with(':') => {
                tag.declarations.push((prefix[1..].into(), value.into()));
            }
            _ => tag.attributes.push((name.into(), value.into())),
        }
        rest = after;
    }
    rest.starts_with('>').then(|| (tag, markup.len() - rest.len() + 1))
}

/// Writes the tokens in this style.
pub(super) fn write(tokens: &[Token<'_>], style: Style) -> String {
    let mut out = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        match token {
            Token::Start(tag) => {
                write_tag(tag, style, &mut out);
                match style.empty {
                    Some(end) if tokens.get(place + 1) == Some(&Token::End) => {
                        out.push_str(end);
                        place += 1;
                    }
                    _ => {
                        out.push('>');
                        open.push(&tag.name);
                    }
                }
            }
            Token::End => {
                out.push_str("</");
                out.push_str(open.pop().unwrap_or_default());
                out.push('>');
            }
            Token::Text(text) | Token::Other(text) => out.push_str(text),
        }
        place += 1;
    }
    out
}

fn write_tag(tag: &Tag<'_>, style: Style, out: &mut String) {
    out.push('<');
    out.push_str(&tag.name);
    let declarations = |out: &mut String| {
        for (prefix, uri) in &tag.declarations {
            let colon = if prefix.is_empty() { "" } else { ":" };
            out.push_str(&format!(" xmlns{colon}{prefix}={q}{uri}{q}", q = style.quote));
        }
    };
    if !style.attributes_first {
        declarations(out);
    }
    for (name, value) in &tag.attributes {
        out.push_str(&format!(" {name}={q}{value}{q}", q = style.quote));
    }
    if style.attributes_first {
        declarations(out);
    }
}

impl Tag<'_> {
    /// Sorts the declarations in canonical order.
    pub(super) fn sort_declarations(&mut self) {
        self.declarations.sort();
    }
}

/// The prefix of a name; empty if it has none.
pub(super) fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// The name without its prefix.
pub(super) fn local_of(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// For each token, true if it is white space between tags of an element with child elements.
pub(super) fn between_tags(tokens: &[Token<'_>]) -> Vec<bool> {
    let mut between = vec![false; tokens.len()];
    // For each open element: whether it has child elements, and the indices of its white space.
    let mut open: Vec<(bool, Vec<usize>)> = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        match token {
            Token::Start(_) => {
                if let Some((has_children, _)) = open.last_mut() {
                    *has_children = true;
                }
                open.push((false, Vec::new()));
            }
            Token::End => {
                if let Some((true, places)) = open.pop() {
                    places.into_iter().for_each(|place| between[place] = true);
                }
            }
            Token::Text(text) if is_white_space(text) => {
                if let Some((_, places)) = open.last_mut() {
                    places.push(place);
                }
            }
            Token::Text(_) | Token::Other(_) => {}
        }
    }
    between
}

/// True for white space, including a carriage return in canonical form.
fn is_white_space(text: &str) -> bool {
    text.replace("&#xD;", "").bytes().all(|byte| byte.is_ascii_whitespace())
}

/// The range of tokens of each element, from its start to its end inclusive, in document order.
pub(super) fn elements(tokens: &[Token<'_>]) -> Vec<std::ops::RangeInclusive<usize>> {
    let mut open = Vec::new();
    let mut elements = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        match token {
            Token::Start(_) => open.push(place),
            Token::End => elements.extend(open.pop().map(|start| start..=place)),
            _ => {}
        }
    }
    elements.sort_by_key(|range| *range.start());
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANONICAL: &str =
        "<s:a xmlns=\"urn:d\" xmlns:s=\"urn:s\" b=\"1\" s:c=\"&lt;\">\n <b>x &amp; y</b><c></c><?p d?></s:a>";

    #[test]
    fn what_is_read_is_written_again() {
        let tokens = read(CANONICAL).unwrap();
        assert_eq!(write(&tokens, Style::default()), CANONICAL);
        assert_eq!(elements(&tokens), [0..=8, 2..=4, 5..=6]);
        let between: Vec<_> =
            between_tags(&tokens).iter().enumerate().filter(|(_, b)| **b).map(|(i, _)| i).collect();
        assert_eq!(between, [1]);
    }

    #[test]
    fn a_style_changes_tags_alone() {
        let style = Style { empty: Some(" />"), quote: '\'', attributes_first: true };
        assert_eq!(
            write(&read(CANONICAL).unwrap(), style),
            "<s:a b='1' s:c='&lt;' xmlns='urn:d' xmlns:s='urn:s'>\n <b>x &amp; y</b><c /><?p d?></s:a>"
        );
    }

    #[test]
    fn what_is_not_canonical_is_not_read() {
        for text in ["<a", "<a/>", "<a b='1'></a>", "<!--"] {
            assert!(read(text).is_none_or(|tokens| write(&tokens, Style::default()) != text), "{text}");
        }
    }
}
