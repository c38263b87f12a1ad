//! The conditions of a verifier: the signers, the time, and the tolerance.

use jiff::{SignedDuration, Timestamp};

use super::certificates::Certificate;

/// The default tolerance for the other side's clock, as in WCF (`maxClockSkew`).
pub const LEEWAY: SignedDuration = SignedDuration::from_mins(5);

/// The default maximum lifetime of a message; during its lifetime a captured message can be sent again.
pub const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// The accepted signers. A registered or pinned certificate takes precedence over its authority.
#[derive(Debug, Clone, Copy)]
pub enum Trust<'a> {
    /// Only this certificate: registered with the service, or pinned at first use.
    Certificate(&'a Certificate),
    /// Any valid certificate in the message that one of these authorities issued, directly or through authorities whose
    /// certificates are in the message as well.
    Authorities(&'a [Certificate]),
    /// Any valid certificate in the message; the caller pins it.
    FirstUse,
}

impl<'a> Trust<'a> {
    /// The only certificate that may have signed, if there is one.
    pub(super) fn known(self) -> Option<&'a Certificate> {
        match self {
            Self::Certificate(known) => Some(known),
            Self::Authorities(_) | Self::FirstUse => None,
        }
    }
}

/// The time and tolerance for checking a message.
#[derive(Debug, Clone, Copy)]
pub struct Judgement {
    /// The time of receipt.
    pub now: Timestamp,
    /// The tolerance.
    pub tolerance: Tolerance,
}

/// The tolerance for a Timestamp.
#[derive(Debug, Clone, Copy)]
pub struct Tolerance {
    /// The tolerance for the other side's clock; [`LEEWAY`] by default.
    pub leeway: SignedDuration,
    /// The maximum lifetime, from `Created` to `Expires`; [`LONGEST_LIFE`] by default.
    pub longest_life: SignedDuration,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { leeway: LEEWAY, longest_life: LONGEST_LIFE }
    }
}

impl Tolerance {
    /// This tolerance at this time.
    pub fn at(self, now: Timestamp) -> Judgement {
        Judgement { now, tolerance: self }
    }
}

impl Judgement {
    /// The default tolerance at this time.
    pub fn at(now: Timestamp) -> Self {
        Tolerance::default().at(now)
    }
}
