//! Which calls show something that a developer has to mend.

use super::call_outcome::{CallOutcome, OutcomeKind};
use super::fault::FaultMeaning;
use super::finding::rules::business::FAULT;
use super::finding::{Finding, Severity};
use super::scenario::ScenarioVerdict;

/// True if the call shows a mistake to mend. Under a scenario only its verdict counts. An e-Service that rightly says that it
/// has no such order has not failed.
pub fn is_failure(outcome: &CallOutcome, findings: &[Finding]) -> bool {
    if outcome.scenario.is_some() {
        return is_failed_scenario(findings);
    }
    let is_unknown_order = outcome
        .fault
        .as_ref()
        .is_some_and(|fault| fault.meaning() == FaultMeaning::UnknownOrder && !fault.may_be_distrust());
    let is_error = |finding: &Finding| {
        finding.rule.severity == Severity::Error && !(is_unknown_order && finding.rule == &FAULT)
    };
    let has_stopped = match outcome.kind {
        OutcomeKind::Accepted | OutcomeKind::NothingFound | OutcomeKind::NotCounted => false,
        OutcomeKind::Fault => !is_unknown_order,
        _ => true,
    };
    has_stopped || findings.iter().any(is_error)
}

/// True if the e-Service reacted wrongly to a scenario.
pub fn is_failed_scenario(findings: &[Finding]) -> bool {
    findings.iter().find_map(ScenarioVerdict::of) == Some(ScenarioVerdict::Failed)
}

#[cfg(test)]
mod tests {
    use super::super::finding::rules;
    use super::*;

    #[test]
    fn a_scenario_fails_by_its_verdict_and_other_calls_by_their_outcome() {
        let under = |outcome| CallOutcome { scenario: Some("unsigned".to_owned()), ..outcome };
        let accepted = Finding::new(&rules::scenario::SCENARIO_ACCEPTED, "");
        assert!(!is_failure(&CallOutcome::accepted(), &[]));
        assert!(!is_failure(&CallOutcome::of_orders(0, Some(200)), &[]));
        assert!(is_failure(&CallOutcome::not_sent("no key"), &[]));
        assert!(!is_failure(&under(CallOutcome::not_sent("no key")), &[]));
        assert!(is_failure(&under(CallOutcome::not_counted()), &[accepted]));
        let tolerated = rules::all().find(|rule| rule.severity == Severity::Error).unwrap();
        assert!(is_failure(&CallOutcome::accepted(), &[Finding::new(tolerated, "")]));
    }
}
