//! Certificates and keys.

use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    vec![]
}
