//! Forged, altered and expired messages, which must be refused.

use super::of_scenarios;
use crate::check::family::Family;
use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    of_scenarios::rules(Family::Refuse)
}
