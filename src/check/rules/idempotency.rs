//! Repeated and lost confirmations: one payment counts once.

use super::of_scenarios;
use crate::check::family::Family;
use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    of_scenarios::rules(Family::Idempotency)
}
