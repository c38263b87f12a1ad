//! How exchanges and findings look in the control API.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::fault::Fault;
use crate::domain::finding::{Finding, Stage};
use crate::store::{ExchangeBytes, ListedExchange};

/// A call to an e-Service as it was recorded, without its bytes.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Exchange {
    /// Its number, which goes up.
    id: i64,
    service_id: String,
    order_key: String,
    /// `GetOrderDetails` or `ConfirmOrderPayment`.
    operation: String,
    /// The payment that was confirmed.
    payment_id: Option<String>,
    /// When the request was sent.
    started_at: String,
    /// Until the reply was read or given up.
    duration_ms: i64,
    /// The status of the reply; null where none came.
    http_status: Option<u16>,
    /// How many bytes were sent.
    request_bytes: i64,
    /// How many bytes came back; null where no reply came.
    response_bytes: Option<i64>,
    /// What the hub made of it, in one line.
    outcome: String,
    /// `accepted`, `nothing_found`, or the kind of what failed: `not_sent`, `no_connection`, `timed_out`, `no_reply`, `http_status`, `not_soap`,
    /// `fault`, `signature`, `contract` or `not_counted`.
    kind: &'static str,
    /// The stage at which it was stopped; null where nothing stopped it.
    stage: Option<&'static str>,
    /// The e-Service's fault, where one is what stopped it.
    fault: Option<FaultView>,
    /// The scenario that was really applied to it.
    scenario: Option<String>,
    /// What is wrong or remarkable about it, what stopped it first.
    findings: Vec<FoundRule>,
}

/// A call with what goes beside its bytes.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ExchangeDetails {
    #[serde(flatten)]
    exchange: Exchange,
    /// The first line and the headers above the request; null where they were not kept.
    request_head: Option<String>,
    /// The first line and the headers above the reply; null where none came, or they were not kept.
    response_head: Option<String>,
    /// A line of a shell that sends the recorded bytes again, byte for byte; null where the hub has the service no more.
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
    /// How far the call had come.
    stage: &'static str,
    title: &'static str,
    /// The element that it is about.
    path: String,
    /// Where it begins in the message, from 1; null where no place is meant.
    line: Option<u32>,
    /// The character in that line, from 1.
    column: Option<u32>,
    /// What was found.
    found: String,
    /// The e-Service's own words, at most 1,000 characters; empty where none are quoted.
    words: String,
    /// What was expected.
    expected: String,
    /// What comes of it.
    consequence: String,
    /// What to do.
    remedy: String,
}

/// A SOAP fault.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FaultView {
    /// The code without its prefix.
    code: String,
    /// The namespace that its prefix stands for.
    namespace: Option<String>,
    /// What makes the code more exact.
    subcode: Option<String>,
    /// The e-Service's own words, at most 1,000 characters.
    words: String,
    /// Whether a signature of the e-Service covers it and holds.
    signed: bool,
    /// What the hub takes it for, by the table in `docs/FAULTS.md`: `unknown-order`, `does-not-trust-hub`, `refuses-service`,
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
            consequence: finding.consequence.clone(),
            remedy: finding.remedy.clone(),
        }
    }
}
