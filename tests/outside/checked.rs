//! `mpay-sim check` of the e-Services that other stacks made: what it says against them is true, and written down here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mpay_sim::check::{self, Grade, NewOrder, Plan, RULES, Selection};
use mpay_sim::clock::Clock;
use mpay_sim::domain::ids::OrderKey;
use mpay_sim::domain::service::{ReplySignature, Service};

use crate::support::checking;

/// A rule that does not pass, or a family of which none does; the verdict, and why that is right.
pub type Found = (&'static str, Grade, &'static str);

/// Hands out the orders that each of these e-Services has, from DOSAR-101 on.
fn new_order() -> NewOrder {
    let next = AtomicUsize::new(101);
    Arc::new(move || {
        let key = format!("DOSAR-{}", next.fetch_add(1, Ordering::Relaxed));
        Box::pin(async move { OrderKey::given(key).map_err(|why| why.to_string()) })
    })
}

/// Holds that a check of this e-Service finds exactly this, and that every other rule passes, or is skipped.
pub async fn finds(service: &Service, expected: &[Found]) {
    let service = Service { reply_signature: ReplySignature::Require, ..service.clone() };
    // How fast they are here is the machine's affair.
    let selection = Selection::parse(vec![], vec!["doctor/latency".to_owned()]).unwrap();
    let plan = Plan { selection, new_order: Some(new_order()), ..checking::plan() };
    let report = check::run(checking::target(service, &Clock::System), plan).await;
    assert_eq!(report.blocked, None);
    let told = |grade| !matches!(grade, Grade::Passed | Grade::Skipped);
    let found: BTreeMap<String, Grade> = report
        .results
        .iter()
        .filter(|result| told(result.verdict.grade))
        .map(|result| (result.rule.key(), result.verdict.grade))
        .collect();
    let of = |(word, grade, _): &Found| {
        let (word, grade) = (*word, *grade);
        RULES.iter().filter(move |rule| rule.is_meant_by(word)).map(move |rule| (rule.key(), grade))
    };
    let expected: BTreeMap<String, Grade> = expected.iter().flat_map(of).collect();
    let said: Vec<String> = report
        .results
        .iter()
        .filter(|result| found.get(&result.rule.key()) != expected.get(&result.rule.key()))
        .map(|result| format!("{} {}: {}", result.verdict.grade.tag(), result.rule.key(), result.said()))
        .collect();
    assert_eq!(found, expected, "{said:#?}");
    // Of orders there are enough, so that what is skipped is skipped for another reason.
    let without_order = report.of(Grade::Skipped).find(|result| result.verdict.message.contains("was left"));
    assert!(without_order.is_none(), "{without_order:?}");
    assert!(report.count(Grade::Passed) > 0);
}
