//! An event with its call, as a line.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::commands::clock::local;
use crate::commands::control_client::shown;
use crate::domain::local_time::in_chisinau;
use crate::domain::plain_text::line_of;

/// The maximum length of an e-Service's words, in characters.
const MOST_OF_WORDS: usize = 160;
/// The maximum length of other texts.
const MOST: usize = 240;

/// Kinds of event, beside calls, that show a failure.
const FAILURES: [&str; 6] = [
    "payment.declined",
    "payment.timed-out",
    "payment.reversing",
    "payment.reversed",
    "confirmation.failed",
    "confirmation.gave-up",
];

/// An event.
#[derive(Debug)]
pub(super) struct Entry {
    /// As the hub says it.
    pub(super) event: Value,
    /// Its call, as the hub says it; null if there is none, or it is no longer stored.
    pub(super) exchange: Value,
    /// The attempt that follows a failed one; null if none is planned.
    pub(super) next_attempt_at: Value,
}

/// True where the second event is the outcome of the call that the first one records, so that one line tells of both.
pub(super) fn is_same_call(recorded: &Value, next: &Value) -> bool {
    recorded["kind"] == "exchange.recorded"
        && next["kind"].as_str().is_some_and(|kind| kind.starts_with("confirmation."))
        && !recorded["exchange_id"].is_null()
        && recorded["exchange_id"] == next["exchange_id"]
}

impl Entry {
    /// True for a call with an error, and for another event that shows a failure. A call under a scenario is judged by its
    /// verdict: a refusal may be right.
    pub(super) fn has_failed(&self) -> bool {
        match self.exchange.is_null() {
            true => self.event["kind"].as_str().is_some_and(|kind| FAILURES.contains(&kind)),
            false => self.error().is_some() || (!self.is_accepted() && self.exchange["scenario"].is_null()),
        }
    }

    /// The event with its call, in one line of JSON.
    pub(super) fn json(&self) -> String {
        let mut event = self.event.clone();
        if !self.exchange.is_null() {
            event["exchange"] = self.exchange.clone();
        }
        event.to_string()
    }

    fn is_accepted(&self) -> bool {
        ["accepted", "nothing_found"].iter().any(|kind| self.exchange["kind"] == *kind)
    }

    /// The first finding of severity error.
    fn error(&self) -> Option<&Value> {
        let mut findings = self.exchange["findings"].as_array().into_iter().flatten();
        findings.find(|finding| finding["severity"] == "error")
    }

    /// The outcome of the call, or the event's detail.
    fn outcome(&self) -> String {
        if self.exchange.is_null() {
            return line_of(&shown(&self.event["detail"]), MOST);
        }
        let fault = &self.exchange["fault"];
        let mut text = match fault.is_null() {
            true => line_of(&shown(&self.exchange["outcome"]), MOST),
            false => self.refusal(fault),
        };
        if let Some(error) = self.error().filter(|_| self.is_accepted()) {
            text.push_str(&format!(", but {}", shown(&error["title"])));
        }
        if self.event["kind"] == "confirmation.gave-up" {
            text.push_str("; gave up");
        } else if !self.next_attempt_at.is_null() {
            text.push_str(&format!("; next {}", time_beside(&self.event["at"], &self.next_attempt_at)));
        }
        text
    }

    /// The e-Service's refusal in its own words.
    fn refusal(&self, fault: &Value) -> String {
        let scenario = match &self.exchange["scenario"] {
            Value::Null => String::new(),
            name => format!("scenario {}: ", shown(name)),
        };
        let how = if fault["meaning"] == "broke-down" { "broke down" } else { "refused" };
        let words = match shown(&fault["words"]) {
            words if words.is_empty() => words,
            words => format!(" \u{201c}{}\u{201d}", line_of(&words, MOST_OF_WORDS)),
        };
        let subcode = match shown(&fault["subcode"]) {
            subcode if subcode.is_empty() => subcode,
            subcode => format!(".{subcode}"),
        };
        let code = line_of(&(shown(&fault["code"]) + &subcode), MOST_OF_WORDS);
        format!("{scenario}{how}: {code}{words}")
    }
}

/// The lines of one run.
#[derive(Debug)]
pub(super) struct Lines {
    /// The hub's address, for links to its console.
    hub: String,
    has_colours: bool,
    /// The day of the previous line.
    day: Option<Date>,
}

impl Lines {
    pub(super) fn new(hub: &str, has_colours: bool) -> Self {
        Self { hub: hub.to_owned(), has_colours, day: None }
    }

    /// Time, service, order, operation or kind of event, the result, and the address of its page in the console. The day is
    /// in the first line and wherever it changes.
    pub(super) fn of(&mut self, entry: &Entry) -> String {
        let event = &entry.event;
        let text = |field: &str| match shown(&event[field]) {
            text if text.is_empty() => "-".to_owned(),
            text => line_of(&text, MOST),
        };
        let what = match &entry.exchange {
            Value::Null => text("kind"),
            exchange => shown(&exchange["operation"]),
        };
        let (outcome, at) = (entry.outcome(), self.time(&event["at"]));
        let code = if entry.has_failed() { "31" } else { "32" };
        let outcome = match outcome.is_empty() || (entry.exchange.is_null() && code == "32") {
            true => outcome,
            false => self.paint(code, &outcome),
        };
        let see = match (&event["exchange_id"], &event["payment_id"]) {
            (Value::Null, Value::Null) => String::new(),
            (Value::Null, payment) => format!("{}/console/payments/{}", self.hub, shown(payment)),
            (message, _) => format!("{}/console/messages/{message}", self.hub),
        };
        let (service, order, at) = (text("service_id"), text("order_key"), self.paint("2", &at));
        let parts = [format!("{at}  {service:<8}  {order:<10}  {what:<20}"), outcome, self.paint("2", &see)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }

    fn paint(&self, code: &str, text: &str) -> String {
        match self.has_colours && !text.is_empty() {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }

    fn time(&mut self, at: &Value) -> String {
        let Some(moment) = moment(at) else { return shown(at) };
        let civil = in_chisinau(moment);
        let is_same_day = self.day.replace(civil.date()) == Some(civil.date());
        civil.strftime(if is_same_day { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
    }
}

fn moment(at: &Value) -> Option<Timestamp> {
    at.as_str()?.parse().ok()
}

/// The second time, without its day where it is that of the first one.
fn time_beside(first: &Value, second: &Value) -> String {
    let civil = |at: &Value| moment(at).map(in_chisinau);
    match (civil(first), civil(second)) {
        (Some(first), Some(second)) if first.date() == second.date() => {
            second.strftime("%H:%M:%S").to_string()
        }
        _ => local(second),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(kind: &str, exchange: Value) -> Entry {
        let event = json!({
            "id": 7, "at": "2027-01-04T08:51:24Z", "kind": kind, "service_id": "ADP02", "order_key": "A-2",
            "payment_id": "15", "exchange_id": if exchange.is_null() { Value::Null } else { json!(214) },
            "detail": "detail",
        });
        Entry { event, exchange, next_attempt_at: Value::Null }
    }

    fn refused(words: &str) -> Value {
        json!({
            "operation": "ConfirmOrderPayment", "kind": "fault", "scenario": null, "findings": [],
            "fault": { "code": "AuthenticationFailed", "words": words, "meaning": "does-not-trust-hub" },
        })
    }

    #[test]
    fn a_line_has_the_reason_the_words_the_next_attempt_and_the_address() {
        let mut lines = Lines::new("http://hub", false);
        let mut failed = entry("confirmation.failed", refused("no"));
        failed.next_attempt_at = json!("2027-01-04T08:51:29Z");
        assert_eq!(
            lines.of(&failed),
            "2027-01-04 10:51:24  ADP02     A-2         ConfirmOrderPayment   refused: AuthenticationFailed \
             \u{201c}no\u{201d}; next 10:51:29  http://hub/console/messages/214"
        );
        failed.next_attempt_at = json!("2027-01-05T08:51:29Z");
        let next = lines.of(&failed);
        assert!(next.starts_with("10:51:24") && next.contains("; next 2027-01-05T10:51:29+02:00"), "{next}");
        let mut with_subcode = refused("");
        with_subcode["fault"]["code"] = json!("Client");
        with_subcode["fault"]["subcode"] = json!("UnknownOrder");
        let refusal = lines.of(&entry("confirmation.failed", with_subcode));
        assert!(refusal.contains("refused: Client.UnknownOrder"), "{refusal}");
        let gave_up = lines.of(&entry("confirmation.gave-up", refused("")));
        assert!(gave_up.contains("refused: AuthenticationFailed; gave up"), "{gave_up}");
        let authorized = lines.of(&entry("payment.authorized", Value::Null));
        assert!(authorized.ends_with("payment.authorized    detail  http://hub/console/payments/15"));
    }

    #[test]
    fn a_refusal_under_a_scenario_is_a_failure_by_its_verdict() {
        let mut exchange = refused("no");
        assert!(entry("exchange.recorded", exchange.clone()).has_failed());
        exchange["scenario"] = json!("unsigned");
        exchange["findings"] = json!([{ "severity": "note", "rule": "scenario-refused" }]);
        assert!(!entry("exchange.recorded", exchange.clone()).has_failed());
        exchange["findings"] = json!([{ "severity": "error", "rule": "scenario-accepted" }]);
        assert!(entry("exchange.recorded", exchange).has_failed());
        assert!(entry("payment.declined", Value::Null).has_failed());
        assert!(!entry("payment.authorized", Value::Null).has_failed());
    }

    #[test]
    fn colours_are_for_terminals_and_words_bring_none() {
        let hostile = entry("confirmation.failed", refused(&"\u{1b}[2J\u{9b}31m\u{202e}\n".repeat(99)));
        let line = Lines::new("http://hub", false).of(&hostile);
        assert!(!line.contains(crate::domain::plain_text::is_unfit), "{line:?}");
        assert!(line.chars().count() < 400, "{line}");
        let line = Lines::new("http://hub", true).of(&hostile);
        let without = line.replace("\u{1b}[2m", "").replace("\u{1b}[31m", "").replace("\u{1b}[0m", "");
        assert!(line.contains("\u{1b}[31mrefused") && !without.contains('\u{1b}'), "{line:?}");
    }

    #[test]
    fn a_call_and_its_outcome_are_one_line() {
        let recorded = entry("exchange.recorded", refused("no")).event;
        let mut outcome = entry("confirmation.failed", refused("no")).event;
        assert!(is_same_call(&recorded, &outcome) && !is_same_call(&outcome, &recorded));
        outcome["exchange_id"] = json!(215);
        assert!(!is_same_call(&recorded, &outcome));
    }
}
