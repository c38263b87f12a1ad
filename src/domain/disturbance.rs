//! Deliberate disturbances of the simulator's own calls, like those of a bad network.

use std::fmt;
use std::time::Duration;

/// The disturbance of one call to an e-Service. The default disturbs nothing.
///
/// Durations are in the machine's time, not the simulated clock's, as sockets know no other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disturbance {
    /// The delay before connecting.
    pub wait: Duration,
    /// The pace of sending the request's body; `None` sends it at once.
    pub pace: Option<Pace>,
    /// The loss of the reply, if any.
    pub reply: ReplyLoss,
}

/// A pace of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Bytes sent at a time; 0 counts as 1.
    pub bytes: usize,
    /// The pause between them.
    pub every: Duration,
}

/// How the hub loses the reply: the e-Service may have acted, and the hub does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReplyLoss {
    /// The reply is read completely.
    #[default]
    None,
    /// The connection is closed after the request was sent, before any byte of the reply is read.
    BeforeReading {
        /// The time between the two.
        after: Duration,
    },
    /// The connection is closed after this many bytes of the reply's body.
    AfterBytes(usize),
}

impl Disturbance {
    /// No disturbance.
    pub const NONE: Self = Self { wait: Duration::ZERO, pace: None, reply: ReplyLoss::None };

    /// The time that the disturbance adds to a call with a body of this many bytes. A worker's lease is extended by it.
    pub fn takes(&self, request_bytes: usize) -> Duration {
        self.wait.saturating_add(self.sending_takes(request_bytes))
    }

    /// The part of [`Self::takes`] that comes after the connection is made. The call's time limit is extended by it.
    pub fn sending_takes(&self, request_bytes: usize) -> Duration {
        let sending = self.pace.map_or(Duration::ZERO, |pace| {
            let pauses = request_bytes.div_ceil(pace.bytes.max(1)).saturating_sub(1);
            pace.every.saturating_mul(u32::try_from(pauses).unwrap_or(u32::MAX))
        });
        let patience = match self.reply {
            ReplyLoss::BeforeReading { after } => after,
            ReplyLoss::None | ReplyLoss::AfterBytes(_) => Duration::ZERO,
        };
        sending.saturating_add(patience)
    }

    /// True where the request is sent slowly or late.
    pub fn sending_is_disturbed(&self) -> bool {
        !self.wait.is_zero() || self.pace.is_some()
    }
}

/// The disturbance as findings describe it: `the simulator waited 500 ms before it connected, and …`.
impl fmt::Display for Disturbance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wait = (!self.wait.is_zero())
            .then(|| format!("waited {} ms before it connected", self.wait.as_millis()));
        let pace = self.pace.map(|pace| {
            format!(
                "sent the request {} bytes at a time, every {} ms",
                pace.bytes.max(1),
                pace.every.as_millis()
            )
        });
        let loss = match self.reply {
            ReplyLoss::None => None,
            ReplyLoss::BeforeReading { after } => Some(format!(
                "closed the connection {} ms after the request was sent, before it read the reply",
                after.as_millis()
            )),
            ReplyLoss::AfterBytes(1) => {
                Some("closed the connection after 1 byte of the reply's body".to_owned())
            }
            ReplyLoss::AfterBytes(bytes) => {
                Some(format!("closed the connection after {bytes} bytes of the reply's body"))
            }
        };
        let done: Vec<String> = [wait, pace, loss].into_iter().flatten().collect();
        if done.is_empty() {
            return f.write_str("the simulator disturbed nothing");
        }
        write!(f, "the simulator {}", done.join(", and "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_disturbance_takes_is_the_sum_of_its_waits() {
        assert_eq!(Disturbance::NONE.takes(5_000), Duration::ZERO);
        let slow = Disturbance {
            wait: Duration::from_secs(1),
            pace: Some(Pace { bytes: 100, every: Duration::from_millis(10) }),
            reply: ReplyLoss::BeforeReading { after: Duration::from_secs(2) },
        };
        assert_eq!(slow.takes(1_000), Duration::from_millis(3_090));
        assert_eq!(slow.takes(1), Duration::from_secs(3));
        assert_eq!(slow.sending_takes(1), Duration::from_secs(2));
        let endless = Disturbance { pace: Some(Pace { bytes: 0, every: Duration::MAX }), ..slow };
        assert_eq!(endless.takes(usize::MAX), Duration::MAX);
    }
    #[test]
    fn what_was_done_is_told_in_one_sentence() {
        let lost = Disturbance {
            pace: Some(Pace { bytes: 10, every: Duration::from_millis(5) }),
            reply: ReplyLoss::AfterBytes(7),
            ..Disturbance::NONE
        };
        assert_eq!(
            lost.to_string(),
            "the simulator sent the request 10 bytes at a time, every 5 ms, and closed the connection after 7 bytes of \
             the reply's body"
        );
        assert_eq!(Disturbance::NONE.to_string(), "the simulator disturbed nothing");
    }
}
