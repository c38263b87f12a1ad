//! Other texts of the same content. Values are escaped, so that `<` and `>` belong to tags alone.

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::domain::local_time;

/// Without the elements of this name.
pub(super) fn without(text: &str, name: &str) -> String {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let mut text = text.to_owned();
    while let Some(from) = text.find(&start) {
        let Some(length) = text[from..].find(&end) else { break };
        text.replace_range(from..from + length + end.len(), "");
    }
    text
}

/// With other content of the elements of this name.
pub(super) fn with(text: &str, name: &str, change: impl Fn(&str) -> String) -> String {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let mut changed = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(&start) {
        let Some((content, left)) = after.split_once(&end) else { break };
        changed.push_str(&format!("{before}{start}{}{end}", change(content)));
        rest = left;
    }
    changed + rest
}

/// Each element on a line of its own. Empty elements stay empty.
pub(super) fn on_lines(text: &str) -> String {
    let mut spaced = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("><") {
        let (before, after) = rest.split_at(at + 1);
        spaced.push_str(before);
        let opens =
            before.rfind('<').is_some_and(|tag| !before[tag..].starts_with("</") && !before.ends_with("/>"));
        if !(opens && after.starts_with("</")) {
            spaced.push_str("\n  ");
        }
        rest = after;
    }
    spaced + rest
}

/// With a prefix in place of the default namespace.
pub(super) fn prefixed(text: &str) -> String {
    let tags = text.replace("</", "\u{1}").replace('<', "<mp:").replace('\u{1}', "</mp:");
    tags.replacen(" xmlns=", " xmlns:mp=", 1)
}

/// The decimal without zeros at its end.
pub(super) fn shortest(decimal: &str) -> String {
    decimal.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The instant of a `PaidAt` as MPay writes it, written by `write`.
pub(super) fn instant(local: &str, write: fn(Timestamp) -> String) -> String {
    let at = local.parse::<DateTime>().ok().and_then(local_time::from_chisinau);
    at.map_or_else(|| local.to_owned(), write)
}

/// Base64 in lines of 76 characters.
pub(super) fn in_lines(base64: &str) -> String {
    let chars: Vec<char> = base64.chars().collect();
    chars.chunks(76).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_is_written_otherwise() {
        let text = "<A xmlns=\"u\"><B>1</B><C></C><D/><B>20.50</B></A>";
        assert_eq!(without(text, "B"), "<A xmlns=\"u\"><C></C><D/></A>");
        assert_eq!(with(text, "B", shortest), "<A xmlns=\"u\"><B>1</B><C></C><D/><B>20.5</B></A>");
        assert_eq!(on_lines(text), "<A xmlns=\"u\">\n  <B>1</B>\n  <C></C>\n  <D/>\n  <B>20.50</B>\n  </A>");
        assert_eq!(prefixed("<A xmlns=\"u\"><B>1</B></A>"), "<mp:A xmlns:mp=\"u\"><mp:B>1</mp:B></mp:A>");
        assert_eq!(["45.00", "45.50", "100.00"].map(shortest), ["45", "45.5", "100"]);
        assert_eq!(instant("2026-11-23T10:51:23", |at| at.to_string()), "2026-11-23T08:51:23Z");
        assert_eq!(in_lines(&"x".repeat(80)), format!("{}\n{}", "x".repeat(76), "x".repeat(4)));
    }
}
