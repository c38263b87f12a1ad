//! The way to the e-Service.

use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    vec![]
}
