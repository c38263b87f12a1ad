//! Step 5: requests the order from the e-Service before the page is shown.

use super::Problem;
use super::call_basis::CallBasis;
use super::exchange_record::{self, Subject};
use super::known_certificate::pin_at_first_use;
use super::scenarios::{self, PreparedCall};
use crate::app::App;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::finding::Finding;
use crate::domain::ids::OrderKey;
use crate::domain::invoice::Invoice;
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::order::OrderDetails;
use crate::domain::order_changes;
use crate::domain::scenario::Answer;
use crate::domain::service::Service;
use crate::service_provider::{CallError, CallPermit, SignatureVerdict};
use crate::soap::get_order_details::OrderDetailsQuery;

/// The e-Service's answer.
#[derive(Debug)]
pub struct RetrievedOrder {
    /// The order: of several the one with the requested key, else the first.
    pub order: OrderDetails,
    /// The orders that the payer can choose from, each with its own key; empty if there is only one.
    pub choices: Vec<(OrderKey, OrderDetails)>,
    /// The result of verifying the reply's signature.
    pub signature: SignatureVerdict,
    /// The findings about the reply.
    pub findings: Vec<Finding>,
    /// The recorded call.
    pub exchange: i64,
}

/// The check that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The key.
    pub order_key: &'a OrderKey,
    /// True if the key returned several orders before, of which the payer has chosen one.
    pub names_several: bool,
    /// The language of the request.
    pub language: Language,
    /// The invoice after the order's last description.
    pub previous: Option<&'a Invoice>,
    /// False if no scenario was switched on a moment ago.
    pub has_scenarios: bool,
}

/// Calls `GetOrderDetails`, and records the exchange even if it failed.
pub async fn retrieve(app: &App, service: &Service, asked: Asked<'_>) -> Result<RetrievedOrder, Problem> {
    let Asked { order_key, names_several, language, previous, has_scenarios } = asked;
    let _place = place(app, service)?;
    let basis = CallBasis::of(app, service).await?;
    let query =
        OrderDetailsQuery { language, order_key: order_key.to_string(), service_id: service.id.to_string() };
    let subject = Subject { service_id: &service.id, order_key, payment_id: None };
    let call = Call { app, service, subject, basis: &basis, names_several, previous };
    let sending = match has_scenarios {
        true => scenarios::of_query(app, service, order_key, &query).await?,
        false => PreparedCall::honest(query.clone()),
    };
    let mut made = call.make(&sending).await?;
    if let Some(under_scenario) = made.under_scenario {
        made = call.make(&PreparedCall::honest(query)).await?;
        let honest = made.answer.as_ref();
        let verdict = scenarios::beside_honest_query(app, under_scenario, honest).await?;
        made.findings.splice(0..0, verdict);
    }
    let Made { number: exchange, findings, result, .. } = made;

    // The page that this problem stops logs it with the incident's number.
    let (orders, signature) = match result {
        Ok(understood) => understood,
        Err(error) => return Err(Problem::of_call(&service.id, order_key, error, findings, exchange)),
    };
    if let SignatureVerdict::Tolerated(problem) = &signature {
        tracing::warn!(service = %service.id, order = %order_key, %problem, "GetOrderDetails: signature tolerated");
    }
    pin_at_first_use(app, service, &basis.signer, &signature).await?;
    match matching(&orders, order_key).cloned() {
        Some(order) => Ok(RetrievedOrder { order, choices: choices(orders), signature, findings, exchange }),
        None => Err(Problem::UnknownOrder {
            service: service.id.clone(),
            order_key: order_key.clone(),
            findings,
            exchange,
            fault: None,
        }),
    }
}

/// A place among the concurrent calls to this service. Pages never wait for one: an e-Service that hangs would soon hold
/// all of the hub's connections.
///
/// # Errors
/// If all places are taken.
pub(super) fn place(app: &App, service: &Service) -> Result<CallPermit, Problem> {
    let too_many =
        || Problem::TooManyOrderCalls { service: service.id.clone(), at_once: app.order_calls.each() };
    app.order_calls.try_take(&service.id).ok_or_else(too_many)
}

/// The common parts of all calls about one order.
struct Call<'a> {
    app: &'a App,
    service: &'a Service,
    subject: Subject<'a>,
    basis: &'a CallBasis,
    names_several: bool,
    previous: Option<&'a Invoice>,
}

/// A completed call.
struct Made {
    /// The exchange's number.
    number: i64,
    findings: Vec<Finding>,
    result: Result<(Vec<OrderDetails>, SignatureVerdict), CallError>,
    /// The e-Service's reaction; `None` if the request never reached it.
    answer: Option<Answer>,
    /// The exchange's number again, if a scenario was applied and the answer describes no order, so that the honest call
    /// follows.
    under_scenario: Option<i64>,
}

impl Call<'_> {
    /// Makes one call, and records the exchange even if it failed.
    async fn make(&self, sending: &PreparedCall<OrderDetailsQuery>) -> Result<Made, Problem> {
        let Self { app, service, basis, .. } = *self;
        let context = basis.context(app, sending);
        let asked_at = app.clock.now();
        let (mut exchange, result) = app
            .service_provider
            .get_order_details(service, &sending.content, self.names_several, context)
            .await;
        let mut outcome = match &result {
            Ok((orders, _)) => CallOutcome::of_orders(orders.len(), exchange.http_status),
            Err(error) => error.outcome(exchange.http_status),
        };
        if let (true, Ok((orders, _)), Some(previous)) = (sending.counts(), &result, self.previous)
            && let Some(order) = matching(orders, &previous.order_key)
        {
            let untold = match previous.paid.is_zero() {
                true => Amount::ZERO,
                false => app.store.unaccounted_amount(&previous.id, asked_at).await?,
            };
            exchange.findings.extend(order_changes::changes(previous, untold, order));
        }
        let found_nothing = matches!(&result, Ok((orders, _)) if orders.is_empty());
        let settled = sending.settle(app, &mut exchange, &result, found_nothing).await?;
        outcome.scenario = settled.scenario_name().map(str::to_owned);
        let number = exchange_record::keep(app, self.subject, &exchange, &outcome).await?;
        sending.recorded(app, &settled, Some(number)).await?;
        let under_scenario = (!settled.describes_an_order()).then_some(number);
        Ok(Made { number, findings: exchange.findings, result, answer: settled.answer, under_scenario })
    }
}

impl RetrievedOrder {
    /// The order with this key.
    pub fn with_key(self, key: &OrderKey) -> Option<OrderDetails> {
        let by_choice = self.choices.into_iter().find(|(own, _)| own == key).map(|(_, order)| order);
        by_choice.or_else(|| (self.order.order_key == key.as_str()).then_some(self.order))
    }
}

/// The distinguishable orders: those with a key that no earlier one has. Empty if there is only one.
fn choices(orders: Vec<OrderDetails>) -> Vec<(OrderKey, OrderDetails)> {
    let mut choices: Vec<(OrderKey, OrderDetails)> = Vec::new();
    for order in orders {
        if let Ok(key) = OrderKey::parse(order.order_key.as_str())
            && choices.iter().all(|(known, _)| *known != key)
        {
            choices.push((key, order));
        }
    }
    if choices.len() > 1 { choices } else { vec![] }
}

/// The order with this key, else the first.
fn matching<'o>(orders: &'o [OrderDetails], order_key: &OrderKey) -> Option<&'o OrderDetails> {
    orders.iter().find(|order| order.order_key == order_key.as_str()).or_else(|| orders.first())
}
