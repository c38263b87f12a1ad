//! Calls at once, and the time that they take.

use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    vec![]
}
