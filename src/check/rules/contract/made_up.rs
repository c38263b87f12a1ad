//! Queries about an order that no e-Service has.

use crate::check::replies;
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::finding;
use crate::domain::ids::OrderKey;

/// The OrderKey of a query of this rule alone; no e-Service has such an order.
pub(super) fn made_up_key(trial: &Trial) -> String {
    let name = trial.rule.rsplit('/').next().unwrap_or_default();
    let key = format!("SIM-{}", name.to_uppercase());
    key.chars().take(36).collect()
}

/// The verdict by the findings of these rules about all honest replies so far, and about one more.
pub(in crate::check::rules) async fn by_replies(
    trial: &Trial,
    rules: &[&'static finding::Rule],
) -> Result<Verdict, Verdict> {
    if let Ok(key) = OrderKey::parse(made_up_key(trial)) {
        trial.ask_honestly("one more query, about no order", &key).await;
    }
    let (verdict, calls) = replies::judge(rules, &trial.run.honest.calls());
    trial.show(calls);
    Ok(verdict)
}
