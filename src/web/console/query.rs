//! The parameters of an address of the console.

use actix_web::HttpRequest;
use jiff::Timestamp;
use jiff::civil::DateTime;
use url::form_urlencoded::Serializer;

use crate::domain::finding::one_line;
use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::local_time::from_chisinau;
use crate::web::lists::latest::Scoped;
use crate::web::parameters::{self, Form};

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

    /// The filters that are set.
    fn set(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter().filter(|(name, value)| !NOT_FILTERS.contains(&name.as_str()) && !value.is_empty())
    }

    /// True if a filter is set.
    pub(super) fn is_filtered(&self) -> bool {
        self.set().next().is_some()
    }

    /// The address of another page with the same filters.
    pub(super) fn at(&self, direction: &str, id: &str) -> String {
        format!("?{}", Serializer::new(self.filters()).append_pair(direction, id).finish())
    }

    /// The filters as a query; empty if there are none.
    pub(super) fn filters(&self) -> String {
        Serializer::new(String::new()).extend_pairs(self.set()).finish()
    }

    /// The address of the first page with this value of a filter, or without the filter.
    pub(super) fn with(&self, name: &str, value: Option<&str>) -> String {
        let mut address = Serializer::new(String::new());
        address.extend_pairs(self.set().filter(|(set, _)| set != name));
        if let Some(value) = value {
            address.append_pair(name, value);
        }
        format!("?{}", address.finish())
    }

    /// The filters for display: names and values.
    pub(super) fn conditions(&self) -> Vec<(String, String)> {
        self.set().map(|(name, value)| (one_line(name), one_line(value))).collect()
    }

    /// The scope of `latest`.
    pub(super) fn scope(&self) -> Result<Scoped, InvalidId> {
        let (service, order) = (self.given("service"), self.given("order"));
        Ok((service.map(ServiceId::parse).transpose()?, order.map(OrderKey::parse).transpose()?))
    }
}

/// A time, in UTC, with an offset, or in Chișinău's time; `None` for any other text.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let local = || text.parse::<DateTime>().ok().and_then(from_chisinau);
    text.parse().ok().or_else(local)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn links_keep_the_filters() {
        let request = TestRequest::with_uri("/?text=a%26b&before=9&lang=ro&notice=done").to_http_request();
        assert_eq!(Query::of(&request).at("before", "1"), "?text=a%26b&before=1");
    }

    #[test]
    fn a_moment_is_chisinaus_where_it_has_no_zone() {
        let expected = "2026-11-23T08:51:00Z".parse().ok();
        assert_eq!(moment("2026-11-23T10:51"), expected);
        assert_eq!(moment("2026-11-23T08:51:00Z"), expected);
        assert_eq!(moment("yesterday"), None);
    }
}
