//! What the running hub is made of. Built once at the start and shared.

mod attempt_waiters;
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
use crate::payment_provider::Desk;
use crate::randomness::Randomness;
use crate::service_provider::{ServicePlaces, ServiceProviderClient};
use crate::soap::security::certificates::Identity;
use crate::store::{ExchangesKept, Store};

pub use attempt_waiters::{AttemptWaiter, AttemptWaiters};
pub use request_bounds::{ArrivingBodies, BodyPlace, RequestBounds};
pub use services::{ListedService, ServiceList, Services};
pub use visit_limits::{PRIVATE_FACTOR, VisitLimits};

/// So many callers may wait for something to happen at once, those that follow the events among them.
pub const MOST_WAITING: usize = 256;

/// With a clock that differs more from the database server's a hub does not start, and does nothing that goes by time.
pub const LARGEST_CLOCK_DIFFERENCE: SignedDuration = SignedDuration::from_secs(60);

/// How a machine's clock, so far ahead of the database server's, stands to it.
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
    /// The address of the hub as browsers reach it, without a slash at its end.
    pub public_url: String,
    /// Who may use the console and the control API.
    pub control_access: ControlAccess,
    /// The services that it sells, which may change while it runs.
    pub registry: Services,
    /// The database.
    pub store: Store,
    /// Who the e-Services are whose private keys the hub was given, by its settings or as in the demo: for the scenario in
    /// which an e-Service's own key signs, and for nothing else.
    pub e_service_identities: Vec<Identity>,
    /// The names of the scenarios that are switched on, for the ribbon of every page.
    pub scenario_ribbon: ScenarioRibbon,
    /// The client to e-Services.
    pub service_provider: ServiceProviderClient,
    /// The time.
    pub clock: Clock,
    /// The source of ids.
    pub randomness: Randomness,
    /// What `/metrics` shows.
    pub metrics: Metrics,
    /// The places of calls of `GetOrderDetails`, of which each service has its own.
    pub order_calls: ServicePlaces,
    /// The places of callers that wait for something to happen.
    pub waiting: Semaphore,
    /// How many requests are worked on at once.
    pub request_bounds: RequestBounds,
    /// How many visits each address has opened of late.
    pub visit_limits: VisitLimits,
    /// True once the log has said that browsers call the hub otherwise than `public_url`.
    pub other_address: AtomicBool,
    /// The result pages that wait until an attempt to confirm their payment has ended.
    pub attempt_waiters: AttemptWaiters,
}

impl App {
    /// The services as they are now, in the order in which the home page lists them.
    pub fn services(&self) -> Arc<ServiceList> {
        self.registry.list()
    }

    /// Whether this machine's clock differs so much from the database server's that the hub must leave to others what goes by
    /// time: more than a minute.
    pub fn clock_is_wrong(&self) -> bool {
        self.store.machine_ahead(&self.clock.machine()).abs() > LARGEST_CLOCK_DIFFERENCE
    }

    /// How this machine's clock stands to the database server's, in a sentence.
    pub fn clock_differs(&self) -> String {
        clock_differs(self.store.machine_ahead(&self.clock.machine()))
    }

    /// The service with this id as it is now, to the letter.
    pub fn service(&self, id: &ServiceId) -> Option<Arc<Service>> {
        self.services().get(id).map(|entry| Arc::clone(&entry.service))
    }

    /// The service as metrics name it.
    pub fn service_label(&self, id: &ServiceId) -> ServiceLabel {
        self.metrics.service(id, self.service(id).is_some())
    }

    /// What the Timestamps of messages are made and judged by: the machine's time, as e-Services do, unless the settings
    /// ask for the hub's own.
    pub fn message_clock(&self) -> Clock {
        if self.config.signatures_follow_clock { self.clock.clone() } else { self.clock.machine() }
    }

    /// The identity of this service's e-Service, where the hub has its private key.
    pub fn e_service_identity(&self, service: &Service) -> Option<&Identity> {
        let registered = service.certificate.as_deref()?;
        self.e_service_identities.iter().find(|identity| identity.certificate.der() == registered)
    }

    /// What the simulated payment providers work with.
    pub fn payment_provider_desk(&self) -> Desk<'_> {
        Desk { store: &self.store, clock: &self.clock, randomness: &self.randomness }
    }

    /// How many recorded exchanges are kept.
    pub fn exchanges_kept(&self) -> ExchangesKept {
        ExchangesKept { count: self.config.exchanges_kept, bytes: self.config.exchange_bytes_kept }
    }

    /// Whether the log has said already that browsers call the hub otherwise than `public_url`; from now on it has.
    pub fn other_address_told(&self) -> bool {
        self.other_address.swap(true, Ordering::Relaxed)
    }

    /// Tells the service's delivery lane that there may be something to do.
    pub fn wake_delivery(&self, service: &ServiceId) {
        if let Some(entry) = self.services().get(service) {
            entry.waker.notify_one();
        }
    }
}

/// The names of scenarios that are on, each with what it applies to, shared by the pages that show them.
pub type ScenarioNames = Arc<[(&'static str, Scope)]>;

/// What pages last read of the scenarios that are switched on. It is read anew after a second at the latest, as another
/// hub on the same database may have switched one on.
#[derive(Debug, Default)]
pub struct ScenarioRibbon(Mutex<Option<(Instant, ScenarioNames)>>);

impl ScenarioRibbon {
    const LIFE: Duration = Duration::from_secs(1);

    /// The names, where they were read just now.
    pub fn names(&self) -> Option<ScenarioNames> {
        let read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        read.as_ref().filter(|(at, _)| at.elapsed() < Self::LIFE).map(|(_, names)| Arc::clone(names))
    }

    /// Remembers what was read, or that it must be read anew.
    pub fn remember(&self, names: Option<&ScenarioNames>) {
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *read = names.map(|names| (Instant::now(), Arc::clone(names)));
    }
}
