//! Lawful variations of messages, which must be accepted.

mod confirmations;
mod queries;
mod texts;
mod variation;

use super::of_scenarios;
use crate::check::family::Family;
use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    let mut rules = of_scenarios::rules(Family::Accept);
    rules.extend(queries::rules());
    rules.extend(confirmations::rules());
    rules
}
