//! A filter of events, for reading and for waiting.

use super::conditions::Conditions;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

/// A filter of events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this service.
    pub service_id: Option<ServiceId>,
    /// Of this order.
    pub order_key: Option<OrderKey>,
    /// Of this payment.
    pub payment_id: Option<PaymentId>,
    /// Of this kind.
    pub kind: Option<EventKind>,
}

impl EventFilter {
    pub(super) fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.text("service_id = {}", self.service_id.as_ref().map(ServiceId::as_str));
        conditions.text("order_key = {}", self.order_key.as_ref().map(OrderKey::as_str));
        conditions.text("payment_id = {}", self.payment_id.as_ref().map(PaymentId::as_str));
        match self.kind {
            Some(kind) => conditions.text("kind = {}", Some(kind.name())),
            // Events written by a newer version do not take the places of readable ones.
            None => conditions.constant(one_of(EventKind::ALL.iter().map(|(kind, ..)| kind))),
        }
        conditions
    }

    /// Whether the event may change something that the filter names. An event without a service, such as a reset, concerns
    /// every caller; one without an order, all orders of its service.
    pub(super) fn may_concern(&self, event: &Event) -> bool {
        fn is<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
            wanted.is_none() || wanted == found
        }
        let is_about_all = event.service_id.is_none();
        let is_about_service = is_about_all || is(self.service_id.as_ref(), event.service_id.as_ref());
        let is_about_order =
            event.order_key.is_none() || is(self.order_key.as_ref(), event.order_key.as_ref());
        let is_about_payment =
            event.order_key.is_none() || is(self.payment_id.as_ref(), event.payment_id.as_ref());
        let is_of_kind = self.kind.is_none_or(|kind| kind == event.kind);
        is_about_service && is_about_order && is_about_payment && is_of_kind
    }
}

/// The condition that an event has one of these kinds, whose names are constants.
pub(super) fn one_of<'k>(kinds: impl Iterator<Item = &'k EventKind>) -> String {
    let names: Vec<String> = kinds.map(|kind| format!("'{}'", kind.name())).collect();
    format!("kind IN ({})", names.join(", "))
}
