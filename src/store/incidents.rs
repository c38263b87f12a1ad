//! Incidents: failures that a page showed to a payer. Each is an event whose detail begins with the incident's number.

use jiff::Timestamp;

use super::change::Change;
use super::conditions::Conditions;
use super::event_filter::one_of;
use super::event_subject::About;
use super::{Store, StoreError};
use crate::domain::card_number::hide_card_numbers;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{OrderKey, ServiceId};

/// The length of an incident's number, in hexadecimal digits.
pub const INCIDENT_DIGITS: usize = 8;

/// A failure that a page showed to a payer.
#[derive(Debug, Clone, Copy)]
pub struct NewIncident<'a> {
    /// Its number: [`INCIDENT_DIGITS`] hexadecimal digits, as on the page and in the log.
    pub number: &'a str,
    /// The time of the page.
    pub at: Timestamp,
    /// The order that the payer came for, as far as it is known.
    pub order: Option<(&'a ServiceId, &'a OrderKey)>,
    /// The recorded call that failed.
    pub exchange_id: Option<i64>,
    /// The cause in English, as in the log; cut after 500 characters.
    pub cause: &'a str,
}

impl Store {
    /// Keeps an incident as an event of the kind [`EventKind::VisitStopped`].
    pub async fn record_incident(&self, incident: NewIncident<'_>) -> Result<(), StoreError> {
        let NewIncident { number, at, order, exchange_id, cause } = incident;
        let (service_id, order_key) = order.unzip();
        let about = About { service_id, order_key, exchange_id, ..About::default() };
        let mut change = Change::new(self.engine);
        change.event(at, EventKind::VisitStopped, about, &format!("{number} {}", hide_card_numbers(cause)));
        self.make(change).await.map(|_| ())
    }

    /// The event of the incident with this number, as typed: in any case, with white space around it. `None` if it is not an
    /// incident's number, or too old (see [`super::EVENTS_KEPT`]).
    pub async fn incident(&self, typed: &str) -> Result<Option<Event>, StoreError> {
        let number = typed.trim().to_ascii_lowercase();
        if number.len() != INCIDENT_DIGITS || !number.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let mut conditions = Conditions::default();
        conditions.constant(one_of([EventKind::VisitStopped].iter()));
        conditions.text("substr(detail, 1, 8) = {}", Some(number.as_str()));
        Ok(self.read_events(conditions, "event_id DESC", 1).await?.pop())
    }
}
