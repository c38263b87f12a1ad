//! The report of a check, as data; each kind of document is a file beside it.

pub mod comparison;
pub mod document;
pub mod github;
pub mod html;
pub mod junit;
pub mod markdown;
pub mod terminal;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::first_call::{Blocked, FirstCall};
use super::recorded::Recorded;
use super::rule::{Rule, Wanted};
use super::shared::Run;
use super::verdict::{Grade, Verdict};
use crate::service_provider::KnownSigner;
use crate::soap::security::certificates::Certificate;
use crate::soap::security::verify::Tolerance;

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
    /// The certificates and the tolerance by which messages are verified.
    pub keys: Keys,
    /// The first call; `None` if none could be made.
    pub first: Option<FirstCall>,
    /// Why nothing more could be learned; `None` if the rules were tried.
    pub blocked: Option<Blocked>,
    /// The results, in the order of the rules.
    pub results: Vec<RuleResult>,
    /// The limits of this check, one sentence each.
    pub unseen: Vec<String>,
}

/// The certificates and the tolerance by which the messages of a report are verified.
#[derive(Debug)]
pub struct Keys {
    /// The certificate that signed the calls.
    pub own: Certificate,
    /// The accepted signer of replies, after the last of them.
    pub signer: KnownSigner,
    /// Certificates of others, whose keys may have been used by mistake.
    pub known: Vec<(String, Certificate)>,
    /// The tolerance for the e-Service's clock.
    pub tolerance: Tolerance,
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
    /// The effect of the list of known failures; `None` where the rule is not in it.
    pub expectation: Option<Expectation>,
}

/// The effect of a list of known failures on a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// It failed, as expected.
    Met,
    /// It failed, and the time that it was given is over.
    Expired,
    /// It passed, although a failure was expected.
    Unmet,
}

impl RuleResult {
    /// The headline: what is broken, or what is checked.
    pub fn headline(&self) -> &str {
        match (self.expectation, self.verdict.grade) {
            (Some(Expectation::Unmet), _) => "A known failure no longer happens",
            (_, Grade::Failed | Grade::Warning | Grade::Known) => &self.rule.failed,
            _ => &self.rule.checks,
        }
    }

    /// Why it matters.
    pub fn why(&self) -> &str {
        match self.expectation {
            Some(Expectation::Unmet) => "A list that has more than fails would hide it when it breaks again.",
            _ => &self.rule.why,
        }
    }

    /// The remedy.
    pub fn mend(&self) -> &str {
        match self.expectation {
            Some(Expectation::Unmet) => {
                "Take it out of the file of --baseline, or let --baseline-update do it."
            }
            _ => &self.rule.mend,
        }
    }

    /// The message, and the e-Service's own words where it said any.
    pub fn said(&self) -> String {
        match self.verdict.words.as_str() {
            "" => self.verdict.message.clone(),
            words => format!("{} (\"{words}\")", self.verdict.message),
        }
    }
}

/// Facts that no check by calls alone can see.
const NEVER_SEEN: [&str; 4] = [
    "what MPay itself does today: this is a check by mpay-sim against the public guide, not by MPay",
    "the e-Service's own books: a payment that is booked twice shows in GetOrderDetails alone, and there not at an order that is paid in full",
    "whether signed messages are kept as proof, and whether money arrives",
    "whether MPay has the e-Service's certificate registered, and may reach its address",
];

impl Report {
    pub(super) fn begin(run: &Run, started_at: Timestamp, seed: u64, first: Option<FirstCall>) -> Self {
        let target = &run.target;
        Self {
            version: crate::VERSION,
            url: run.target.service.endpoint_url.clone(),
            service_id: run.target.service.id.to_string(),
            started_at,
            took: Duration::ZERO,
            seed,
            keys: Keys {
                own: target.client.certificate().clone(),
                signer: KnownSigner::AnyAtFirstUse,
                known: target.known.clone(),
                tolerance: target.tolerance,
            },
            first,
            blocked: None,
            results: vec![],
            unseen: NEVER_SEEN.map(str::to_owned).to_vec(),
        }
    }

    /// Adds what this run could not see.
    pub(super) fn end(&mut self, run: &Run) {
        self.keys.signer = run.signer();
        if run.target.service.certificate.is_none() {
            self.unseen.push(
                "whether the replies' certificate is the right one: none was given (--cert), so that of the first reply counted"
                    .to_owned(),
            );
        }
        let limits = run.pace.limits();
        if limits.calls > 0 {
            self.unseen.push(format!(
                "how the e-Service takes calls at once: it answered {} of them with HTTP 429; each was made again, and counts by \
                 its later answer ({} s of waiting in all)",
                limits.calls,
                limits.waited.as_secs()
            ));
        }
        let skipped = |wanted: fn(Wanted) -> bool| {
            let of = |result: &&RuleResult| {
                result.verdict.grade == Grade::Skipped && wanted(result.rule.needs.order)
            };
            self.results.iter().filter(of).count()
        };
        let without_orders = skipped(|wanted| wanted != Wanted::Nothing);
        if self.blocked.is_none() && without_orders > 0 {
            self.unseen
                .push(format!("what the {without_orders} skipped rules about orders would have shown"));
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

    /// The grades that are counted, each with its word. Passed rules are always named.
    pub fn words_of_counts(&self) -> Vec<(Grade, &'static str)> {
        let words = [
            (Grade::Failed, "failed"),
            (Grade::Warning, if self.count(Grade::Warning) == 1 { "warning" } else { "warnings" }),
            (Grade::Inconclusive, "inconclusive"),
            (Grade::Known, if self.count(Grade::Known) == 1 { "known failure" } else { "known failures" }),
            (Grade::Passed, "passed"),
            (Grade::Skipped, "skipped"),
        ];
        words.into_iter().filter(|(grade, _)| *grade == Grade::Passed || self.count(*grade) > 0).collect()
    }

    /// The counts in words: `2 failed · 1 warning · 107 passed · 9 skipped`.
    pub fn counts(&self) -> String {
        let count = |(grade, word): &(Grade, &str)| format!("{} {word}", self.count(*grade));
        self.words_of_counts().iter().map(count).collect::<Vec<_>>().join(" · ")
    }

    /// The findings of the first call, in one line: connection, clock, signer.
    pub fn first_call_line(&self) -> Option<String> {
        let first = self.first.as_ref()?;
        let exchange = &first.recorded.exchange;
        let way = &exchange.way;
        let mut parts = Vec::new();
        parts.extend(way.took.connect.map(|ms| format!("connected in {ms} ms")));
        parts.extend(way.tls.clone());
        parts.extend(
            exchange
                .http_status
                .map(|status| format!("HTTP {status} in {} ms", exchange.duration.as_millis())),
        );
        parts.extend(first.clock_skew_ms.map(|ms| {
            let direction = if ms < 0 { "behind" } else { "ahead" };
            format!("clock {:.1} s {direction}", ms.abs() as f64 / 1000.0)
        }));
        parts.extend(first.signer.as_ref().map(|signer| {
            let until = signer.not_after.strftime("%d.%m.%Y");
            format!("reply signed by {} (valid to {until})", signer.subject)
        }));
        Some(parts.join(", "))
    }
}
