//! The button that gives the payer more time.

use actix_web::web::Bytes;

use super::card;
use super::transaction::{Address, about_order, base, find};
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::domain::transaction::TransactionStatus;
use crate::payment_provider::session::extend as extend_session;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Hub, see_other};

/// Extends the session, and shows the page again with the entries that may be redisplayed.
pub(in crate::web) async fn extend(
    hub: Hub,
    language: RequestLanguage,
    address: Address,
    body: Bytes,
) -> PageResult {
    extend_session(hub.payment_provider_context(), &find(&hub, &address).await?).await?;
    let transaction = find(&hub, &address).await?;
    let kind = Instrument::of(transaction.instrument).kind;
    Ok(match (&transaction.status, kind) {
        (TransactionStatus::Open, InstrumentKind::BankCard { .. }) => {
            let language = about_order(&hub, language, &transaction).await;
            card::page_again(&hub, &language, &transaction, &body)
        }
        _ => see_other(base(&transaction)),
    })
}
