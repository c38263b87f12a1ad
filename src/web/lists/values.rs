//! The values of filters and other fields, as programs give them.

use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::similar_word::similar_word;

/// The number of rows of a page, unless a program wants another one.
pub(in crate::web) const ROWS: i64 = 50;

/// A value that its field cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Unusable {
    pub(in crate::web) field: &'static str,
    /// The value and the expectation.
    pub(in crate::web) detail: String,
    /// The remedy, if there is a particular one.
    pub(in crate::web) hint: Option<String>,
}

impl Unusable {
    pub(in crate::web) fn new(field: &'static str, detail: impl Into<String>) -> Self {
        Self { field, detail: detail.into(), hint: None }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// A ServiceID, if given.
pub(in crate::web) fn service_id(text: Option<String>) -> Result<Option<ServiceId>, Unusable> {
    text.map(ServiceId::parse).transpose().map_err(|error| invalid("service_id", &error))
}

/// An OrderKey, if given.
pub(in crate::web) fn order_key(text: Option<String>) -> Result<Option<OrderKey>, Unusable> {
    text.map(OrderKey::given).transpose().map_err(|error| invalid("order_key", &error))
}

fn invalid(field: &'static str, error: &InvalidId) -> Unusable {
    Unusable::new(field, error.to_string())
}

/// A time, if given.
pub(in crate::web) fn moment(field: &'static str, text: Option<&str>) -> Result<Option<Timestamp>, Unusable> {
    let wrong = |_| {
        Unusable::new(field, format!("`{field}` is no moment with its zone"))
            .hint("write it as 2027-01-04T09:00:00Z; `+` is %2B in an address")
    };
    text.map(|text| text.parse().map_err(wrong)).transpose()
}

/// One of these names, in any case, if given.
pub(in crate::web) fn name(
    field: &'static str,
    text: Option<&str>,
    names: &[&'static str],
) -> Result<Option<&'static str>, Unusable> {
    let Some(text) = text else { return Ok(None) };
    if let Some(name) = names.iter().find(|name| name.eq_ignore_ascii_case(text)) {
        return Ok(Some(name));
    }
    let problem = Unusable::new(field, format!("`{field}` is `{text}`, which is not one of its values"));
    Err(match similar_word(text, names.iter().copied()) {
        Some(meant) => problem.hint(format!("did you mean `{meant}`? There are {}", names.join(", "))),
        None => problem.hint(format!("there are {}", names.join(", "))),
    })
}

/// `true` or `false`, if given.
pub(in crate::web) fn flag(field: &'static str, text: Option<&str>) -> Result<Option<bool>, Unusable> {
    Ok(name(field, text, &["true", "false"])?.map(|name| name == "true"))
}

/// A number, if given.
pub(in crate::web) fn number<T: FromStr>(
    field: &'static str,
    text: Option<&str>,
) -> Result<Option<T>, Unusable> {
    let wrong = |text| Unusable::new(field, format!("`{field}` is `{text}`, which is no such number"));
    text.map(|text| text.parse().map_err(|_| wrong(text))).transpose()
}

/// A duration such as `500ms`, `30s` or `72h`, at most `most`; `default` if not given.
pub(in crate::web) fn duration(
    field: &'static str,
    text: Option<&str>,
    default: Duration,
    most: Duration,
) -> Result<Duration, Unusable> {
    let Some(text) = text else { return Ok(default) };
    let parsed = text.parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok());
    parsed.filter(|duration| *duration <= most).ok_or_else(|| {
        Unusable::new(field, format!("`{field}` is `{text}`"))
            .hint(format!("give a duration such as 500ms, 30s or 1h30m, at most {}s", most.as_secs()))
    })
}

/// The maximum wait of a call.
pub const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// The wait of a call: 30 seconds by default.
pub(in crate::web) fn patience(timeout: Option<&str>) -> Result<Duration, Unusable> {
    duration("timeout", timeout, Duration::from_secs(30), LONGEST_WAIT)
}

/// The maximum number of rows of a list: 50 by default, at most 200.
pub(in crate::web) fn limit(given: Option<i64>) -> Result<i64, Unusable> {
    let limit = given.unwrap_or(ROWS);
    match limit {
        1..=200 => Ok(limit),
        _ => Err(Unusable::new("limit", format!("`limit` is {limit}, expected 1 to 200"))),
    }
}
