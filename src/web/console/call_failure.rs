//! Why a call failed: one sentence, the e-Service's own words, and the finding with the remedy.

use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::fault::Fault;
use crate::domain::finding::{Finding, line_of};
use crate::domain::service::Service;
use crate::flow::call_stages::cause;
use crate::i18n::Translator;
use crate::store::ListedExchange;

/// The maximum length of the e-Service's words on a page, in characters; its message has all of them.
const MOST_WORDS: usize = 400;

/// Why a call failed.
#[derive(Debug)]
pub(super) struct CallFailure {
    /// One sentence, without a capital letter and without a full stop.
    pub(super) sentence: String,
    /// The e-Service's own words; empty if it said nothing.
    pub(super) words: String,
    /// The deciding finding; `None` if the message is no longer stored.
    pub(super) cause: Option<Finding>,
}

impl CallFailure {
    /// Why this call failed. `service` is the current registration; `exchange` the recorded call, if it is still stored.
    pub(super) fn of(
        t: &Translator,
        service: Option<&Service>,
        outcome: &CallOutcome,
        exchange: Option<&ListedExchange>,
    ) -> Self {
        let cause = exchange.and_then(|exchange| cause(service, exchange));
        let quoted = cause.as_ref().map(|cause| cause.quoted.as_str()).filter(|quoted| !quoted.is_empty());
        let reason = outcome.fault.as_ref().map(|fault| fault.reason.as_str());
        Self {
            sentence: sentence(t, outcome),
            words: line_of(quoted.or(reason).unwrap_or_default(), MOST_WORDS),
            cause,
        }
    }
}

/// The kind of outcome in words, without a capital letter and without a full stop.
pub(super) fn sentence(t: &Translator, outcome: &CallOutcome) -> String {
    if let (OutcomeKind::Fault, Some(fault)) = (outcome.kind, &outcome.fault) {
        return of_fault(t, fault);
    }
    let why = match (outcome.kind, outcome.http_status) {
        (OutcomeKind::HttpStatus, Some(500..)) => t.get("why-fault-broke-down"),
        (kind, _) => t.get(&format!("why-{}", kind.as_str().replace('_', "-"))),
    };
    match outcome.http_status {
        Some(status) if status != 200 => format!("{why}, HTTP {status}"),
        _ => why,
    }
}

fn of_fault(t: &Translator, fault: &Fault) -> String {
    let meaning = t.get(&format!("why-fault-{}", fault.meaning().name()));
    match fault.code.is_a_name() {
        true => format!("{meaning} ({}), HTTP {}", fault.shown_code(), fault.http_status),
        false => format!("{meaning}, HTTP {}", fault.http_status),
    }
}
