//! The e-Service to check, and what is known of it.

use std::pin::Pin;
use std::sync::Arc;

use crate::clock::Clock;
use crate::domain::ids::OrderKey;
use crate::domain::service::Service;
use crate::service_provider::ServiceProviderClient;
use crate::soap::security::certificates::{Certificate, Identity};
use crate::soap::security::verify::Tolerance;

/// The future of a new order's key; an `Err` says why there is none.
pub type OrderInMaking = Pin<Box<dyn Future<Output = Result<OrderKey, String>> + Send>>;

/// Makes a new order that may be paid.
pub type NewOrder = Arc<dyn Fn() -> OrderInMaking + Send + Sync>;

/// Progress of a check.
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

/// A step of the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The number of rules that will run.
    Planned(usize),
    /// The rule with this id and name ended.
    Ended(String),
    /// The rule with this id and name waits this number of seconds.
    Waits(String, u64),
    /// No call leaves for this number of seconds, as the e-Service asks for fewer (HTTP 429).
    Slowed(u64),
}
