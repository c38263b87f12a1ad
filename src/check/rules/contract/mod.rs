//! The form of replies, by the findings about every honest one, and the codes of faults.
//!
//! What makes a reply unusable is looked for in one more reply as well, to a query about an order that no e-Service has.

mod content;
mod faults;
mod messages;
mod signatures;

use crate::check::replies;
use crate::check::rule::Rule;
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::finding;
use crate::domain::ids::OrderKey;

pub(super) fn rules() -> Vec<Rule> {
    [messages::rules, signatures::rules, content::rules, faults::rules]
        .into_iter()
        .flat_map(|of| of())
        .collect()
}

/// The OrderKey of a query of this rule alone; no e-Service has such an order.
fn made_up_key(trial: &Trial) -> String {
    let key = format!("SIM-{}", trial.rule.name.to_uppercase());
    key.chars().take(36).collect()
}

/// The verdict by the findings of these rules about all honest replies so far, and about one more.
pub(super) async fn by_replies(trial: &Trial, rules: &[&'static finding::Rule]) -> Result<Verdict, Verdict> {
    if let Ok(key) = OrderKey::parse(made_up_key(trial)) {
        trial.ask_honestly("one more query, about no order", &key).await;
    }
    let (verdict, calls) = replies::judge(rules, &trial.run.honest.calls());
    trial.show(calls);
    Ok(verdict)
}
