//! Step 7: the payer chooses an instrument; the invoice is published to its payment provider.

use super::Problem;
use super::payment_confirmation_retrieval::settle_invoice;
use super::payment_page_request::session;
use crate::app::App;
use crate::domain::ids::{SessionId, TransactionId};
use crate::domain::instrument::Instrument;
use crate::domain::invoice::{Invoice, NotPayable, Payable};
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::outcome::Outcome;
use crate::domain::payment::Payment;
use crate::payment_provider::{self, PublishedInvoice};
use crate::store::{NewPayment, PaySession};

/// What the payer chose.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The instrument's short name.
    pub instrument: String,
    /// The amount as typed; `None` pays what is due.
    pub amount: Option<String>,
}

/// What the choice leads to.
#[derive(Debug)]
pub enum Selection {
    /// Step 8: to the payment provider's page.
    ToPaymentProvider(&'static Instrument, TransactionId),
    /// Nothing can be paid any more; the pay page says why.
    NotPayable(NotPayable),
    /// The choice needs a correction.
    Invalid(InvalidChoice),
}

/// What is wrong with a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidChoice {
    /// No instrument, or none that is offered.
    Instrument,
    /// The amount is no amount, or outside what may be paid.
    Amount(Payable),
}

/// Starts a payment, or goes on with the one that the same choice started: a double click makes one payment.
pub async fn choose(
    app: &App,
    id: SessionId,
    choice: &Choice,
    language: Language,
) -> Result<Selection, Problem> {
    let visit = session(app, id).await?;
    let offered = |instrument: &&Instrument| app.config.instruments.contains(instrument);
    let Some(instrument) = Instrument::find(&choice.instrument).filter(offered) else {
        return Ok(Selection::Invalid(InvalidChoice::Instrument));
    };
    let invoice_id = visit.invoice_id.clone().ok_or(Problem::UnknownSession)?;
    let invoice = app.store.invoice(&invoice_id).await?.ok_or(Problem::UnknownSession)?;
    let invoice = settle_invoice(app, invoice).await?;
    let payable = match invoice.payable(app.clock.now()) {
        Ok(payable) => payable,
        Err(reason) => return Ok(Selection::NotPayable(reason)),
    };
    let Some(amount) = amount_of(choice, &payable) else {
        return Ok(Selection::Invalid(InvalidChoice::Amount(payable)));
    };
    let payment = start(app, &visit, &invoice, instrument, amount, language).await?;
    Ok(Selection::ToPaymentProvider(instrument, payment.transaction_id))
}

fn amount_of(choice: &Choice, payable: &Payable) -> Option<Amount> {
    let amount = match &choice.amount {
        None => payable.due?,
        Some(typed) => Amount::parse_typed(typed).ok()?,
    };
    (payable.min <= amount && amount <= payable.max).then_some(amount)
}

/// A double click, and a hub that stopped in between, find the payment that was started, and publish it again.
async fn start(
    app: &App,
    visit: &PaySession,
    invoice: &Invoice,
    instrument: &Instrument,
    amount: Amount,
    language: Language,
) -> Result<Payment, Problem> {
    let fee = app.config.instrument_fees.of(instrument.id);
    let payment = app
        .store
        .start_payment(NewPayment {
            invoice_id: invoice.id.clone(),
            session_id: visit.id,
            instrument: instrument.id,
            transaction_id: TransactionId::from_random(app.randomness.bytes()),
            amount,
            fee: fee.map_or(Amount::ZERO, |fee| fee.for_payment(amount)),
            started_at: app.clock.now(),
        })
        .await?;
    let merchant = app
        .service(&visit.service_id)
        .map(|service| service.service_provider_name.get(language).to_owned())
        .unwrap_or_default();
    let planned = app.store.planned_outcome(&visit.service_id, &visit.order_key).await?;
    let published = PublishedInvoice {
        transaction_id: payment.transaction_id,
        instrument: instrument.id,
        invoice_id: invoice.id.clone(),
        description: invoice.order.reason.chars().take(200).collect(),
        merchant,
        amount,
        fee: payment.fee,
        currency: invoice.order.currency.clone(),
        return_path: format!("/pay/{}/result/{}", visit.id, payment.id),
        outcome: planned.or_else(|| Outcome::asked_for(&invoice.order_key, amount)),
    };
    payment_provider::publish(app.payment_provider_desk(), published).await?;
    app.store.payment_is_at_payment_provider(&payment.id).await?;
    Ok(payment)
}
