//! The pieces of a text with markup, and what of it can be shown.

use crate::domain::plain_text::is_unfit;

/// A piece of a text with its byte offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed<'t> {
    pub(super) at: usize,
    pub(super) piece: Piece<'t>,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text between two tags, unchanged.
    Text(&'t str),
    /// A start tag: its name, and the rest of it.
    Start { name: &'t str, attributes: &'t str, is_empty: bool },
    /// An end tag.
    End(&'t str),
    /// A comment, instruction, declaration or CDATA section, with its delimiters.
    Other(&'t str),
}

/// The pieces of a text. An unclosed one extends to the end.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Placed<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let (piece, length) = first(rest);
        let placed = Placed { at, piece };
        at += length;
        Some(placed)
    })
}

/// The first piece and its length in bytes, which is never zero.
fn first(rest: &str) -> (Piece<'_>, usize) {
    let Some(tag) = rest.strip_prefix('<') else {
        let length = rest.find('<').unwrap_or(rest.len());
        return (Piece::Text(&rest[..length]), length);
    };
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")] {
        if let Some(inside) = rest.strip_prefix(start) {
            let length = inside.find(end).map_or(rest.len(), |at| start.len() + at + end.len());
            return (Piece::Other(&rest[..length]), length);
        }
    }
    let Some(close) = end_of_tag(tag) else { return (Piece::Other(rest), rest.len()) };
    let inside = &tag[..close];
    // The two brackets.
    let length = close + 2;
    if let Some(name) = inside.strip_prefix('/') {
        return (Piece::End(name.trim()), length);
    }
    let is_empty = inside.ends_with('/');
    let inside = inside.trim_end_matches('/');
    let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    (Piece::Start { name, attributes: attributes.trim(), is_empty }, length)
}

/// The position of the bracket that closes a tag, outside quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The text with marks in place of direction marks and invisible characters; line ends and tabs stay.
pub(super) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            c if is_unfit(c) || is_unseen(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Zero-width spaces, joiners and line separators, which are invisible.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The beginning of a text, and the number of omitted characters.
pub(super) fn cut(text: &str, most: usize) -> (String, usize) {
    let shown: String = harmless(&text.chars().take(most).collect::<String>());
    (shown, text.chars().count().saturating_sub(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_its_pieces_and_nothing_is_lost() {
        let text = "<?xml?><a b='>'>x<c/></a ><!-- < --><![CDATA[<]]>";
        let found: Vec<_> = pieces(text).map(|placed| placed.piece).collect();
        assert_eq!(
            found,
            [
                Piece::Other("<?xml?>"),
                Piece::Start { name: "a", attributes: "b='>'", is_empty: false },
                Piece::Text("x"),
                Piece::Start { name: "c", attributes: "", is_empty: true },
                Piece::End("a"),
                Piece::Other("<!-- < -->"),
                Piece::Other("<![CDATA[<]]>"),
            ]
        );
    }

    #[test]
    fn what_is_not_closed_reaches_to_the_end() {
        for text in ["<", "<a b='", "<!-- x", "a<b", "</", "<>"] {
            let last = pieces(text).last().unwrap();
            assert!(last.at < text.len(), "{text}");
            assert!(pieces(text).count() <= 2, "{text}");
        }
    }

    #[test]
    fn what_is_not_seen_is_marked() {
        assert_eq!(harmless("a\r\u{202e}b\u{0}\n"), "a\u{240d}\u{fffd}b\u{2400}\n");
    }
}
