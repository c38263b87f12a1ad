//! What printers and serializers do to a text.

use roxmltree::Node;

/// The element as it stands in the message.
pub fn source<'a>(node: Node<'a, '_>) -> &'a str {
    &node.document().input_text()[node.range()]
}

/// The content of the outermost element.
pub fn inner(text: &str) -> &str {
    &text[text.find('>').unwrap() + 1..text.rfind("</").unwrap()]
}

/// The text without white space between its tags.
pub fn compact(text: &str) -> String {
    text.split('>')
        .map(|part| if part.trim_start().starts_with('<') { part.trim_start() } else { part })
        .collect::<Vec<_>>()
        .join(">")
}

/// Each tag that does not close a text on a line of its own.
pub fn indented(text: &str, unit: &str, line_end: &str) -> String {
    let text = compact(text);
    let (mut out, mut depth, mut was_start) = (String::new(), 0_usize, false);
    for (number, piece) in text.split_inclusive('>').enumerate() {
        let tag = &piece[piece.find('<').unwrap_or(0)..];
        let (is_end, is_empty) =
            (tag.starts_with("</"), tag.ends_with("/>") || tag.starts_with("<?") || tag.starts_with("<!"));
        depth -= usize::from(is_end);
        // An end tag that directly follows a start tag, or a text, stays where it is.
        if number > 0 && !piece.starts_with(|c| c != '<') && !(is_end && was_start) {
            out.push_str(line_end);
            out.push_str(&unit.repeat(depth));
        }
        out.push_str(piece);
        was_start = !is_end && !is_empty;
        depth += usize::from(was_start);
    }
    out
}

/// Elements without content, ended in their start tag.
pub fn expand_empty(text: &str, end: &str) -> String {
    let mut out = text.to_owned();
    let mut from = 0;
    while let Some(at) = out[from..].find("></").map(|at| from + at) {
        let start = out[..at].rfind('<').unwrap_or(0);
        let is_empty = !out[start..].starts_with("</") && !out[..at].ends_with('/');
        if is_empty {
            let close = at + 1 + out[at + 1..].find('>').unwrap() + 1;
            out.replace_range(at..close, end);
        }
        from = at + 1;
    }
    out
}

/// Every tag changed.
pub fn retagged(text: &str, change: impl Fn(&str) -> String) -> String {
    text.split_inclusive('>')
        .map(|piece| {
            let start = piece.find('<').unwrap_or(0);
            format!("{}{}", &piece[..start], change(&piece[start..]))
        })
        .collect()
}

/// Every text between tags changed.
pub fn text_nodes(text: &str, change: impl Fn(&str) -> String) -> String {
    text.split_inclusive('>')
        .map(|piece| {
            let start = piece.find('<').unwrap_or(0);
            format!("{}{}", change(&piece[..start]), &piece[start..])
        })
        .collect()
}

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
