//! The timeline of a payment, or of an order without one.

use crate::domain::call_outcome::OutcomeKind;
use crate::domain::event::EventKind;
use crate::domain::finding::one_line;
use crate::domain::payment::PaymentStatus;
use crate::flow::payment_history::{PaymentHistory, Step};
use crate::flow::scenarios::given;
use crate::i18n::Translator;
use crate::store::ListedExchange;

use super::messages::class_of;
use super::scenarios::Verdict;
use super::words::Chip;

/// The timeline.
#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) entries: Vec<Entry>,
}

/// One entry.
#[derive(Debug)]
pub(super) struct Entry {
    /// `ok`, `warn`, `bad`, or `wait` if it was not reached.
    pub(super) class: &'static str,
    pub(super) title: String,
    pub(super) detail: String,
    /// The time of day; empty if it was not reached.
    pub(super) time: String,
    pub(super) href: Option<String>,
    pub(super) is_current: bool,
    /// The verdict on the applied scenario.
    pub(super) ruling: Option<Chip>,
}

impl Timeline {
    /// The timeline of a payment; `current` is the exchange on the page.
    pub(super) fn of_payment(t: &Translator, history: &PaymentHistory, current: Option<i64>) -> Self {
        let exchange = |id: i64| history.exchanges.iter().find(|exchange| exchange.id == id);
        let entry = |step: &Step| match step.exchange_id {
            Some(id) => of_call(t, step, exchange(id), current),
            None => of_event(t, step),
        };
        let mut entries: Vec<Entry> = history.timeline.iter().map(entry).collect();
        entries.extend(not_reached(history).into_iter().map(|name| Entry {
            class: "wait",
            title: named(t, name),
            detail: t.get("timeline-not-reached"),
            time: String::new(),
            href: None,
            is_current: false,
            ruling: None,
        }));
        Self { entries }
    }

    /// The timeline of an order from its calls, latest first in `exchanges`.
    pub(super) fn of_calls(t: &Translator, exchanges: &[ListedExchange], current: i64) -> Self {
        let entries = exchanges.iter().rev().map(|exchange| {
            let step = Step {
                at: exchange.started_at,
                what: exchange.operation.clone(),
                detail: exchange.outcome.to_string(),
                exchange_id: Some(exchange.id),
            };
            of_call(t, &step, Some(exchange), Some(current))
        });
        Self { entries: entries.collect() }
    }
}

fn of_call(t: &Translator, step: &Step, exchange: Option<&ListedExchange>, current: Option<i64>) -> Entry {
    Entry {
        class: exchange.map_or("ok", class_of),
        title: match exchange {
            Some(exchange) if step.what == EventKind::ConfirmationFailed.name() => {
                t.get(attempt_without_confirmation(exchange.outcome.kind))
            }
            _ => named(t, &one_line(&step.what)),
        },
        detail: one_line(&step.detail),
        time: t.time_of_day(step.at),
        href: step.exchange_id.filter(|_| exchange.is_some()).map(|id| format!("/console/messages/{id}")),
        is_current: step.exchange_id.is_some() && step.exchange_id == current,
        ruling: exchange.cloned().and_then(given).map(|given| Verdict::of(t, &given).chip),
    }
}

fn of_event(t: &Translator, step: &Step) -> Entry {
    let class = match step.what.rsplit('.').next().unwrap_or_default() {
        "declined" | "timed-out" | "reversing" | "reversed" | "failed" | "gave-up" => "bad",
        "cancelled" | "pending" | "halted" => "warn",
        _ => "ok",
    };
    Entry {
        class,
        title: named(t, &step.what),
        detail: one_line(&step.detail),
        time: t.time_of_day(step.at),
        href: None,
        is_current: false,
        ruling: None,
    }
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
        PaymentStatus::Authorized(_) if confirmation.is_some_and(|told| !told.status.is_confirmed()) => {
            vec!["confirmation.confirmed"]
        }
        PaymentStatus::Authorized(_) => vec![],
        status if status.is_undecided() => vec!["payment.authorized", "ConfirmOrderPayment"],
        _ => vec!["ConfirmOrderPayment"],
    }
}
