//! The e-Service to check, and what is known of it.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::domain::ids::OrderKey;
use crate::domain::service::Service;
use crate::service_provider::ServiceProviderClient;
use crate::soap::security::certificates::{Certificate, Identity};
use crate::soap::security::verify::Tolerance;

use super::selection::Selection;

/// The future of a new order's key; an `Err` says why there is none.
pub type OrderInMaking = Pin<Box<dyn Future<Output = Result<OrderKey, String>> + Send>>;

/// Makes a new order that may be paid.
pub type NewOrder = Arc<dyn Fn() -> OrderInMaking + Send + Sync>;

/// What is told while the check runs.
pub type Watch = Arc<dyn Fn(Progress) + Send + Sync>;

/// The e-Service to check.
pub struct Target {
    /// Its address, its certificate if it is known, and the demand that replies are signed.
    pub service: Service,
    /// The client that signs the calls.
    pub client: Arc<ServiceProviderClient>,
    /// The e-Service's own key, for the scenario in which it signs.
    pub e_service: Option<Arc<Identity>>,
    /// Certificates of others, whose keys may have been used by mistake.
    pub known: Vec<(String, Certificate)>,
    /// The tolerance for the e-Service's clock.
    pub tolerance: Tolerance,
    /// The time.
    pub clock: Clock,
}

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
    /// What 95 of 100 calls may take at most.
    pub slow_after: Duration,
    /// The seed of random ids and values. PaymentIDs follow from the time, so that no run repeats those of another.
    pub seed: u64,
    /// The command line that repeats one rule, without `--only`.
    pub again: String,
    /// Told of each rule that ends.
    pub watch: Watch,
}

/// A step of the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The number of rules that will run.
    Planned(usize),
    /// The rule with this id and name ended.
    Ended(String),
    /// The rule with this id and name waits for so many seconds.
    Waits(String, u64),
}
