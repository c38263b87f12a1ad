//! One check from its first call to its report.

use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::family::Family;
use super::first_call::{self, FirstCall};
use super::orders::{Order, Orders};
use super::pace::Pace;
use super::plan::Plan;
use super::recorded::{Log, Recorded};
use super::replies;
use super::report::{Report, RuleResult};
use super::rule::{Judge, Mark, Rule, Wanted};
use super::rules::RULES;
use super::scenario;
use super::settlement::{Awaiting, Ledger, settled};
use super::shared::Run;
use super::target::{Progress, Target};
use super::trial::Trial;
use super::verdict::{Grade, Verdict};
use crate::randomness::Randomness;
use crate::service_provider::KnownSigner;
use crate::soap::security::certificates::Certificate;

/// The most rules that are tried at once.
const RULES_AT_ONCE: usize = 8;

/// Makes the check.
pub async fn run(target: Target, plan: Plan) -> Report {
    let (started_at, stopwatch) = (target.clock.now(), Instant::now());
    let signer = OnceLock::new();
    if let Some(Ok(known)) = target.service.certificate.as_deref().map(Certificate::from_der) {
        let _ = signer.set(KnownSigner::Certificate(Box::new(known)));
    }
    let Plan { selection, orders, new_order, is_patient, slow_after, seed, again, watch } = plan;
    let run = Arc::new(Run {
        orders: Orders::new(orders, new_order),
        ledger: Ledger::default(),
        honest: Log::default(),
        pace: Pace::default(),
        randomness: Randomness::new(Some(seed)),
        again,
        slow_after,
        seed,
        is_patient,
        numbers: AtomicI64::new(started_at.as_millisecond()),
        signer,
        watch,
        target,
    });
    let rules: Vec<&'static Rule> = RULES.iter().filter(|rule| selection.has(rule)).collect();
    let log = Log::default();
    let (first, blocked) = first_call::make(&run, &log).await;
    let mut report = Report::begin(&run, started_at, seed, first.clone());
    match (first, blocked) {
        (Some(first), None) => report.results = tried(&run, &rules, &first).await,
        (first, blocked) => {
            report.results = untried(&run, &rules, first.as_ref());
            report.blocked = blocked;
        }
    }
    report.took = stopwatch.elapsed();
    report.end(&run);
    report
}

/// The verdicts on the first call where nothing else was tried. Of what comes after the stage at which it ended,
/// nothing was seen.
fn untried(run: &Run, rules: &[&'static Rule], first: Option<&FirstCall>) -> Vec<RuleResult> {
    let skipped = |rule| Ended::of(rule, Verdict::skipped("the check ended before it"), vec![]);
    let verdict = |rule: &&'static Rule| match (rule.judge, first) {
        (Judge::First(judge), Some(first)) => {
            Ended::of(rule, judge(first), vec![Arc::clone(&first.recorded)])
        }
        (Judge::Replies(of), Some(first)) if of.iter().any(|one| one.stage <= first.ended_at()) => {
            let (verdict, calls) = replies::judge(of, &run.honest.calls());
            Ended::of(rule, verdict, calls)
        }
        _ => skipped(*rule),
    };
    rules.iter().map(verdict).map(|ended| ended.result(run)).collect()
}

async fn tried(run: &Arc<Run>, rules: &[&'static Rule], first: &FirstCall) -> Vec<RuleResult> {
    (run.watch)(Progress::Planned(rules.len()));
    let is_waiting = |rule: &Rule| rule.needs.patient.is_some() || rule.needs.alone;
    let of = |wanted: fn(Wanted) -> bool, alone: bool| -> Vec<&'static Rule> {
        let makes_calls = |rule: &Rule| !matches!(rule.judge, Judge::First(_) | Judge::Replies(_));
        rules
            .iter()
            .copied()
            .filter(|rule| makes_calls(rule) && wanted(rule.needs.order) && is_waiting(rule) == alone)
            .collect()
    };
    let is_fresh = |wanted| matches!(wanted, Wanted::Fresh(_));
    // Rules that use orders up come last, and their honest confirmations settle what waits for one.
    let mut ended = side_by_side(run, of(|wanted| !matches!(wanted, Wanted::Fresh(_)), false)).await;
    ended.extend(side_by_side(run, of(is_fresh, false)).await);
    for rule in of(|_| true, true) {
        ended.push(try_rule(Arc::clone(run), rule).await);
    }
    settle(run, &mut ended).await;
    let replies = run.honest.calls();
    for rule in rules {
        let (verdict, calls) = match rule.judge {
            Judge::First(judge) => (judge(first), vec![Arc::clone(&first.recorded)]),
            Judge::Replies(rules) if rule.family == Family::Doctor => {
                replies::judge(rules, std::slice::from_ref(&first.recorded))
            }
            Judge::Replies(rules) => replies::judge(rules, &replies),
            Judge::Scenario(..) | Judge::Calls(_) | Judge::SoFar(_) => continue,
        };
        (run.watch)(Progress::Ended(rule.key()));
        ended.push(Ended::of(rule, verdict, calls));
    }
    ended.sort_by_key(|ended| (ended.rule.family, ended.rule.number));
    ended.into_iter().map(|ended| ended.result(run)).collect()
}

/// A rule that was tried.
struct Ended {
    rule: &'static Rule,
    verdict: Verdict,
    awaiting: Option<Awaiting>,
    calls: Vec<Arc<Recorded>>,
    took: Duration,
}

impl Ended {
    fn of(rule: &'static Rule, verdict: Verdict, calls: Vec<Arc<Recorded>>) -> Self {
        Self { rule, verdict, awaiting: None, calls, took: Duration::ZERO }
    }

    fn result(self, run: &Run) -> RuleResult {
        let Self { rule, mut verdict, calls, took, .. } = self;
        // What MPay was never seen to send, nor shows in its guide, is its own affair at most.
        if verdict.grade == Grade::Failed && rule.mark.is_some_and(Mark::warns_at_most) {
            verdict.grade = Grade::Warning;
        }
        let again = format!("{} --only {}", run.again, rule.key());
        RuleResult { rule, verdict, calls, took, again, expectation: None }
    }
}

async fn side_by_side(run: &Arc<Run>, rules: Vec<&'static Rule>) -> Vec<Ended> {
    let places = Arc::new(Semaphore::new(RULES_AT_ONCE));
    let mut tasks = JoinSet::new();
    for rule in rules {
        let (run, places) = (Arc::clone(run), Arc::clone(&places));
        tasks.spawn(async move {
            let _place = places.acquire_owned().await;
            try_rule(run, rule).await
        });
    }
    let mut ended = Vec::new();
    while let Some(joined) = tasks.join_next().await {
        ended.extend(joined.ok());
    }
    ended
}

/// Tries a rule with the orders that it needs.
async fn try_rule(run: Arc<Run>, rule: &'static Rule) -> Ended {
    let stopwatch = Instant::now();
    let watch = Arc::clone(&run.watch);
    let trial = match prepared(run, rule).await {
        Ok(trial) => trial,
        Err(verdict) => {
            watch(Progress::Ended(rule.key()));
            return Ended::of(rule, verdict, vec![]);
        }
    };
    let judged = match rule.judge {
        Judge::Scenario(scenario, operation) => scenario::judge(&trial, scenario, operation).await,
        Judge::Calls(judge) | Judge::SoFar(judge) => judge(&trial).await,
        Judge::First(_) | Judge::Replies(_) => Ok(Verdict::inconclusive("it makes no calls")),
    };
    let verdict = judged.unwrap_or_else(|verdict| verdict);
    if matches!(rule.needs.order, Wanted::Known | Wanted::Lent) {
        // After a wrong booking the order is no longer what the next rule needs.
        if let (Grade::Failed, Wanted::Lent, Ok(order)) = (verdict.grade, rule.needs.order, trial.order()) {
            trial.run.ledger.spoiled(&order.key);
        }
        let is_kept = trial.order().is_ok_and(|order| !trial.run.ledger.is_spoiled(&order.key));
        trial.run.orders.give_back(trial.order().ok().filter(|_| is_kept).cloned());
    }
    watch(Progress::Ended(rule.key()));
    Ended {
        rule,
        verdict,
        awaiting: trial.awaiting.lock().unwrap_or_else(PoisonError::into_inner).take(),
        calls: trial.log.calls(),
        took: stopwatch.elapsed(),
    }
}

/// The rule with its orders, or why it is skipped.
async fn prepared(run: Arc<Run>, rule: &'static Rule) -> Result<Trial, Verdict> {
    if let Some(wait) = rule.needs.patient
        && !run.is_patient
    {
        return Err(Verdict::skipped(format!("it waits for {} s: give --patient", wait.as_secs())));
    }
    let fits = |order: &Order| -> Result<(), String> {
        (rule.needs.fits)(&order.details).map_err(str::to_owned)?;
        match rule.judge {
            Judge::Scenario(scenario, crate::soap::Operation::ConfirmOrderPayment) => {
                scenario::fits(&run, scenario, order)
            }
            _ => Ok(()),
        }
    };
    let mut orders = Vec::new();
    match rule.needs.order {
        Wanted::Nothing => {}
        Wanted::Known => orders.push(run.orders.known(&run).await.map_err(Verdict::skipped)?),
        Wanted::Lent => orders.push(run.orders.take(&run, true, &fits).await.map_err(Verdict::skipped)?),
        Wanted::Fresh(count) => {
            for _ in 0..count {
                match run.orders.take(&run, false, &fits).await {
                    Ok(order) => orders.push(order),
                    Err(why) => {
                        orders.into_iter().for_each(|order| run.orders.give_back(Some(order)));
                        return Err(Verdict::skipped(why));
                    }
                }
            }
        }
    }
    let randomness = Randomness::named(run.seed, &rule.key());
    Ok(Trial { run, rule: rule.key(), randomness, orders, log: Log::default(), awaiting: Mutex::default() })
}

/// Confirms honestly every order whose verdicts wait for that, and gives the verdicts.
async fn settle(run: &Arc<Run>, ended: &mut [Ended]) {
    for one in ended.iter_mut() {
        let Some(awaiting) = one.awaiting.take() else { continue };
        let key = &awaiting.order.key;
        if run.ledger.of(key).is_none() {
            let trial = Trial {
                run: Arc::clone(run),
                rule: one.rule.key(),
                randomness: Randomness::named(run.seed, key.as_str()),
                orders: vec![],
                log: Log::default(),
                awaiting: Mutex::default(),
            };
            // Its failure is in the ledger.
            let _ = trial.pay(&awaiting.order).await;
            one.calls.extend(trial.log.calls());
        }
        if let Some(honest) = run.ledger.of(key) {
            one.verdict = settled(&awaiting, &honest).quoting(&awaiting.finding.quoted);
        }
    }
}
