//! The frame of the console's lists: the form of the filter, the rows that match, and the links to other pages.

use serde_json::{Value, json};

use super::layout::Section;
use super::query::{Query, moment};
use super::words::choices;
use crate::domain::finding::one_line;
use crate::flow::Problem;
use crate::i18n::Translator;
use crate::store::Position;
use crate::web::lists::values::ROWS;
use crate::web::lists::{List, Page, page};
use crate::web::page::{Frame, Hub};

/// A field of the filter's form.
pub(super) struct Field {
    /// Its name in the console's addresses.
    pub(super) name: &'static str,
    /// Its name for programs.
    program: &'static str,
    /// The key of its label.
    pub(super) label: &'static str,
    input: Input,
}

/// How a field is filled in.
#[derive(Clone, Copy)]
pub(super) enum Input {
    Text,
    Number,
    Time,
    Service,
    /// One of these names, shown by the text whose key begins with this; if that is empty, as they are.
    OneOf(fn() -> Vec<&'static str>, &'static str),
    /// One of the values that occur in the latest rows.
    Occurring,
}

pub(super) const SERVICE: Field = field("service", "service_id", "service", Input::Service);
pub(super) const ORDER: Field = field("order", "order_key", "order-number", Input::Text);
pub(super) const PAYMENT: Field = field("payment", "payment_id", "transaction-number", Input::Number);
pub(super) const FROM: Field = field("from", "from", "console-from", Input::Time);
pub(super) const TO: Field = field("to", "to", "console-to", Input::Time);

/// Only what failed.
pub(super) const FAILED: Field =
    field("failed", "failed", "console-failed", Input::OneOf(|| vec!["true"], "console-failed-"));

pub(super) const fn field(
    name: &'static str,
    program: &'static str,
    label: &'static str,
    input: Input,
) -> Field {
    Field { name, program, label, input }
}

impl Field {
    /// The type of its input.
    pub(super) fn kind(&self) -> &'static str {
        if matches!(self.input, Input::Time) { "datetime-local" } else { "text" }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self.input, Input::Number)
    }
}

/// The filter in an address, or the name of the field with a value that it cannot have.
pub(super) fn filter<L: List>(q: &Query, fields: &[Field]) -> Result<L::Filter, &'static str> {
    let value = |field: &Field| {
        let text = q.given(field.name)?;
        let time = moment(&text).filter(|_| matches!(field.input, Input::Time));
        Some((field.program.to_owned(), json!(time.map_or(text, |at| at.to_string()))))
    };
    let given = Value::Object(fields.iter().filter_map(value).collect());
    let name = |field| fields.iter().find(|known| known.program == field).map_or(field, |known| known.name);
    // Texts are read as texts, so only the table of fields could be wrong.
    let list = serde_json::from_value::<L>(given).map_err(|_| "?")?;
    list.filter().map_err(|unusable| name(unusable.field))
}

/// A list as it is shown.
pub(super) struct Shown<R> {
    /// The key of its title.
    pub(super) title: &'static str,
    pub(super) path: &'static str,
    pub(super) fields: &'static [Field],
    pub(super) q: Query,
    pub(super) services: Vec<(String, bool)>,
    /// The values that occur, by the field's name for programs.
    occurring: Vec<(&'static str, Vec<String>)>,
    pub(super) rows: Vec<R>,
    pub(super) newer: Option<String>,
    pub(super) older: Option<String>,
    /// The filter with an impossible value.
    pub(super) unusable: Option<&'static str>,
}

impl<R> Shown<R> {
    /// The list at this path, with the filter and the page of the address.
    pub(super) async fn of<L: List>(
        hub: &Hub,
        t: &Translator,
        (section, fields): (Section, &'static [Field]),
        q: Query,
        row: impl Fn(&Translator, &L::Row) -> R,
    ) -> Result<Self, Problem> {
        let position = match (q.given("before"), q.given("after")) {
            (Some(before), _) => Position::Before(L::id(&before)),
            (None, Some(after)) => Position::After(L::id(&after)),
            (None, None) => Position::Latest,
        };
        let (found, unusable) = match filter::<L>(&q, fields) {
            Ok(filter) => (page::<L>(hub, &filter, position, ROWS).await?, None),
            Err(name) => (Page { rows: vec![], newer: None, older: None }, Some(name)),
        };
        let (path, title) = section.place();
        Ok(Self {
            title,
            path,
            fields,
            services: services(hub, q.get("service")),
            occurring: L::occurring(hub).await?,
            rows: found.rows.iter().map(|found| row(t, found)).collect(),
            newer: found.newer.map(|id| q.at("after", &id.to_string())),
            older: found.older.map(|id| q.at("before", &id.to_string())),
            unusable,
            q,
        })
    }

    /// True if there are no rows, though there is no filter.
    pub(super) fn is_bare(&self) -> bool {
        self.rows.is_empty() && self.unusable.is_none() && !self.q.is_filtered()
    }

    /// True if the list can show failed rows only.
    pub(super) fn knows_failed(&self) -> bool {
        self.fields.iter().any(|field| field.name == FAILED.name)
    }

    /// True if only failed rows are shown.
    pub(super) fn is_failed_only(&self) -> bool {
        self.q.get(FAILED.name) == "true"
    }

    /// The address of the same list with all rows, or with failed ones only.
    pub(super) fn address(&self, failed_only: bool) -> String {
        format!("{}{}", self.path, self.q.with(FAILED.name, failed_only.then_some("true")))
    }

    /// The values of a field that has only some: value, text, and true for the chosen one.
    pub(super) fn choices(&self, f: &Frame, field: &Field) -> Option<Vec<(String, String, bool)>> {
        match field.input {
            Input::Service => {
                Some(self.services.iter().map(|(id, chosen)| (id.clone(), id.clone(), *chosen)).collect())
            }
            Input::OneOf(names, texts) => {
                let word = |name: &str| match texts {
                    "" => name.to_owned(),
                    texts => f.t.get(&format!("{texts}{name}")),
                };
                let choices = choices(&names(), self.q.get(field.name), word);
                Some(
                    choices.into_iter().map(|(name, word, chosen)| (name.to_owned(), word, chosen)).collect(),
                )
            }
            Input::Occurring => {
                let chosen = one_line(&self.q.given(field.name).unwrap_or_default());
                let values = self.occurring.iter().find(|(name, _)| *name == field.program);
                let mut values: Vec<String> = values.map(|(_, values)| values.clone()).unwrap_or_default();
                if !chosen.is_empty() && !values.contains(&chosen) {
                    values.insert(0, chosen.clone());
                }
                let choice = |value: String| (value.clone(), one_line(&value), value == chosen);
                Some(values.into_iter().map(choice).collect())
            }
            Input::Text | Input::Number | Input::Time => None,
        }
    }
}

/// A service for an example.
pub(super) fn sample_service(hub: &Hub) -> String {
    hub.services().first().map_or_else(|| "SERVICE01".to_owned(), |service| service.id.to_string())
}

/// The services to choose from, with true for the chosen one.
pub(super) fn services(hub: &Hub, chosen: &str) -> Vec<(String, bool)> {
    hub.services().iter().map(|service| (service.id.to_string(), service.id.as_str() == chosen)).collect()
}
