//! POS terminals: configuration, card payments and printed slips.
//!
//! A configuration belongs to the operator's browser, which stores its key: several counters share an office's address, so
//! `IntendedIp` can only exclude.

use std::net::IpAddr;

use super::Problem;
use crate::app::App;
use crate::domain::ids::{PaymentId, PosTerminalKey, SessionId};
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::domain::outcome::{Outcome, TerminalResult};
use crate::domain::payment::{Payment, PaymentStatus};
use crate::domain::pos_terminal::{PosField, PosMistake, PosTerminal, TypedPosTerminal};

/// The terminal of an operator's browser.
#[derive(Debug)]
pub enum AtHand {
    /// It can be used.
    Terminal(PosTerminalKey, PosTerminal),
    /// None is configured in this browser.
    None,
    /// The terminal is intended for another address than the operator's.
    MeantForAnotherAddress(PosTerminal),
}

/// A payment at a POS terminal.
#[derive(Debug)]
pub struct PosPayment {
    /// The terminal with its configuration at that time.
    pub terminal: PosTerminal,
    /// The paper slip; `None` if nothing was paid.
    pub slip: Option<Slip>,
}

/// The paper slip of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// The terminal printed it.
    Printed,
    /// The terminal did not print it.
    NotPrinted,
    /// The terminal did not print it, and it was printed later.
    PrintedAgain,
}

/// Checks the form and stores the configuration. Returns its key for the browser.
pub async fn configure(
    app: &App,
    typed: &TypedPosTerminal,
) -> Result<Result<PosTerminalKey, Vec<(PosField, PosMistake)>>, Problem> {
    let terminal = match typed.check() {
        Ok(terminal) => terminal,
        Err(mistakes) => return Ok(Err(mistakes)),
    };
    let key = PosTerminalKey::from_random(app.randomness.bytes());
    app.store.insert_pos_terminal(key, &terminal, app.clock.now()).await?;
    Ok(Ok(key))
}

/// The terminal with this key, for an operator at this address.
pub async fn at_hand(
    app: &App,
    key: Option<PosTerminalKey>,
    address: Option<IpAddr>,
) -> Result<AtHand, Problem> {
    let Some(key) = key else { return Ok(AtHand::None) };
    let Some(terminal) = app.store.pos_terminal(key).await? else { return Ok(AtHand::None) };
    Ok(match address {
        Some(address) if terminal.is_meant_for(address) => AtHand::Terminal(key, terminal),
        _ => AtHand::MeantForAnotherAddress(terminal),
    })
}

/// The POS data of a payment; `None` for other instruments.
pub async fn of_payment(app: &App, payment: &Payment) -> Result<Option<PosPayment>, Problem> {
    if Instrument::of(payment.instrument).kind != InstrumentKind::PosTerminal {
        return Ok(None);
    }
    let Some(transaction) = app.store.transaction(payment.transaction_id).await? else { return Ok(None) };
    let Some(key) = transaction.pos_terminal else { return Ok(None) };
    let Some(terminal) = app.store.pos_terminal(key).await? else { return Ok(None) };
    let is_paid = matches!(payment.status, PaymentStatus::Authorized(_));
    let slip = match (transaction.outcome, transaction.slip_printed_at) {
        (Some(Outcome::Terminal(TerminalResult::SlipNotPrinted)), None) => Slip::NotPrinted,
        (Some(Outcome::Terminal(TerminalResult::SlipNotPrinted)), Some(_)) => Slip::PrintedAgain,
        _ => Slip::Printed,
    };
    Ok(Some(PosPayment { terminal, slip: is_paid.then_some(slip) }))
}

/// Prints the slip of a payment of this visit again. Repeating it changes nothing.
pub async fn print_slip_again(app: &App, id: SessionId, payment: &PaymentId) -> Result<(), Problem> {
    let payment = app.store.payment(payment).await?.filter(|payment| payment.session_id == id);
    let payment = payment.ok_or(Problem::UnknownSession)?;
    match of_payment(app, &payment).await? {
        Some(PosPayment { slip: Some(_), .. }) => {
            Ok(app.store.slip_is_printed(payment.transaction_id, app.clock.now()).await?)
        }
        _ => Err(Problem::NothingPaid),
    }
}

/// The payment provider's name for people, and the value of the confirmation's property `Bank`.
pub(super) async fn payment_provider_of(app: &App, payment: &Payment) -> Result<(String, String), Problem> {
    let instrument = Instrument::of(payment.instrument);
    Ok(match of_payment(app, payment).await? {
        Some(PosPayment { terminal, .. }) => (terminal.vendor_name.clone(), terminal.bank_property()),
        None => (instrument.payment_provider_name.to_owned(), instrument.bank_property.to_owned()),
    })
}
