//! How a test of the connection looks in the control API.

use schemars::JsonSchema;
use serde::Serialize;

use super::exchange_view::{FaultView, FoundRule};
use crate::flow::connection_test::TestedConnection;

/// What a test of the connection came to.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ConnectionTest {
    /// Whether no stage failed and none was inconclusive: a call that got through in a form that MPay would refuse has not
    /// passed, nor has one whose answer may mean anything.
    passed: bool,
    /// `passed`, `failed` or `inconclusive`.
    verdict: &'static str,
    /// The recorded call.
    exchange_id: i64,
    /// `ServiceID`.
    service_id: String,
    /// Until the reply was read or given up.
    duration_ms: i64,
    /// The status of the reply; null where none came.
    http_status: Option<u16>,
    /// What the hub made of it, in one line.
    outcome: String,
    /// The e-Service's fault, where it answered with one.
    fault: Option<FaultView>,
    /// The stages in their order.
    stages: Vec<StageView>,
    /// What was learnt on the way.
    way: WayView,
}

/// How a stage went.
#[derive(Debug, Serialize, JsonSchema)]
struct StageView {
    /// `dns`, `connect`, `tls`, `http`, `envelope`, `signature`, `contract` or `business`.
    stage: &'static str,
    /// `passed`, `remarkable`, `inconclusive`, `failed`, `not-reached`, or `absent` where there is no such stage: plain HTTP has no TLS, a fault no
    /// content that the contract describes, and under the policy `ignore` no signature is looked at.
    verdict: &'static str,
    /// How long it took, where it came to an end and takes a time of its own.
    took_ms: Option<u64>,
    /// What is wrong or remarkable there.
    findings: Vec<FoundRule>,
}

/// What was learnt on the way to the e-Service.
#[derive(Debug, Serialize, JsonSchema)]
struct WayView {
    /// The addresses of the endpoint's host, with the port.
    addresses: Vec<String>,
    /// The address that took the connection.
    connected: Option<String>,
    /// Such as `TLS 1.3`; null over plain HTTP, and where no TLS was agreed on.
    tls_version: Option<String>,
    /// The HTTPS server's certificate, also where it was refused.
    server_certificate: Option<ServerCertificate>,
}

/// An HTTPS server's certificate.
#[derive(Debug, Serialize, JsonSchema)]
struct ServerCertificate {
    subject: String,
    issuer: String,
    /// The fingerprint as `tls_ca` takes it: `sha256:…`.
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
