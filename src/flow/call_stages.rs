//! The result of each stage of a recorded call, from its outcome and its findings.

use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::fault::FaultMeaning;
use crate::domain::finding::rules::business::{FAULT, ORDER_NOT_FOUND};
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::scenario::ScenarioVerdict;
use crate::domain::service::{ReplySignature, Service};
use crate::soap::Operation;
use crate::store::ListedExchange;

/// The prefix of the order keys that a connection test uses by default. No e-Service has such an order.
pub const TEST_KEY_START: &str = "MPAY-SIM-TEST-";

/// The stages of a call, in order.
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

/// The result of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageVerdict {
    /// No findings.
    Passed,
    /// The call succeeded, with remarks.
    Remarkable(Vec<Finding>),
    /// The reply does not show whether real calls would work.
    Inconclusive(Vec<Finding>),
    /// The stage has errors.
    Failed(Vec<Finding>),
    /// The call ended before this stage.
    NotReached,
    /// The call has no such stage.
    Absent(Absence),
}

/// The reason why a call has no such stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Plain HTTP has no TLS.
    PlainHttp,
    /// The service's policy ignores signatures.
    NotLookedAt,
    /// A fault has no content to check.
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

    /// The findings of this stage.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Remarkable(findings) | Self::Inconclusive(findings) | Self::Failed(findings) => findings,
            Self::Passed | Self::NotReached | Self::Absent(_) => &[],
        }
    }

    /// The deciding finding: the first error, else the first one.
    pub fn cause(&self) -> Option<&Finding> {
        let findings = self.findings();
        findings.iter().find(|finding| finding.rule.severity == Severity::Error).or(findings.first())
    }
}

/// The stage at which the call failed. Failures before sending count as the first stage.
fn stopped_at(outcome: &CallOutcome) -> Option<Stage> {
    outcome.stage.map(|stage| stage.max(Stage::Dns))
}

/// True if the call failed before this stage.
fn is_not_reached(outcome: &CallOutcome, stage: Stage) -> bool {
    stopped_at(outcome).is_some_and(|end| end < stage)
}

/// The result of each stage of a recorded call, for all pages and programs. `service` is the current registration; without
/// it the policy is unknown, and every stage is checked.
pub fn verdicts(service: Option<&Service>, exchange: &ListedExchange) -> Vec<(Stage, StageVerdict)> {
    STAGES.map(|stage| (stage, verdict(service, exchange, stage))).into()
}

/// The finding that explains why a call failed: under a scenario the verdict on it; else the deciding finding of the stage at
/// which the call stopped, or of the first stage that failed or is inconclusive.
pub fn cause(service: Option<&Service>, exchange: &ListedExchange) -> Option<Finding> {
    let of_scenario = || exchange.findings.iter().find(|finding| ScenarioVerdict::of(finding).is_some());
    if let Some(verdict) = exchange.outcome.scenario.as_ref().and_then(|_| of_scenario()) {
        return Some(verdict.clone());
    }
    let stages = verdicts(service, exchange);
    let first = |is: &dyn Fn(&(Stage, StageVerdict)) -> bool| {
        stages.iter().filter(|stage| is(stage)).find_map(|(_, verdict)| verdict.cause()).cloned()
    };
    let stopped = stopped_at(&exchange.outcome);
    first(&|(stage, _)| Some(*stage) == stopped)
        .or_else(|| first(&|(_, verdict)| matches!(verdict, StageVerdict::Failed(_))))
        .or_else(|| first(&|(_, verdict)| matches!(verdict, StageVerdict::Inconclusive(_))))
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
        // The content is checked despite a wrong signature, so that all mistakes are reported at once.
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
    // The finding that stopped the call is an error here, whatever its severity. An unsigned fault is not: the hub reads it
    // under every policy, and `fault-unsigned` is a warning of this stage.
    if stopped == Some(stage) { StageVerdict::Failed(of_stage) } else { by_severity(of_stage) }
}

fn by_severity(findings: Vec<Finding>) -> StageVerdict {
    match findings.iter().map(|finding| finding.rule.severity).max() {
        None => StageVerdict::Passed,
        Some(Severity::Error) => StageVerdict::Failed(findings),
        Some(Severity::Warning | Severity::Note) => StageVerdict::Remarkable(findings),
    }
}

/// The result of the business stage of a call under a scenario: the verdict's.
fn under_scenario(ruling: ScenarioVerdict, mut of_stage: Vec<Finding>) -> StageVerdict {
    of_stage.retain(|finding| finding.rule.severity != Severity::Note);
    match ruling {
        ScenarioVerdict::Passed if of_stage.is_empty() => StageVerdict::Passed,
        ScenarioVerdict::Passed | ScenarioVerdict::Warned => StageVerdict::Remarkable(of_stage),
        ScenarioVerdict::Failed => StageVerdict::Failed(of_stage),
        ScenarioVerdict::Inconclusive | ScenarioVerdict::Pending => StageVerdict::Inconclusive(of_stage),
    }
}

/// The result of the business stage. For a made-up order, "no such order" in any form passes, and an ambiguous fault is
/// inconclusive. A real order must be described.
fn answered(outcome: &CallOutcome, of_stage: Vec<Finding>, is_real_order: bool) -> StageVerdict {
    if let Some(ruling) = of_stage.iter().find_map(ScenarioVerdict::of) {
        return under_scenario(ruling, of_stage);
    }
    let meaning = outcome.fault.as_ref().map(|fault| fault.meaning());
    // Notes of this stage describe the order, for example that it is paid; they are not errors.
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
