//! Tests the connection to an e-Service before any payment: one `GetOrderDetails` for a real or a made-up order.

use super::Problem;
use super::call_basis::CallBasis;
use super::call_stages::{StageVerdict, TEST_KEY_START, verdicts};
use super::certificates::Facts;
use super::exchange_record::{self, Subject};
use super::order_details_retrieval;
use super::scenarios::PreparedCall;
use crate::app::App;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::connection_details::ConnectionDetails;
use crate::domain::finding::Stage;
use crate::domain::ids::OrderKey;
use crate::domain::language::Language;
use crate::domain::service::Service;
use crate::soap::Operation;
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::security::certificates::Certificate;
use crate::store::ListedExchange;

/// Requests this order, or a made-up one, and returns the number of the recorded exchange. Nothing is pinned.
pub async fn test_connection(app: &App, service: &Service, order: Option<&OrderKey>) -> Result<i64, Problem> {
    let order_key = match order {
        Some(order) => order.clone(),
        None => {
            let tail: String = app.randomness.hex().chars().take(12).collect();
            OrderKey::parse(format!("{TEST_KEY_START}{tail}"))?
        }
    };
    let _place = order_details_retrieval::place(app, service)?;
    let basis = CallBasis::of(app, service).await?;
    let query = OrderDetailsQuery {
        language: Language::Romanian,
        order_key: order_key.to_string(),
        service_id: service.id.to_string(),
    };
    // No scenario applies: the connection is tested, not the reaction to defects.
    let sending = PreparedCall::honest(query);
    let context = basis.context(app, &sending);
    let (exchange, result) =
        app.service_provider.get_order_details(service, &sending.content, false, context).await;
    let outcome = match &result {
        Ok((orders, _)) => CallOutcome::of_orders(orders.len(), exchange.http_status),
        Err(error) => error.outcome(exchange.http_status),
    };
    let subject = Subject { service_id: &service.id, order_key: &order_key, payment_id: None };
    exchange_record::keep(app, subject, &exchange, &outcome).await
}

/// A recorded test.
#[derive(Debug, Clone)]
pub struct TestedConnection {
    /// The call.
    pub exchange: ListedExchange,
    /// The result of each stage.
    pub stages: Vec<(Stage, StageVerdict)>,
    /// The connection details.
    pub way: ConnectionDetails,
    /// The HTTPS server's certificate, if one was received and is readable.
    pub server_certificate: Option<Facts>,
}

impl TestedConnection {
    /// True if no stage failed or was inconclusive.
    pub fn has_passed(&self) -> bool {
        self.verdict() == "passed"
    }

    /// `passed`, `failed` or `inconclusive`, by the worst of the stages.
    pub fn verdict(&self) -> &'static str {
        let has =
            |is_such: fn(&StageVerdict) -> bool| self.stages.iter().any(|(_, verdict)| is_such(verdict));
        if has(|verdict| matches!(verdict, StageVerdict::Failed(_))) {
            "failed"
        } else if has(|verdict| matches!(verdict, StageVerdict::Inconclusive(_))) {
            "inconclusive"
        } else {
            "passed"
        }
    }

    /// The duration of a stage in milliseconds, if it was completed and has a duration of its own.
    pub fn took(&self, stage: Stage) -> Option<u64> {
        let took = self.way.took;
        match stage {
            Stage::Dns => took.name,
            Stage::Connect => took.connect,
            Stage::Tls => took.tls,
            Stage::Http => took.reply,
            _ => None,
        }
    }
}

/// The test of this service with this exchange number, which may be any `GetOrderDetails`; `None` if there is no such call,
/// or it was pruned.
pub async fn tested(app: &App, service: &Service, number: i64) -> Result<Option<TestedConnection>, Problem> {
    let Some(exchange) = app.store.listed_exchange(number).await? else { return Ok(None) };
    if exchange.service_id != service.id || exchange.operation != Operation::GetOrderDetails.name() {
        return Ok(None);
    }
    let way = app.store.connection_of_exchange(number).await?.unwrap_or_default();
    let certificate = way.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
    let now = app.message_clock().now();
    Ok(Some(TestedConnection {
        stages: verdicts(Some(service), &exchange),
        server_certificate: certificate.map(|certificate| Facts::of(&certificate, now)),
        exchange,
        way,
    }))
}
