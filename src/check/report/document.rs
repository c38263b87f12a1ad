//! The report as a document for programs: what `--report json=FILE` writes, and what `compare` and `--again` read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Report, RuleResult};
use crate::check::recorded::Recorded;
use crate::check::verdict::Grade;

/// The number of this format. It rises where a reader of the one before would go wrong.
pub const FORMAT: u32 = 1;

/// The report of one check of an e-Service by mpay-sim, not by MPay.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CheckReport")]
pub struct Document {
    /// The number of this format: 1. It rises where a reader of the one before would go wrong.
    pub format: u32,
    /// By which program the check was made, and that it was not MPay.
    pub by: String,
    /// The version of mpay-sim.
    pub version: String,
    /// The address of the e-Service.
    pub url: String,
    /// The ServiceID.
    pub service_id: String,
    /// When the first call was made.
    #[schemars(extend("format" = "date-time"))]
    pub started_at: String,
    /// The duration in milliseconds.
    pub duration_ms: u64,
    /// The seed of random ids and values.
    pub seed: u64,
    /// The certificate that signed the calls.
    pub signed_with: Signer,
    /// 0: passed. 1: something failed. 2: it could not run, or no rule was tried. 3: nothing failed, something is
    /// inconclusive.
    pub exit_code: u8,
    /// How many rules have which verdict.
    pub counts: Counts,
    /// Why nothing more could be learned; null if the rules were tried.
    pub blocked: Option<Blocked>,
    /// The verdicts, in the order of the rules.
    pub results: Vec<RuleDocument>,
    /// The limits of this check, one sentence each.
    pub could_not_see: Vec<String>,
}

/// A certificate.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Signer {
    /// Its subject.
    pub subject: String,
    /// Its SHA-1 thumbprint in hexadecimal.
    pub thumbprint: String,
}

/// How many rules have which verdict.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Broken.
    pub failed: usize,
    /// Lawful, but MPay or a WCF reader may mind.
    pub warning: usize,
    /// The answers show neither.
    pub inconclusive: usize,
    /// Broken, as the baseline says.
    pub known: usize,
    /// Not tried.
    pub skipped: usize,
    /// Kept.
    pub passed: usize,
}

/// Why nothing more could be learned.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Blocked {
    /// The event.
    pub reason: String,
    /// The e-Service's own words; often empty.
    pub words: String,
    /// The remedy.
    pub remedy: String,
}

/// One rule with its verdict.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RuleDocument {
    /// Family and number, such as `refuse/1`. The number may change between versions.
    pub id: String,
    /// Family and name, such as `refuse/unsigned`, which stay the same.
    pub key: String,
    /// The family.
    pub family: String,
    /// The verdict.
    pub verdict: Grade,
    /// The messages sent, and the reaction; of a skipped rule, why and what to give so that it runs.
    pub message: String,
    /// The e-Service's own words; often empty.
    pub words: String,
    /// The statement that is checked.
    pub checks: String,
    /// The headline: what is broken, or what is checked.
    pub headline: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub mend: String,
    /// The source of the rule.
    pub source: String,
    /// Of a lawful variation: whether MPay sends it; null for other rules.
    pub mark: Option<String>,
    /// The duration in milliseconds.
    pub duration_ms: u64,
    /// The command line that repeats the rule alone.
    pub again: String,
    /// The calls that the verdict is based on, in the order in which they ended.
    pub calls: Vec<CallDocument>,
}

/// A call as it was transmitted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CallDocument {
    /// The purpose of the call in its rule.
    pub label: String,
    /// `GetOrderDetails` or `ConfirmOrderPayment`.
    pub operation: String,
    /// The order that it is about.
    pub order_key: String,
    /// When it was made.
    #[schemars(extend("format" = "date-time"))]
    pub at: String,
    /// The time in milliseconds until the reply was read or given up.
    pub duration_ms: u64,
    /// The e-Service's reaction; null if the call never reached it.
    pub answer: Option<String>,
    /// The status; null if no reply came.
    pub http_status: Option<u16>,
    /// The request line and headers.
    pub request_head: String,
    /// The body of the request.
    pub request: String,
    /// The status line and headers; null if no reply came.
    pub response_head: Option<String>,
    /// The body of the reply, decompressed; null if no reply came.
    pub response: Option<String>,
    /// How the reply stands in `response`; null if no reply came.
    pub response_encoding: Option<Encoding>,
    /// The findings about the reply.
    pub findings: Vec<FindingDocument>,
}

/// How octets stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// As they are: they are UTF-8.
    Text,
    /// In base64.
    Base64,
}

/// A finding about a reply.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindingDocument {
    /// The rule of `docs/FINDINGS.md`.
    pub rule: String,
    /// The finding in one line.
    pub summary: String,
    /// The remedy.
    pub remedy: String,
}

/// The document.
pub fn of(report: &Report, is_strict: bool) -> Document {
    Document {
        format: FORMAT,
        by: format!("mpay-sim {}, not by MPay", report.version),
        version: report.version.to_owned(),
        url: report.url.clone(),
        service_id: report.service_id.clone(),
        started_at: report.started_at.to_string(),
        duration_ms: millis(report.took),
        seed: report.seed,
        signed_with: Signer {
            subject: report.keys.own.subject.clone(),
            thumbprint: report.keys.own.thumbprint(),
        },
        exit_code: report.exit_code(is_strict),
        counts: Counts {
            failed: report.count(Grade::Failed),
            warning: report.count(Grade::Warning),
            inconclusive: report.count(Grade::Inconclusive),
            known: report.count(Grade::Known),
            skipped: report.count(Grade::Skipped),
            passed: report.count(Grade::Passed),
        },
        blocked: report.blocked.as_ref().map(|blocked| Blocked {
            reason: blocked.reason.clone(),
            words: blocked.words.clone(),
            remedy: blocked.remedy.clone(),
        }),
        results: report.results.iter().map(RuleDocument::of).collect(),
        could_not_see: report.unseen.clone(),
    }
}

/// The document as text.
pub fn text(report: &Report, is_strict: bool) -> String {
    // Texts and numbers are always written.
    serde_json::to_string_pretty(&of(report, is_strict)).unwrap_or_default() + "\n"
}

impl RuleDocument {
    fn of(result: &RuleResult) -> Self {
        let RuleResult { rule, verdict, calls, took, again, .. } = result;
        Self {
            id: rule.id(),
            key: rule.key(),
            family: rule.family.name().to_owned(),
            verdict: verdict.grade,
            message: verdict.message.clone(),
            words: verdict.words.clone(),
            checks: rule.checks.to_string(),
            headline: result.headline().to_owned(),
            why: result.why().to_owned(),
            mend: result.mend().to_owned(),
            source: rule.source.to_string(),
            mark: rule.mark.map(|mark| mark.meaning().to_owned()),
            duration_ms: millis(*took),
            again: again.clone(),
            calls: calls.iter().map(|recorded| CallDocument::of(recorded)).collect(),
        }
    }
}

impl CallDocument {
    fn of(recorded: &Recorded) -> Self {
        let exchange = &recorded.exchange;
        let (response, response_encoding) = match &exchange.response {
            None => (None, None),
            Some(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => (Some(text.to_owned()), Some(Encoding::Text)),
                Err(_) => (Some(BASE64.encode(bytes)), Some(Encoding::Base64)),
            },
        };
        Self {
            label: recorded.label.clone(),
            operation: exchange.operation.name().to_owned(),
            order_key: recorded.order_key.clone(),
            at: exchange.started_at.to_string(),
            duration_ms: millis(exchange.duration),
            answer: recorded.answer.as_ref().map(|answer| answer.what().to_owned()),
            http_status: exchange.http_status,
            request_head: exchange.request_head.clone(),
            request: exchange.request.clone(),
            response_head: exchange.response_head.clone(),
            response,
            response_encoding,
            findings: exchange.findings.iter().map(FindingDocument::of).collect(),
        }
    }
}

impl FindingDocument {
    fn of(finding: &crate::domain::finding::Finding) -> Self {
        Self {
            rule: finding.rule.name.to_owned(),
            summary: finding.summary(),
            remedy: finding.remedy.to_string(),
        }
    }
}

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
