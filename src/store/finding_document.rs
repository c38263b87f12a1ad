//! Findings as JSON text, stored with their exchange.

use serde_json::{Value, json};

use crate::domain::finding::{Finding, Place, Position, rules};

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
        "consequence": consequence,
        "remedy": remedy,
    })
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
        consequence: text("consequence"),
        remedy: text("remedy"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::rules::contract::{ELEMENT_ORDER, LINES_SUM};

    #[test]
    fn findings_are_read_as_they_were_written() {
        let place = Place::path("A/B[2]").with_position(Position { line: 3, column: 9 });
        let findings = vec![
            Finding::new(&ELEMENT_ORDER, "<a> \"b\" ș").at(place),
            Finding::new(&LINES_SUM, "1").remedy("x"),
        ];
        assert_eq!(read(&write(&findings)), Some(findings));
        assert_eq!(read("[{\"rule\":\"of-another-version\"}]"), Some(vec![]));
        assert_eq!(read("no json"), None);
    }
}
