//! Compares a row with a test's expectation, field by field.

use serde_json::{Map, Value, json};

/// A row that does not match.
#[derive(Debug)]
pub(in crate::web) struct Miss {
    pub(in crate::web) id: Value,
    pub(in crate::web) differences: Vec<Difference>,
}

/// A field that differs from the expectation.
#[derive(Debug, PartialEq)]
pub(in crate::web) struct Difference {
    pub(in crate::web) field: String,
    pub(in crate::web) expected: Value,
    pub(in crate::web) found: Value,
}

impl Miss {
    pub(super) fn explained(&self) -> Value {
        let differences: Vec<_> = self
            .differences
            .iter()
            .map(|difference| {
                json!({
                    "field": difference.field,
                    "expected": difference.expected,
                    "found": difference.found,
                })
            })
            .collect();
        json!({ "id": self.id, "differences": differences })
    }
}

/// The differences of the row from the expectation; empty if there are none.
pub(super) fn misses(expected: &Map<String, Value>, row: &Value) -> Vec<Difference> {
    expected
        .iter()
        .filter_map(|(field, expected)| {
            let found = values(row, field);
            let is_as_expected = match found.as_slice() {
                [] => fits(expected, &Value::Null),
                found => found.iter().any(|value| fits(expected, value)),
            };
            let found = match found.as_slice() {
                [one] => (*one).clone(),
                several => json!(several),
            };
            (!is_as_expected).then(|| Difference { field: field.clone(), expected: expected.clone(), found })
        })
        .collect()
}

/// The values of a dotted field name; for a list those of each entry.
fn values<'r>(row: &'r Value, field: &str) -> Vec<&'r Value> {
    field.split('.').fold(vec![row], |rows, name| {
        rows.into_iter()
            .flat_map(|row| match row {
                Value::Array(entries) => entries.iter().collect(),
                other => vec![other],
            })
            .filter_map(|row| row.get(name))
            .collect()
    })
}

fn fits(expected: &Value, found: &Value) -> bool {
    let Some((condition, value)) = condition(expected) else { return expected == found };
    match condition {
        "contains" => match (value.as_str(), found.as_str()) {
            (Some(part), Some(text)) => text.contains(part),
            _ => false,
        },
        "at_least" => number(found).zip(number(value)).is_some_and(|(found, least)| found >= least),
        "at_most" => number(found).zip(number(value)).is_some_and(|(found, most)| found <= most),
        _ => value != found,
    }
}

/// The condition, if the object is one.
fn condition(expected: &Value) -> Option<(&str, &Value)> {
    let (name, value) = expected.as_object().filter(|object| object.len() == 1)?.iter().next()?;
    ["contains", "at_least", "at_most", "not"].contains(&name.as_str()).then_some((name.as_str(), value))
}

/// A number, or an amount given as text, in hundredths, so that nothing is rounded.
fn number(value: &Value) -> Option<i128> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let hundredths = format!("{fraction:0<2}");
    let digits = hundredths.get(..2).filter(|_| hundredths.len() == 2)?;
    format!("{whole}{digits}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(expected: Value, row: &Value) -> Vec<String> {
        let found = misses(expected.as_object().unwrap(), row);
        found.into_iter().map(|difference| difference.field).collect()
    }

    #[test]
    fn fields_are_compared_by_value_condition_and_list() {
        let row = json!({
            "status": "Authorized", "amount": "1250.50", "attempts": 3, "confirmation": { "status": "Confirmed" },
            "findings": [{ "rule": "a" }, { "rule": "b" }], "reason": null,
        });
        for matching in [
            json!({}),
            json!({ "status": "Authorized", "reason": null }),
            json!({ "status": { "contains": "thor" }, "confirmation.status": "Confirmed" }),
            json!({ "amount": { "at_least": "1250.50" }, "attempts": { "at_most": 3 } }),
            json!({ "findings.rule": "b", "status": { "not": "Declined" } }),
        ] {
            assert_eq!(differences(matching, &row), [""; 0]);
        }
        let wrong = json!({
            "status": "Declined", "amount": { "at_most": 1250 }, "findings.rule": "c", "confirmation.status": null,
            "attempts": { "contains": "3" },
        });
        assert_eq!(
            differences(wrong, &row),
            ["status", "amount", "findings.rule", "confirmation.status", "attempts"]
        );
    }
}
