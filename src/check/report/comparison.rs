//! The changes between two reports.

use std::collections::BTreeMap;

use super::document::{Document, RuleDocument};
use crate::check::verdict::Grade;

/// A rule whose verdict changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The rule's key, such as `refuse/unsigned`.
    pub rule: String,
    /// The verdict before; `None` if the first report does not have the rule.
    pub before: Option<Grade>,
    /// The verdict after; `None` if the second report does not have the rule.
    pub after: Option<Grade>,
    /// The headline and the message of the later verdict, or of the earlier one where there is no later.
    pub said: (String, String),
}

/// The changes, each list in the order of the second report.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Rules that fail, or are warned of, and were not before.
    pub worse: Vec<Change>,
    /// Rules that pass, and failed or were warned of before.
    pub mended: Vec<Change>,
    /// Every other change, such as a rule that was skipped once.
    pub other: Vec<Change>,
    /// The number of rules with the same verdict in both.
    pub same: usize,
}

/// Compares two reports, the earlier one first.
pub fn compare(before: &Document, after: &Document) -> Comparison {
    let mut comparison = Comparison::default();
    let earlier: BTreeMap<&str, &RuleDocument> =
        before.results.iter().map(|rule| (rule.key.as_str(), rule)).collect();
    let later: BTreeMap<&str, &RuleDocument> =
        after.results.iter().map(|rule| (rule.key.as_str(), rule)).collect();
    let gone = before.results.iter().filter(|rule| !later.contains_key(rule.key.as_str()));
    for rule in after.results.iter().chain(gone) {
        let verdict = |of: &BTreeMap<&str, &RuleDocument>| of.get(rule.key.as_str()).map(|rule| rule.verdict);
        let (before, after) = (verdict(&earlier), verdict(&later));
        if before == after {
            comparison.same += 1;
            continue;
        }
        let said = (rule.headline.clone(), rule.message.clone());
        let change = Change { rule: rule.key.clone(), before, after, said };
        comparison.list(&change).push(change);
    }
    comparison
}

impl Comparison {
    fn list(&mut self, change: &Change) -> &mut Vec<Change> {
        match (change.before.map(badness), change.after.map(badness)) {
            (before, Some(after @ 1..)) if before.unwrap_or(0) < after => &mut self.worse,
            (Some(1..), Some(_)) if change.after == Some(Grade::Passed) => &mut self.mended,
            _ => &mut self.other,
        }
    }
}

/// 2 for a failure, known or not, and 1 for a warning.
fn badness(grade: Grade) -> u8 {
    match grade {
        Grade::Failed | Grade::Known => 2,
        Grade::Warning => 1,
        Grade::Inconclusive | Grade::Skipped | Grade::Passed => 0,
    }
}
