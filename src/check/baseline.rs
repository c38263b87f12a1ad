//! Known failures: rules that may fail until a day, each with its reason.

use jiff::civil::Date;

use super::report::{Expectation, Report};
use super::rule::Rule;
use super::verdict::{Grade, Verdict};

/// A rule that is known to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its key, such as `refuse/unsigned`.
    pub rule: String,
    /// Why it is left so.
    pub reason: String,
    /// The last day on which it may fail.
    pub expires: Date,
}

/// How many days a new entry gives.
const DAYS: i32 = 90;

/// Judges the report by the known failures. Failures and warnings that are known fail no longer; a known failure that did
/// not happen fails, so that the list never hides what breaks again.
pub fn apply(known: &[Known], report: &mut Report, today: Date) {
    for result in &mut report.results {
        let Some(entry) = known.iter().find(|entry| entry.rule == result.rule.key()) else { continue };
        let Known { reason, expires, .. } = entry;
        let said = result.verdict.message.trim_end_matches('.').to_owned();
        let (expectation, grade, message) = match result.verdict.grade {
            Grade::Failed | Grade::Warning if today <= *expires => {
                (Expectation::Met, Grade::Known, format!("{said} (known until {expires}: {reason})"))
            }
            grade @ (Grade::Failed | Grade::Warning) => {
                (Expectation::Expired, grade, format!("{said} (was known until {expires}: {reason})"))
            }
            Grade::Passed => (
                Expectation::Unmet,
                Grade::Failed,
                format!("{said}, but its failure is in the list of known ones: {reason}"),
            ),
            Grade::Inconclusive | Grade::Skipped | Grade::Known => continue,
        };
        result.expectation = Some(expectation);
        result.verdict = Verdict { grade, ..Verdict::passed(message) }.quoting(&result.verdict.words);
    }
}

/// The known failures after this report, to which none were applied: those that still fail or were not judged as they are,
/// and new ones without a reason. Warnings are new failures where `is_strict` makes them so.
pub fn updated(known: &[Known], report: &Report, is_strict: bool, today: Date) -> Vec<Known> {
    let expires = today.saturating_add(jiff::Span::new().days(DAYS));
    let of_rule = |rule: &Rule| known.iter().find(|entry| entry.rule == rule.key()).cloned();
    let kept = known
        .iter()
        .filter(|entry| report.results.iter().all(|result| result.rule.key() != entry.rule))
        .cloned();
    let judged = report.results.iter().filter_map(|result| match result.verdict.grade {
        Grade::Failed => Some(of_rule(result.rule).unwrap_or_else(|| new(result.rule, expires))),
        Grade::Warning if is_strict => {
            Some(of_rule(result.rule).unwrap_or_else(|| new(result.rule, expires)))
        }
        Grade::Passed => None,
        _ => of_rule(result.rule),
    });
    let mut updated: Vec<Known> = kept.chain(judged).collect();
    updated.sort_by(|a, b| a.rule.cmp(&b.rule));
    updated
}

fn new(rule: &Rule, expires: Date) -> Known {
    Known { rule: rule.key(), reason: String::new(), expires }
}
