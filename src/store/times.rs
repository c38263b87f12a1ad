//! What the store tells of itself: how long its work takes, and how many connections are in use.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

use super::{Engine, Store};

/// The kinds of work whose times are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A statement by itself that reads.
    Read,
    /// A statement by itself that writes.
    Write,
    /// A transaction, from its beginning to its end.
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

/// How long work takes, in seconds, by its kind. Clones count together.
#[derive(Debug, Clone)]
pub struct DatabaseTimes(Family<WorkLabel, Histogram, fn() -> Histogram>);

/// The label of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct WorkLabel {
    kind: &'static str,
}

/// From a read of a page that is in memory to a wait for a writer that hangs.
const BUCKETS: [f64; 12] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

impl DatabaseTimes {
    pub(super) fn new() -> Self {
        let times = Self(Family::new_with_constructor(|| Histogram::new(BUCKETS)));
        for work in Work::ALL {
            times.of(work);
        }
        times
    }

    pub(super) fn of(&self, work: Work) -> Histogram {
        self.0.get_or_create_owned(&WorkLabel { kind: work.name() })
    }

    /// The family, to be registered.
    pub fn family(&self) -> Family<WorkLabel, Histogram, fn() -> Histogram> {
        self.0.clone()
    }
}

/// The connections of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    /// What it is for: `read`, `write`, or `all` where one pool does everything.
    pub name: &'static str,
    /// Connections that wait for work.
    pub idle: u64,
    /// Connections at work.
    pub in_use: u64,
    /// How many there may be.
    pub most: u64,
}

impl Store {
    /// How long this hub's work takes.
    pub fn times(&self) -> &DatabaseTimes {
        &self.times
    }

    /// The pools as they are now.
    pub fn pools(&self) -> Vec<PoolUse> {
        match self.engine {
            Engine::Sqlite => vec![self.read.usage("read"), self.write.usage("write")],
            Engine::Postgres => vec![self.write.usage("all")],
        }
    }
}
