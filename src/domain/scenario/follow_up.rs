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
        let wait = self.scenario.waits(&self.parameters).unwrap_or_default();
        let count = i32::try_from(self.parameters.number(self.scenario, "count")).unwrap_or(1);
        let after = |wait: SignedDuration| now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        match kind {
            FollowUp::DuplicatesAtOnce => (0..count).map(|_| now).collect(),
            FollowUp::DuplicatesAfterGap => (1..=count).map(|number| after(wait * number)).collect(),
            FollowUp::SamePaymentOtherAmount | FollowUp::SecondPayment => vec![now],
            FollowUp::Replay => vec![after(wait)],
        }
    }

    /// The further call that it makes next, where one waits.
    pub fn waiting_call(&self) -> Option<WaitingCall> {
        let next = self.next_call?;
        Some(WaitingCall::of(self.scenario, &self.parameters, next.due, next.accepted_at))
    }
}

/// The further calls that a scenario makes after one accepted call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUps {
    /// What each is.
    pub call: FollowUpCall,
    /// When they are due, on the hub's clock.
    pub due: Vec<Timestamp>,
}

/// A further call that waits for its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingCall {
    /// Of which scenario.
    pub scenario: &'static Scenario,
    /// When it is due, on the hub's clock.
    pub due: Timestamp,
    /// From when on an e-Service sees by its own clock that so much time has passed, however the hub's clock is moved: before
    /// that the call is not made. `None` where time does not matter.
    pub seen_from: Option<Timestamp>,
}

impl WaitingCall {
    /// A call that is due then, after one that was accepted and signed at `accepted_at`.
    pub fn of(
        scenario: &'static Scenario,
        parameters: &Parameters,
        due: Timestamp,
        accepted_at: Timestamp,
    ) -> Self {
        let seen_from =
            scenario.waits(parameters).map(|wait| accepted_at.saturating_add(wait).unwrap_or(Timestamp::MAX));
        Self { scenario, due, seen_from }
    }
}

impl Scenario {
    /// How long after the accepted call a further one comes, by the e-Service's clock; `None` where time does not matter.
    fn waits(&self, parameters: &Parameters) -> Option<SignedDuration> {
        let name = match self.defect {
            Defect::FollowUp(FollowUp::Replay) => "after",
            Defect::FollowUp(FollowUp::DuplicatesAfterGap) => "gap",
            _ => return None,
        };
        Some(SignedDuration::from_secs(parameters.number(self, name)))
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

    /// How much later than `now`, the time of messages, an e-Service sees by its own clock what the call is about; zero where
    /// it sees it already.
    pub fn too_early_by(&self, now: Timestamp) -> SignedDuration {
        let wait = self.scenario.waits(&self.parameters).unwrap_or_default();
        (wait - now.duration_since(self.signed_at)).max(SignedDuration::ZERO)
    }

    /// Changes the confirmation into what the call says. `spare_payment_id` is a `PaymentID` that no payment has.
    ///
    /// # Errors
    /// Where the call would be a lawful one.
    pub fn apply(
        &self,
        confirmation: &mut PaymentConfirmation,
        invoice: &Invoice,
        spare_payment_id: &str,
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
            FollowUp::Replay => Ok(()),
        }
    }
}
