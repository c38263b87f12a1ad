//! Decides a payment in place of its payment provider, for tests of unhappy states.

use super::Problem;
use super::payment_confirmation_retrieval::settle;
use crate::app::App;
use crate::domain::event::EventKind;
use crate::domain::ids::PaymentId;
use crate::domain::payment::{DeclineReason, PaymentState, PaymentStatus};
use crate::payment_provider;
use crate::payment_provider::decision::force;

pub use crate::payment_provider::decision::Forced;

/// The result of forcing a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForceResult {
    /// The payment provider has decided so, and the payment followed.
    Done,
    /// The payment was already decided; nothing was changed.
    Decided,
    /// There is no such payment.
    NotFound,
}

/// The decision that leads to this state, if it can be forced; the reason is used for `Declined` only.
pub fn forced(state: PaymentState, reason: Option<DeclineReason>) -> Option<Forced> {
    match (state, reason) {
        (PaymentState::Declined, reason) => Some(Forced::Declined(reason.unwrap_or(DeclineReason::Declined))),
        (PaymentState::Authorized, None) => Some(Forced::Authorized),
        (PaymentState::Cancelled, None) => Some(Forced::Cancelled),
        (PaymentState::TimedOut, None) => Some(Forced::TimedOut),
        (PaymentState::Reversed, None) => Some(Forced::Reversed),
        _ => None,
    }
}

/// The names of the statuses that a payment can be forced into.
pub const FORCEABLE: [&str; 5] = ["Authorized", "Declined", "Cancelled", "TimedOut", "Reversed"];

/// Makes the payment provider decide, and applies its decision to the payment. `why` is stored with the payment's events.
pub async fn force_payment(app: &App, id: &PaymentId, to: Forced, why: &str) -> Result<ForceResult, Problem> {
    let Some(payment) = app.store.payment(id).await? else { return Ok(ForceResult::NotFound) };
    let context = app.payment_provider_context();
    let is_open = payment.status.is_undecided();
    let Some(transaction) = app.store.transaction(payment.transaction_id).await?.filter(|_| is_open) else {
        return Ok(ForceResult::Decided);
    };
    if !force(context, &transaction, to).await? {
        return Ok(ForceResult::Decided);
    }
    if to == Forced::Reversed {
        payment_provider::reverse(context, transaction.id).await?;
    }
    app.store.record_payment_event(app.clock.now(), EventKind::PaymentForced, id, why).await?;
    settle(app, &payment).await?;
    let now = app.store.payment(id).await?;
    Ok(match now.map(|payment| payment.status) {
        Some(PaymentStatus::Started | PaymentStatus::AtPaymentProvider | PaymentStatus::Pending) => {
            ForceResult::Decided
        }
        _ => ForceResult::Done,
    })
}
