//! The report as JUnit XML: one test a rule.

use super::{Report, RuleResult};
use crate::check::verdict::Grade;
use crate::junit::{Case, CaseResult, document};

/// The document. Inconclusive rules are errors; warnings are failures under `is_strict`, else passed with their message
/// printed.
pub fn of(report: &Report, is_strict: bool) -> String {
    let mut cases: Vec<Case> = report.results.iter().map(|result| case(report, result, is_strict)).collect();
    if let Some(blocked) = &report.blocked {
        let why = format!("{}; {} {}", blocked.reason, blocked.remedy, blocked.words);
        cases.push(Case {
            class: format!("mpay-sim.check.{}", report.service_id),
            name: "the e-Service can be checked".to_owned(),
            took: report.took,
            result: CaseResult::NotTried(why.trim_end().to_owned()),
            printed: String::new(),
        });
    }
    document("mpay-sim check", &cases)
}

fn case(report: &Report, result: &RuleResult, is_strict: bool) -> Case {
    let RuleResult { rule, verdict, took, again, .. } = result;
    let said = result.said();
    let told = format!(
        "{}: {said}\nwhy: {}\ndo: {}\nagain: {again}",
        result.headline(),
        result.why(),
        result.mend()
    );
    Case {
        class: format!("mpay-sim.check.{}.{}", report.service_id, rule.family.name()),
        name: format!("{} {}", rule.id(), rule.name),
        took: *took,
        result: match verdict.grade {
            Grade::Passed => CaseResult::Passed,
            Grade::Warning if !is_strict => CaseResult::Passed,
            Grade::Warning | Grade::Failed => CaseResult::Failed(told),
            Grade::Inconclusive => CaseResult::NotTried(format!("inconclusive: {said}\nagain: {again}")),
            Grade::Known | Grade::Skipped => CaseResult::Skipped(said.clone()),
        },
        printed: format!("{}\n{}: {said}\n", rule.checks, verdict.grade.name()),
    }
}
