//! The time, asked of a clock that tests and operators can move.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Where the time comes from. Clones share the same clock.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's time.
    System,
    /// A time that can be moved.
    Simulated(Arc<SimulatedClock>),
}

/// A clock with hands: it can be advanced, set, frozen and released. Whoever sleeps until a moment that is then past is
/// woken, and so is everybody where it is turned back. What it shows stays between the years 1970 and 3000.
#[derive(Debug)]
pub struct SimulatedClock {
    hands: watch::Sender<Hands>,
    /// True where the machine's time counts for nothing: tests in which no moment passes by itself.
    replaces_machine: bool,
}

/// How a clock stands to the machine's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hands {
    Frozen(Timestamp),
    Running { ahead: SignedDuration },
}

/// What a clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockState {
    /// The time.
    pub now: Timestamp,
    /// The machine's time.
    pub machine_now: Timestamp,
    /// True where it stands still.
    pub is_frozen: bool,
}

const EARLIEST: Timestamp = Timestamp::UNIX_EPOCH;
/// The beginning of the year 3000: far enough from the end of what a timestamp can say that sums do not reach it.
const LATEST: Timestamp = Timestamp::constant(32_503_680_000, 0);

impl SimulatedClock {
    /// A clock that stands at this moment, and stands for the machine's as well.
    pub fn at(start: Timestamp) -> Arc<Self> {
        Arc::new(Self { hands: watch::Sender::new(Hands::Frozen(start)), replaces_machine: true })
    }

    /// A clock that goes with the machine's until it is moved.
    pub fn running() -> Arc<Self> {
        let hands = Hands::Running { ahead: SignedDuration::ZERO };
        Arc::new(Self { hands: watch::Sender::new(hands), replaces_machine: false })
    }

    /// Whether the clock can show this moment.
    pub fn can_show(&self, moment: Timestamp) -> bool {
        (EARLIEST..=LATEST).contains(&moment)
    }

    /// Moves the clock on, or back where the duration is negative. It stays frozen, or goes on.
    pub fn advance(&self, by: SignedDuration) {
        self.hands.send_modify(|hands| {
            let to =
                hands.now().saturating_add(by).unwrap_or(if by.is_negative() { EARLIEST } else { LATEST });
            *hands = hands.moved_to(to);
        });
    }

    /// Sets the clock. It stays frozen, or goes on from there.
    pub fn set(&self, to: Timestamp) {
        self.hands.send_modify(|hands| *hands = hands.moved_to(to));
    }

    /// Stops the clock where it stands.
    pub fn freeze(&self) {
        self.hands.send_modify(|hands| *hands = Hands::Frozen(hands.now()));
    }

    /// Lets the clock go on from where it stands.
    pub fn release(&self) {
        self.hands.send_modify(|hands| {
            if let Hands::Frozen(at) = *hands {
                *hands = Hands::Running { ahead: at.duration_since(machine_time()) };
            }
        });
    }

    /// Lets the clock go with the machine's again.
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
            // The sender lives as long as this clock, so that a change is all that can come.
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
    /// The present moment, in whole milliseconds: what the database keeps and what signatures state.
    pub fn now(&self) -> Timestamp {
        in_milliseconds(match self {
            Self::System => machine_time(),
            Self::Simulated(clock) => clock.hands().now(),
        })
    }

    /// The machine's clock, which nobody moves: for what is measured against the time of others, such as leases, the
    /// Timestamps of messages and the dates of certificates.
    pub fn machine(&self) -> Self {
        match self {
            Self::Simulated(clock) if clock.replaces_machine => self.clone(),
            Self::System | Self::Simulated(_) => Self::System,
        }
    }

    /// What moves the clock; `None` where it is the machine's.
    pub fn hand(&self) -> Option<&SimulatedClock> {
        match self {
            Self::System => None,
            Self::Simulated(clock) => Some(clock),
        }
    }

    /// What the clock shows, and how.
    pub fn state(&self) -> ClockState {
        let is_frozen = self.hand().is_some_and(|hand| matches!(hand.hands(), Hands::Frozen(_)));
        ClockState { now: self.now(), machine_now: self.machine().now(), is_frozen }
    }

    /// Returns once this moment has come; and before, where the clock is turned back: the moment was reckoned from a time that
    /// may not come again for days, and whoever sleeps reckons anew.
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

/// How long it is until then; zero where it is past.
fn between(now: Timestamp, moment: Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(now)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
