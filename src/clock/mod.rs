//! The time, from a clock that tests and operators can move.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// The source of time. Clones share the same clock.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's time.
    System,
    /// A time that can be moved.
    Simulated(Arc<SimulatedClock>),
}

/// A clock that can be advanced, set, frozen and released. Moving it wakes sleepers whose time has passed; turning it back
/// wakes all. It stays between the years 1970 and 3000.
#[derive(Debug)]
pub struct SimulatedClock {
    hands: watch::Sender<Hands>,
    /// True if it also replaces the machine's time: for tests in which time does not pass by itself.
    replaces_machine: bool,
}

/// The relation of a clock to the machine's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hands {
    Frozen(Timestamp),
    Running { ahead: SignedDuration },
}

/// The state of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockState {
    /// The time.
    pub now: Timestamp,
    /// The machine's time.
    pub machine_now: Timestamp,
    /// True if it is frozen.
    pub is_frozen: bool,
}

const EARLIEST: Timestamp = Timestamp::UNIX_EPOCH;
/// The beginning of the year 3000, far enough from a timestamp's maximum that sums do not overflow.
const LATEST: Timestamp = Timestamp::constant(32_503_680_000, 0);

impl SimulatedClock {
    /// A frozen clock at this time, which also replaces the machine's.
    pub fn at(start: Timestamp) -> Arc<Self> {
        Arc::new(Self { hands: watch::Sender::new(Hands::Frozen(start)), replaces_machine: true })
    }

    /// A clock that follows the machine's until it is moved.
    pub fn running() -> Arc<Self> {
        let hands = Hands::Running { ahead: SignedDuration::ZERO };
        Arc::new(Self { hands: watch::Sender::new(hands), replaces_machine: false })
    }

    /// True if the clock can show this time.
    pub fn can_show(&self, moment: Timestamp) -> bool {
        (EARLIEST..=LATEST).contains(&moment)
    }

    /// Moves the clock by this duration, backwards if negative. A frozen clock stays frozen.
    pub fn advance(&self, by: SignedDuration) {
        self.hands.send_modify(|hands| {
            let to =
                hands.now().saturating_add(by).unwrap_or(if by.is_negative() { EARLIEST } else { LATEST });
            *hands = hands.moved_to(to);
        });
    }

    /// Sets the clock. A frozen clock stays frozen.
    pub fn set(&self, to: Timestamp) {
        self.hands.send_modify(|hands| *hands = hands.moved_to(to));
    }

    /// Stops the clock.
    pub fn freeze(&self) {
        self.hands.send_modify(|hands| *hands = Hands::Frozen(hands.now()));
    }

    /// Lets the clock run on from its current time.
    pub fn release(&self) {
        self.hands.send_modify(|hands| {
            if let Hands::Frozen(at) = *hands {
                *hands = Hands::Running { ahead: at.duration_since(machine_time()) };
            }
        });
    }

    /// Lets the clock follow the machine's again.
    pub fn reset(&self) {
        self.hands.send_replace(Hands::Running { ahead: SignedDuration::ZERO });
    }

    fn hands(&self) -> Hands {
        *self.hands.borrow()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        let mut hands = self.hands.subscribe();
        let mut shown_before = EARLIEST;
        loop {
            let now = *hands.borrow_and_update();
            let shown = now.now();
            if moment <= shown || shown < shown_before {
                return;
            }
            shown_before = shown;
            // The sender lives as long as this clock, so only a change can arrive.
            match now {
                Hands::Frozen(_) => {
                    let _ = hands.changed().await;
                }
                Hands::Running { .. } => tokio::select! {
                    _ = hands.changed() => {}
                    () = tokio::time::sleep(between(shown, moment)) => {}
                },
            }
        }
    }
}

impl Hands {
    fn now(self) -> Timestamp {
        match self {
            Self::Frozen(at) => at,
            Self::Running { ahead } => {
                machine_time().saturating_add(ahead).unwrap_or(LATEST).clamp(EARLIEST, LATEST)
            }
        }
    }

    fn moved_to(self, moment: Timestamp) -> Self {
        let moment = moment.clamp(EARLIEST, LATEST);
        match self {
            Self::Frozen(_) => Self::Frozen(moment),
            Self::Running { .. } => Self::Running { ahead: moment.duration_since(machine_time()) },
        }
    }
}

impl Clock {
    /// The current time in whole milliseconds, the precision of the database and of signatures.
    pub fn now(&self) -> Timestamp {
        in_milliseconds(match self {
            Self::System => machine_time(),
            Self::Simulated(clock) => clock.hands().now(),
        })
    }

    /// The machine's clock, which cannot be moved: for times that are compared with other machines', such as leases, the
    /// Timestamps of messages and the validity of certificates.
    pub fn machine(&self) -> Self {
        match self {
            Self::Simulated(clock) if clock.replaces_machine => self.clone(),
            Self::System | Self::Simulated(_) => Self::System,
        }
    }

    /// The movable clock; `None` for the machine's.
    pub fn hand(&self) -> Option<&SimulatedClock> {
        match self {
            Self::System => None,
            Self::Simulated(clock) => Some(clock),
        }
    }

    /// The state of the clock.
    pub fn state(&self) -> ClockState {
        let is_frozen = self.hand().is_some_and(|hand| matches!(hand.hands(), Hands::Frozen(_)));
        ClockState { now: self.now(), machine_now: self.machine().now(), is_frozen }
    }

    /// Returns at this time, or earlier if the clock is turned back: the caller must then calculate again, as the old time
    /// may be days away.
    pub async fn sleep_until(&self, moment: Timestamp) {
        match self {
            Self::System => tokio::time::sleep(between(machine_time(), moment)).await,
            Self::Simulated(clock) => clock.sleep_until(moment).await,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everyone else asks")]
fn machine_time() -> Timestamp {
    Timestamp::now()
}

fn in_milliseconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(moment.as_millisecond()).unwrap_or(moment)
}

/// The duration until `moment`; zero if it is past.
fn between(now: Timestamp, moment: Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(now)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
