//! Each mutant fails its own rule and no other.
//!
//! A run for every mutant would take minutes, so many are switched on at once: for each binary digit of their places in the
//! table, those with the digit 0 and those with the digit 1. Any two mutants are apart in one of these runs, so that a rule
//! that fails by another mutant than its own is found.

use std::collections::{BTreeMap, BTreeSet};

use mpay_sim::check::{Family, Mark, RULES};

use super::mutants::{Mutant, NOT_BROKEN, all};
use super::world::{World, is_in_order};

/// The rules that fail, or warn, in a check of an e-Service with these mutants.
async fn broken(mutants: Vec<&'static Mutant>) -> BTreeMap<String, String> {
    let report = World::start(mutants).await.check(&[]).await;
    let told = report.results.iter().filter(|result| !is_in_order(result));
    told.map(|result| {
        (result.rule.key(), format!("{}: {}", result.verdict.grade.tag(), result.verdict.message))
    })
    .collect()
}

async fn are_exact(mutants: Vec<&'static Mutant>) {
    let expected: BTreeSet<String> = mutants.iter().map(|mutant| mutant.rule.to_owned()).collect();
    let found = broken(mutants).await;
    let keys: BTreeSet<String> = found.keys().cloned().collect();
    let missed: Vec<_> = expected.difference(&keys).collect();
    let too_many: Vec<_> = found.iter().filter(|(key, _)| !expected.contains(*key)).collect();
    assert!(
        missed.is_empty() && too_many.is_empty(),
        "passed in spite of their mutants: {missed:#?}\nbroken by others' mutants: {too_many:#?}"
    );
    for (key, told) in found {
        let rule = mpay_sim::check::find(&key).unwrap();
        let may_warn = rule.mark == Some(Mark::Standard) || told.starts_with("WARN") && rule.mark.is_none();
        assert!(told.starts_with("FAIL") || (may_warn && told.starts_with("WARN")), "{key}: {told}");
    }
}

#[test]
fn every_rule_has_a_mutant() {
    let have: BTreeSet<&str> = all().iter().map(|mutant| mutant.rule).collect();
    assert_eq!(have.len(), all().len(), "a rule has two mutants");
    // The doctor's rules end the check: see doctor.rs.
    let without: Vec<String> = RULES
        .iter()
        .filter(|rule| rule.family != Family::Doctor)
        .map(|rule| rule.key())
        .filter(|key| !have.contains(key.as_str()) && !NOT_BROKEN.iter().any(|(rule, _)| rule == key))
        .collect();
    assert!(without.is_empty(), "rules without a mutant: {without:#?}");
    let unknown: Vec<_> = have.iter().filter(|key| mpay_sim::check::find(key).is_none()).collect();
    assert!(unknown.is_empty(), "mutants of rules that do not exist: {unknown:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mutant_fails_its_own_rule_and_no_other() {
    let mutants = all();
    let digits = usize::BITS - mutants.len().leading_zeros();
    for digit in 0..digits {
        for value in [0, 1] {
            let of_digit = mutants.iter().enumerate().filter(|(place, _)| place >> digit & 1 == value);
            are_exact(of_digit.map(|(_, mutant)| *mutant).collect()).await;
        }
    }
}
