//! The latest failures, equal ones as one, each with its cause and its remedy.

use jiff::Timestamp;

use crate::domain::finding::rules::business::FAULT;
use crate::domain::finding::{Finding, Severity, line_of, one_line};
use crate::domain::local_time::in_chisinau;
use crate::domain::scenario::ScenarioVerdict;
use crate::i18n::{Translated, Translator};
use crate::store::{Failure, ListedExchange};
use crate::web::console::call_failure::sentence;
use crate::web::console::services::path;

/// The maximum number shown.
const MOST: usize = 6;
/// The maximum length of the e-Service's own words, in characters.
const MOST_WORDS: usize = 240;

/// A failure, or several equal ones.
pub(super) struct Trouble {
    pub(super) service: String,
    pub(super) service_page: String,
    pub(super) operation: String,
    /// The cause in one sentence.
    pub(super) title: Translated,
    /// The observation, in English as in the log; empty where the title says it.
    pub(super) found: String,
    /// The e-Service's own words; empty if there are none.
    pub(super) words: String,
    pub(super) remedy: Option<Translated>,
    /// The rule's name; empty if there is none.
    pub(super) rule: &'static str,
    /// The time of the latest one.
    pub(super) when: String,
    /// How often it happened, if more than once.
    pub(super) times: Option<String>,
    /// The latest call.
    pub(super) message: i64,
    pub(super) payment: Option<String>,
    /// True if the payment's confirmation can be sent now.
    pub(super) can_send: bool,
    /// True if a test of the connection may show more.
    pub(super) can_test: bool,
}

/// The failures that no later call has mended, latest first.
pub(super) fn troubles(t: &Translator, failures: &[Failure], now: Timestamp) -> Vec<Trouble> {
    let mut groups: Vec<(&ListedExchange, Option<&Finding>, usize)> = Vec::new();
    for failure in failures.iter().filter(|failure| !failure.is_mended) {
        let (exchange, cause) = (&failure.exchange, cause(&failure.exchange));
        let known = groups.iter_mut().find(|(other, of_other, _)| {
            let words = |cause: Option<&Finding>| cause.map(|cause| (cause.rule.name, cause.quoted.clone()));
            other.service_id == exchange.service_id
                && other.operation == exchange.operation
                && words(*of_other) == words(cause)
        });
        match known {
            Some((.., count)) => *count += 1,
            None => groups.push((exchange, cause, 1)),
        }
    }
    groups
        .into_iter()
        .take(MOST)
        .map(|(exchange, cause, count)| trouble(t, exchange, cause, count, now))
        .collect()
}

/// The finding that explains a failure: the verdict on its scenario, the fault, the error that stopped it, or any other error.
fn cause(exchange: &ListedExchange) -> Option<&Finding> {
    let findings = &exchange.findings;
    let is_error = |finding: &&Finding| finding.rule.severity == Severity::Error;
    let of_stage = |finding: &&Finding| Some(finding.rule.stage) == exchange.outcome.stage;
    let verdict = || findings.iter().find(|finding| ScenarioVerdict::of(finding).is_some());
    let fault = || findings.iter().find(|finding| finding.rule == &FAULT);
    verdict()
        .filter(|_| exchange.outcome.scenario.is_some())
        .or_else(|| fault().filter(|_| exchange.outcome.fault.is_some()))
        .or_else(|| findings.iter().filter(is_error).find(of_stage))
        .or_else(|| findings.iter().find(is_error))
        .or_else(|| findings.iter().find(of_stage))
}

fn trouble(
    t: &Translator,
    exchange: &ListedExchange,
    cause: Option<&Finding>,
    count: usize,
    now: Timestamp,
) -> Trouble {
    let named = cause.filter(|cause| cause.rule != &FAULT);
    let title = match named {
        Some(cause) => t.words(&cause.rule.title_in_words()),
        None => Translated { text: one_line(&sentence(t, &exchange.outcome)), language: t.language() },
    };
    // Only confirmations are about a payment.
    let is_of_payment = exchange.payment_id.is_some();
    Trouble {
        service: one_line(exchange.service_id.as_str()),
        service_page: path(&exchange.service_id),
        operation: one_line(&exchange.operation),
        title,
        found: named.map(|cause| one_line(&cause.found)).unwrap_or_default(),
        words: cause.map(|cause| line_of(&cause.quoted, MOST_WORDS)).unwrap_or_default(),
        remedy: cause.map(|cause| t.words(&cause.remedy)),
        rule: cause.map_or("", |cause| cause.rule.name),
        when: moment(t, exchange.started_at, now),
        times: (count > 1).then(|| t.count("overview-times", count)),
        message: exchange.id,
        payment: exchange.payment_id.as_ref().map(|id| one_line(id.as_str())),
        can_send: is_of_payment && exchange.outcome.scenario.is_none(),
        can_test: !is_of_payment,
    }
}

/// The time of day, with the date where it is another day's.
pub(super) fn moment(t: &Translator, at: Timestamp, now: Timestamp) -> String {
    match in_chisinau(at).date() == in_chisinau(now).date() {
        true => t.time_of_day(at),
        false => t.date_time_seconds(at),
    }
}
