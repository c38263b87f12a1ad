//! What the e-Service says of an order, and which payments it takes.

use super::of_scenarios;
use crate::check::family::Family;
use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    of_scenarios::rules(Family::Truth)
}
