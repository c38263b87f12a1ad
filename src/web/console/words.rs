//! Statuses as text, with the class for their colour.

use crate::domain::confirmation::ConfirmationState;
use crate::domain::finding::one_line;
use crate::domain::payment::PaymentState;
use crate::domain::scenario::ScenarioVerdict;
use crate::i18n::Translator;
use crate::store::ListedPayment;
use crate::web::control::problem::ControlProblem;
use crate::web::timeline::Entry;

/// A status for display.
#[derive(Debug, Clone)]
pub(super) struct Chip {
    /// `ok`, `bad`, `warn` or `off`.
    pub(super) class: &'static str,
    pub(super) text: String,
}

/// The reason why an action was refused, with the remedy, in English.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) detail: String,
    pub(super) advice: String,
}

impl Refusal {
    pub(super) fn of(problem: &ControlProblem) -> Self {
        Self { detail: one_line(problem.detail()), advice: one_line(problem.advice()) }
    }
}

/// A payment's status.
pub(super) fn payment_chip(t: &Translator, listed: &ListedPayment) -> Chip {
    let state = listed.payment.status.state();
    let class = match state {
        PaymentState::Authorized => "ok",
        PaymentState::Declined
        | PaymentState::TimedOut
        | PaymentState::Reversing
        | PaymentState::Reversed => "bad",
        PaymentState::Cancelled => "off",
        PaymentState::Started | PaymentState::AtPaymentProvider | PaymentState::Pending => "warn",
    };
    Chip { class, text: t.get(&format!("payment-status-{}", state.as_str())) }
}

/// A confirmation's status.
pub(super) fn confirmation_chip(t: &Translator, state: ConfirmationState) -> Chip {
    let class = match state {
        ConfirmationState::Confirmed => "ok",
        ConfirmationState::GaveUp => "bad",
        ConfirmationState::Halted => "off",
        ConfirmationState::Pending | ConfirmationState::InFlight => "warn",
    };
    Chip { class, text: t.get(&format!("confirmation-status-{}", state.as_str())) }
}

/// A verdict on a scenario.
pub(super) fn ruling_chip(t: &Translator, ruling: ScenarioVerdict) -> Chip {
    Chip { class: ruling_class(ruling), text: t.get(&format!("ruling-{}", ruling.name())) }
}

/// The verdict on the scenario of a call in the timeline.
pub(super) fn verdict_on(t: &Translator, entry: &Entry) -> Option<Chip> {
    entry.ruling.map(|ruling| ruling_chip(t, ruling))
}

/// The class for the colour of a verdict.
pub(super) fn ruling_class(ruling: ScenarioVerdict) -> &'static str {
    match ruling {
        ScenarioVerdict::Passed => "ok",
        ScenarioVerdict::Failed => "bad",
        ScenarioVerdict::Warned | ScenarioVerdict::Inconclusive | ScenarioVerdict::Pending => "warn",
    }
}

/// The choices of a list of statuses: value, text, and true for the chosen one.
pub(super) fn choices(
    names: &[&'static str],
    chosen: &str,
    word: impl Fn(&str) -> String,
) -> Vec<(&'static str, String, bool)> {
    names.iter().map(|name| (*name, word(name), name.eq_ignore_ascii_case(chosen))).collect()
}
