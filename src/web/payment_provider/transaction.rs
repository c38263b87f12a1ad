//! The transaction of a payment provider's page: its address, its frame, and the way back to the hub.

use actix_web::web::Path;

use crate::domain::ids::TransactionId;
use crate::domain::instrument::Instrument;
use crate::domain::outcome::Outcome;
use crate::domain::payment::TimeOutReason;
use crate::domain::transaction::TransactionStatus;
use crate::flow::Problem;
use crate::payment_provider;
use crate::store::Transaction;
use crate::web::addresses;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};

/// The payment provider and the transaction in an address.
pub(super) type Address = Path<(String, String)>;

/// The ribbon of a payment provider's page omits scenarios of other orders.
pub(super) async fn about_order(
    hub: &Hub,
    language: RequestLanguage,
    transaction: &Transaction,
) -> RequestLanguage {
    if language.active_scenarios.is_empty() {
        return language;
    }
    match hub.store.invoice(&transaction.invoice_id).await {
        Ok(Some(invoice)) => language.about(&invoice.service_id, &invoice.order_key),
        _ => language,
    }
}

pub(super) async fn find(hub: &Hub, address: &Address) -> Result<Transaction, Problem> {
    let (instrument, id) = (&address.0, &address.1);
    let id = TransactionId::parse(id).ok_or(Problem::UnknownSession)?;
    let found = payment_provider::session::transaction(hub.payment_provider_context(), id).await?;
    let transaction = found.ok_or(Problem::UnknownSession)?;
    // A payment provider's page must not open another one's transaction.
    if transaction.instrument.as_str() != instrument {
        return Err(Problem::UnknownSession);
    }
    Ok(transaction)
}

/// Step 11 after `decided`, which is read if it is not known: redirects to the hub, unless the outcome says that the payer
/// stays, or returns more than once. If the session is over, this page says so first.
pub(super) async fn leave(
    hub: &Hub,
    transaction: &Transaction,
    decided: Option<Box<Transaction>>,
) -> PageResult {
    let decided = match decided {
        Some(decided) => Some(*decided),
        None => hub.store.transaction(transaction.id).await?,
    };
    Ok(match decided {
        Some(decided) => match (decided.status, decided.outcome) {
            (TransactionStatus::TimedOut(TimeOutReason::SessionExpired), _)
            | (_, Some(Outcome::PayerNeverReturns | Outcome::PayerReturnsTwice)) => {
                see_other(base(transaction))
            }
            _ => see_other(&transaction.return_path),
        },
        None => see_other(&transaction.return_path),
    })
}

pub(super) fn frame(language: &RequestLanguage, transaction: &Transaction) -> Frame {
    Frame::of_payment_provider(language, Instrument::of(transaction.instrument).payment_provider_name)
}

pub(super) fn base(transaction: &Transaction) -> String {
    format!("/psp/{}/{}", transaction.instrument.as_str(), transaction.id)
}

/// The payment's page in the console. The result page, to which the browser returns, ends with the payment's id.
pub(super) fn console(transaction: &Transaction) -> String {
    addresses::of_payment(transaction.return_path.rsplit('/').next().unwrap_or_default())
}
