//! The parts of the running hub, built at the start and shared.

mod attempt_waiters;
mod checks;
mod request_bounds;
mod services;
mod visit_limits;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Unit};
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::config::{Config, ControlAccess};
use crate::domain::ids::ServiceId;
use crate::domain::scenario::Scope;
use crate::domain::service::Service;
use crate::metrics::{Metrics, ServiceLabel};
use crate::payment_provider::PaymentProviderContext;
use crate::randomness::Randomness;
use crate::service_provider::{ServicePermits, ServiceProviderClient};
use crate::soap::security::certificates::Identity;
use crate::store::{ExchangesKept, Store};

pub use attempt_waiters::{AttemptWaiter, AttemptWaiters};
pub use checks::{CHECKS_KEPT, Checks, Running, ServiceCheck};
pub use request_bounds::{ArrivingBodies, BodyPlace, RequestBounds};
pub use services::{ListedService, ServiceList, Services};
pub use visit_limits::{PRIVATE_FACTOR, VisitLimits};

/// The maximum number of waiting callers, including followers of events.
pub const MOST_WAITING: usize = 256;

/// The largest difference from the database server's clock with which a hub starts, and does work that depends on time.
pub const LARGEST_CLOCK_DIFFERENCE: SignedDuration = SignedDuration::from_secs(60);

/// A sentence about a machine's clock that is ahead of the database server's by this duration.
pub fn clock_differs(ahead: SignedDuration) -> String {
    let way = if ahead.is_negative() { "behind" } else { "ahead of" };
    let about = ahead.abs().round(Unit::Second).unwrap_or(SignedDuration::MAX);
    format!("this machine's clock is {about:#} {way} the database server's")
}

/// The hub.
#[derive(Debug)]
pub struct App {
    /// The settings.
    pub config: Config,
    /// The hub's address for browsers, without a trailing slash.
    pub public_url: String,
    /// The access to the console and the control API.
    pub control_access: ControlAccess,
    /// The services, which may change at run time.
    pub registry: Services,
    /// The database.
    pub store: Store,
    /// The e-Services whose private keys the hub has, from its settings or in the demo. Used only for the scenario in which
    /// an e-Service's own key signs.
    pub e_service_identities: Vec<Arc<Identity>>,
    /// The names of the active scenarios, for the ribbon of every page.
    pub scenario_ribbon: ScenarioRibbon,
    /// The client to e-Services.
    pub service_provider: Arc<ServiceProviderClient>,
    /// The time.
    pub clock: Clock,
    /// The source of ids.
    pub randomness: Randomness,
    /// The metrics of `/metrics`.
    pub metrics: Metrics,
    /// The places of concurrent `GetOrderDetails` calls, separate for each service.
    pub order_calls: ServicePermits,
    /// The places of waiting callers.
    pub waiting: Semaphore,
    /// The limits on concurrent requests.
    pub request_bounds: RequestBounds,
    /// The limits on new visits of each address.
    pub visit_limits: VisitLimits,
    /// True once the log has said that browsers use a different address than `public_url`.
    pub other_address: AtomicBool,
    /// The result pages that wait for the end of an attempt to confirm their payment.
    pub attempt_waiters: AttemptWaiters,
    /// The checks of e-Services, which run or have ended.
    pub checks: Checks,
}

impl App {
    /// The current services, in the order of the home page.
    pub fn services(&self) -> Arc<ServiceList> {
        self.registry.list()
    }

    /// True if this machine's clock differs from the database server's by more than a minute, so that the hub must leave
    /// work that depends on time to others.
    pub fn clock_is_wrong(&self) -> bool {
        self.store.machine_ahead(&self.clock.machine()).abs() > LARGEST_CLOCK_DIFFERENCE
    }

    /// A sentence about the difference between this machine's clock and the database server's.
    pub fn clock_differs(&self) -> String {
        clock_differs(self.store.machine_ahead(&self.clock.machine()))
    }

    /// The current service with exactly this id.
    pub fn service(&self, id: &ServiceId) -> Option<Arc<Service>> {
        self.services().get(id).map(|entry| Arc::clone(&entry.service))
    }

    /// The metrics label of a service.
    pub fn service_label(&self, id: &ServiceId) -> ServiceLabel {
        self.metrics.service(id, self.service(id).is_some())
    }

    /// The clock of messages' Timestamps: the machine's, as e-Services use, unless the settings choose the hub's own.
    pub fn message_clock(&self) -> Clock {
        if self.config.signatures_follow_clock { self.clock.clone() } else { self.clock.machine() }
    }

    /// The identity of this service's e-Service, if the hub has its private key.
    pub fn e_service_identity(&self, service: &Service) -> Option<&Arc<Identity>> {
        let registered = service.certificate.as_deref()?;
        self.e_service_identities.iter().find(|identity| identity.certificate.der() == registered)
    }

    /// The dependencies of the simulated payment providers.
    pub fn payment_provider_context(&self) -> PaymentProviderContext<'_> {
        PaymentProviderContext { store: &self.store, clock: &self.clock, randomness: &self.randomness }
    }

    /// The limits of recorded exchanges.
    pub fn exchanges_kept(&self) -> ExchangesKept {
        ExchangesKept { count: self.config.exchanges_kept, bytes: self.config.exchange_bytes_kept }
    }

    /// True if the log has already said that browsers use a different address than `public_url`; marks it as said.
    pub fn other_address_told(&self) -> bool {
        self.other_address.swap(true, Ordering::Relaxed)
    }

    /// Wakes the service's delivery lane.
    pub fn wake_delivery(&self, service: &ServiceId) {
        if let Some(entry) = self.services().get(service) {
            entry.waker.notify_one();
        }
    }
}

/// The names of active scenarios with their scopes, shared by the pages that show them.
pub type ScenarioNames = Arc<[(&'static str, Scope)]>;

/// The active scenarios as last read. They expire after a second, as another hub on the database may have switched one on.
#[derive(Debug, Default)]
pub struct ScenarioRibbon(Mutex<Option<(Instant, ScenarioNames)>>);

impl ScenarioRibbon {
    const LIFE: Duration = Duration::from_secs(1);

    /// The names, if they were read within the last second.
    pub fn names(&self) -> Option<ScenarioNames> {
        let read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        read.as_ref().filter(|(at, _)| at.elapsed() < Self::LIFE).map(|(_, names)| Arc::clone(names))
    }

    /// Stores the names, or `None` to have them read again.
    pub fn remember(&self, names: Option<&ScenarioNames>) {
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *read = names.map(|names| (Instant::now(), Arc::clone(names)));
    }
}
