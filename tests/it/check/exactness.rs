//! Each mutant of the sample e-Service fails its own rule, and no other.

use std::collections::BTreeSet;

use mpay_sim::check::report::RuleResult;
use mpay_sim::check::{Family, Grade, Mark, RULES};
use tokio::task::JoinSet;

use super::mutants::{Mutant, NOT_BROKEN, all};
use super::world::World;

/// Checks that run at once.
const AT_ONCE: usize = 4;

/// The most mutants that are broken together.
const TOGETHER: usize = 40;

/// A rule that a busy machine breaks.
const OF_THE_MACHINE: &str = "doctor/latency";

/// What a check with these rules, or with all, says otherwise than these mutants together should bring about: their own rules
/// fail, or warn where a rule warns at most, and no other rule does.
async fn amiss(mutants: Vec<&'static Mutant>, only: Vec<&'static str>) -> Vec<String> {
    let own: Vec<&str> = mutants.iter().map(|mutant| mutant.rule).collect();
    let report = World::start(mutants).await.check(&only).await;
    let is_judged = |result: &&RuleResult| result.rule.key() != OF_THE_MACHINE;
    let is_otherwise = |result: &&RuleResult| match (own.contains(&&*result.rule.key()), result.verdict.grade)
    {
        (true, Grade::Failed) => false,
        (true, Grade::Warning) => !result.rule.mark.is_none_or(Mark::warns_at_most),
        (true, _) => true,
        (false, grade) => matches!(grade, Grade::Failed | Grade::Warning),
    };
    let said = |result: &RuleResult| {
        let (tag, message) = (result.verdict.grade.tag(), &result.verdict.message);
        format!("{own:?}: {tag} {}: {message}", result.rule.key())
    };
    let blocked = report.blocked.iter().map(|blocked| format!("{own:?}: {blocked:?}"));
    blocked.chain(report.results.iter().filter(is_judged).filter(is_otherwise).map(said)).collect()
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
    let world = World::asking(all()).await;
    world.check(&[]).await;
    // Most break nothing but messages of their own rule, or the honest confirmation that settles it. What they could harm beside
    // it is what rules share: orders, and the replies to all honest calls. So they are tried with their own rule, and many
    // together with all rules. The others are tried with every rule of which they break a message.
    let reach = |mutant: &Mutant| {
        let mut reach = world.reach(mutant.rule);
        reach.remove("");
        reach.insert(mutant.rule);
        reach
    };
    let (near, far): (Vec<_>, Vec<_>) = all().into_iter().partition(|mutant| reach(mutant).len() == 1);
    assert!(far.len() < near.len() / 4, "{far:#?}");
    let alone = far.into_iter().map(|mutant| (vec![mutant], Vec::from_iter(reach(mutant))));
    let together = near.chunks(TOGETHER).map(|mutants| (mutants.to_vec(), vec![]));
    let own_rule = near.iter().map(|mutant| (vec![*mutant], vec![mutant.rule]));
    let mut checks = alone.chain(together).chain(own_rule);
    let mut running: JoinSet<_> =
        checks.by_ref().take(AT_ONCE).map(|(mutants, only)| amiss(mutants, only)).collect();
    let mut found = Vec::new();
    while let Some(one) = running.join_next().await {
        found.extend(one.unwrap());
        checks.next().map(|(mutants, only)| running.spawn(amiss(mutants, only)));
    }
    assert!(found.is_empty(), "{found:#?}");
}
