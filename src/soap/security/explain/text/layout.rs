//! Lines of a report: labels and wrapped texts, with unfit characters of the message replaced.

use crate::domain::finding::one_line;

const COLUMNS: usize = 100;
/// The column at which the text of checks and findings begins.
const LABEL: usize = 12;
const INDENT: usize = 2;

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Passed,
    Failed,
    /// Passed, with a remark.
    Mind,
}

/// The report so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    out: String,
}

impl Report {
    pub(super) fn text(self) -> String {
        self.out
    }

    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.line("");
        self.line(&one_line(text));
    }

    /// A label at the left margin with its text.
    pub(super) fn labelled(&mut self, label: &str, text: &str) {
        self.wrapped(&format!("{label:<LABEL$}"), LABEL, text);
    }

    /// A check with its mark and name.
    pub(super) fn check(&mut self, mark: Mark, name: &str, text: &str) {
        let mark = match mark {
            Mark::Passed => '✓',
            Mark::Failed => '✗',
            Mark::Mind => '!',
        };
        let name = one_line(name);
        self.wrapped(&format!("  {mark} {name:<LABEL$}"), LABEL + INDENT + 2, text);
    }

    /// A further line of the same check.
    pub(super) fn more(&mut self, text: &str) {
        let indent = LABEL + INDENT + 2;
        self.wrapped(&" ".repeat(indent), indent, text);
    }

    pub(super) fn numbered(&mut self, number: usize, text: &str) {
        self.wrapped(&format!("  {number}. "), INDENT + 3, text);
    }

    /// A field of a finding; omitted if empty.
    pub(super) fn field(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.wrapped(&format!("     {label:<10}"), 15, text);
        }
    }

    /// Wraps the text at spaces; text without spaces, such as base64, stays in one line.
    fn wrapped(&mut self, first: &str, indent: usize, text: &str) {
        let text = neutral(text);
        let mut line = first.to_owned();
        // A name too long for its column gets its own line.
        if line.chars().count() > indent {
            line.push(' ');
        }
        let mut is_empty = true;
        for word in text.split(' ') {
            if !is_empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
                self.line(line.trim_end());
                line = " ".repeat(indent);
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.line(line.trim_end());
    }
}

/// The whole text with line breaks, control characters and direction marks replaced.
fn neutral(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(200).map(|part| one_line(&part.iter().collect::<String>())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_wrapped_and_hostile_ones_stay_in_their_line() {
        let mut report = Report::default();
        report.check(Mark::Failed, "Body", &"word ".repeat(40));
        report.field("found", "a\nb\u{1b}[31m");
        report.field("nothing", "");
        let text = report.text();
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
        assert!(text.starts_with("  ✗ Body        word word"), "{text}");
        assert!(text.ends_with("     found     a\u{fffd}b\u{fffd}[31m\n"), "{text}");
    }
}
