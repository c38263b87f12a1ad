//! Step 6: from the order details the hub makes the invoice, or brings the one that it has up to date.

use super::Problem;
use super::order_details_retrieval;
use super::payment_confirmation_retrieval::settle_invoice;
use super::payment_page_request::session;
use crate::app::App;
use crate::domain::finding::Finding;
use crate::domain::ids::SessionId;
use crate::domain::invoice::{Invoice, InvoiceStatus, NotPayable, Payable};
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::payment::Payment;
use crate::domain::service::Service;
use crate::service_provider::SignatureVerdict;
use crate::store::{PaySession, Seen};

/// What the pay page shows.
#[derive(Debug)]
pub struct PaymentPage<'a> {
    /// The payer's visit.
    pub session: PaySession,
    /// The service.
    pub service: &'a Service,
    /// The invoice, up to date.
    pub invoice: Invoice,
    /// What may be paid, or why nothing may.
    pub payable: Result<Payable, NotPayable>,
    /// What was due at the payer's last look, where the service provider has changed it since.
    pub due_before: Option<Amount>,
    /// The payment that paid the invoice, where it was paid through this hub.
    pub paid_by: Option<Payment>,
    /// What the signature of the e-Service's reply was worth.
    pub signature: SignatureVerdict,
    /// What was found about that reply.
    pub findings: Vec<Finding>,
    /// How many exchanges with the e-Service about this order are kept.
    pub exchanges: i64,
}

/// Steps 5 and 6 for a visit. Showing the page again looks the order up again: the latest answer is the true one.
pub async fn payment_page(app: &App, id: SessionId, language: Language) -> Result<PaymentPage<'_>, Problem> {
    let visit = session(app, id).await?;
    let service =
        app.service(&visit.service_id).ok_or_else(|| Problem::UnknownService(visit.service_id.clone()))?;
    // What the payment providers know comes first: a payer who came back by the back button may have paid, and what
    // counts is how the order stood then.
    let known = match app.store.invoice_of_order(&visit.service_id, &visit.order_key).await? {
        Some(invoice) => Some(settle_invoice(app, invoice).await?),
        None => None,
    };
    let asked_at = app.clock.now();
    let retrieved =
        order_details_retrieval::retrieve(app, service, &visit.order_key, language, known.as_ref()).await;
    let (invoice, signature, findings) = match retrieved {
        Ok(retrieved) => (
            app.store
                .create_or_update_invoice(
                    &visit.service_id,
                    &visit.order_key,
                    &retrieved.order,
                    asked_at,
                    app.clock.now(),
                )
                .await?,
            retrieved.signature,
            retrieved.findings,
        ),
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
    Ok(PaymentPage {
        payable: invoice.payable(app.clock.now()),
        exchanges: app.store.exchanges_of_order(&visit.service_id, &visit.order_key).await?,
        due_before: visit.seen.and_then(|before| before.due_if_changed(seen)),
        session: visit,
        service,
        invoice,
        paid_by,
        signature,
        findings,
    })
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
