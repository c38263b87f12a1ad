//! The verdict on a payment: whether the e-Service knows of it; if not, why, and what can be done.

use super::call_failure::CallFailure;
use crate::domain::call_outcome::OutcomeKind;
use crate::domain::confirmation::ConfirmationState;
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::domain::finding::Finding;
use crate::domain::payment::{PaymentState, PaymentStatus};
use crate::domain::service::Service;
use crate::flow::payment_history::PaymentHistory;
use crate::i18n::Translator;

/// The verdict.
#[derive(Debug)]
pub(super) struct PaymentVerdict {
    /// `ok`, `warn` or `bad`.
    pub(super) class: &'static str,
    pub(super) title: String,
    /// The e-Service's own words; empty if it said nothing.
    pub(super) words: String,
    /// The finding with the remedy.
    pub(super) cause: Option<Finding>,
    /// How often it was tried, and what comes next.
    pub(super) facts: Vec<String>,
    /// The state of the confirmation, which decides the available actions; `None` if there is nothing to confirm.
    pub(super) confirmation: Option<ConfirmationState>,
}

impl PaymentVerdict {
    /// True if the confirmation can be sent at once.
    pub(super) fn can_be_sent(&self) -> bool {
        use ConfirmationState::{GaveUp, Halted, Pending};
        matches!(self.confirmation, Some(Pending | Halted | GaveUp))
    }

    /// True if its attempts can be stopped.
    pub(super) fn can_be_halted(&self) -> bool {
        use ConfirmationState::{GaveUp, InFlight, Pending};
        matches!(self.confirmation, Some(Pending | InFlight | GaveUp))
    }

    /// True if its attempts are stopped.
    pub(super) fn is_halted(&self) -> bool {
        self.confirmation == Some(ConfirmationState::Halted)
    }

    /// True if it can be sent beside the attempt that was accepted or is under way.
    pub(super) fn can_be_repeated(&self) -> bool {
        matches!(self.confirmation, Some(ConfirmationState::Confirmed | ConfirmationState::InFlight))
    }

    /// The verdict on this payment. `service` is the current registration.
    pub(super) fn of(t: &Translator, service: Option<&Service>, history: &PaymentHistory) -> Self {
        let plain = |class, title: String| Self {
            class,
            title,
            words: String::new(),
            cause: None,
            facts: vec![],
            confirmation: None,
        };
        let status = &history.listed.payment.status;
        let Some(queued) = &history.listed.confirmation else {
            return match status {
                PaymentStatus::Authorized(_) => plain("warn", t.get("told-under-way")),
                status if status.is_undecided() => plain("warn", t.get("told-undecided")),
                status => {
                    let name = t.get(&format!("payment-status-{}", status.name()));
                    let title = match why_unpaid(t, status) {
                        Some(why) => format!("{name}: {why}"),
                        None => name,
                    };
                    let class = if status.state() == PaymentState::Declined { "bad" } else { "warn" };
                    Self { facts: vec![t.get("told-nothing")], ..plain(class, title) }
                }
            };
        };
        let state = queued.status.state();
        let confirmation = Some(state);
        let tried = (!history.attempts.is_empty()).then(|| t.count("told-attempts", history.attempts.len()));
        if state == ConfirmationState::Confirmed {
            let accepted = history.attempts.iter().find(|attempt| is_accepted(attempt));
            let at = accepted.map(|attempt| {
                let number = attempt.number.to_string();
                let time = t.date_time_seconds(attempt.started_at);
                t.with_all("told-accepted", &[("number", &number), ("time", &time)])
            });
            let facts = at.into_iter().chain(tried).collect();
            return Self { facts, confirmation, ..plain("ok", t.get("told-confirmed")) };
        }
        let next = queued.status.next_attempt_at().map(|due| {
            let time = t.date_time_seconds(due);
            t.with("console-next-attempt", "time", time)
        });
        let facts = tried.into_iter().chain(next).collect();
        let Some(last) = history.attempts.last() else {
            let key = match state {
                ConfirmationState::Halted => "told-halted-untried",
                _ => "told-under-way",
            };
            return Self { facts, confirmation, ..plain("warn", t.get(key)) };
        };
        let exchange = history.exchanges.iter().find(|exchange| Some(exchange.id) == last.exchange_id);
        let CallFailure { sentence, words, cause } = CallFailure::of(t, service, &last.outcome, exchange);
        let key = match state {
            ConfirmationState::GaveUp => "told-gave-up",
            ConfirmationState::Halted => "told-halted",
            _ => "told-unconfirmed",
        };
        Self { words, cause, facts, confirmation, ..plain("bad", t.with(key, "why", sentence)) }
    }
}

fn is_accepted(attempt: &ConfirmationAttempt) -> bool {
    attempt.outcome.kind == OutcomeKind::Accepted
}

/// The reason why nothing was paid, without a full stop.
fn why_unpaid(t: &Translator, status: &PaymentStatus) -> Option<String> {
    let why = match status {
        PaymentStatus::Declined(reason) => t.get(&format!("decline-{}", reason.as_str())),
        PaymentStatus::Reversing(reason) | PaymentStatus::Reversed(reason) => {
            t.get(&format!("reversal-{}", reason.as_str()))
        }
        _ => return None,
    };
    Some(why.trim_end_matches('.').to_owned())
}
