//! Incidents: failures that a page has shown with a number. Each is an event whose detail begins with the number.

use jiff::Timestamp;

use super::change::Change;
use super::event_subject::{About, kept_detail};
use super::events::read_event;
use super::{Store, StoreError};
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{OrderKey, ServiceId};

/// The number of characters of an incident's number.
pub const INCIDENT_LENGTH: usize = 8;

impl Store {
    /// Writes an incident down. `number` has [`INCIDENT_LENGTH`] characters.
    pub async fn record_incident(
        &self,
        at: Timestamp,
        number: &str,
        about: Option<(&ServiceId, &OrderKey)>,
        exchange_id: Option<i64>,
        problem: &str,
    ) -> Result<(), StoreError> {
        let mut change = Change::new(self.engine);
        let about = About {
            service_id: about.map(|(service, _)| service),
            order_key: about.map(|(_, order)| order),
            exchange_id,
            payment_id: None,
        };
        change.event(at, EventKind::PageFailed, about, &kept_detail(&format!("{number}: {problem}")));
        self.make(change).await.map(|_| ())
    }

    /// The incident with this number, while its event is kept.
    pub async fn incident(&self, number: &str) -> Result<Option<Event>, StoreError> {
        let query =
            "SELECT event_id, at, kind, service_id, order_key, payment_id, exchange_id, detail FROM event
             WHERE SUBSTR(detail, 1, 8) = $1 AND kind = 'page.failed' LIMIT 1";
        let row = sqlx::query(query).bind(number.to_owned()).fetch_optional(&self.read).await?;
        row.map_or(Ok(None), |row| read_event(&row))
    }
}
