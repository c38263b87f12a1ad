//! Step 6: creates the invoice from the order details, or updates it.

use std::sync::Arc;

use super::Problem;
use super::order_details_retrieval::{self, Asked, RetrievedOrder};
use super::payment_confirmation_retrieval::settle_unfinished;
use super::payment_page_request::visit;
use super::services::known_service;
use crate::app::App;
use crate::domain::confirmation::{ConfirmationStatus, QueuedConfirmation};
use crate::domain::finding::Finding;
use crate::domain::ids::{OrderKey, SessionId};
use crate::domain::invoice::{Invoice, InvoiceStatus, NotPayable, Payable};
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::order::OrderDetails;
use crate::domain::payment::Payment;
use crate::domain::service::Service;
use crate::service_provider::SignatureVerdict;
use crate::store::{DescribedOrder, Description, PaySession, ShownAmounts, Visit};

/// The content of the pay page.
#[derive(Debug)]
pub struct PaymentPage {
    /// The payer's visit.
    pub session: PaySession,
    /// The service.
    pub service: Arc<Service>,
    /// The invoice, up to date.
    pub invoice: Invoice,
    /// The amounts that can be paid, or the reason why nothing can.
    pub payable: Result<Payable, NotPayable>,
    /// The amount due that the payer saw last, if the service provider has changed it since.
    pub due_before: Option<Amount>,
    /// The payment that paid the invoice, where it was paid through this hub.
    pub paid_by: Option<Payment>,
    /// That payment's confirmation, if the e-Service has not accepted it yet, so that its amount due may be outdated.
    pub unconfirmed: Option<QueuedConfirmation>,
    /// The result of verifying the reply's signature.
    pub signature: SignatureVerdict,
    /// The findings about the reply.
    pub findings: Vec<Finding>,
    /// The number of recorded exchanges about this order.
    pub exchanges: i64,
}

/// The result of opening a visit's page.
#[derive(Debug)]
pub enum Look {
    /// The order's page.
    Order(Box<PaymentPage>),
    /// The reply has several orders to choose from.
    Choice(Box<OrderChoice>),
}

/// The orders that the payer can choose from.
#[derive(Debug)]
pub struct OrderChoice {
    /// The payer's visit.
    pub session: PaySession,
    /// The service.
    pub service: Arc<Service>,
    /// The orders, each under its own key.
    pub orders: Vec<(OrderKey, OrderDetails)>,
    /// The findings about the reply.
    pub findings: Vec<Finding>,
}

/// Steps 5 and 6 for a visit. Each view of the page requests the order again, as the latest answer counts.
pub async fn look(app: &App, id: SessionId, language: Language) -> Result<Look, Problem> {
    let Visit { session: visit, invoice, unfinished, has_scenarios, .. } = visit(app, id).await?;
    let service = known_service(app, &visit.service_id).await?;
    // Payment providers are asked first: a payer who used the back button may have paid, and the order must be judged as it
    // was then.
    let known = match invoice {
        Some(invoice) => Some(settle_unfinished(app, invoice, unfinished).await?.invoice),
        None => None,
    };
    let asked_at = app.clock.now();
    let asked = Asked {
        order_key: visit.key_to_ask(),
        names_several: visit.asked_key.is_some(),
        language,
        previous: known.as_ref(),
        has_scenarios,
    };
    let retrieved = order_details_retrieval::retrieve(app, &service, asked).await;
    let (described, signature, findings) = match retrieved {
        Ok(retrieved) if visit.asked_key.is_none() && !retrieved.choices.is_empty() => {
            let RetrievedOrder { choices, findings, .. } = retrieved;
            let choice = OrderChoice { session: visit, service, orders: choices, findings };
            return Ok(Look::Choice(Box::new(choice)));
        }
        Ok(retrieved) => {
            let (signature, findings) = (retrieved.signature.clone(), retrieved.findings.clone());
            let order = order_of(&visit, retrieved)?;
            let (service_id, order_key) = (&visit.service_id, &visit.order_key);
            let now = app.clock.now();
            let description = Description { service_id, order_key, order: &order, asked_at, now };
            (app.store.describe_order(description, known, Some(&visit)).await?, signature, findings)
        }
        // A payer who has already paid here learns so, even if the e-Service fails.
        Err(problem) => match known {
            Some(invoice) if invoice.status == InvoiceStatus::Paid && !invoice.paid.is_zero() => {
                let exchanges = app.store.exchanges_of_order(&visit.service_id, visit.key_to_ask()).await?;
                let described = DescribedOrder { invoice, exchanges, is_seen: false };
                (described, SignatureVerdict::NotChecked, problem.findings().to_vec())
            }
            _ => return Err(problem),
        },
    };
    let DescribedOrder { invoice, exchanges, is_seen } = described;
    let seen = ShownAmounts::of(&invoice);
    if !is_seen && (visit.seen != Some(seen) || visit.invoice_id.as_ref() != Some(&invoice.id)) {
        app.store.set_seen(id, &invoice.id, seen).await?;
    }
    let (paid_by, confirmation) = match invoice.paid.is_zero() {
        true => (None, None),
        false => paid_by(app, &invoice).await?,
    };
    Ok(Look::Order(Box::new(PaymentPage {
        payable: invoice.payable(app.clock.now()),
        exchanges,
        due_before: visit.seen.and_then(|before| before.due_if_changed(seen)),
        session: visit,
        service,
        invoice,
        paid_by,
        unconfirmed: confirmation
            .filter(|queued| !matches!(queued.status, ConfirmationStatus::Confirmed { .. })),
        signature,
        findings,
    })))
}

/// The latest payment of an invoice, and its confirmation.
async fn paid_by(
    app: &App,
    invoice: &Invoice,
) -> Result<(Option<Payment>, Option<QueuedConfirmation>), Problem> {
    let Some(payment) = app.store.authorized_payments_of_invoice(&invoice.id).await?.into_iter().next()
    else {
        return Ok((None, None));
    };
    let confirmation = app.store.confirmation(&payment.id).await?;
    Ok((Some(payment), confirmation))
}

/// The order of the visit: the chosen one, or the only one, whatever its own key.
fn order_of(visit: &PaySession, retrieved: RetrievedOrder) -> Result<OrderDetails, Problem> {
    if visit.asked_key.is_none() {
        return Ok(retrieved.order);
    }
    let (findings, exchange) = (retrieved.findings.clone(), retrieved.exchange);
    let (service, order_key) = (visit.service_id.clone(), visit.order_key.clone());
    let unknown =
        Problem::UnknownOrder { service, order_key: order_key.clone(), findings, exchange, fault: None };
    retrieved.with_key(&order_key).ok_or(unknown)
}

/// True if it is certain that no money was taken for the visit's order: nothing was paid, and no payment is undecided.
pub async fn no_money_was_taken(app: &App, visit: &PaySession) -> bool {
    let Ok(invoice) = app.store.invoice_of_order(&visit.service_id, &visit.order_key).await else {
        return false;
    };
    let Some(invoice) = invoice else { return true };
    let undecided = app.store.undecided_payments_of_invoice(&invoice.id).await;
    invoice.paid.is_zero() && undecided.is_ok_and(|payments| payments.is_empty())
}
