//! Further calls about a payment that the e-Service has accepted.

use jiff::{SignedDuration, Timestamp};

use super::{ActiveScenario, ContentDefect, Defect, FollowUp, NotApplicable, Parameters, Scenario};
use crate::domain::confirmation::PaymentConfirmation;
use crate::domain::invoice::{Invoice, InvoiceStatus};

/// A further call that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpCall {
    /// The number under which the scenario was switched on.
    pub active_id: i64,
    /// Which it is.
    pub scenario: &'static Scenario,
    /// What was set about it.
    pub parameters: Parameters,
    /// The very message that the e-Service accepted.
    pub accepted: String,
    /// When that was signed.
    pub signed_at: Timestamp,
}

impl ActiveScenario {
    /// When its further calls are due after a call that was accepted now; empty where it makes none.
    pub fn follow_ups(&self, now: Timestamp) -> Vec<Timestamp> {
        let Defect::FollowUp(kind) = self.scenario.defect else { return vec![] };
        let seconds = |name| SignedDuration::from_secs(self.parameters.number(self.scenario, name));
        let count = i32::try_from(self.parameters.number(self.scenario, "count")).unwrap_or(1);
        let after = |wait: SignedDuration| now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        match kind {
            FollowUp::DuplicatesAtOnce => (0..count).map(|_| now).collect(),
            FollowUp::DuplicatesAfterGap => {
                (1..=count).map(|number| after(seconds("gap") * number)).collect()
            }
            FollowUp::SamePaymentOtherAmount | FollowUp::SecondPayment => vec![now],
            FollowUp::Replay => vec![after(seconds("after"))],
        }
    }
}

impl FollowUpCall {
    /// Whether the accepted message itself is sent again, and not a new one.
    pub fn is_replay(&self) -> bool {
        self.scenario.defect == Defect::FollowUp(FollowUp::Replay)
    }

    /// Whether it says the very same, in a message of its own.
    pub fn is_duplicate(&self) -> bool {
        let duplicates = [FollowUp::DuplicatesAtOnce, FollowUp::DuplicatesAfterGap];
        duplicates.iter().any(|kind| self.scenario.defect == Defect::FollowUp(*kind))
    }

    /// Changes the confirmation into what the call says. `spare_payment_id` is a `PaymentID` that no payment has; `now` is
    /// the time of messages.
    ///
    /// # Errors
    /// Where the call would be a lawful one.
    pub fn apply(
        &self,
        confirmation: &mut PaymentConfirmation,
        invoice: &Invoice,
        spare_payment_id: &str,
        now: Timestamp,
    ) -> Result<(), NotApplicable> {
        let Defect::FollowUp(kind) = self.scenario.defect else { return Ok(()) };
        match kind {
            FollowUp::DuplicatesAtOnce | FollowUp::DuplicatesAfterGap => Ok(()),
            FollowUp::SamePaymentOtherAmount => {
                ContentDefect::add_to_amount(confirmation, self.parameters.number(self.scenario, "bani"))
            }
            FollowUp::SecondPayment if invoice.order.allow_advance_payments => {
                Err(NotApplicable::Allowed { what: "advance payments" })
            }
            FollowUp::SecondPayment if invoice.status != InvoiceStatus::Paid => {
                Err(NotApplicable::NotPaidInFull)
            }
            FollowUp::SecondPayment => {
                spare_payment_id.clone_into(&mut confirmation.payment_id);
                Ok(())
            }
            FollowUp::Replay => {
                let after = SignedDuration::from_secs(self.parameters.number(self.scenario, "after"));
                match now.duration_since(self.signed_at) >= after {
                    true => Ok(()),
                    false => Err(NotApplicable::NotExpired { signed_at: self.signed_at, now }),
                }
            }
        }
    }
}
