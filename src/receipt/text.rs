//! Texts of e-Services made safe for a page: only drawable characters, and never wider than their box.

use super::fonts::{Face, Faces};
use crate::domain::plain_text::is_unfit;

/// The maximum length of a text in characters. No box holds more, even of the narrowest letters.
const MAX_CHARS: usize = 600;

/// Replaces characters that the fonts cannot draw.
const UNKNOWN: char = '?';

/// Marks a text that was cut.
const ELLIPSIS: char = '…';

/// The drawable text: one line, white space as single spaces, invisible marks (direction overrides, joiners, stray accents)
/// removed, each run of other unknown characters as one `?`. A text beyond 600 characters ends in `…`.
pub fn clean(faces: &Faces, text: &str) -> String {
    let mut clean = String::new();
    let mut characters = text.chars();
    for character in characters.by_ref().take(MAX_CHARS) {
        if character.is_whitespace() || character.is_control() {
            push_unless_last(&mut clean, ' ');
        } else if let Some(letter) = composed(clean.chars().last(), character) {
            clean.pop();
            clean.push(letter);
        } else if draws_nothing(character) {
            continue;
        } else if faces.can_draw(character) {
            clean.push(character);
        } else {
            push_unless_last(&mut clean, UNKNOWN);
        }
    }
    if characters.next().is_some() {
        clean.push(ELLIPSIS);
    }
    clean.trim().to_owned()
}

fn push_unless_last(text: &mut String, character: char) {
    if !text.ends_with(character) {
        text.push(character);
    }
}

/// The letters of the three languages that some systems send as a base letter and an accent.
fn composed(base: Option<char>, accent: char) -> Option<char> {
    Some(match (base?, accent) {
        ('a', '\u{306}') => 'ă',
        ('A', '\u{306}') => 'Ă',
        ('a', '\u{302}') => 'â',
        ('A', '\u{302}') => 'Â',
        ('i', '\u{302}') => 'î',
        ('I', '\u{302}') => 'Î',
        ('s', '\u{326}') => 'ș',
        ('S', '\u{326}') => 'Ș',
        ('t', '\u{326}') => 'ț',
        ('T', '\u{326}') => 'Ț',
        ('и', '\u{306}') => 'й',
        ('И', '\u{306}') => 'Й',
        ('е', '\u{308}') => 'ё',
        ('Е', '\u{308}') => 'Ё',
        _ => return None,
    })
}

/// Combining accents, joiners, soft hyphens, variation selectors and direction marks.
fn draws_nothing(character: char) -> bool {
    is_unfit(character)
        || matches!(
            character,
            '\u{ad}'
                | '\u{300}'..='\u{36f}'
                | '\u{180e}'
                | '\u{1ab0}'..='\u{1aff}'
                | '\u{200b}'..='\u{200d}'
                | '\u{2060}'..='\u{206f}'
                | '\u{20d0}'..='\u{20ff}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The text, or its beginning with `…`, within `width` points.
pub fn cut(faces: &Faces, face: Face, size: f32, width: f32, text: &str) -> String {
    if faces.width(face, size, text) <= width {
        return text.to_owned();
    }
    let fitting = fitting_chars(faces, face, size, width - faces.advance(face, size, ELLIPSIS), text);
    let mut kept: String = text.chars().take(fitting).collect();
    kept.truncate(kept.trim_end_matches([' ', ',', ELLIPSIS]).len());
    kept.push(ELLIPSIS);
    kept
}

/// The number of first characters that fit into `width` points.
fn fitting_chars(faces: &Faces, face: Face, size: f32, width: f32, text: &str) -> usize {
    let mut end = 0.0;
    text.chars()
        .take_while(|character| {
            end += faces.advance(face, size, *character);
            end <= width
        })
        .count()
}

/// The text broken at spaces into at most `max_lines` lines of `width` points; a word wider than a line is broken inside,
/// and the rest after the last line is cut with `…`.
pub fn wrap(faces: &Faces, face: Face, size: f32, width: f32, max_lines: usize, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while lines.len() + 1 < max_lines && faces.width(face, size, rest) > width {
        let fitting = fitting_chars(faces, face, size, width, rest).max(1);
        let hard_end = rest.char_indices().nth(fitting).map_or(rest.len(), |(index, _)| index);
        // A space right after the last fitting character is as good as one before it.
        let with_next = rest.char_indices().nth(fitting + 1).map_or(rest.len(), |(index, _)| index);
        let end = rest[..with_next].rfind(' ').filter(|index| *index > 0).unwrap_or(hard_end);
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    if !rest.is_empty() {
        lines.push(cut(faces, face, size, width, rest));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face::Regular;

    fn faces() -> &'static Faces {
        Faces::embedded().unwrap()
    }

    #[test]
    fn letters_of_the_three_languages_stay_as_they_are() {
        let text = "ȘȚĂÂÎ șțăâî Ёжик №1 «da» „nu” 100 € – it's";
        assert_eq!(clean(faces(), text), text);
    }

    #[test]
    fn what_cannot_be_drawn_is_replaced_or_dropped() {
        assert_eq!(clean(faces(), "a\u{202e}b\u{200b}c\u{0}\r\n d"), "abc d");
        assert_eq!(clean(faces(), "plata 😀👍🏽 世界!"), "plata ? ?!");
        assert_eq!(clean(faces(), "9\u{a0}267,00"), "9 267,00");
        assert_eq!(clean(faces(), "s\u{326}i t\u{326}ara\u{306} e\u{301}"), "și țară e");
        assert_eq!(clean(faces(), " \u{1} "), "");
    }

    #[test]
    fn a_very_long_text_is_bounded() {
        let clean = clean(faces(), &"ș".repeat(100_000));
        assert_eq!(clean.chars().count(), MAX_CHARS + 1);
        assert!(clean.ends_with(ELLIPSIS));
    }

    #[test]
    fn a_cut_text_fits_its_box_and_says_that_it_was_cut() {
        let text = "Arenda terenului din fondul forestier, trimestrul al patrulea";
        for width in [0.0, 5.0, 20.0, 100.0, 250.0, 1000.0] {
            let cut = cut(faces(), FACE, 9.5, width, text);
            let drawn = faces().width(FACE, 9.5, &cut);
            assert!(drawn <= width.max(faces().advance(FACE, 9.5, ELLIPSIS)), "{width}: {cut}");
            assert_eq!(cut.ends_with(ELLIPSIS), cut != text);
        }
    }

    #[test]
    fn lines_break_at_spaces_and_the_last_one_is_cut() {
        let text = "Taxa de înregistrare a contractului de arendă a terenului";
        let lines = wrap(faces(), FACE, 9.5, 120.0, 5, text);
        assert_eq!(lines.join(" "), text);
        for max_lines in 1..4 {
            let lines = wrap(faces(), FACE, 9.5, 80.0, max_lines, text);
            assert_eq!(lines.len(), max_lines);
            assert!(lines.iter().all(|line| faces().width(FACE, 9.5, line) <= 80.0), "{lines:?}");
        }
        let unbroken = wrap(faces(), FACE, 9.5, 80.0, 3, &"W".repeat(100));
        assert_eq!(unbroken.len(), 3);
        assert!(unbroken.iter().all(|line| faces().width(FACE, 9.5, line) <= 80.0));
        assert!(wrap(faces(), FACE, 9.5, 80.0, 3, "").is_empty());
    }
}
