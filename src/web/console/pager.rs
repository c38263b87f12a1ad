//! The filter and page of a list, from its address, and the links to other pages.

use actix_web::HttpRequest;
use jiff::Timestamp;
use jiff::civil::DateTime;
use url::form_urlencoded::Serializer;

use crate::domain::finding::one_line;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::local_time::from_chisinau;
use crate::web::parameters::{self, Form};

/// The number of rows of a page.
pub(super) const ROWS: usize = 50;
/// The maximum length of a value in characters, longer than any that can match.
const MOST_CHARS: usize = 200;
/// The maximum length of a form's text, which may have several lines.
const MOST_CHARS_OF_FORM: usize = 4000;
/// Parameters that are not filters.
const NOT_FILTERS: [&str; 4] = ["before", "after", "lang", "notice"];

/// The parameters of an address.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let parameters = parameters::read(request.query_string());
        let cut = |(name, value): (String, String)| (name, value.trim().chars().take(MOST_CHARS).collect());
        Self(parameters.into_iter().take(30).map(cut).collect())
    }

    /// The entries of a form, to be displayed again.
    pub(super) fn of_form(form: &Form) -> Self {
        let cut = |value: &str| value.chars().take(MOST_CHARS_OF_FORM).collect();
        Self(form.fields().take(30).map(|(name, value)| (name.to_owned(), cut(value))).collect())
    }

    /// The first value of this parameter; empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }

    /// Like [`Self::get`], for a field of a form.
    pub(super) fn shown(&self, name: &str) -> String {
        one_line(self.get(name))
    }

    /// The value as received, if there is one.
    pub(super) fn given(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// True if a filter is set.
    pub(super) fn is_filtered(&self) -> bool {
        self.0.iter().any(|(name, value)| !NOT_FILTERS.contains(&name.as_str()) && !value.is_empty())
    }

    /// The address of another page with the same filters.
    fn at(&self, direction: &str, id: &str) -> String {
        format!("?{}", Serializer::new(self.filters()).append_pair(direction, id).finish())
    }

    /// The filters as a query; empty if there are none.
    pub(super) fn filters(&self) -> String {
        let mut address = Serializer::new(String::new());
        for (name, value) in &self.0 {
            if !NOT_FILTERS.contains(&name.as_str()) && !value.is_empty() {
                address.append_pair(name, value);
            }
        }
        address.finish()
    }

    /// The filters for display: names and values.
    pub(super) fn conditions(&self) -> Vec<(String, String)> {
        let is_filter =
            |(name, value): &&(String, String)| !NOT_FILTERS.contains(&name.as_str()) && !value.is_empty();
        self.0.iter().filter(is_filter).map(|(name, value)| (one_line(name), one_line(value))).collect()
    }

    /// A time, in UTC, with an offset, or in Chișinău's time.
    pub(super) fn moment(&self, name: &'static str) -> Result<Option<Timestamp>, Unusable> {
        self.given(name).map(|text| moment(&text).ok_or(Unusable(name))).transpose()
    }

    /// A ServiceID, if given.
    pub(super) fn service(&self) -> Result<Option<ServiceId>, Unusable> {
        self.given("service").map(ServiceId::parse).transpose().map_err(|_| Unusable("service"))
    }

    /// An OrderKey, if given.
    pub(super) fn order(&self) -> Result<Option<OrderKey>, Unusable> {
        self.given("order").map(OrderKey::parse).transpose().map_err(|_| Unusable("order"))
    }

    /// A value by its exact name.
    pub(super) fn name<T>(
        &self,
        name: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Unusable> {
        self.given(name).map(|given| parse(&given).ok_or(Unusable(name))).transpose()
    }
}

/// A time, in UTC, with an offset, or in Chișinău's time; `None` for any other text.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let local = || text.parse::<DateTime>().ok().and_then(from_chisinau);
    text.parse().ok().or_else(local)
}

/// The filter with this name has an impossible value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unusable(pub(super) &'static str);

/// The requested page of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Latest,
    Before(String),
    After(String),
}

impl Wanted {
    pub(super) fn of(query: &Query) -> Self {
        match (query.given("before"), query.given("after")) {
            (Some(before), _) => Self::Before(before),
            (None, Some(after)) => Self::After(after),
            (None, None) => Self::Latest,
        }
    }
}

/// One page of a list, with links to its neighbours.
#[derive(Debug)]
pub(super) struct Rows<T> {
    pub(super) rows: Vec<T>,
    pub(super) newer: Option<String>,
    pub(super) older: Option<String>,
}

impl<T> Rows<T> {
    /// No rows.
    pub(super) fn none() -> Self {
        Self { rows: Vec::new(), newer: None, older: None }
    }

    /// The page made of these rows, of which there is one more than a page has, latest first. `id` identifies a row.
    pub(super) fn of(mut found: Vec<T>, wanted: &Wanted, query: &Query, id: impl Fn(&T) -> String) -> Self {
        let has_more = found.len() > ROWS;
        let newer_exist = match wanted {
            Wanted::After(_) => {
                if has_more {
                    found.remove(0);
                }
                has_more
            }
            Wanted::Before(_) => true,
            Wanted::Latest => false,
        };
        found.truncate(ROWS);
        let older_exist = has_more || matches!(wanted, Wanted::After(_));
        let newer = found.first().filter(|_| newer_exist).map(|row| query.at("after", &id(row)));
        let older = found.last().filter(|_| older_exist).map(|row| query.at("before", &id(row)));
        Self { rows: found, newer, older }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn links_keep_the_filters_and_lead_on_where_there_is_more() {
        let request = TestRequest::with_uri("/?text=a%26b&before=9&lang=ro&notice=done").to_http_request();
        let query = Query::of(&request);
        let found: Vec<i32> = (0..51).rev().collect();
        let rows = Rows::of(found.clone(), &Wanted::of(&query), &query, i32::to_string);
        assert_eq!((rows.rows.len(), rows.rows[0]), (50, 50));
        assert_eq!(rows.older.as_deref(), Some("?text=a%26b&before=1"));
        assert_eq!(rows.newer.as_deref(), Some("?text=a%26b&after=50"));
        let rows = Rows::of(found, &Wanted::After("0".to_owned()), &query, i32::to_string);
        assert_eq!((rows.rows[0], rows.newer.is_some(), rows.older.is_some()), (49, true, true));
        let rows = Rows::of(vec![1], &Wanted::Latest, &query, i32::to_string);
        assert_eq!((rows.newer, rows.older), (None, None));
    }

    #[test]
    fn a_moment_is_chisinaus_where_it_has_no_zone() {
        let at = |text: &str| {
            let address = format!("/?from={text}");
            Query::of(&TestRequest::with_uri(&address).to_http_request()).moment("from")
        };
        let expected = Ok(Some("2026-11-23T08:51:00Z".parse().unwrap()));
        assert_eq!(at("2026-11-23T10:51"), expected);
        assert_eq!(at("2026-11-23T08:51:00Z"), expected);
        assert_eq!(at("yesterday"), Err(Unusable("from")));
        assert_eq!(at(""), Ok(None));
    }
}
