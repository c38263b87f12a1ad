//! The position of a page in a list.

/// The position of a page in a list that is sorted by id, latest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position<I> {
    /// The latest rows.
    Latest,
    /// The rows next before this id.
    Before(I),
    /// The rows next after this id.
    After(I),
}

impl<I> From<Option<I>> for Position<I> {
    fn from(before: Option<I>) -> Self {
        before.map_or(Self::Latest, Self::Before)
    }
}

impl<I> Position<I> {
    pub(super) fn before(&self) -> Option<&I> {
        if let Self::Before(id) = self { Some(id) } else { None }
    }

    pub(super) fn after(&self) -> Option<&I> {
        if let Self::After(id) = self { Some(id) } else { None }
    }

    /// The order in which the rows are read.
    pub(super) fn order(&self) -> &'static str {
        if self.after().is_some() { "ASC" } else { "DESC" }
    }

    /// The rows as they were read, latest first.
    pub(super) fn latest_first<T>(&self, mut rows: Vec<T>) -> Vec<T> {
        if self.after().is_some() {
            rows.reverse();
        }
        rows
    }
}
