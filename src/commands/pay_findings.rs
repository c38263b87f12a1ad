//! Findings about the e-Service's replies to a payment, for standard error and reports.

use jiff::Timestamp;
use serde_json::Value;

use super::control_client::shown;
use crate::domain::finding::rules::scenario::SCENARIO_NOT_APPLIED;

/// Findings of severity error and warning, and those that decide a test, each once.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// One line each, with quotes of the e-Service's own words.
    pub(super) lines: Vec<String>,
    /// True if one of them is an error.
    pub(super) has_errors: bool,
}

impl Findings {
    /// Those of a payment's calls since its visit began, or of the failed call in a problem.
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
        // After an unsuccessful wait the payment is in `present`.
        let payment = if said["present"].is_object() { &said["present"] } else { said };
        findings.lines.extend(payment["waiting_calls"].as_array().into_iter().flatten().map(waiting));
        let time = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
        let opened = time(&payment["visit"]["opened_at"]);
        for exchange in payment["exchanges"].as_array().into_iter().flatten() {
            if time(&exchange["started_at"]) >= opened {
                let operation = shown(&exchange["operation"]);
                for finding in exchange["findings"].as_array().into_iter().flatten() {
                    // Without the scenario the call proves nothing: the message shows what was sent.
                    match finding["rule"] == SCENARIO_NOT_APPLIED.name {
                        true => findings.add(&format!("{operation}, message {}", exchange["id"]), finding),
                        false => findings.add(&operation, finding),
                    }
                }
            }
        }
        findings
    }

    /// Adds an error or a warning, or the note that a scenario was not applied, as a test that relied on it proves nothing.
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
        // It may be whole sentences.
        let found = found.trim_end_matches('.');
        let line = format!("{operation}: {severity}: {title}{at}: {found}{words}; {remedy} [{rule}]");
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }
}

/// The line for a scenario that still has a call to make.
fn waiting(call: &Value) -> String {
    let field = |name: &str| shown(&call[name]);
    let seen = match field("seen_from") {
        from if from.is_empty() => String::new(),
        from => format!(
            ", and not before {from} by the time with which messages are signed: earlier the e-Service could not see that \
             so much time has passed"
        ),
    };
    format!("scenario {}: next call due at {} by the hub's clock{seen}", field("scenario"), field("due_at"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_call_that_waits_and_a_scenario_that_was_not_applied_are_told() {
        let said = json!({
            "visit": { "opened_at": "2027-01-04T08:51:00Z" },
            "waiting_calls": [{
                "scenario": "replay",
                "due_at": "2027-01-04T09:02:24Z",
                "seen_from": "2027-01-04T09:02:20Z",
            }],
            "exchanges": [{
                "id": 7,
                "operation": "ConfirmOrderPayment",
                "started_at": "2027-01-04T08:51:24Z",
                "findings": [{
                    "rule": "scenario-not-applied", "severity": "note", "title": "a scenario was not applied",
                    "found": "second-payment: the order allows\u{202e}it", "remedy": "pay another order",
                }],
            }],
        });
        assert_eq!(
            Findings::of(&said).lines,
            [
                "scenario replay: next call due at 2027-01-04T09:02:24Z by the hub's clock, and not before \
                 2027-01-04T09:02:20Z by the time with which messages are signed: earlier the e-Service could not see \
                 that so much time has passed",
                "ConfirmOrderPayment, message 7: note: a scenario was not applied: second-payment: the order \
                 allows\u{fffd}it; pay another order [scenario-not-applied]",
            ]
        );
    }
}
