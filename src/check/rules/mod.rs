//! Every rule, family by family.
//!
//! A family's file has a table of its own rules, and adds those that are made from scenarios.

mod accept;
mod certificates;
mod contract;
mod doctor;
mod idempotency;
mod limits;
mod of_scenarios;
mod refuse;
mod speed;
mod truth;

use std::sync::LazyLock;

use super::family::Family;
use super::rule::Rule;

/// Every rule, in the order of families, with its number.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules: Vec<Rule> = Family::ALL.into_iter().flat_map(of).collect();
    let mut last = (Family::Doctor, 0);
    for rule in &mut rules {
        last = if last.0 == rule.family { (last.0, last.1 + 1) } else { (rule.family, 1) };
        rule.number = last.1;
    }
    rules
});

fn of(family: Family) -> Vec<Rule> {
    match family {
        Family::Doctor => doctor::rules(),
        Family::Contract => contract::rules(),
        Family::Accept => accept::rules(),
        Family::Refuse => refuse::rules(),
        Family::Idempotency => idempotency::rules(),
        Family::Truth => truth::rules(),
        Family::Limits => limits::rules(),
        Family::Certificates => certificates::rules(),
        Family::Speed => speed::rules(),
    }
}

/// The rule with this key, such as `refuse/unsigned`.
pub fn find(key: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.key() == key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::rule::{Judge, Mark};
    use crate::domain::scenario::SCENARIOS;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_says_everything() {
        let mut keys = BTreeSet::new();
        for rule in RULES.iter() {
            let key = rule.key();
            assert!(keys.insert(key.clone()), "{key} occurs twice");
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(rule.name.chars().all(is_name), "{key}");
            for text in [&rule.checks, &rule.why, &rule.mend] {
                assert!(text.ends_with('.') && !text.contains('\n'), "{key}: {text}");
            }
            for text in [&rule.failed, &rule.source] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{key}: {text}");
            }
            assert_eq!(
                rule.mark.is_some(),
                rule.family == Family::Accept,
                "{key}: lawful variations have a mark"
            );
        }
    }

    #[test]
    fn every_scenario_is_a_rule_for_each_of_its_operations() {
        for scenario in SCENARIOS {
            let of_scenario = |rule: &&Rule| matches!(rule.judge, Judge::Scenario(one, _) if one == scenario);
            let rules: Vec<_> = RULES.iter().filter(of_scenario).collect();
            assert_eq!(rules.len(), scenario.operations.names().len(), "{}", scenario.name);
        }
    }

    #[test]
    fn what_is_only_allowed_is_marked_so() {
        let marks: BTreeSet<_> = RULES.iter().filter_map(|rule| rule.mark).map(Mark::meaning).collect();
        assert!(marks.contains("allowed by the standard"), "{marks:?}");
    }
}
