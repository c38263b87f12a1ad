//! Exchanges and findings in the control API.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::fault::Fault;
use crate::domain::finding::{Finding, Stage};
use crate::store::{ExchangeBytes, ListedExchange};

/// A recorded call to an e-Service, without its bytes.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Exchange {
    /// Its number, which increases.
    id: i64,
    service_id: String,
    order_key: String,
    /// `GetOrderDetails` or `ConfirmOrderPayment`.
    operation: String,
    /// The payment that was confirmed.
    payment_id: Option<String>,
    /// The time when the request was sent.
    started_at: String,
    /// The time until the reply was read or given up, in milliseconds.
    duration_ms: i64,
    /// The HTTP status of the reply; null if no reply came.
    http_status: Option<u16>,
    /// The size of the request in bytes.
    request_bytes: i64,
    /// The size of the reply in bytes; null if no reply came.
    response_bytes: Option<i64>,
    /// The outcome in one line.
    outcome: String,
    /// `accepted`, `nothing_found`, or the kind of failure: `not_sent`, `no_connection`, `timed_out`, `no_reply`,
    /// `http_status`, `not_soap`, `fault`, `signature`, `contract` or `not_counted`.
    kind: &'static str,
    /// The stage at which it failed; null if it succeeded.
    stage: Option<&'static str>,
    /// The e-Service's fault, if it caused the failure.
    fault: Option<FaultView>,
    /// The scenario that was actually applied.
    scenario: Option<String>,
    /// The findings, starting with the failure.
    findings: Vec<FoundRule>,
}

/// A call with further details, without its bytes.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ExchangeDetails {
    #[serde(flatten)]
    exchange: Exchange,
    /// The request line and headers of the request; null if not stored.
    request_head: Option<String>,
    /// The status line and headers of the reply; null if no reply came, or they are not stored.
    response_head: Option<String>,
    /// A shell command that sends the recorded bytes again; null if the service is no longer registered.
    curl: Option<String>,
}

impl ExchangeDetails {
    pub(super) fn of(exchange: &ListedExchange, kept: ExchangeBytes, curl: Option<String>) -> Self {
        Self {
            exchange: exchange.into(),
            request_head: kept.request_head,
            response_head: kept.response_head,
            curl,
        }
    }
}

/// A finding; `/rules` explains every rule.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FoundRule {
    /// The rule's name.
    rule: &'static str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// The stage of the call.
    stage: &'static str,
    title: &'static str,
    /// The element concerned.
    path: String,
    /// Its line in the message, from 1; null if no place is meant.
    line: Option<u32>,
    /// Its column in that line, from 1.
    column: Option<u32>,
    /// The observation.
    found: String,
    /// The e-Service's own words, at most 1,000 characters; empty if none are quoted.
    words: String,
    /// The expectation.
    expected: String,
    /// The consequence.
    consequence: String,
    /// The remedy.
    remedy: String,
}

/// A SOAP fault.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FaultView {
    /// The code without its prefix.
    code: String,
    /// The namespace of its prefix.
    namespace: Option<String>,
    /// The more specific part of the code.
    subcode: Option<String>,
    /// The e-Service's own words, at most 1,000 characters.
    words: String,
    /// True if a valid signature of the e-Service covers it.
    signed: bool,
    /// The meaning by the table in `docs/FAULTS.md`: `unknown-order`, `does-not-trust-hub`, `refuses-service`,
    /// `refuses-content`, `broke-down`, `not-for-hub` or `unknown`.
    meaning: &'static str,
}

impl From<&Fault> for FaultView {
    fn from(fault: &Fault) -> Self {
        Self {
            code: fault.code.as_str().to_owned(),
            namespace: fault.namespace.clone(),
            subcode: fault.subcode.clone(),
            words: fault.reason.clone(),
            signed: fault.is_signed,
            meaning: fault.meaning().name(),
        }
    }
}

impl From<&ListedExchange> for Exchange {
    fn from(exchange: &ListedExchange) -> Self {
        Self {
            id: exchange.id,
            service_id: exchange.service_id.to_string(),
            order_key: exchange.order_key.to_string(),
            operation: exchange.operation.clone(),
            payment_id: exchange.payment_id.as_ref().map(ToString::to_string),
            started_at: exchange.started_at.to_string(),
            duration_ms: exchange.duration_ms,
            http_status: exchange.outcome.http_status,
            request_bytes: exchange.request_bytes,
            response_bytes: exchange.response_bytes,
            outcome: exchange.outcome.to_string(),
            kind: exchange.outcome.kind.as_str(),
            stage: exchange.outcome.stage.map(Stage::name),
            fault: exchange.outcome.fault.as_ref().map(FaultView::from),
            scenario: exchange.outcome.scenario.clone(),
            findings: exchange.findings.iter().map(FoundRule::from).collect(),
        }
    }
}

impl From<&Finding> for FoundRule {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.name,
            severity: finding.rule.severity.name(),
            stage: finding.rule.stage.name(),
            title: finding.rule.title,
            path: finding.place.path.clone(),
            line: finding.place.position.map(|at| at.line),
            column: finding.place.position.map(|at| at.column),
            found: finding.found.clone(),
            words: finding.quoted.clone(),
            expected: finding.expected.clone(),
            consequence: finding.consequence.to_string(),
            remedy: finding.remedy.to_string(),
        }
    }
}
