//! Measurements of a database: the duration of its work, the messages to it, and the connections in use.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

/// The kinds of work that are timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A single reading statement.
    Read,
    /// A single writing statement.
    Write,
    /// A transaction, from beginning to end.
    Transaction,
}

impl Work {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Transaction];

    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Transaction => "transaction",
        }
    }
}

/// The duration of work in seconds, by kind, and the number of messages. Clones count together.
#[derive(Debug, Clone)]
pub struct DatabaseTimes {
    durations: Family<WorkLabel, Histogram, fn() -> Histogram>,
    messages: Counter,
}

/// The label of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct WorkLabel {
    kind: &'static str,
}

/// From a read of a cached page to a wait for a blocked writer.
const BUCKETS: [f64; 12] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

fn new_histogram() -> Histogram {
    Histogram::new(BUCKETS)
}

impl Default for DatabaseTimes {
    /// No work yet.
    fn default() -> Self {
        let durations = Family::new_with_constructor(new_histogram as fn() -> Histogram);
        let times = Self { durations, messages: Counter::default() };
        for work in Work::ALL {
            times.of(work);
        }
        times
    }
}

impl DatabaseTimes {
    /// The durations of this kind of work.
    pub fn of(&self, work: Work) -> Histogram {
        self.durations.get_or_create_owned(&WorkLabel { kind: work.name() })
    }

    /// The messages sent to the database: each statement or text of several, also those that begin, commit, roll back or
    /// check a connection. On SQLite each goes to a thread and back, on PostgreSQL to the server and back.
    pub fn messages(&self) -> Counter {
        self.messages.clone()
    }

    /// The family, for registration.
    pub fn family(&self) -> Family<WorkLabel, Histogram, fn() -> Histogram> {
        self.durations.clone()
    }
}

/// The connections of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    /// Its purpose: `read`, `write`, or `all` if one pool serves both.
    pub name: &'static str,
    /// Idle connections.
    pub idle: u64,
    /// Connections in use.
    pub in_use: u64,
    /// The maximum number.
    pub most: u64,
}
