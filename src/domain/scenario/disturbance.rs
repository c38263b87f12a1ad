//! Scenarios that disturb the connection.

use std::time::Duration;

use super::{Defect, DisturbanceKind, Parameters, Scenario};
use crate::domain::disturbance::{Disturbance, Pace, ReplyLoss};

impl Scenario {
    /// The disturbance of a call under this scenario.
    pub fn disturbance(&self, parameters: &Parameters) -> Disturbance {
        let number = |name| parameters.number(self, name).unsigned_abs();
        let bytes = usize::try_from(number("bytes")).unwrap_or(usize::MAX);
        match self.defect {
            Defect::Disturbance(DisturbanceKind::ReplyCut) => {
                Disturbance { reply: ReplyLoss::AfterBytes(bytes), ..Disturbance::NONE }
            }
            Defect::Disturbance(DisturbanceKind::ReplyUnread) => {
                let after = Duration::from_millis(number("after"));
                Disturbance { reply: ReplyLoss::BeforeReading { after }, ..Disturbance::NONE }
            }
            Defect::Disturbance(DisturbanceKind::SlowSending) => {
                let pace = Pace { bytes, every: Duration::from_millis(number("pause")) };
                Disturbance { pace: Some(pace), ..Disturbance::NONE }
            }
            _ => Disturbance::NONE,
        }
    }

    /// True where it loses the reply, so that only the answer to the next attempt shows the reaction.
    pub fn loses_reply(&self) -> bool {
        matches!(self.defect, Defect::Disturbance(DisturbanceKind::ReplyCut | DisturbanceKind::ReplyUnread))
    }
}
