//! The report of a check, as data; each kind of document is a file beside it.

pub mod json;
pub mod junit;
pub mod terminal;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::calls::Recorded;
use super::first_call::{Blocked, FirstCall};
use super::rule::{Rule, Wanted};
use super::run::Run;
use super::verdict::{Grade, Verdict};

/// The report of one check.
#[derive(Debug)]
pub struct Report {
    /// The version of mpay-sim.
    pub version: &'static str,
    /// The address of the e-Service.
    pub url: String,
    /// The ServiceID.
    pub service_id: String,
    /// The time of the first call.
    pub started_at: Timestamp,
    /// The duration.
    pub took: Duration,
    /// The seed.
    pub seed: u64,
    /// The certificate that signed the calls: subject and SHA-1 thumbprint.
    pub signed_with: (String, String),
    /// The first call; `None` if none could be made.
    pub first: Option<FirstCall>,
    /// Why nothing more could be learned; `None` if the rules were tried.
    pub blocked: Option<Blocked>,
    /// The results, in the order of the rules.
    pub results: Vec<RuleResult>,
    /// What this check could not see, one sentence each.
    pub unseen: Vec<String>,
}

/// The result of one rule.
#[derive(Debug)]
pub struct RuleResult {
    /// The rule.
    pub rule: &'static Rule,
    /// The verdict.
    pub verdict: Verdict,
    /// The calls that it is based on, in the order in which they ended.
    pub calls: Vec<Arc<Recorded>>,
    /// The duration.
    pub took: Duration,
    /// The command line that repeats the rule alone.
    pub again: String,
}

/// What no check by calls alone can see.
const NEVER_SEEN: [&str; 4] = [
    "what MPay itself does today: this is a check by mpay-sim against the public guide, not by MPay",
    "the e-Service's own books: a payment that is booked twice shows in GetOrderDetails alone, and there not at an order that is paid in full",
    "whether signed messages are kept as proof, and whether money arrives",
    "whether MPay has the e-Service's certificate registered, and may reach its address",
];

impl Report {
    pub(super) fn begin(run: &Run, started_at: Timestamp, seed: u64, first: Option<FirstCall>) -> Self {
        let certificate = run.target.client.certificate();
        Self {
            version: crate::VERSION,
            url: run.target.service.endpoint_url.clone(),
            service_id: run.target.service.id.to_string(),
            started_at,
            took: Duration::ZERO,
            seed,
            signed_with: (certificate.subject.clone(), certificate.thumbprint()),
            first,
            blocked: None,
            results: vec![],
            unseen: NEVER_SEEN.map(str::to_owned).to_vec(),
        }
    }

    /// Adds what this run could not see.
    pub(super) fn end(&mut self, run: &Run) {
        if run.target.service.certificate.is_none() {
            self.unseen.push(
                "whether the replies' certificate is the right one: none was given (--cert), so that of the first reply counted"
                    .to_owned(),
            );
        }
        let skipped = |wanted: fn(Wanted) -> bool| {
            let of = |result: &&RuleResult| {
                result.verdict.grade == Grade::Skipped && wanted(result.rule.needs.order)
            };
            self.results.iter().filter(of).count()
        };
        let without_orders = skipped(|wanted| wanted != Wanted::Nothing);
        if self.blocked.is_none() && without_orders > 0 {
            self.unseen.push(format!("what {without_orders} skipped rules would have shown"));
        }
    }

    /// The number of results of this grade.
    pub fn count(&self, grade: Grade) -> usize {
        self.results.iter().filter(|result| result.verdict.grade == grade).count()
    }

    /// The number of rules that were tried.
    pub fn tried(&self) -> usize {
        self.results.len() - self.count(Grade::Skipped)
    }

    /// The results of this grade, in the order of the rules.
    pub fn of(&self, grade: Grade) -> impl Iterator<Item = &RuleResult> {
        self.results.iter().filter(move |result| result.verdict.grade == grade)
    }

    /// 0: passed. 1: failed, or warned of under `strict`. 2: it could not run, or no rule was tried. 3: nothing failed, and
    /// something was inconclusive.
    pub fn exit_code(&self, is_strict: bool) -> u8 {
        if self.blocked.is_some() || self.tried() == 0 {
            2
        } else if self.count(Grade::Failed) > 0 || (is_strict && self.count(Grade::Warning) > 0) {
            1
        } else if self.count(Grade::Inconclusive) > 0 {
            3
        } else {
            0
        }
    }

    /// The counts in words: `2 failed · 1 warning · 107 passed · 9 skipped`. Passed rules are always named.
    pub fn counts(&self) -> String {
        let words = [
            (Grade::Failed, "failed"),
            (Grade::Warning, if self.count(Grade::Warning) == 1 { "warning" } else { "warnings" }),
            (Grade::Inconclusive, "inconclusive"),
            (Grade::Passed, "passed"),
            (Grade::Skipped, "skipped"),
        ];
        let shown = words.iter().filter(|(grade, _)| *grade == Grade::Passed || self.count(*grade) > 0);
        shown.map(|(grade, word)| format!("{} {word}", self.count(*grade))).collect::<Vec<_>>().join(" · ")
    }
}
