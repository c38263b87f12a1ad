//! How a check is made: its rules, its orders and its limits.

use std::collections::VecDeque;
use std::time::Duration;

use super::selection::Selection;
use super::target::{NewOrder, Watch};
use crate::domain::ids::OrderKey;

/// The default of [`Plan::slow_after`]: the time after which a payer begins to doubt an empty page.
pub const SLOW_AFTER: Duration = Duration::from_secs(5);

/// How the check is made.
pub struct Plan {
    /// The rules to run.
    pub selection: Selection,
    /// Orders that exist, and that may be paid in the check.
    pub orders: VecDeque<OrderKey>,
    /// Makes further ones.
    pub new_order: Option<NewOrder>,
    /// True to run rules that wait for minutes.
    pub is_patient: bool,
    /// The time limit that 95 of 100 calls must keep.
    pub slow_after: Duration,
    /// The seed of random ids and values. PaymentIDs follow from the time, so that no run repeats those of another.
    pub seed: u64,
    /// The command line that repeats one rule, without `--only`.
    pub again: String,
    /// Told of each rule that ends.
    pub watch: Watch,
}
