//! The outcomes that a tester can choose, in words.

use crate::domain::outcome::{ORDER_KEY_MARK, OUTCOMES, Outcome, OutcomeRule};
use crate::domain::payment::DeclineReason;
use crate::i18n::Translator;

/// The ways to choose an outcome with the order: its description, the amount, and the end of the order's key.
pub(in crate::web) struct OutcomeHint {
    pub(in crate::web) outcome: String,
    pub(in crate::web) amount: String,
    pub(in crate::web) mark: String,
}

/// The hints for every row of the table.
pub(in crate::web) fn outcome_hints(
    t: &Translator,
    is_possible: impl Fn(Outcome) -> bool,
) -> Vec<OutcomeHint> {
    let hint = |rule: &OutcomeRule| OutcomeHint {
        outcome: outcome_text(t, rule.outcome),
        amount: t.amount(rule.amount),
        mark: format!("{ORDER_KEY_MARK}{}", rule.name),
    };
    OUTCOMES.iter().filter(|rule| is_possible(rule.outcome)).map(hint).collect()
}

/// True for outcomes of payments without a card, other than that of the page's own button.
pub(super) fn is_without_card(outcome: Outcome) -> bool {
    !matches!(
        outcome,
        Outcome::Approved
            | Outcome::Authentication(_)
            | Outcome::Terminal(_)
            | Outcome::Declined(DeclineReason::ExpiredCard | DeclineReason::WrongCvv)
    )
}

/// The selectable rows of the table, in the page's language.
pub(super) fn outcomes(t: &Translator, is_offered: impl Fn(Outcome) -> bool) -> Vec<(&'static str, String)> {
    OUTCOMES
        .iter()
        .filter(|rule| is_offered(rule.outcome))
        .map(|rule| (rule.name, outcome_text(t, rule.outcome)))
        .collect()
}

pub(super) fn outcome_text(t: &Translator, outcome: Outcome) -> String {
    t.get(&format!("outcome-is-{}", OutcomeRule::of(outcome).name))
}
