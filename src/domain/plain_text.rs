//! Text of others in a line of ours: what breaks a line, moves a terminal's cursor or turns the writing direction is replaced.

/// Longer texts are cut: what came may have megabytes.
const MAX_TEXT: usize = 600;

/// The marks that change the direction of the text around them, so that an address or a name reads as another one.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What has no place in one line of text: control characters, and the marks that change its direction.
pub fn is_unfit(c: char) -> bool {
    c.is_control() || turns_direction(c)
}

/// The text on one line, each character that is unfit for it replaced by `U+FFFD`.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if is_unfit(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The same, cut to 600 characters.
pub fn one_line(text: &str) -> String {
    line_of(text, MAX_TEXT)
}

/// The same, cut to this many characters.
pub fn line_of(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => plain(&text[..end]) + "…",
        None => plain(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_cannot_break_a_line_nor_turn_it_around() {
        assert_eq!(one_line("a\nb\u{202e}c\u{1b}[31m"), "a\u{fffd}b\u{fffd}c\u{fffd}[31m");
        for mark in
            ['\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{2066}', '\u{2069}', '\u{7f}', '\u{85}']
        {
            assert_eq!(plain(&format!("ș{mark}ț")), "ș\u{fffd}ț");
        }
        assert_eq!(one_line(&"ș".repeat(700)).chars().count(), MAX_TEXT + 1);
        assert_eq!((line_of("ab", 2), line_of("abc", 2)), ("ab".to_owned(), "ab…".to_owned()));
    }
}
