//! An indented view of a message.

use super::attributes::attributes;
use super::pieces::{Piece, Placed, cut, pieces};

/// The maximum number of lines shown at once.
const MOST_LINES: usize = 1000;
/// The maximum length of texts and attribute values, in characters.
const MOST_TEXT: usize = 300;
/// The maximum number of attributes of an element, as in the parser of messages.
const MOST_ATTRIBUTES: usize = 256;
/// The maximum depth of indentation.
const DEEPEST: usize = 40;

/// A part of the lines of a message.
#[derive(Debug, Default)]
pub struct Formatted {
    pub lines: Vec<Line>,
    /// The first line of the next part.
    pub next: Option<usize>,
    /// The first line of the part before.
    pub previous: Option<usize>,
}

/// One line.
#[derive(Debug, Default)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    pub spans: Vec<Span>,
    /// The findings on this line.
    pub notes: Vec<String>,
    at: usize,
}

/// A part of a line, with the class for its colour: tag, attribute, value, or dimmed.
#[derive(Debug, PartialEq, Eq)]
pub struct Span {
    pub class: &'static str,
    pub text: String,
}

/// A finding at a byte of the text.
#[derive(Debug, Clone)]
pub struct Mark {
    pub at: usize,
    pub note: String,
}

/// The lines from number `from` on, each with the marks inside it.
pub fn formatted(text: &str, marks: &[Mark], from: usize) -> Formatted {
    let mut lines = Vec::new();
    let mut depth = 0usize;
    let mut pieces = pieces(text)
        .filter(|placed| !matches!(placed.piece, Piece::Text(text) if text.trim().is_empty()))
        .peekable();
    while let Some(Placed { at, piece }) = pieces.next() {
        let number = lines.len() + 1;
        let mut line = Line { number, at, ..Line::default() };
        if matches!(piece, Piece::End(_)) {
            depth = depth.saturating_sub(1);
        }
        line.add("", &"  ".repeat(depth.min(DEEPEST)));
        line.add_piece(piece);
        if let Piece::Start { is_empty: false, .. } = piece {
            depth += 1;
            // A text alone between two tags stays on their line.
            if let Some(text) = pieces.next_if(|next| matches!(next.piece, Piece::Text(_))) {
                line.add_piece(text.piece);
            }
            if let Some(end) = pieces.next_if(|next| matches!(next.piece, Piece::End(_))) {
                line.add_piece(end.piece);
                depth -= 1;
            }
        }
        lines.push(line);
    }
    for mark in marks {
        let place = lines.partition_point(|line| line.at <= mark.at).saturating_sub(1);
        if let Some(line) = lines.get_mut(place) {
            line.notes.push(mark.note.clone());
        }
    }
    part(lines, from)
}

fn part(lines: Vec<Line>, from: usize) -> Formatted {
    let skipped = from.saturating_sub(1).min(lines.len());
    let next = (skipped + MOST_LINES < lines.len()).then_some(skipped + MOST_LINES + 1);
    let previous = (skipped > 0).then(|| skipped.saturating_sub(MOST_LINES) + 1);
    Formatted { lines: lines.into_iter().skip(skipped).take(MOST_LINES).collect(), next, previous }
}

impl Line {
    fn add(&mut self, class: &'static str, text: &str) {
        if !text.is_empty() {
            self.spans.push(Span { class, text: text.to_owned() });
        }
    }

    fn add_cut(&mut self, class: &'static str, text: &str) {
        let (shown, left_out) = cut(text, MOST_TEXT);
        self.add(class, &shown);
        if left_out > 0 {
            self.add("d", &format!("… {} chars", text.chars().count()));
        }
    }

    fn add_piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Text(text) => self.add_cut("", text),
            Piece::Other(text) => self.add_cut("d", text),
            Piece::End(name) => {
                self.add("t", "</");
                self.add_cut("t", name);
                self.add("t", ">");
            }
            Piece::Start { name, attributes: text, is_empty } => {
                self.add("t", "<");
                self.add_cut("t", name);
                for (name, value) in attributes(text).into_iter().take(MOST_ATTRIBUTES) {
                    self.add("", " ");
                    self.add_cut("a", name);
                    if !value.is_empty() {
                        self.add("", "=");
                        self.add_cut("v", value);
                    }
                }
                self.add("t", if is_empty { "/>" } else { ">" });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(formatted: &Formatted) -> Vec<String> {
        let text = |line: &Line| line.spans.iter().map(|span| span.text.as_str()).collect();
        formatted.lines.iter().map(text).collect()
    }

    #[test]
    fn elements_are_indented_and_marks_fall_into_their_lines() {
        let text = "<a x=\"1\"><b>t</b><c/>\n</a>";
        let mark = Mark { at: text.find("t</b").unwrap(), note: "here".to_owned() };
        let formatted = formatted(text, &[mark], 1);
        assert_eq!(texts(&formatted), ["<a x=\"1\">", "  <b>t</b>", "  <c/>", "</a>"]);
        assert_eq!(formatted.lines[1].notes, ["here"]);
        assert!(formatted.next.is_none() && formatted.previous.is_none());
    }

    #[test]
    fn a_long_message_comes_in_parts_and_long_texts_are_cut() {
        let text = format!("<a>{}</a>", "<b>x</b>".repeat(2500));
        let second = formatted(&text, &[], 1001);
        assert_eq!((second.lines[0].number, second.next, second.previous), (1001, Some(2001), Some(1)));
        let long = formatted(&format!("<a>{}</a>", "ș".repeat(100_000)), &[], 1);
        assert_eq!(long.lines.len(), 1);
        assert!(texts(&long)[0].ends_with("… 100000 chars</a>"));
    }

    #[test]
    fn end_tags_without_a_beginning_do_no_harm() {
        assert_eq!(texts(&formatted("</a></b><c>", &[], 1)), ["</a>", "</b>", "<c>"]);
        assert_eq!(formatted("", &[], 1).lines.len(), 0);
    }
}
