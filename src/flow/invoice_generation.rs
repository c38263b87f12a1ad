//! Step 6: from the order details the hub makes the invoice, or brings the one that it has up to date.

use std::sync::Arc;

use super::Problem;
use super::order_details_retrieval::{self, RetrievedOrder};
use super::payment_confirmation_retrieval::settle_invoice;
use super::payment_page_request::session;
use super::services::wanted;
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
use crate::store::{PaySession, Seen};

/// What the pay page shows.
#[derive(Debug)]
pub struct PaymentPage {
    /// The payer's visit.
    pub session: PaySession,
    /// The service.
    pub service: Arc<Service>,
    /// The invoice, up to date.
    pub invoice: Invoice,
    /// What may be paid, or why nothing may.
    pub payable: Result<Payable, NotPayable>,
    /// What was due at the payer's last look, where the service provider has changed it since.
    pub due_before: Option<Amount>,
    /// The payment that paid the invoice, where it was paid through this hub.
    pub paid_by: Option<Payment>,
    /// That payment's confirmation, where the e-Service has not accepted it yet: what it says is due may be old.
    pub unconfirmed: Option<QueuedConfirmation>,
    /// What the signature of the e-Service's reply was worth.
    pub signature: SignatureVerdict,
    /// What was found about that reply.
    pub findings: Vec<Finding>,
    /// How many exchanges with the e-Service about this order are kept.
    pub exchanges: i64,
}

/// What a look at a visit's page leads to.
#[derive(Debug)]
pub enum Look {
    /// The order.
    Order(Box<PaymentPage>),
    /// The reply holds several orders; the payer chooses.
    Choice(Box<OrderChoice>),
}

/// The orders among which the payer chooses.
#[derive(Debug)]
pub struct OrderChoice {
    /// The payer's visit.
    pub session: PaySession,
    /// The service.
    pub service: Arc<Service>,
    /// The orders, each under its own key.
    pub orders: Vec<(OrderKey, OrderDetails)>,
    /// What was found about the reply.
    pub findings: Vec<Finding>,
}

/// Steps 5 and 6 for a visit. Showing the page again looks the order up again: the latest answer is the true one.
pub async fn look(app: &App, id: SessionId, language: Language) -> Result<Look, Problem> {
    let visit = session(app, id).await?;
    let service = wanted(app, &visit.service_id).await?;
    // What the payment providers know comes first: a payer who came back by the back button may have paid, and what
    // counts is how the order stood then.
    let known = match app.store.invoice_of_order(&visit.service_id, &visit.order_key).await? {
        Some(invoice) => Some(settle_invoice(app, invoice).await?),
        None => None,
    };
    let asked_at = app.clock.now();
    let asked_key = visit.asked_key.as_ref().unwrap_or(&visit.order_key);
    let names_several = visit.asked_key.is_some();
    let retrieved =
        order_details_retrieval::retrieve(app, &service, asked_key, names_several, language, known.as_ref())
            .await;
    let (invoice, signature, findings) = match retrieved {
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
            let invoice =
                app.store.create_or_update_invoice(service_id, order_key, &order, asked_at, now).await?;
            (invoice, signature, findings)
        }
        // Whoever has paid here is told so, even while the e-Service is in trouble.
        Err(problem) => match known {
            Some(invoice) if invoice.status == InvoiceStatus::Paid && !invoice.paid.is_zero() => {
                (invoice, SignatureVerdict::NotChecked, problem.findings().to_vec())
            }
            _ => return Err(problem),
        },
    };
    if visit.invoice_id.as_ref() != Some(&invoice.id) {
        app.store.set_invoice_of_session(id, &invoice.id).await?;
    }
    let seen = Seen { due: invoice.due(), paid: invoice.paid };
    if visit.seen != Some(seen) {
        app.store.set_seen(id, seen).await?;
    }
    let paid_by = app.store.authorized_payments_of_invoice(&invoice.id).await?.into_iter().next();
    let confirmation = match &paid_by {
        Some(payment) => app.store.confirmation(&payment.id).await?,
        None => None,
    };
    Ok(Look::Order(Box::new(PaymentPage {
        payable: invoice.payable(app.clock.now()),
        exchanges: app.store.exchanges_of_order(&visit.service_id, asked_key).await?,
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

/// The order that the visit is about: the one that the payer chose, or the only one, whatever its own key.
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

/// Whether it is true of the visit's order that no money was taken: nothing was paid, and no payment is under way.
/// False also where nobody can tell.
pub async fn no_money_was_taken(app: &App, visit: &PaySession) -> bool {
    let Ok(invoice) = app.store.invoice_of_order(&visit.service_id, &visit.order_key).await else {
        return false;
    };
    let Some(invoice) = invoice else { return true };
    let undecided = app.store.undecided_payments_of_invoice(&invoice.id).await;
    invoice.paid.is_zero() && undecided.is_ok_and(|payments| payments.is_empty())
}
