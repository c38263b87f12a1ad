//! The timeline of a payment, or of an order without one, for the console and the control API.

use jiff::Timestamp;

use crate::domain::call_outcome::OutcomeKind;
use crate::domain::event::EventKind;
use crate::domain::finding::{Severity, one_line};
use crate::domain::payment::PaymentStatus;
use crate::domain::scenario::ScenarioVerdict;
use crate::flow::payment_history::{PaymentHistory, Step};
use crate::i18n::Translator;
use crate::store::ListedExchange;

/// One entry, in the language of its reader.
#[derive(Debug)]
pub(super) struct Entry {
    /// The time, on the hub's clock; `None` if it was not reached.
    pub(super) at: Option<Timestamp>,
    /// The kind of an event, `visit.opened`, or the operation of a call.
    pub(super) what: String,
    /// `ok`, `warn`, `bad`, or `wait` if it was not reached.
    pub(super) class: &'static str,
    pub(super) title: String,
    pub(super) detail: String,
    /// The recorded call, if it is still stored.
    pub(super) exchange_id: Option<i64>,
    /// The verdict on the applied scenario.
    pub(super) ruling: Option<ScenarioVerdict>,
}

impl Entry {
    /// The time of day; empty if it was not reached.
    pub(super) fn time(&self, t: &Translator) -> String {
        self.at.map(|at| t.time_of_day(at)).unwrap_or_default()
    }
}

/// The timeline of a payment, oldest first, and the steps that may still follow.
pub(super) fn of_payment(t: &Translator, history: &PaymentHistory) -> Vec<Entry> {
    let exchange = |id: i64| history.exchanges.iter().find(|exchange| exchange.id == id);
    let entry = |step: &Step| match step.exchange_id {
        Some(id) => of_call(t, step, exchange(id)),
        None => of_event(t, step),
    };
    let not_reached = not_reached(history).into_iter().map(|name| Entry {
        at: None,
        what: name.to_owned(),
        class: "wait",
        title: named(t, name),
        detail: t.get("timeline-not-reached"),
        exchange_id: None,
        ruling: None,
    });
    history.timeline.iter().map(entry).chain(not_reached).collect()
}

/// The timeline of an order from its calls, latest first in `exchanges`.
pub(super) fn of_calls(t: &Translator, exchanges: &[ListedExchange]) -> Vec<Entry> {
    let entries = exchanges.iter().rev().map(|exchange| {
        let step = Step {
            at: exchange.started_at,
            what: exchange.operation.clone(),
            detail: exchange.outcome.to_string(),
            exchange_id: Some(exchange.id),
        };
        of_call(t, &step, Some(exchange))
    });
    entries.collect()
}

fn of_call(t: &Translator, step: &Step, exchange: Option<&ListedExchange>) -> Entry {
    Entry {
        at: Some(step.at),
        what: one_line(&step.what),
        class: exchange.map_or("ok", class_of),
        title: match exchange {
            Some(exchange) if step.what == EventKind::ConfirmationFailed.name() => {
                t.get(attempt_without_confirmation(exchange.outcome.kind))
            }
            _ => named(t, &one_line(&step.what)),
        },
        detail: one_line(&step.detail),
        exchange_id: exchange.map(|exchange| exchange.id),
        ruling: exchange.and_then(|exchange| exchange.findings.iter().find_map(ScenarioVerdict::of)),
    }
}

fn of_event(t: &Translator, step: &Step) -> Entry {
    let class = match step.what.rsplit('.').next().unwrap_or_default() {
        "declined" | "timed-out" | "reversing" | "reversed" | "failed" | "gave-up" => "bad",
        "cancelled" | "pending" | "halted" => "warn",
        _ => "ok",
    };
    Entry { class, ..of_call(t, step, None) }
}

/// The name of an attempt that did not confirm, by its outcome.
fn attempt_without_confirmation(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::NotSent | OutcomeKind::NoConnection => "event-attempt-not-sent",
        OutcomeKind::Fault => "event-attempt-refused",
        OutcomeKind::NotCounted => "event-attempt-not-counted",
        OutcomeKind::TimedOut
        | OutcomeKind::NoReply
        | OutcomeKind::HttpStatus
        | OutcomeKind::NotSoap
        | OutcomeKind::Signature
        | OutcomeKind::Contract => "event-attempt-no-reply",
        OutcomeKind::Accepted | OutcomeKind::NothingFound | OutcomeKind::Interrupted => {
            "event-confirmation-failed"
        }
    }
}

/// The name of an event in the page's language; operations of the contract keep their names.
pub(super) fn named(t: &Translator, what: &str) -> String {
    match EventKind::parse(what) {
        Some(kind) => t.get(&format!("event-{}", kind.name().replace('.', "-"))),
        None => what.to_owned(),
    }
}

/// The steps that may still follow, or can no longer follow.
fn not_reached(history: &PaymentHistory) -> Vec<&'static str> {
    let confirmation = history.listed.confirmation.as_ref();
    match &history.listed.payment.status {
        PaymentStatus::Authorized(_) if confirmation.is_some_and(|queued| !queued.status.is_confirmed()) => {
            vec!["confirmation.confirmed"]
        }
        PaymentStatus::Authorized(_) => vec![],
        status if status.is_undecided() => vec!["payment.authorized", "ConfirmOrderPayment"],
        _ => vec!["ConfirmOrderPayment"],
    }
}

/// The class of a call by its worst finding.
pub(super) fn class_of(exchange: &ListedExchange) -> &'static str {
    match exchange.findings.iter().map(|finding| finding.rule.severity).max() {
        Some(Severity::Error) => "bad",
        Some(Severity::Warning) => "warn",
        Some(Severity::Note) | None => "ok",
    }
}
