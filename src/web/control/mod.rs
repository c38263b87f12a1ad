//! The control API: everything that the console can do, for programs. Each file has the calls of one resource in a table,
//! which makes the routes, the description and the tested examples.

pub(super) mod assertion;
pub(super) mod payment_start;
pub(super) mod problem;

mod answer;
mod input;
mod matcher;
mod named;
mod routes;

mod confirmation_redrive;
mod confirmation_view;
mod exchange_message;
mod exchange_view;
mod payment_view;

mod certificates;
mod clock;
mod confirmations;
mod events;
mod events_kept;
mod exchange_again;
mod exchange_octets;
mod exchange_wait;
mod exchanges;
mod hub;
mod payment_evidence;
mod payment_force;
mod payment_wait;
mod payments;
mod planned_outcomes;
mod reset;
mod scenarios;
mod service_check;
mod service_fields;
mod service_test;
mod service_view;
mod services;
mod wanted_state;

pub use self::services::MOST_BODY as MOST_OF_REGISTRATION;

pub(super) use self::routes::configure;

use self::answer::{Answered, json, ok};
use super::call::{Call, Group};
use super::parameters::Id;

/// Every call, in the order of the description.
static GROUPS: [Group; 12] = [
    group("payments", "The payments and their results.", payments::CALLS),
    group("confirmations", "The confirmations, and operations on them.", confirmations::CALLS),
    group(
        "exchanges",
        "The calls to e-Services, byte for byte. The oldest go first (exchanges_kept).",
        exchanges::CALLS,
    ),
    group("services", "The services, and the possible outcomes of payments.", services::CALLS),
    group("plans", "The planned outcomes of orders.", planned_outcomes::CALLS),
    group(
        "certificates",
        "The hub's own certificate, and the accepted ones of the services.",
        certificates::CALLS,
    ),
    group("assert", "Assertions of tests.", assertion::CALLS),
    group("scenarios", "Deliberate defects in the hub's calls.", scenarios::CALLS),
    group("clock", "The hub's clock, by which confirmations are due and orders expire.", clock::CALLS),
    group("events", "The events of the hub, as a stream and as a list.", events::CALLS),
    group("reset", "Deletes data, for a clean start of the next test.", reset::CALLS),
    group("hub", "The hub's version and settings.", hub::CALLS),
];

const fn group(name: &'static str, about: &'static str, calls: &'static [Call]) -> Group {
    Group { name, about, calls }
}
