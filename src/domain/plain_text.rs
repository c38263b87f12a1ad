//! Foreign text within a line of ours: line breaks, terminal escapes and direction marks are replaced. And lines that fit.

/// Longer texts are cut, as a message may have megabytes.
const MAX_TEXT: usize = 600;

/// True for marks that change the direction of the surrounding text, so that an address or a name displays as another one.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// True for characters that a line of text must not contain: control characters and direction marks.
pub fn is_unfit(c: char) -> bool {
    c.is_control() || turns_direction(c)
}

/// The text on one line, each unfit character replaced by `U+FFFD`.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if is_unfit(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Like [`plain`], cut to 600 characters.
pub fn one_line(text: &str) -> String {
    line_of(text, MAX_TEXT)
}

/// Like [`plain`], cut to `most` characters.
pub fn line_of(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => plain(&text[..end]) + "…",
        None => plain(text),
    }
}

/// The text wrapped to this number of characters; a longer word gets its own line.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text as one word of a shell (POSIX).
pub fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_shell_is_quoted_where_it_must_be() {
        assert_eq!(shell_word("http://localhost:5000/a.svc"), "http://localhost:5000/a.svc");
        assert_eq!(shell_word("a b; it's"), r"'a b; it'\''s'");
        assert_eq!(shell_word(""), "''");
    }

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

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("impossible word", 4), ["impossible", "word"]);
    }
}
