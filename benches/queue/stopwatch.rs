//! Times of single runs.

use std::time::{Duration, Instant};

/// How long each of several runs took.
#[derive(Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Runs this once more.
    pub async fn run<T>(&mut self, work: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let done = work.await;
        self.push(started.elapsed());
        done
    }

    /// Adds a run.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Adds other runs.
    pub fn add(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// How many runs there were.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The middle one: half of the runs were faster.
    pub fn median(&self) -> Duration {
        self.at(0.5)
    }

    /// All but so large a part of the runs were faster.
    pub fn at(&self, part: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[((sorted.len() - 1) as f64 * part) as usize]
    }
}

/// How often something happened in a second.
pub fn rate(count: usize, started: Instant) -> f64 {
    count as f64 / started.elapsed().as_secs_f64()
}

/// A time in milliseconds, for a table.
pub fn ms(time: Duration) -> String {
    format!("{:>8.3} ms", time.as_secs_f64() * 1e3)
}
