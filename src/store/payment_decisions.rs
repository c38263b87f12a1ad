//! Decisions about payments: each in one transaction with its event, among them the one that authorises a payment.

use jiff::Timestamp;

use super::{Store, StoreError, events, states};
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
struct Change<'a> {
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
            Change { payment: id, to: states::to(PaymentState::AtPaymentProvider), reason: None, event };
        self.change(change, now).await.map(|_| ())
    }

    /// Records that the payment provider decides later.
    pub async fn payment_is_pending(&self, id: &PaymentId, now: Timestamp) -> Result<(), StoreError> {
        let event = EventKind::PaymentPending;
        let change = Change { payment: id, to: states::to(PaymentState::Pending), reason: None, event };
        self.change(change, now).await.map(|_| ())
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
        let change = Change { payment: id, to: states::to(status.state()), reason: status.reason(), event };
        self.change(change, now).await
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
        self.change(Change { payment: id, to: states::to(PaymentState::Reversing), reason, event }, now).await
    }

    /// Records that a payment has been given back. False if that was already recorded.
    pub async fn reversal_done(&self, id: &PaymentId, now: Timestamp) -> Result<bool, StoreError> {
        let event = EventKind::PaymentReversed;
        // Requires the reason that the claim wrote.
        let to = states::between(&[PaymentState::Reversing], PaymentState::Reversed)?;
        self.change(Change { payment: id, to, reason: None, event }, now).await
    }

    /// False if the payment's current status does not allow this change.
    async fn change(&self, change: Change<'_>, now: Timestamp) -> Result<bool, StoreError> {
        let Change { payment, to, reason, event } = change;
        let mut transaction = self.write.begin().await?;
        let query = format!(
            "UPDATE payment SET {}, reason = COALESCE($1, reason) WHERE payment_id = $2 AND {}",
            to.set, to.from
        );
        let changed = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(reason)
            .bind(payment.as_str())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        if changed != 1 {
            transaction.rollback().await;
            return Ok(false);
        }
        events::record_of_payment(&mut transaction, now, event, payment, reason.unwrap_or_default());
        self.commit(transaction).await?;
        Ok(true)
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
        let mut transaction = self.write.begin().await?;
        let authorized = states::to(PaymentState::Authorized);
        let decide = format!(
            "UPDATE payment SET {}, paid_at = $1, authorization_code = $2, card_last_four = $3
             WHERE payment_id = $4 AND {}",
            authorized.set, authorized.from
        );
        let decided = sqlx::query(sqlx::AssertSqlSafe(decide))
            .bind(authorization.paid_at.as_millisecond())
            .bind(authorization.code.as_str())
            .bind(authorization.card_last_four.as_deref())
            .bind(payment.id.as_str())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        if decided != 1 {
            transaction.rollback().await;
            return Ok(PaymentRecording::AlreadyDecided);
        }
        let paid = sqlx::query(
            "UPDATE invoice SET status = $1, paid_bani = paid_bani + $2, unaccounted_bani = unaccounted_bani + $2,
               updated_at = $3, revision = revision + 1
             WHERE invoice_id = $4 AND revision = $5",
        )
        .bind(status.as_str())
        .bind(payment.amount.bani())
        .bind(authorization.paid_at.as_millisecond())
        .bind(invoice.id.as_str())
        .bind(invoice.revision)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if paid != 1 {
            transaction.rollback().await;
            return Ok(PaymentRecording::InvoiceChanged);
        }
        sqlx::query(
            "INSERT INTO confirmation (payment_id, service_id, order_key, body_xml, status, attempts, due_at, queued_at)
             VALUES ($1, $2, $3, $4, $7, 0, $5, $6)",
        )
        .bind(payment.id.as_str())
        .bind(invoice.service_id.as_str())
        .bind(invoice.order_key.as_str())
        .bind(confirmation_body)
        .bind(authorization.paid_at.as_millisecond())
        .bind(now.as_millisecond())
        .bind(first.as_str())
        .execute(&mut *transaction)
        .await?;
        let kind = EventKind::PaymentAuthorized;
        events::record_of_payment(&mut transaction, now, kind, &payment.id, &authorization.code);
        self.commit(transaction).await?;
        Ok(PaymentRecording::Recorded)
    }
}
