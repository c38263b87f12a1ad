//! Each mutant of the sample e-Service fails its own rule.

use std::collections::BTreeSet;

use mpay_sim::check::{Family, Grade, Mark, RULES};
use tokio::task::JoinSet;

use super::mutants::{Mutant, NOT_BROKEN, all};
use super::world::World;

/// Mutants that are tried at once.
const AT_ONCE: usize = 4;

/// How often a mutant is tried until its rule fails.
const TRIES: usize = 6;

/// A rule that pays an order and looks at it afterwards, as some mutants change replies about paid orders.
const PAYS: &str = "truth/paid-still-described";

/// The verdict of the mutant's rule, if it is neither a failure nor the warning of a rule that warns at most. Some mutants break
/// calls that cross each other, which do not always cross.
async fn missed(mutant: &'static Mutant) -> Option<String> {
    for _ in 1..TRIES {
        missed_once(mutant).await?;
    }
    missed_once(mutant).await
}

async fn missed_once(mutant: &'static Mutant) -> Option<String> {
    let report = World::start(vec![mutant]).await.check(&[mutant.rule, PAYS]).await;
    let Some(result) = report.results.iter().find(|result| result.rule.key() == mutant.rule) else {
        return Some(format!("{}: not tried; {:?}", mutant.rule, report.blocked));
    };
    let may_warn = result.rule.mark.is_none_or(Mark::warns_at_most);
    let is_found = match result.verdict.grade {
        Grade::Failed => true,
        Grade::Warning => may_warn,
        _ => false,
    };
    (!is_found).then(|| format!("{}: {} {}", mutant.rule, result.verdict.grade.tag(), result.verdict.message))
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
async fn each_mutant_fails_its_own_rule() {
    let mut mutants = all().into_iter();
    let mut tried: JoinSet<_> = mutants.by_ref().take(AT_ONCE).map(missed).collect();
    let mut passed = Vec::new();
    while let Some(one) = tried.join_next().await {
        passed.extend(one.unwrap());
        mutants.next().map(|mutant| tried.spawn(missed(mutant)));
    }
    assert!(passed.is_empty(), "passed in spite of their mutants: {passed:#?}");
}
