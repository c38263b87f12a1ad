//! A further call that is waiting for its time.

use jiff::{SignedDuration, Timestamp};

use super::{Defect, FollowUp, Parameters, Scenario};

/// A further call that is waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingCall {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// The time it is due, on the hub's clock.
    pub due: Timestamp,
    /// The earliest machine time at which the e-Service's own clock shows that enough time has passed, however the hub's
    /// clock was moved; the call is not made before. `None` where time does not matter.
    pub seen_from: Option<Timestamp>,
}

impl WaitingCall {
    /// A call due at this time, after one that was accepted and signed at `accepted_at`.
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
    /// The wait after the accepted call, by the e-Service's clock; `None` where time does not matter.
    pub(super) fn waits(&self, parameters: &Parameters) -> Option<SignedDuration> {
        let name = match self.defect {
            Defect::FollowUp(FollowUp::Replay) => "after",
            Defect::FollowUp(FollowUp::DuplicatesAfterGap) => "gap",
            _ => return None,
        };
        Some(SignedDuration::from_secs(parameters.number(self, name)))
    }
}
