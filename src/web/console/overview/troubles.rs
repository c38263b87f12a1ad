//! The latest failures, equal ones as one, each with its cause and its remedy.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::finding::one_line;
use crate::domain::finding::rules::business::FAULT;
use crate::domain::local_time::in_chisinau;
use crate::i18n::{Translated, Translator};
use crate::store::{LatestFailure, ListedExchange};
use crate::web::console::call_failure::CallFailure;
use crate::web::console::services::path;

/// The maximum number shown.
const MOST: usize = 6;

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
pub(super) fn troubles(
    hub: &App,
    t: &Translator,
    failures: &[LatestFailure],
    now: Timestamp,
) -> Vec<Trouble> {
    let mut groups: Vec<(&ListedExchange, CallFailure, usize)> = Vec::new();
    for exchange in failures.iter().filter(|failure| !failure.is_mended).map(|failure| &failure.exchange) {
        let service = hub.service(&exchange.service_id);
        let failure = CallFailure::of(t, service.as_deref(), &exchange.outcome, Some(exchange));
        let known = groups.iter_mut().find(|(other, of_other, _)| {
            let rule = |failure: &CallFailure| failure.cause.as_ref().map(|cause| cause.rule.name);
            other.service_id == exchange.service_id
                && other.operation == exchange.operation
                && rule(of_other) == rule(&failure)
                && of_other.words == failure.words
        });
        match known {
            Some((.., count)) => *count += 1,
            None => groups.push((exchange, failure, 1)),
        }
    }
    groups
        .into_iter()
        .take(MOST)
        .map(|(exchange, failure, count)| trouble(t, exchange, failure, count, now))
        .collect()
}

fn trouble(
    t: &Translator,
    exchange: &ListedExchange,
    CallFailure { sentence, words, cause }: CallFailure,
    count: usize,
    now: Timestamp,
) -> Trouble {
    let named = cause.as_ref().filter(|cause| cause.rule != &FAULT);
    let title = match named {
        Some(cause) => t.words(&cause.rule.title_in_words()),
        None => Translated { text: one_line(&sentence), language: t.language() },
    };
    // Only confirmations are about a payment.
    let is_of_payment = exchange.payment_id.is_some();
    Trouble {
        service: one_line(exchange.service_id.as_str()),
        service_page: path(&exchange.service_id),
        operation: one_line(&exchange.operation),
        title,
        found: named.map(|cause| one_line(&cause.found)).unwrap_or_default(),
        words,
        remedy: cause.as_ref().map(|cause| t.words(&cause.remedy)),
        rule: cause.as_ref().map_or("", |cause| cause.rule.name),
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
