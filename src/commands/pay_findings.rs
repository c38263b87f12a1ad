//! Findings about the e-Service's replies to a payment, as lines for standard error and for reports.

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::finding::rules::scenario::SCENARIO_NOT_APPLIED;

/// The findings of severity error and warning, and those that decide a test, each once.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// A line each, with the e-Service's own words where they are quoted.
    pub(super) lines: Vec<String>,
    /// True where one of them is an error.
    pub(super) has_errors: bool,
}

impl Findings {
    /// Those of a payment's calls since its visit began, or of the call that failed, where the hub said a problem.
    pub(super) fn of(said: &Value) -> Self {
        let mut findings = Self::default();
        for finding in said["findings"].as_array().into_iter().flatten() {
            findings.add("GetOrderDetails", finding);
        }
        for stage in said["stages"].as_array().into_iter().flatten() {
            let decides = ["failed", "inconclusive"].iter().any(|verdict| stage["verdict"] == *verdict);
            for finding in stage["findings"].as_array().into_iter().flatten() {
                match decides {
                    true => findings.add_of_any_severity("GetOrderDetails", finding),
                    false => findings.add("GetOrderDetails", finding),
                }
            }
        }
        // A wait that was in vain tells of the payment as `present`.
        let payment = if said["present"].is_object() { &said["present"] } else { said };
        let time = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
        let opened = time(&payment["visit"]["opened_at"]);
        for exchange in payment["exchanges"].as_array().into_iter().flatten() {
            if time(&exchange["started_at"]) >= opened {
                let operation = shown(&exchange["operation"]);
                for finding in exchange["findings"].as_array().into_iter().flatten() {
                    findings.add(&operation, finding);
                }
            }
        }
        findings
    }

    /// Adds an error or a warning, and the note that a scenario was not applied: a test that relied on it proves nothing.
    fn add(&mut self, operation: &str, finding: &Value) {
        let is_not_applied = finding["rule"] == SCENARIO_NOT_APPLIED.name;
        if is_not_applied || finding["severity"] == "error" || finding["severity"] == "warning" {
            self.add_of_any_severity(operation, finding);
        }
    }

    fn add_of_any_severity(&mut self, operation: &str, finding: &Value) {
        let field = |name: &str| shown(&finding[name]);
        let severity = field("severity");
        self.has_errors |= severity == "error";
        let at = match (field("path").as_str(), &finding["line"]) {
            ("", Value::Null) => String::new(),
            (path, Value::Null) => format!(" at {path}"),
            (path, line) => format!(" at {path} (line {line}, column {})", finding["column"]),
        };
        let words = match field("words") {
            words if words.is_empty() => words,
            words => format!(" \u{201c}{words}\u{201d}"),
        };
        let [rule, title, found, remedy] = ["rule", "title", "found", "remedy"].map(field);
        let line = format!("{operation}: {severity}: {title}{at}: {found}{words}; {remedy} [{rule}]");
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }
}

/// A value in one line: what an e-Service said must not move a terminal's cursor.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect()
}
