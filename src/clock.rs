//! The time, asked of a clock that tests can move.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Where the time comes from. Clones share the same clock.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's time.
    System,
    /// A time that stands still until it is advanced.
    Simulated(Arc<SimulatedClock>),
}

/// A clock for tests.
#[derive(Debug)]
pub struct SimulatedClock {
    now: watch::Sender<Timestamp>,
}

impl SimulatedClock {
    /// A clock that stands at this moment.
    pub fn at(start: Timestamp) -> Arc<Self> {
        Arc::new(Self { now: watch::Sender::new(start) })
    }

    /// Moves the clock on, and wakes whoever sleeps until a moment that is now past.
    pub fn advance(&self, by: SignedDuration) {
        self.now.send_modify(|now| *now = now.saturating_add(by).unwrap_or(*now));
    }
}

impl Clock {
    /// The present moment, in whole milliseconds: what the database keeps and what signatures state.
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everyone else asks")]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Simulated(clock) => *clock.now.borrow(),
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Returns once this moment has come.
    pub async fn sleep_until(&self, moment: Timestamp) {
        match self {
            Self::System => {
                let wait = Duration::try_from(moment.duration_since(self.now())).unwrap_or_default();
                tokio::time::sleep(wait).await;
            }
            Self::Simulated(clock) => {
                let mut now = clock.now.subscribe();
                // The sender lives as long as this clock, so the wait ends only when the moment has come.
                let _ = now.wait_for(|now| moment <= *now).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_simulated_clock_passes_its_moment() {
        let simulated = SimulatedClock::at("2027-01-04T08:00:00Z".parse().unwrap());
        let clock = Clock::Simulated(simulated.clone());
        let moment = clock.now() + SignedDuration::from_hours(72);
        let sleeper = tokio::spawn(async move {
            clock.sleep_until(moment).await;
            clock.now()
        });
        simulated.advance(SignedDuration::from_hours(71));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        simulated.advance(SignedDuration::from_hours(1));
        assert_eq!(sleeper.await.unwrap(), moment);
    }
}
