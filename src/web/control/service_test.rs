//! Connection tests in the control API.

use schemars::JsonSchema;
use serde::Serialize;

use super::exchange_view::{FaultView, FoundRule};
use crate::flow::connection_test::TestedConnection;

/// The result of a connection test.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ConnectionTest {
    /// True if no stage failed or was inconclusive. A call in a form that MPay would refuse has not passed, nor one with an
    /// ambiguous answer.
    passed: bool,
    /// `passed`, `failed` or `inconclusive`.
    verdict: &'static str,
    /// The recorded call.
    exchange_id: i64,
    /// `ServiceID`.
    service_id: String,
    /// The time until the reply was read or given up, in milliseconds.
    duration_ms: i64,
    /// The HTTP status of the reply; null if no reply came.
    http_status: Option<u16>,
    /// The outcome in one line.
    outcome: String,
    /// The e-Service's fault, if it answered with one.
    fault: Option<FaultView>,
    /// The stages in order.
    stages: Vec<StageView>,
    /// The connection details.
    way: WayView,
}

/// The result of a stage.
#[derive(Debug, Serialize, JsonSchema)]
struct StageView {
    /// `dns`, `connect`, `tls`, `http`, `envelope`, `signature`, `contract` or `business`.
    stage: &'static str,
    /// `passed`, `remarkable`, `inconclusive`, `failed`, `not-reached`, or `absent` if there is no such stage: plain HTTP
    /// has no TLS, a fault has no content to check, and the policy `ignore` checks no signature.
    verdict: &'static str,
    /// Its duration, if it was completed and has one of its own.
    took_ms: Option<u64>,
    /// Its findings.
    findings: Vec<FoundRule>,
}

/// Details of the connection to the e-Service.
#[derive(Debug, Serialize, JsonSchema)]
struct WayView {
    /// The addresses of the endpoint's host, with the port.
    addresses: Vec<String>,
    /// The address that was connected.
    connected: Option<String>,
    /// Such as `TLS 1.3`; null for plain HTTP, and if no version was agreed on.
    tls_version: Option<String>,
    /// The HTTPS server's certificate, even if it was refused.
    server_certificate: Option<ServerCertificate>,
}

/// An HTTPS server's certificate.
#[derive(Debug, Serialize, JsonSchema)]
struct ServerCertificate {
    subject: String,
    issuer: String,
    /// The fingerprint in the form of `tls_ca`: `sha256:…`.
    fingerprint: String,
    not_before: String,
    not_after: String,
}

impl From<&TestedConnection> for ConnectionTest {
    fn from(tested: &TestedConnection) -> Self {
        let exchange = &tested.exchange;
        Self {
            passed: tested.has_passed(),
            verdict: tested.verdict(),
            exchange_id: exchange.id,
            service_id: exchange.service_id.to_string(),
            duration_ms: exchange.duration_ms,
            http_status: exchange.outcome.http_status,
            outcome: exchange.outcome.to_string(),
            fault: exchange.outcome.fault.as_ref().map(FaultView::from),
            stages: tested
                .stages
                .iter()
                .map(|(stage, verdict)| StageView {
                    stage: stage.name(),
                    verdict: verdict.name(),
                    took_ms: tested.took(*stage),
                    findings: verdict.findings().iter().map(FoundRule::from).collect(),
                })
                .collect(),
            way: WayView {
                addresses: tested.way.addresses.iter().map(ToString::to_string).collect(),
                connected: tested.way.connected.map(|address| address.to_string()),
                tls_version: tested.way.tls.clone(),
                server_certificate: tested.server_certificate.as_ref().map(|facts| ServerCertificate {
                    subject: facts.subject.clone(),
                    issuer: facts.issuer.clone(),
                    fingerprint: format!("sha256:{}", facts.sha256),
                    not_before: facts.not_before.to_string(),
                    not_after: facts.not_after.to_string(),
                }),
            },
        }
    }
}
