//! How each stage of a recorded call went, by what came of the call and what was found about it.

use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::fault::FaultMeaning;
use crate::domain::finding::rules::business::{FAULT, FAULT_UNSIGNED, ORDER_NOT_FOUND};
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::service::{ReplySignature, Service};

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
pub fn is_not_reached(outcome: &CallOutcome, stage: Stage) -> bool {
    stopped_at(outcome).is_some_and(|end| end < stage)
}

/// How a stage of a `GetOrderDetails` went. `is_real_order` says whether it asked for an order that the e-Service must have.
pub fn verdict(
    service: &Service,
    outcome: &CallOutcome,
    findings: &[Finding],
    stage: Stage,
    is_real_order: bool,
) -> StageVerdict {
    if stage == Stage::Tls && !service.endpoint_url.starts_with("https:") {
        return StageVerdict::Absent(Absence::PlainHttp);
    }
    let is_of_stage = |finding: &&Finding| {
        // That a fault is not signed is told among what is remarkable about faults, and is about its signature.
        let is_unsigned_fault = stage == Stage::Signature && finding.rule == &FAULT_UNSIGNED;
        finding.rule.stage.max(Stage::Dns) == stage || is_unsigned_fault
    };
    let of_stage: Vec<Finding> = findings.iter().filter(is_of_stage).cloned().collect();
    let stopped = stopped_at(outcome);
    match (stage, stopped) {
        // The content is looked at whatever the signature is worth, so that all mistakes are told at once.
        (Stage::Contract, Some(Stage::Signature)) if !of_stage.is_empty() => {}
        _ if is_not_reached(outcome, stage) => return StageVerdict::NotReached,
        (Stage::Contract, Some(Stage::Business)) => return StageVerdict::Absent(Absence::Fault),
        (Stage::Signature, _) if service.reply_signature == ReplySignature::Ignore => {
            return StageVerdict::Absent(Absence::NotLookedAt);
        }
        (Stage::Business, _) => return answered(outcome, of_stage, is_real_order),
        _ => {}
    }
    let is_wrong = of_stage.iter().any(|finding| finding.rule.severity == Severity::Error);
    // What stopped the call is wrong here, however little it would matter elsewhere.
    if is_wrong || stopped == Some(stage) {
        StageVerdict::Failed(of_stage)
    } else if of_stage.is_empty() {
        StageVerdict::Passed
    } else {
        StageVerdict::Remarkable(of_stage)
    }
}

/// What the answer is worth. To an order that nobody has, "no such order" is what the e-Service should say, whichever way;
/// a fault that may as well mean something else says nothing. An order that it must have is to be described.
fn answered(outcome: &CallOutcome, of_stage: Vec<Finding>, is_real_order: bool) -> StageVerdict {
    let meaning = outcome.fault.as_ref().map(|fault| fault.meaning());
    let faults = || of_stage.iter().filter(|finding| finding.rule == &FAULT).cloned().collect::<Vec<_>>();
    match (meaning, is_real_order) {
        (None, true) if outcome.kind == OutcomeKind::NothingFound => {
            StageVerdict::Failed(vec![Finding::new(&ORDER_NOT_FOUND, "an empty GetOrderDetailsResult")])
        }
        (None, _) => StageVerdict::Passed,
        (Some(FaultMeaning::UnknownOrder), false) => StageVerdict::Passed,
        (Some(FaultMeaning::BrokeDown | FaultMeaning::RefusesContent | FaultMeaning::Unknown), false) => {
            StageVerdict::Inconclusive(faults())
        }
        (Some(_), _) => StageVerdict::Failed(faults()),
    }
}
