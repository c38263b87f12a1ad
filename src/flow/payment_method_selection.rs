//! Step 7: the payer chooses an instrument; the invoice is published to its payment provider.

use super::Problem;
use super::payment_confirmation_retrieval::settle_unfinished;
use super::payment_page_request::{session, visit};
use super::services::known_service;
use crate::app::App;
use crate::domain::ids::{PosTerminalKey, SessionId, TransactionId};
use crate::domain::instrument::{Instrument, POS_TERMINAL};
use crate::domain::invoice::{Invoice, NotPayable, Payable};
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::outcome::Outcome;
use crate::domain::payer_input::{Field, Mistake, PayerInput};
use crate::payment_provider::{self, PublishedInvoice};
use crate::store::{NewPayment, PaySession, StartedPayment, Visit};

pub use crate::domain::payer_input::Choice;

/// The place where a payment is started, which decides the available instruments and the result page.
#[derive(Debug, Clone, Copy)]
pub enum SalesChannel {
    /// On the pay page, with the configured instruments.
    PayPage,
    /// At the counter, with this terminal.
    Counter(PosTerminalKey),
}

/// The result of a choice.
#[derive(Debug)]
pub enum Selection {
    /// Step 8: to the payment provider's page.
    ToPaymentProvider(&'static Instrument, TransactionId),
    /// The invoice cannot be paid any more; the pay page says why.
    NotPayable(NotPayable),
    /// The amount due differs from the one that the payer saw, given here; the pay page says so.
    DueChanged(Amount),
    /// The choice has mistakes; all of them.
    Invalid(Vec<InvalidChoice>),
}

/// A mistake of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidChoice {
    /// The instrument is missing or not offered.
    Instrument,
    /// The amount is unreadable, or outside the given bounds.
    Amount(Payable),
    /// A field of the order has a mistake.
    Field(Field, Mistake),
}

/// Stores the payer's entries, right or wrong, for the next view of the pay page.
pub async fn keep(app: &App, id: SessionId, choice: &Choice) -> Result<(), Problem> {
    keep_entries(app, &session(app, id).await?, choice).await
}

async fn keep_entries(app: &App, visit: &PaySession, choice: &Choice) -> Result<(), Problem> {
    if visit.entered != *choice {
        app.store.set_entered(visit.id, choice).await?;
    }
    Ok(())
}

/// Starts a payment, or continues the one that the same choice started, so that a double click makes one payment. `shown`
/// is the amount due that the payer saw, if any: a different amount is not paid in full without asking.
pub async fn choose(
    app: &App,
    id: SessionId,
    choice: &Choice,
    shown: Option<Amount>,
    language: Language,
    place: SalesChannel,
) -> Result<Selection, Problem> {
    let Visit { session: visit, payments, invoice, unfinished, planned, .. } = visit(app, id).await?;
    if visit.invoice_id.is_none() {
        keep_entries(app, &visit, choice).await?;
        return Err(Problem::UnknownSession);
    }
    let invoice = invoice.ok_or(Problem::UnknownSession)?;
    let invoice = settle_unfinished(app, invoice, unfinished).await?.invoice;
    let (instrument, amount, input) = match checked(app, choice, shown, &invoice, place) {
        Ok(checked) => checked,
        Err(selection) => {
            keep_entries(app, &visit, choice).await?;
            return Ok(selection);
        }
    };
    let fee = app.config.instrument_fees.of(instrument.id);
    let new = NewPayment {
        invoice_id: invoice.id.clone(),
        session_id: visit.id,
        instrument: instrument.id,
        transaction_id: TransactionId::from_random(app.randomness.bytes()),
        amount,
        input,
        fee: fee.map_or(Amount::ZERO, |fee| fee.for_payment(amount)),
        started_at: app.clock.now(),
        entered: (visit.entered != *choice).then(|| choice.clone()),
        payments_before: payments,
    };
    let transaction = start(app, &visit, &invoice, new, (planned, language, place)).await?;
    Ok(Selection::ToPaymentProvider(instrument, transaction))
}

/// The instrument, the amount and the payer's entries; else why no payment is started.
fn checked(
    app: &App,
    choice: &Choice,
    shown: Option<Amount>,
    invoice: &Invoice,
    place: SalesChannel,
) -> Result<(&'static Instrument, Amount, PayerInput), Selection> {
    let payable = invoice.payable(app.clock.now()).map_err(Selection::NotPayable)?;
    if let Some(shown) = shown
        && choice.amount.is_none()
        && payable.due.is_some_and(|due| due != shown)
    {
        return Err(Selection::DueChanged(shown));
    }
    let amount = amount_of(choice, &payable);
    let instrument = match place {
        SalesChannel::PayPage => {
            let is_chosen = |instrument: &&&Instrument| instrument.id.as_str() == choice.instrument;
            app.config.instruments.iter().find(is_chosen).copied()
        }
        SalesChannel::Counter(_) => Some(&POS_TERMINAL),
    };
    match (amount, instrument, choice.check(&invoice.order)) {
        (Some(amount), Some(instrument), Ok(input)) => Ok((instrument, amount, input)),
        (amount, instrument, input) => {
            let fields = input.err().unwrap_or_default();
            let fields = fields.into_iter().map(|(field, mistake)| InvalidChoice::Field(field, mistake));
            let wrong_amount = amount.is_none().then_some(InvalidChoice::Amount(payable));
            let wrong_instrument = instrument.is_none().then_some(InvalidChoice::Instrument);
            Err(Selection::Invalid(fields.chain(wrong_amount).chain(wrong_instrument).collect()))
        }
    }
}

fn amount_of(choice: &Choice, payable: &Payable) -> Option<Amount> {
    let amount = match &choice.amount {
        None => payable.due?,
        Some(typed) => Amount::parse_typed(typed).ok()?,
    };
    (payable.min <= amount && amount <= payable.max).then_some(amount)
}

/// Starts a payment and publishes the invoice. After a double click or a stop of the hub, finds the started payment and
/// publishes it again.
async fn start(
    app: &App,
    visit: &PaySession,
    invoice: &Invoice,
    new: NewPayment,
    (planned, language, place): (Option<Outcome>, Language, SalesChannel),
) -> Result<TransactionId, Problem> {
    let (instrument, amount) = (new.instrument, new.amount);
    let started = app.store.start_payment(new).await?;
    if let StartedPayment::Now(payment) = &started {
        app.metrics.payment_started(payment.instrument);
    }
    let payment = started.payment().ok_or(Problem::UnknownSession)?;
    let merchant = match known_service(app, &visit.service_id).await {
        Ok(service) => service.service_provider_name.get(language).to_owned(),
        // The service was removed during the visit, which continues without its name.
        Err(Problem::UnknownService(_)) => String::new(),
        Err(problem) => return Err(problem),
    };
    let (pages, pos_terminal) = match place {
        SalesChannel::PayPage => ("/pay", None),
        SalesChannel::Counter(key) => ("/pos", Some(key)),
    };
    let published = PublishedInvoice {
        transaction_id: payment.transaction_id,
        instrument,
        invoice_id: invoice.id.clone(),
        description: invoice.order.reason.chars().take(200).collect(),
        merchant,
        amount,
        fee: payment.fee,
        currency: invoice.order.currency.clone(),
        return_path: format!("{pages}/{}/result/{}", visit.id, payment.id),
        outcome: planned.or_else(|| Outcome::asked_for(&invoice.order_key, amount)),
        pos_terminal,
    };
    payment_provider::publish(app.payment_provider_context(), published).await?;
    app.store.payment_is_at_payment_provider(&payment.id, app.clock.now()).await?;
    Ok(payment.transaction_id)
}
