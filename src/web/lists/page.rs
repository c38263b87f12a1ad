//! One page of a list, latest first.

use serde::de::DeserializeOwned;

use super::values::Unusable;
use crate::app::App;
use crate::store::{Position, StoreError};

/// A list: its filter as programs give it, and its rows.
pub(in crate::web) trait List: DeserializeOwned {
    /// The filter of the store.
    type Filter;
    type Row;
    /// The id by which the rows are sorted.
    type Id: Clone + ToString;

    /// # Errors
    /// The first value that cannot be used.
    fn filter(self) -> Result<Self::Filter, Unusable>;

    /// The id in an address. A text that is no id matches nothing.
    fn id(text: &str) -> Self::Id;

    fn id_of(row: &Self::Row) -> Self::Id;

    /// The values that occur in the latest rows, for fields whose values are not known otherwise.
    async fn occurring(_app: &App) -> Result<Vec<(&'static str, Vec<String>)>, StoreError> {
        Ok(vec![])
    }

    /// At most `most` rows, latest first.
    async fn read(
        app: &App,
        filter: &Self::Filter,
        position: Position<Self::Id>,
        most: i64,
    ) -> Result<Vec<Self::Row>, StoreError>;
}

/// One page of a list, with the ids from which its neighbours are reached.
#[derive(Debug)]
pub(in crate::web) struct Page<R, I> {
    pub(in crate::web) rows: Vec<R>,
    /// The id after which newer rows begin; `None` if there are none.
    pub(in crate::web) newer: Option<I>,
    /// The id before which older rows begin; `None` if there are none.
    pub(in crate::web) older: Option<I>,
}

/// The page of `limit` rows.
pub(in crate::web) async fn page<L: List>(
    app: &App,
    filter: &L::Filter,
    position: Position<L::Id>,
    limit: i64,
) -> Result<Page<L::Row, L::Id>, StoreError> {
    let found = L::read(app, filter, position.clone(), limit + 1).await?;
    Ok(page_of(found, &position, limit, L::id_of))
}

/// The page of `limit` rows, made of one row more than that.
pub(in crate::web) fn page_of<R, I, P>(
    mut found: Vec<R>,
    position: &Position<P>,
    limit: i64,
    id: impl Fn(&R) -> I,
) -> Page<R, I> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = found.len() > limit;
    let (newer_exist, older_exist) = match position {
        Position::Latest => (false, has_more),
        Position::Before(_) => (true, has_more),
        Position::After(_) => (has_more, true),
    };
    if has_more && matches!(position, Position::After(_)) {
        found.remove(0);
    }
    found.truncate(limit);
    Page {
        newer: found.first().filter(|_| newer_exist).map(&id),
        older: found.last().filter(|_| older_exist).map(&id),
        rows: found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_on_where_there_is_more() {
        let page = |found, position: &Position<i32>| page_of::<i32, _, _>(found, position, 50, |row| *row);
        let found: Vec<i32> = (0..51).rev().collect();
        let before = page(found.clone(), &Position::Before(60));
        assert_eq!((before.rows.len(), before.rows[0]), (50, 50));
        assert_eq!((before.newer, before.older), (Some(50), Some(1)));
        let after = page(found, &Position::After(0));
        assert_eq!((after.rows[0], after.newer, after.older), (49, Some(49), Some(0)));
        let latest = page(vec![1], &Position::Latest);
        assert_eq!((latest.newer, latest.older), (None, None));
    }
}
