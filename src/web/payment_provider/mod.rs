//! The simulated payment providers' own pages (steps 8 to 11).

mod approval;
mod card;
pub(super) mod cash;
pub(super) mod extension;
mod finished;
mod instant_payment;
mod outcomes;
mod pos;
mod session;
mod summary;
pub(super) mod three_d_secure;
mod transaction;

use actix_web::HttpRequest;
use actix_web::web::Bytes;

use self::finished::finished;
use self::instant_payment::Sight;
pub(super) use self::outcomes::{OutcomeHint, outcome_hints};
use self::transaction::{Address, about_order, base, find, leave};
use super::errors::PageResult;
use super::language::RequestLanguage;
use super::page::{Hub, see_other};
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::domain::transaction::TransactionStatus;
use crate::payment_provider;
use crate::payment_provider::decision;
use crate::store::Transaction;

/// The page for the transaction's instrument, or the page that it is finished.
pub(super) async fn show(
    hub: Hub,
    language: RequestLanguage,
    address: Address,
    request: HttpRequest,
) -> PageResult {
    let transaction = find(&hub, &address).await?;
    let language = about_order(&hub, language, &transaction).await;
    show_transaction(&hub, &language, &transaction, request.query_string()).await
}

async fn show_transaction(
    hub: &Hub,
    language: &RequestLanguage,
    transaction: &Transaction,
    query: &str,
) -> PageResult {
    Ok(match (&transaction.status, Instrument::of(transaction.instrument).kind) {
        (TransactionStatus::AwaitingAuthentication { .. }, _) => {
            see_other(format!("{}/3ds", base(transaction)))
        }
        (TransactionStatus::Open, kind) => match kind {
            InstrumentKind::BankCard { .. } => card::page(hub, language, transaction, query),
            InstrumentKind::ApplePay
            | InstrumentKind::GooglePay
            | InstrumentKind::InternetBanking
            | InstrumentKind::EMoney => approval::page(hub, language, transaction),
            InstrumentKind::InstantPayment => instant_payment::page(hub, language, transaction, query),
            InstrumentKind::Cash => cash::page(hub, language, transaction),
            InstrumentKind::PosTerminal => pos::page(hub, language, transaction).await?,
        },
        // The page of the QR code follows what was decided on the payer's phone.
        _ if Sight::of(query) != Sight::First => leave(hub, transaction, None).await?,
        _ => finished(language, transaction),
    })
}

/// Handles the submitted page.
pub(super) async fn submit(hub: Hub, language: RequestLanguage, address: Address, body: Bytes) -> PageResult {
    let transaction = find(&hub, &address).await?;
    let language = about_order(&hub, language, &transaction).await;
    match Instrument::of(transaction.instrument).kind {
        InstrumentKind::BankCard { .. } => card::submit(&hub, &language, &transaction, &body).await,
        _ => approval::submit(&hub, &transaction, &body).await,
    }
}

/// Brings a later decision forward for the tester, and redirects to the hub.
pub(super) async fn decide_now(hub: Hub, address: Address) -> PageResult {
    let transaction = find(&hub, &address).await?;
    decision::decide_now(hub.payment_provider_context(), &transaction).await?;
    Ok(see_other(&transaction.return_path))
}

/// Cancels for the payer, and redirects to the hub.
pub(super) async fn cancel(hub: Hub, address: Address) -> PageResult {
    let transaction = find(&hub, &address).await?;
    payment_provider::cancel(hub.payment_provider_context(), &transaction).await?;
    Ok(see_other(&transaction.return_path))
}
