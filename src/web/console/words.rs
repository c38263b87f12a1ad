//! Statuses in words, with the class that colours them.

use crate::i18n::Translator;
use crate::store::{ConfirmationSummary, ListedPayment};

/// A status as pages show it.
#[derive(Debug, Clone)]
pub(super) struct Chip {
    /// `ok`, `bad`, `warn` or `off`.
    pub(super) class: &'static str,
    pub(super) text: String,
}

/// A payment's status.
pub(super) fn payment_chip(t: &Translator, listed: &ListedPayment) -> Chip {
    let name = listed.payment.status.name();
    let class = match name {
        "Authorized" => "ok",
        "Declined" | "TimedOut" | "Reversing" | "Reversed" => "bad",
        "Cancelled" => "off",
        _ => "warn",
    };
    Chip { class, text: t.get(&format!("payment-status-{name}")) }
}

/// A confirmation's status.
pub(super) fn confirmation_chip(t: &Translator, confirmation: &ConfirmationSummary) -> Chip {
    let class = match confirmation.status.as_str() {
        "Confirmed" => "ok",
        "GaveUp" => "bad",
        "Halted" => "off",
        _ => "warn",
    };
    Chip { class, text: t.get(&format!("confirmation-status-{}", confirmation.status)) }
}

/// The choices of a list of statuses: value, words, and whether it is the chosen one.
pub(super) fn choices(
    names: &[&'static str],
    chosen: &str,
    word: impl Fn(&str) -> String,
) -> Vec<(&'static str, String, bool)> {
    names.iter().map(|name| (*name, word(name), *name == chosen)).collect()
}
