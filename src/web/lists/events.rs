//! The list of events.

use schemars::JsonSchema;
use serde::Deserialize;

use super::page::List;
use super::values::{self, Unusable};
use crate::app::App;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::PaymentId;
use crate::store::{EventFilter, Position, StoreError};

/// A filter of events; every field is optional.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Events {
    /// Of this service.
    pub(in crate::web) service_id: Option<String>,
    /// Of this order.
    pub(in crate::web) order_key: Option<String>,
    /// Of this payment.
    pub(in crate::web) payment_id: Option<String>,
    /// Of this kind, such as `payment.authorized`.
    pub(in crate::web) kind: Option<String>,
    /// Before this number: `next` of the previous page.
    pub(in crate::web) before: Option<i64>,
    /// The maximum number of rows, 1 to 200; 50 by default.
    pub(in crate::web) limit: Option<i64>,
}

/// The names of all kinds.
pub(in crate::web) fn kinds() -> Vec<&'static str> {
    EventKind::ALL.iter().map(|(_, name, _)| *name).collect()
}

impl List for Events {
    type Filter = EventFilter;
    type Row = Event;
    type Id = i64;

    fn filter(self) -> Result<EventFilter, Unusable> {
        Ok(EventFilter {
            service_id: values::service_id(self.service_id)?,
            order_key: values::order_key(self.order_key)?,
            payment_id: self.payment_id.map(PaymentId::new),
            kind: values::name("kind", self.kind.as_deref(), &kinds())?.and_then(EventKind::parse),
        })
    }

    fn id(text: &str) -> i64 {
        text.parse().unwrap_or(0)
    }

    fn id_of(row: &Event) -> i64 {
        row.id
    }

    async fn read(
        app: &App,
        filter: &EventFilter,
        position: Position<i64>,
        most: i64,
    ) -> Result<Vec<Event>, StoreError> {
        app.store.list_events(filter, position, most).await
    }
}
