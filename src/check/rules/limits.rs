//! Languages and lengths of texts.

use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    vec![]
}
