//! Trying the way to an e-Service before any payment: one `GetOrderDetails` for an order that nobody has.

use super::Problem;
use super::exchange_record::{self, Subject};
use super::known_certificate::known_signer;
use super::scenarios::Sending;
use crate::app::App;
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::ids::OrderKey;
use crate::domain::language::Language;
use crate::domain::service::Service;
use crate::service_provider::CallContext;
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::store::ListedExchange;

/// What the keys of these orders begin with; the rest is random.
pub const KEY_START: &str = "MPAY-SIM-TEST-";

/// The stages that a test goes through, in their order.
pub const STAGES: [Stage; 7] =
    [Stage::Dns, Stage::Connect, Stage::Tls, Stage::Http, Stage::Envelope, Stage::Signature, Stage::Business];

/// How a stage went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageVerdict {
    /// As it should.
    Passed,
    /// The call got through, with something that others may mind.
    Remarkable(Vec<Finding>),
    /// This is wrong.
    Failed(Vec<Finding>),
    /// The call did not come so far.
    NotReached,
    /// There is no such stage: plain HTTP has no TLS.
    Absent,
}

/// Asks the e-Service for an order that nobody has, and gives the number of the recorded exchange. Nothing is pinned.
pub async fn test_connection(app: &App, service: &Service) -> Result<i64, Problem> {
    let tail: String = app.randomness.hex().chars().take(12).collect();
    let order_key = OrderKey::parse(format!("{KEY_START}{tail}"))?;
    let known = known_signer(app, service).await?;
    let query = OrderDetailsQuery {
        language: Language::Romanian,
        order_key: order_key.to_string(),
        service_id: service.id.to_string(),
    };
    // Whatever scenario is on: what is tested is the way, not the e-Service's answers to defects.
    let sending = Sending::honest(query);
    let message_clock = app.message_clock();
    let context = CallContext {
        clock: &app.clock,
        message_clock: &message_clock,
        randomness: &app.randomness,
        signer: &known,
        leeway: app.config.timestamp_leeway,
        disturbance: sending.disturbance,
        signing: &sending.signing,
    };
    let (exchange, result) = app.service_provider.get_order_details(service, &sending.content, context).await;
    let outcome = match &result {
        Ok((orders, _)) => format!("orders: {}", orders.len()),
        Err(error) => exchange_record::failure(error),
    };
    let subject =
        Subject { service_id: &service.id, order_key: &order_key, payment_id: None, scenario: None };
    exchange_record::keep(app, subject, &exchange, result.as_ref().err(), &outcome).await
}

/// How each stage of a recorded call went, by what was found about it. That the e-Service does not know the order is the
/// answer that is hoped for, whichever way it says so.
pub fn stages(service: &Service, exchange: &ListedExchange) -> Vec<(Stage, StageVerdict)> {
    let has_reply = exchange.http_status.is_some();
    let has_envelope = has_reply
        && !exchange.findings.iter().any(|finding| {
            finding.rule.severity == Severity::Error
                && matches!(finding.rule.stage, Stage::Http | Stage::Envelope)
        });
    let failed_before = |stage: Stage| {
        let first = exchange.findings.iter().find(|finding| finding.rule.severity == Severity::Error);
        first.is_some_and(|finding| finding.rule.stage < stage) && !has_reply
    };
    let verdict = |stage: Stage| {
        let of_stage: Vec<Finding> = exchange
            .findings
            .iter()
            .filter(|finding| {
                finding.rule.stage == stage || (stage == Stage::Dns && finding.rule.stage == Stage::Request)
            })
            .cloned()
            .collect();
        let is_wrong = of_stage.iter().any(|finding| finding.rule.severity == Severity::Error);
        match stage {
            Stage::Tls if !service.endpoint_url.starts_with("https:") => StageVerdict::Absent,
            Stage::Business if has_envelope => StageVerdict::Passed,
            _ if is_wrong => StageVerdict::Failed(of_stage),
            Stage::Signature | Stage::Business if !has_envelope => StageVerdict::NotReached,
            _ if failed_before(stage) => StageVerdict::NotReached,
            _ if of_stage.is_empty() => StageVerdict::Passed,
            _ => StageVerdict::Remarkable(of_stage),
        }
    };
    STAGES.map(|stage| (stage, verdict(stage))).into()
}
