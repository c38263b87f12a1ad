//! The form of replies, by the findings about every honest one, and the codes of faults.
//!
//! One more reply, to a query about an order that no e-Service has, is searched as well for mistakes that make a reply unusable.

mod confirmation;
mod content;
mod faults;
mod made_up;
mod messages;
mod signatures;

pub(super) use made_up::by_replies;

use crate::check::rule::Rule;

pub(super) fn rules() -> Vec<Rule> {
    [messages::rules, signatures::rules, content::rules, faults::rules, confirmation::rules]
        .into_iter()
        .flat_map(|of| of())
        .collect()
}
