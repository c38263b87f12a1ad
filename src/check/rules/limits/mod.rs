//! Languages of texts, and values at the limits of the contract.

mod keys;
mod languages;
mod values;

use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    [languages::rules, keys::rules, values::rules].into_iter().flat_map(|of| of()).collect()
}
