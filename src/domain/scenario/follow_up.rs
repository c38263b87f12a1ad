//! Further calls about a payment whose confirmation the e-Service has accepted.

use jiff::{SignedDuration, Timestamp};

use super::{ContentDefect, Defect, FollowUp, NotApplicable, Parameters, Scenario};
use crate::domain::confirmation::PaymentConfirmation;
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::order::OrderDetails;

/// A further call to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpCall {
    /// The number under which the scenario was switched on.
    pub active_id: i64,
    /// The scenario.
    pub scenario: &'static Scenario,
    /// Its parameters.
    pub parameters: Parameters,
    /// The bytes of the accepted message.
    pub accepted: String,
    /// The time when that message was signed.
    pub signed_at: Timestamp,
}

/// The further calls that a scenario makes after one accepted call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUps {
    /// The call, the same each time.
    pub call: FollowUpCall,
    /// The times they are due, on the hub's clock.
    pub due: Vec<Timestamp>,
}

impl FollowUpCall {
    /// True where the accepted message itself is sent again, not a new one.
    pub fn is_replay(&self) -> bool {
        self.scenario.defect == Defect::FollowUp(FollowUp::Replay)
    }

    /// True where a new message with the same content is sent.
    pub fn is_duplicate(&self) -> bool {
        let duplicates = [FollowUp::DuplicatesAtOnce, FollowUp::DuplicatesAfterGap];
        duplicates.iter().any(|kind| self.scenario.defect == Defect::FollowUp(*kind))
    }

    /// The time that must still pass after `now` (messages' time) until the e-Service's own clock shows what the call is
    /// about; zero where it already does.
    pub fn too_early_by(&self, now: Timestamp) -> SignedDuration {
        let wait = self.scenario.waits(&self.parameters).unwrap_or_default();
        (wait - now.duration_since(self.signed_at)).max(SignedDuration::ZERO)
    }

    /// Changes the confirmation for this call. `spare_payment_id` is a `PaymentID` that no payment has.
    ///
    /// # Errors
    /// If the call would be a lawful one.
    pub fn apply(
        &self,
        confirmation: &mut PaymentConfirmation,
        invoice: &Invoice,
        spare_payment_id: &str,
    ) -> Result<(), NotApplicable> {
        let Defect::FollowUp(kind) = self.scenario.defect else { return Ok(()) };
        let is_paid = invoice.status == InvoiceStatus::Paid;
        let bani = self.parameters.number(self.scenario, "bani");
        kind.apply(confirmation, (&invoice.order, is_paid), bani, spare_payment_id)
    }
}

impl FollowUp {
    /// Changes an accepted confirmation of this order for the further call. `is_paid` is true where the order is paid in
    /// full, `bani` the difference of a changed amount, `spare_payment_id` a `PaymentID` that no payment has.
    ///
    /// # Errors
    /// If the call would be a lawful one.
    pub fn apply(
        self,
        confirmation: &mut PaymentConfirmation,
        (order, is_paid): (&OrderDetails, bool),
        bani: i64,
        spare_payment_id: &str,
    ) -> Result<(), NotApplicable> {
        match self {
            Self::DuplicatesAtOnce | Self::DuplicatesAfterGap | Self::Replay => Ok(()),
            Self::SamePaymentOtherAmount => ContentDefect::add_to_amount(confirmation, bani),
            Self::SecondPayment if order.allow_advance_payments => {
                Err(NotApplicable::Allowed { what: "advance payments" })
            }
            Self::SecondPayment if !is_paid => Err(NotApplicable::NotPaidInFull),
            Self::SecondPayment => {
                spare_payment_id.clone_into(&mut confirmation.payment_id);
                Ok(())
            }
        }
    }
}
