//! Decisions about payments: each in one transaction with its event, among them the one that authorises a payment.

use jiff::Timestamp;

use super::change::Change;
use super::events::About;
use super::{Store, StoreError, states};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::event::EventKind;
use crate::domain::ids::PaymentId;
use crate::domain::invoice::Invoice;
use crate::domain::payment::{Authorization, Payment, PaymentState, PaymentStatus, ReversalReason};
use crate::domain::transition::StateMachine;

/// The result of recording an authorised payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentRecording {
    /// The payment and its pending confirmation are written.
    Recorded,
    /// Another request had already decided it.
    AlreadyDecided,
    /// The invoice was paid, expired or changed since it was read. Nothing was written.
    InvoiceChanged,
}

/// A change of a payment's status.
struct Decision<'a> {
    payment: &'a PaymentId,
    to: states::Change,
    reason: Option<&'static str>,
    event: EventKind,
}

impl Store {
    /// Records that the invoice is published to the payment provider and the payer is sent there.
    pub async fn payment_is_at_payment_provider(
        &self,
        id: &PaymentId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let event = EventKind::PaymentAtPaymentProvider;
        let change =
            Decision { payment: id, to: states::to(PaymentState::AtPaymentProvider), reason: None, event };
        self.decide(change, now).await.map(|_| ())
    }

    /// Records that the payment provider decides later.
    pub async fn payment_is_pending(&self, id: &PaymentId, now: Timestamp) -> Result<(), StoreError> {
        let event = EventKind::PaymentPending;
        let change = Decision { payment: id, to: states::to(PaymentState::Pending), reason: None, event };
        self.decide(change, now).await.map(|_| ())
    }

    /// Records that the payment failed. False, with nothing changed, if it was already decided.
    pub async fn record_unpaid(
        &self,
        id: &PaymentId,
        status: &PaymentStatus,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let event = match status {
            PaymentStatus::Declined(_) => EventKind::PaymentDeclined,
            PaymentStatus::Reversed(_) => EventKind::PaymentReversed,
            PaymentStatus::TimedOut(_) => EventKind::PaymentTimedOut,
            _ => EventKind::PaymentCancelled,
        };
        let change = Decision { payment: id, to: states::to(status.state()), reason: status.reason(), event };
        self.decide(change, now).await
    }

    /// Decides that an authorised payment is given back. False if it was decided differently: then it must not be given
    /// back. Precedes telling the payment provider, so that no other request can accept it.
    pub async fn claim_reversal(
        &self,
        id: &PaymentId,
        reason: ReversalReason,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let event = EventKind::PaymentReversing;
        let reason = Some(reason.as_str());
        self.decide(Decision { payment: id, to: states::to(PaymentState::Reversing), reason, event }, now)
            .await
    }

    /// Records that a payment has been given back. False if that was already recorded.
    pub async fn reversal_done(&self, id: &PaymentId, now: Timestamp) -> Result<bool, StoreError> {
        let event = EventKind::PaymentReversed;
        // Requires the reason that the claim wrote.
        let to = states::between(&[PaymentState::Reversing], PaymentState::Reversed)?;
        self.decide(Decision { payment: id, to, reason: None, event }, now).await
    }

    /// False if the payment's current status does not allow this change.
    async fn decide(&self, decision: Decision<'_>, now: Timestamp) -> Result<bool, StoreError> {
        let Decision { payment, to, reason, event } = decision;
        let mut change = Change::new(self.engine);
        let (id, given) = (change.value(payment.as_str()), change.value(reason));
        change.step(format!(
            "UPDATE payment SET {}, reason = COALESCE({given}, reason) WHERE payment_id = {id} AND {}",
            to.set, to.from
        ));
        let of_payment = format!("payment.payment_id = {id}");
        change.event_of_payment(now, event, of_payment, reason.unwrap_or_default());
        Ok(!self.make(change).await?.is_empty())
    }

    /// One transaction: the payment is authorised, the invoice is paid by it, and the confirmation is pending. No payment
    /// is reported before this is committed. The invoice must be unchanged since it was read.
    pub async fn record_authorized_payment(
        &self,
        payment: &Payment,
        authorization: &Authorization,
        invoice: &Invoice,
        confirmation_body: &str,
        now: Timestamp,
    ) -> Result<PaymentRecording, StoreError> {
        let status = invoice.status.stay_or_change_to(invoice.status_after_payment(payment.amount))?;
        let first = ConfirmationState::Pending.begin()?;
        let authorized = states::to(PaymentState::Authorized);
        let mut change = Change::new(self.engine);
        let (id, at) = (change.value(payment.id.as_str()), change.value(authorization.paid_at));
        let (invoice_id, revision) = (change.value(invoice.id.as_str()), change.value(invoice.revision));
        let (code, last_four) = (
            change.value(authorization.code.as_str()),
            change.value(authorization.card_last_four.as_deref()),
        );
        // Locks the payment before the invoice, as it is then and not as it was when the statement began, so that all of the
        // steps change their row, or none.
        let unchanged = format!(
            "EXISTS (SELECT 1 FROM payment WHERE payment_id = {id} AND {} {})",
            authorized.from,
            self.engine.locking()
        );
        let (status, amount) = (change.value(status.as_str()), change.value(payment.amount.bani()));
        change.step(format!(
            "UPDATE invoice SET status = {status}, paid_bani = paid_bani + {amount},
               unaccounted_bani = unaccounted_bani + {amount}, updated_at = {at}, revision = revision + 1
             WHERE invoice_id = {invoice_id} AND revision = {revision} AND {unchanged}"
        ));
        let so_far = change.so_far();
        change.step(format!(
            "UPDATE payment SET {}, paid_at = {at}, authorization_code = {code}, card_last_four = {last_four}
             WHERE payment_id = {id} AND {} AND {so_far}",
            authorized.set, authorized.from
        ));
        let (service, order) =
            (change.value(invoice.service_id.as_str()), change.value(invoice.order_key.as_str()));
        let (body, first, queued_at) =
            (change.value(confirmation_body), change.value(first.as_str()), change.value(now));
        let so_far = change.so_far();
        change.step_returning(
            format!(
                "INSERT INTO confirmation
                 (payment_id, service_id, order_key, body_xml, status, attempts, due_at, queued_at)
                 SELECT {id}, {service}, {order}, {body}, {first}, 0, {at}, {queued_at} WHERE {so_far}"
            ),
            "payment_id",
        );
        let about = About {
            service_id: Some(&invoice.service_id),
            order_key: Some(&invoice.order_key),
            payment_id: Some(&payment.id),
            exchange_id: None,
        };
        change.event(now, EventKind::PaymentAuthorized, about, &authorization.code);
        if !self.make(change).await?.is_empty() {
            return Ok(PaymentRecording::Recorded);
        }
        let query =
            format!("SELECT 1 AS undecided FROM payment WHERE payment_id = $1 AND {}", authorized.from);
        let undecided = sqlx::query(sqlx::AssertSqlSafe(query)).bind(payment.id.as_str());
        Ok(match undecided.fetch_optional(&self.read).await? {
            Some(_) => PaymentRecording::InvoiceChanged,
            None => PaymentRecording::AlreadyDecided,
        })
    }
}
