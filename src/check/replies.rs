//! Rules about the replies to all honest calls, by the findings that every call brings.

use std::sync::Arc;

use super::recorded::Recorded;
use super::verdict::Verdict;
use crate::domain::finding::{self, Finding, Severity, Stage};
use crate::domain::scenario::Answer;

/// The most calls that are shown as evidence.
const MOST_SHOWN: usize = 3;

/// The verdict by the gravest finding of these rules, with the calls that brought it.
pub fn judge(rules: &[&'static finding::Rule], calls: &[Arc<Recorded>]) -> (Verdict, Vec<Arc<Recorded>>) {
    let of = |call: &Arc<Recorded>| -> Option<Finding> {
        let found = call.exchange.findings.iter().filter(|finding| rules.contains(&finding.rule));
        found.max_by_key(|finding| finding.rule.severity).cloned()
    };
    let found: Vec<(Finding, &Arc<Recorded>)> =
        calls.iter().filter_map(|call| Some((of(call)?, call))).collect();
    let Some(worst) = found.iter().map(|(finding, _)| finding.rule.severity).max() else {
        let is_of_content = rules.iter().all(|rule| rule.stage == Stage::Contract);
        if is_of_content && !calls.iter().any(|call| call.answer == Some(Answer::Accepted)) {
            let why = "no honest reply had an order in it: give one with --order";
            return (Verdict::skipped(why), vec![]);
        }
        let message = match calls.len() {
            0 => return (Verdict::inconclusive("no call was answered"), vec![]),
            1 => "in the reply to the one honest call".to_owned(),
            count => format!("in the replies to {count} honest calls"),
        };
        return (Verdict::passed(format!("nothing of this was found {message}")), vec![]);
    };
    let with: Vec<_> = found.iter().filter(|(finding, _)| finding.rule.severity == worst).collect();
    let first = &with[0].0;
    let more = match with.len() {
        1 => String::new(),
        count => format!(" (in {count} of {} replies)", calls.len()),
    };
    let message = format!("{}{more}", Finding { quoted: String::new(), ..first.clone() }.summary());
    let verdict = match worst {
        Severity::Error => Verdict::failed(message),
        Severity::Warning => Verdict::warning(message),
        Severity::Note => Verdict::passed(message),
    };
    let shown = with.iter().take(MOST_SHOWN).map(|(_, call)| Arc::clone(call)).collect();
    (verdict.quoting(&first.quoted), shown)
}
