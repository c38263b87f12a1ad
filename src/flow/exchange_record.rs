//! Keeps an exchange with an e-Service, whatever became of it.

use super::Problem;
use crate::app::App;
use crate::domain::finding::Severity;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::service_provider::{CallError, Exchange};
use crate::store::NewExchange;

/// What the exchange was about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) service_id: &'a ServiceId,
    pub(super) order_key: &'a OrderKey,
    pub(super) payment_id: Option<&'a PaymentId>,
}

/// Keeps the bytes of both directions, in one line what the hub made of them, and what was found, which is logged too.
pub(super) async fn keep(
    app: &App,
    subject: Subject<'_>,
    exchange: &Exchange,
    outcome: &str,
) -> Result<(), Problem> {
    for finding in &exchange.findings {
        let (service, order, rule) = (subject.service_id, subject.order_key, finding.rule.name);
        match finding.rule.severity {
            Severity::Error => tracing::warn!(%service, %order, rule, "{}", finding.summary()),
            Severity::Warning => tracing::info!(%service, %order, rule, "{}", finding.summary()),
            Severity::Note => tracing::debug!(%service, %order, rule, "{}", finding.summary()),
        }
    }
    let kept = NewExchange {
        service_id: subject.service_id,
        order_key: subject.order_key,
        operation: exchange.operation.name(),
        payment_id: subject.payment_id,
        started_at: exchange.started_at,
        duration: exchange.duration,
        request: exchange.request.as_bytes(),
        http_status: exchange.http_status,
        response: exchange.response.as_deref(),
        outcome,
        findings: &exchange.findings,
    };
    Ok(app.store.insert_exchange(kept, app.config.exchanges_kept).await?)
}

/// A failed call in one line: the stage, and what happened there.
pub(super) fn failure(error: &CallError) -> String {
    format!("{}: {error}", error.stage().name())
}
