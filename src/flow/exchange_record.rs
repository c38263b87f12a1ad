//! Records exchanges with e-Services, successful or not.

use super::Problem;
use crate::app::App;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::finding::Severity;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::service_provider::Exchange;
use crate::store::NewExchange;

/// The subject of an exchange.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) service_id: &'a ServiceId,
    pub(super) order_key: &'a OrderKey,
    pub(super) payment_id: Option<&'a PaymentId>,
}

/// Stores the bytes of both directions, the outcome and the findings, which are also logged. Returns the exchange's number.
pub(super) async fn keep(
    app: &App,
    subject: Subject<'_>,
    exchange: &Exchange,
    outcome: &CallOutcome,
) -> Result<i64, Problem> {
    count(app, subject, exchange, outcome);
    let kept = subject.exchange(exchange, outcome);
    let number = app.store.insert_exchange(kept, app.exchanges_kept()).await?;
    log(subject, exchange, Some(number));
    Ok(number)
}

/// Counts an exchange by its outcome.
pub(super) fn count(app: &App, subject: Subject<'_>, exchange: &Exchange, outcome: &CallOutcome) {
    let service = app.service_label(subject.service_id);
    app.metrics.call_ended(&service, exchange.operation, outcome, exchange.duration, &exchange.findings);
}

/// Logs the findings about an exchange, with its number if it was stored.
pub(super) fn log(subject: Subject<'_>, exchange: &Exchange, number: Option<i64>) {
    for finding in &exchange.findings {
        let (service, order, rule) = (subject.service_id, subject.order_key, finding.rule.name);
        match finding.rule.severity {
            Severity::Error => {
                tracing::warn!(%service, %order, rule, exchange = number, "{}", finding.summary())
            }
            Severity::Warning => {
                tracing::info!(%service, %order, rule, exchange = number, "{}", finding.summary())
            }
            Severity::Note => {
                tracing::debug!(%service, %order, rule, exchange = number, "{}", finding.summary())
            }
        }
    }
}

impl<'a> Subject<'a> {
    /// The row of an exchange about this subject.
    pub(super) fn exchange(self, exchange: &'a Exchange, outcome: &'a CallOutcome) -> NewExchange<'a> {
        NewExchange {
            service_id: self.service_id,
            order_key: self.order_key,
            operation: exchange.operation.name(),
            payment_id: self.payment_id,
            started_at: exchange.started_at,
            signed_at: exchange.signed_at,
            duration: exchange.duration,
            request: exchange.request.as_bytes(),
            request_head: &exchange.request_head,
            response_head: exchange.response_head.as_deref(),
            response: exchange.response.as_deref(),
            outcome,
            findings: &exchange.findings,
            way: Some(&exchange.way),
        }
    }
}
