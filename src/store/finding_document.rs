//! Findings as JSON text, stored with their exchange.

use serde_json::{Map, Value, json};

use crate::domain::finding::{Finding, Place, Position, Words, rules};

/// The findings as they are stored.
pub(super) fn write(findings: &[Finding]) -> String {
    let values: Vec<Value> = findings.iter().map(value).collect();
    Value::Array(values).to_string()
}

fn value(finding: &Finding) -> Value {
    let Finding { rule, place, found, quoted, expected, consequence, remedy } = finding;
    json!({
        "rule": rule.name,
        "path": place.path,
        "line": place.position.map(|at| at.line),
        "column": place.position.map(|at| at.column),
        "found": found,
        "quoted": quoted,
        "expected": expected,
        "consequence": words(consequence),
        "remedy": words(remedy),
    })
}

/// Words with their key and values; foreign text as it is.
fn words(words: &Words) -> Value {
    let Some(key) = words.key() else { return json!(words.as_str()) };
    let mut written = json!({ "text": words.as_str(), "key": key });
    let values: Map<String, Value> =
        words.values().map(|(name, value)| (name.to_owned(), self::words(value))).collect();
    if !values.is_empty() {
        written["values"] = Value::Object(values);
    }
    written
}

/// Parses the text of [`write`]. Rules that this version does not know are omitted.
pub(super) fn read(document: &str) -> Option<Vec<Finding>> {
    let values: Vec<Value> = serde_json::from_str(document).ok()?;
    Some(values.iter().filter_map(finding).collect())
}

fn finding(value: &Value) -> Option<Finding> {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let number = |key: &str| value[key].as_u64().and_then(|n| u32::try_from(n).ok());
    let position = number("line").zip(number("column")).map(|(line, column)| Position { line, column });
    Some(Finding {
        rule: rules::by_name(value["rule"].as_str()?)?,
        place: Place { path: text("path"), position },
        found: text("found"),
        quoted: text("quoted"),
        expected: text("expected"),
        consequence: words_of(&value["consequence"]),
        remedy: words_of(&value["remedy"]),
    })
}

fn words_of(value: &Value) -> Words {
    let text = |key: &str| value[key].as_str().unwrap_or_default();
    let values = value["values"].as_object().into_iter().flatten();
    let values = values.map(|(name, value)| (name.clone(), words_of(value))).collect();
    match value.as_str() {
        Some(foreign) => Words::from(foreign),
        None => Words::stored(text("text"), text("key"), values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::rules::contract::{ELEMENT_ORDER, LINES_SUM};
    use crate::domain::finding::sentences::{CALL_BY_NAME_OR_TRUST, EFFECT_AND_AFTER};

    #[test]
    fn findings_are_read_as_they_were_written() {
        let place = Place::path("A/B[2]").with_position(Position { line: 3, column: 9 });
        let findings = vec![
            Finding::new(&ELEMENT_ORDER, "<a> \"b\" ș").at(place),
            Finding::new(&LINES_SUM, "1").remedy(CALL_BY_NAME_OR_TRUST.words().with("host", "shop.test")),
            Finding::new(&LINES_SUM, "2").consequence(
                EFFECT_AND_AFTER
                    .words()
                    .with("effect", LINES_SUM.consequence_in_words())
                    .with("after", "\"ș\""),
            ),
        ];
        assert_eq!(read(&write(&findings)), Some(findings));
        assert_eq!(read("[{\"rule\":\"of-another-version\"}]"), Some(vec![]));
        assert_eq!(read("no json"), None);
    }
}
