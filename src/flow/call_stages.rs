//! How each stage of a recorded call went, by what came of the call and what was found about it.

use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::fault::FaultMeaning;
use crate::domain::finding::rules::business::{FAULT, ORDER_NOT_FOUND};
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::service::{ReplySignature, Service};
use crate::soap::Operation;
use crate::store::ListedExchange;

/// The keys of the orders that a test of the connection asks for, where it is given none, begin with it. No e-Service has
/// such an order.
pub const TEST_KEY_START: &str = "MPAY-SIM-TEST-";

/// The stages that a call goes through, in their order.
pub const STAGES: [Stage; 8] = [
    Stage::Dns,
    Stage::Connect,
    Stage::Tls,
    Stage::Http,
    Stage::Envelope,
    Stage::Signature,
    Stage::Contract,
    Stage::Business,
];

/// How a stage went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageVerdict {
    /// As it should.
    Passed,
    /// The call got through, with something that others may mind.
    Remarkable(Vec<Finding>),
    /// What came says neither that it would work nor that it would not.
    Inconclusive(Vec<Finding>),
    /// This is wrong.
    Failed(Vec<Finding>),
    /// The call did not come so far.
    NotReached,
    /// There is no such stage.
    Absent(Absence),
}

/// Why a call has no such stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Plain HTTP has no TLS.
    PlainHttp,
    /// The service's policy is not to look at signatures.
    NotLookedAt,
    /// A fault has no content that the contract describes.
    Fault,
}

impl StageVerdict {
    /// Its name for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Remarkable(_) => "remarkable",
            Self::Inconclusive(_) => "inconclusive",
            Self::Failed(_) => "failed",
            Self::NotReached => "not-reached",
            Self::Absent(_) => "absent",
        }
    }

    /// What was found there.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Remarkable(findings) | Self::Inconclusive(findings) | Self::Failed(findings) => findings,
            Self::Passed | Self::NotReached | Self::Absent(_) => &[],
        }
    }
}

/// The stage at which a call was stopped. What stopped it before anything was sent counts where the way begins.
fn stopped_at(outcome: &CallOutcome) -> Option<Stage> {
    outcome.stage.map(|stage| stage.max(Stage::Dns))
}

/// True where the call was stopped before this stage.
fn is_not_reached(outcome: &CallOutcome, stage: Stage) -> bool {
    stopped_at(outcome).is_some_and(|end| end < stage)
}

/// How each stage of a recorded call went. Every page and program that shows stages takes them from here. `service` is the
/// service as it is registered now; without one its policy is not known, and every stage is looked at.
pub fn verdicts(service: Option<&Service>, exchange: &ListedExchange) -> Vec<(Stage, StageVerdict)> {
    STAGES.map(|stage| (stage, verdict(service, exchange, stage))).into()
}

fn verdict(service: Option<&Service>, exchange: &ListedExchange, stage: Stage) -> StageVerdict {
    let outcome = &exchange.outcome;
    if stage == Stage::Tls && service.is_some_and(|service| !service.endpoint_url.starts_with("https:")) {
        return StageVerdict::Absent(Absence::PlainHttp);
    }
    let is_of_stage = |finding: &&Finding| finding.rule.stage.max(Stage::Dns) == stage;
    let of_stage: Vec<Finding> = exchange.findings.iter().filter(is_of_stage).cloned().collect();
    let stopped = stopped_at(outcome);
    let is_ignored = || service.is_some_and(|service| service.reply_signature == ReplySignature::Ignore);
    match (stage, stopped) {
        // The content is looked at whatever the signature is worth, so that all mistakes are told at once.
        (Stage::Contract, Some(Stage::Signature)) if !of_stage.is_empty() => {}
        _ if is_not_reached(outcome, stage) => return StageVerdict::NotReached,
        (Stage::Contract, Some(Stage::Business)) => return StageVerdict::Absent(Absence::Fault),
        (Stage::Signature, _) if is_ignored() => return StageVerdict::Absent(Absence::NotLookedAt),
        (Stage::Business, _) => {
            let is_real_order = exchange.operation != Operation::GetOrderDetails.name()
                || !exchange.order_key.as_str().starts_with(TEST_KEY_START);
            return answered(outcome, of_stage, is_real_order);
        }
        _ => {}
    }
    // What stopped the call is wrong here, however little it would matter elsewhere. An unsigned fault does not: the hub reads
    // it under every policy, and `fault-unsigned` is a warning of this stage.
    if stopped == Some(stage) { StageVerdict::Failed(of_stage) } else { by_severity(of_stage) }
}

fn by_severity(findings: Vec<Finding>) -> StageVerdict {
    match findings.iter().map(|finding| finding.rule.severity).max() {
        None => StageVerdict::Passed,
        Some(Severity::Error) => StageVerdict::Failed(findings),
        Some(Severity::Warning | Severity::Note) => StageVerdict::Remarkable(findings),
    }
}

/// What the answer is worth. To an order that nobody has, "no such order" is what the e-Service should say, whichever way;
/// a fault that may as well mean something else says nothing. An order that it must have is to be described.
fn answered(outcome: &CallOutcome, of_stage: Vec<Finding>, is_real_order: bool) -> StageVerdict {
    let meaning = outcome.fault.as_ref().map(|fault| fault.meaning());
    // Notes of this stage say how the order stands, such as that it is paid: nothing is wrong with the answer.
    let mut remarks = of_stage;
    remarks.retain(|finding| finding.rule.severity != Severity::Note);
    remarks.sort_by_key(|finding| finding.rule != &FAULT);
    match (meaning, is_real_order) {
        (None, true) if outcome.kind == OutcomeKind::NothingFound => {
            StageVerdict::Failed(vec![Finding::new(&ORDER_NOT_FOUND, "an empty GetOrderDetailsResult")])
        }
        (None, _) => by_severity(remarks),
        (Some(FaultMeaning::UnknownOrder), false) => StageVerdict::Passed,
        (Some(FaultMeaning::BrokeDown | FaultMeaning::RefusesContent | FaultMeaning::Unknown), false) => {
            StageVerdict::Inconclusive(remarks)
        }
        (Some(_), _) => StageVerdict::Failed(remarks),
    }
}
