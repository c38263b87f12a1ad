//! Calls to e-Services, findings about them, and attempts to confirm.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::services::ServiceLabel;
use super::{register, table};
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::confirmation_attempt::AttemptCause;
use crate::domain::finding::{Rule, Stage, rules};
use crate::soap::Operation;

/// The labels of a call's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// The reply conforms to the contract.
    Understood,
    /// The e-Service refused.
    Fault,
    /// The call timed out at this stage.
    TimedOut(Stage),
    /// The call failed at this stage.
    Failed(Stage),
}

impl Counted {
    /// All outcomes of a call.
    const ALL: [Self; 14] = [
        Self::Understood,
        Self::Fault,
        Self::TimedOut(Stage::Dns),
        Self::TimedOut(Stage::Connect),
        Self::TimedOut(Stage::Tls),
        Self::TimedOut(Stage::Http),
        Self::Failed(Stage::Request),
        Self::Failed(Stage::Dns),
        Self::Failed(Stage::Connect),
        Self::Failed(Stage::Tls),
        Self::Failed(Stage::Http),
        Self::Failed(Stage::Envelope),
        Self::Failed(Stage::Signature),
        Self::Failed(Stage::Contract),
    ];

    fn of(outcome: &CallOutcome) -> Self {
        match (outcome.kind, outcome.stage) {
            (_, None) => Self::Understood,
            (OutcomeKind::Fault, _) => Self::Fault,
            (OutcomeKind::TimedOut, Some(stage)) => Self::TimedOut(stage),
            (_, Some(stage)) => Self::Failed(stage),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Understood => "understood",
            Self::Fault => "fault",
            Self::TimedOut(_) => "timed_out",
            Self::Failed(_) => "failed",
        }
    }

    fn stage(self) -> &'static str {
        match self {
            Self::Understood => "none",
            Self::Fault => Stage::Business.name(),
            Self::TimedOut(stage) | Self::Failed(stage) => stage.name(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ExchangeLabels {
    service: ServiceLabel,
    operation: &'static str,
    outcome: &'static str,
    stage: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TimeLabels {
    service: ServiceLabel,
    operation: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FindingLabels {
    rule: &'static str,
    severity: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AttemptLabels {
    service: ServiceLabel,
    outcome: &'static str,
    cause: &'static str,
}

/// From an e-Service next door to the built-in time limit.
const BUCKETS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

#[derive(Debug)]
pub(super) struct CallMetrics {
    exchanges: Family<ExchangeLabels, Counter>,
    seconds: Family<TimeLabels, Histogram, fn() -> Histogram>,
    findings: Family<FindingLabels, Counter>,
    attempts: Family<AttemptLabels, Counter>,
}

impl CallMetrics {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            exchanges: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            findings: Family::default(),
            attempts: Family::default(),
        };
        register(registry, &table::EXCHANGES, metrics.exchanges.clone());
        register(registry, &table::EXCHANGE_SECONDS, metrics.seconds.clone());
        register(registry, &table::FINDINGS, metrics.findings.clone());
        register(registry, &table::ATTEMPTS, metrics.attempts.clone());
        rules::all().for_each(|rule| drop(metrics.findings.get_or_create(&finding(rule))));
        metrics
    }

    /// Initialises this service's series with 0: Prometheus notices a first increase only from a known 0. Series of
    /// requested attempts are omitted, as most hubs never have any.
    pub(super) fn expect(&self, service: &ServiceLabel) {
        for operation in [Operation::GetOrderDetails, Operation::ConfirmOrderPayment] {
            for outcome in Counted::ALL {
                drop(self.exchanges.get_or_create(&exchange(service, operation, outcome)));
            }
            drop(self.seconds.get_or_create(&time(service, operation)));
        }
        for outcome in OutcomeKind::of_attempts() {
            drop(self.attempts.get_or_create(&attempt(service, outcome, AttemptCause::Scheduled)));
        }
    }

    pub(super) fn call_ended(
        &self,
        service: &ServiceLabel,
        operation: Operation,
        outcome: &CallOutcome,
        duration: Duration,
    ) {
        self.exchanges.get_or_create(&exchange(service, operation, Counted::of(outcome))).inc();
        self.seconds.get_or_create(&time(service, operation)).observe(duration.as_secs_f64());
    }

    pub(super) fn found(&self, rule: &Rule) {
        self.findings.get_or_create(&finding(rule)).inc();
    }

    pub(super) fn attempt_ended(&self, service: &ServiceLabel, outcome: OutcomeKind, cause: AttemptCause) {
        self.attempts.get_or_create(&attempt(service, outcome, cause)).inc();
    }
}

fn exchange(service: &ServiceLabel, operation: Operation, outcome: Counted) -> ExchangeLabels {
    ExchangeLabels {
        service: service.clone(),
        operation: operation.name(),
        outcome: outcome.name(),
        stage: outcome.stage(),
    }
}

fn time(service: &ServiceLabel, operation: Operation) -> TimeLabels {
    TimeLabels { service: service.clone(), operation: operation.name() }
}

fn finding(rule: &Rule) -> FindingLabels {
    FindingLabels { rule: rule.name, severity: rule.severity.name() }
}

fn attempt(service: &ServiceLabel, outcome: OutcomeKind, cause: AttemptCause) -> AttemptLabels {
    AttemptLabels { service: service.clone(), outcome: outcome.as_str(), cause: cause.as_str() }
}
