//! The place of a finding.

use std::fmt::{self, Display, Formatter};

use super::one_line;

/// A place in a message: a path of elements, a position in the text, or both. Without either it is the whole message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Local names from the operation's element down, numbered where a name occurs several times:
    /// `OrderDetails[2]/Lines/OrderLine[1]/AmountDue`. Empty where no element is meant.
    pub path: String,
    /// The position in the text as received.
    pub position: Option<Position>,
}

/// A line and a column, both counted from 1. Columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl Place {
    /// A place named by a path alone.
    pub fn path(path: impl AsRef<str>) -> Self {
        Self { path: one_line(path.as_ref()), position: None }
    }

    /// Adds a position.
    pub fn with_position(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

impl Position {
    /// The position of this byte of a text; a byte past the end is the end.
    pub fn of_byte(text: &str, byte: usize) -> Self {
        let before = text.get(..byte.min(text.len())).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        Self { line: line.try_into().unwrap_or(u32::MAX), column: column.try_into().unwrap_or(u32::MAX) }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.path.as_str(), self.position) {
            (path, None) => f.write_str(path),
            ("", Some(position)) => position.fmt(f),
            (path, Some(position)) => write!(f, "{path} ({position})"),
        }
    }
}

impl Display for Position {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let text = "<a>\n ș<b/>";
        assert_eq!(Position::of_byte(text, 0), Position { line: 1, column: 1 });
        assert_eq!(Position::of_byte(text, text.find("<b").unwrap()), Position { line: 2, column: 3 });
        assert_eq!(Position::of_byte(text, 1000), Position { line: 2, column: 7 });
    }

    #[test]
    fn a_place_reads_well_with_and_without_its_parts() {
        let position = Position { line: 3, column: 9 };
        assert_eq!(Place::default().to_string(), "");
        assert_eq!(Place::path("A/B").to_string(), "A/B");
        assert_eq!(Place::default().with_position(position).to_string(), "line 3, column 9");
        assert_eq!(Place::path("A/B").with_position(position).to_string(), "A/B (line 3, column 9)");
    }
}
