//! Values that are read for each request to `/metrics`: the backlog in the database, the clock, the connections.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

use super::payments::UNSETTLED;
use super::services::{ServiceLabel, ServiceLabels};
use super::{register, table};
use crate::clock::ClockState;
use crate::domain::ids::ServiceId;
use crate::domain::instrument::{INSTRUMENTS, POS_TERMINAL};
use crate::domain::scenario::SCENARIOS;
use crate::store::{Backlog, PoolUse};

/// The current state of the hub.
#[derive(Debug)]
pub struct Moment<'a> {
    /// The registered services.
    pub services: &'a [ServiceId],
    /// The state of the clock.
    pub clock: ClockState,
    /// The connections to the database.
    pub pools: &'a [PoolUse],
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, EncodeLabelSet)]
struct ConfirmationLabels {
    service: ServiceLabel,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PaymentLabels {
    instrument: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ScenarioLabel {
    scenario: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ConnectionLabels {
    pool: &'static str,
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PoolLabel {
    pool: &'static str,
}

type Counts<L> = Family<L, Gauge<u64, AtomicU64>>;

/// The statuses of confirmations that are not confirmed.
const WAITING: [&str; 4] = ["Pending", "InFlight", "Halted", "GaveUp"];

/// Adds all values. Services without their own label are added up as `other`.
pub(super) fn add(
    registry: &mut Registry,
    moment: &Moment<'_>,
    labels: &ServiceLabels,
    backlog: Option<&Backlog>,
) {
    register(registry, &table::DATABASE_UP, ConstGauge::new(u64::from(backlog.is_some())));
    if let Some(backlog) = backlog {
        add_confirmations(registry, moment, labels, backlog);
        add_payments(registry, backlog);
        add_scenarios(registry, backlog);
    }
    add_pools(registry, moment.pools);
    let ahead = moment.clock.now.duration_since(moment.clock.machine_now).as_secs_f64();
    register(registry, &table::CLOCK_AHEAD, ConstGauge::new(ahead));
    register(registry, &table::CLOCK_FROZEN, ConstGauge::new(u64::from(moment.clock.is_frozen)));
}

fn add_confirmations(
    registry: &mut Registry,
    moment: &Moment<'_>,
    labels: &ServiceLabels,
    backlog: &Backlog,
) {
    let mut waiting: BTreeMap<ConfirmationLabels, (u64, f64)> = BTreeMap::new();
    for id in moment.services {
        for status in WAITING {
            waiting.entry(ConfirmationLabels { service: labels.of(id, true), status }).or_default();
        }
    }
    for found in &backlog.confirmations {
        let service = labels.of(&found.service_id, moment.services.contains(&found.service_id));
        // A clock that was moved back may be earlier than the beginning of the wait.
        let age = moment.clock.now.duration_since(found.oldest).as_secs_f64().max(0.0);
        let entry = waiting.entry(ConfirmationLabels { service, status: found.status }).or_default();
        *entry = (entry.0 + found.count, entry.1.max(age));
    }
    let (counts, ages) = (Counts::default(), Family::<ConfirmationLabels, Gauge<f64, AtomicU64>>::default());
    for (labels, (count, age)) in waiting {
        counts.get_or_create(&labels).set(count);
        ages.get_or_create(&labels).set(age);
    }
    register(registry, &table::CONFIRMATIONS, counts);
    register(registry, &table::CONFIRMATION_AGE, ages);
}

fn add_payments(registry: &mut Registry, backlog: &Backlog) {
    let counts = Counts::default();
    for instrument in INSTRUMENTS.iter().chain([&POS_TERMINAL]) {
        for status in UNSETTLED {
            drop(counts.get_or_create(&PaymentLabels { instrument: instrument.id.as_str(), status }));
        }
    }
    for (instrument, status, count) in &backlog.payments {
        counts.get_or_create(&PaymentLabels { instrument: instrument.as_str(), status }).set(*count);
    }
    register(registry, &table::PAYMENTS_UNSETTLED, counts);
}

fn add_scenarios(registry: &mut Registry, backlog: &Backlog) {
    let counts = Counts::default();
    for scenario in SCENARIOS {
        drop(counts.get_or_create(&ScenarioLabel { scenario: scenario.name }));
    }
    for (scenario, count) in &backlog.scenarios {
        counts.get_or_create(&ScenarioLabel { scenario }).set(*count);
    }
    register(registry, &table::SCENARIOS, counts);
}

fn add_pools(registry: &mut Registry, pools: &[PoolUse]) {
    let (connections, most) = (Counts::default(), Counts::default());
    for pool in pools {
        for (state, count) in [("idle", pool.idle), ("in_use", pool.in_use)] {
            connections.get_or_create(&ConnectionLabels { pool: pool.name, state }).set(count);
        }
        most.get_or_create(&PoolLabel { pool: pool.name }).set(pool.most);
    }
    register(registry, &table::DATABASE_CONNECTIONS, connections);
    register(registry, &table::DATABASE_CONNECTIONS_MAX, most);
}
