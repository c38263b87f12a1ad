//! The subject of an event, and its detail as it is stored.

use crate::domain::ids::{OrderKey, PaymentId, ServiceId};

/// The subject of an event.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct About<'a> {
    pub(super) service_id: Option<&'a ServiceId>,
    pub(super) order_key: Option<&'a OrderKey>,
    pub(super) payment_id: Option<&'a PaymentId>,
    pub(super) exchange_id: Option<i64>,
}

/// The detail of an event as it is stored: PostgreSQL texts cannot contain the character 0.
pub(super) fn kept_detail(detail: &str) -> String {
    detail.chars().filter(|letter| *letter != '\0').take(500).collect()
}
