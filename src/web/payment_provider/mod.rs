//! The simulated payment providers' own pages (steps 8 to 11).

mod bank;
mod card;
pub(super) mod three_d_secure;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path};
use askama::Template;

use super::errors;
use super::language::RequestLanguage;
use super::page::{Frame, Hub, render, see_other};
use crate::domain::ids::TransactionId;
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::flow::Problem;
use crate::payment_provider;
use crate::store::{Transaction, TransactionStatus};

/// The payment provider and the transaction that an address names.
type Address = Path<(String, String)>;

/// What every page of a payment provider says of the payment.
struct Summary {
    merchant: String,
    description: String,
    number: String,
    amount: String,
    /// The address of the transaction's pages.
    base: String,
}

#[derive(Template)]
#[template(path = "payment_provider/finished.html")]
struct FinishedPage {
    f: Frame,
    return_path: String,
}

/// The page that the transaction's instrument has, or that it is finished.
pub(super) async fn show(hub: Hub, language: RequestLanguage, address: Address) -> HttpResponse {
    match find(&hub, &address).await {
        Ok(transaction) => show_transaction(&language, &transaction),
        Err(problem) => errors::outside_a_visit(&hub, &language, &problem),
    }
}

fn show_transaction(language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    match (&transaction.status, Instrument::of(transaction.instrument).kind) {
        (TransactionStatus::AwaitingAuthentication { .. }, _) => {
            see_other(format!("{}/3ds", base(transaction)))
        }
        (TransactionStatus::Open, InstrumentKind::BankCard { .. }) => card::page(language, transaction),
        (TransactionStatus::Open, InstrumentKind::InternetBanking) => bank::page(language, transaction),
        _ => finished(language, transaction),
    }
}

/// What the payer submitted on that page.
pub(super) async fn submit(
    hub: Hub,
    language: RequestLanguage,
    address: Address,
    body: Bytes,
) -> HttpResponse {
    let transaction = match find(&hub, &address).await {
        Ok(transaction) => transaction,
        Err(problem) => return errors::outside_a_visit(&hub, &language, &problem),
    };
    match Instrument::of(transaction.instrument).kind {
        InstrumentKind::BankCard { .. } => card::submit(&hub, &language, &transaction, &body).await,
        InstrumentKind::InternetBanking => bank::submit(&hub, &language, &transaction, &body).await,
    }
}

/// The payer gives up; back to the hub.
pub(super) async fn cancel(hub: Hub, language: RequestLanguage, address: Address) -> HttpResponse {
    let cancelled = match find(&hub, &address).await {
        Ok(transaction) => payment_provider::cancel(hub.payment_provider_desk(), &transaction)
            .await
            .map(|_| transaction)
            .map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match cancelled {
        Ok(transaction) => see_other(&transaction.return_path),
        Err(problem) => errors::outside_a_visit(&hub, &language, &problem),
    }
}

async fn find(hub: &Hub, address: &Address) -> Result<Transaction, Problem> {
    let (instrument, id) = (&address.0, &address.1);
    let id = TransactionId::parse(id).ok_or(Problem::UnknownSession)?;
    let transaction = hub.store.transaction(id).await?.ok_or(Problem::UnknownSession)?;
    // One payment provider's page must not open another one's transaction.
    if transaction.instrument.as_str() != instrument {
        return Err(Problem::UnknownSession);
    }
    Ok(transaction)
}

fn finished(language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    let page = FinishedPage { f: frame(language, transaction), return_path: transaction.return_path.clone() };
    render(StatusCode::OK, language, &page)
}

fn frame(language: &RequestLanguage, transaction: &Transaction) -> Frame {
    Frame::of_payment_provider(language, Instrument::of(transaction.instrument).payment_provider_name)
}

fn base(transaction: &Transaction) -> String {
    format!("/psp/{}/{}", transaction.instrument.as_str(), transaction.id)
}

fn summary(language: &RequestLanguage, transaction: &Transaction) -> Summary {
    Summary {
        merchant: transaction.merchant.clone(),
        description: transaction.description.clone(),
        number: transaction.invoice_id.grouped(),
        amount: language.translator().money(transaction.amount, &transaction.currency),
        base: base(transaction),
    }
}
