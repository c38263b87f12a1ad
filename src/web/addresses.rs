//! Addresses of pages that other pages link to.

use std::fmt;

use url::form_urlencoded;

use crate::domain::ids::{OrderKey, ServiceId};

/// The address of a service's page.
pub(super) fn of_service(service: &ServiceId) -> String {
    format!("/service/{}", percent_encoded(service.as_str()))
}

/// The console's list of the messages about an order.
pub(super) fn of_messages(service: &ServiceId, order_key: &OrderKey) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("service", service.as_str()).append_pair("order", order_key.as_str());
    format!("/console/messages?{}", query.finish())
}

/// A payment's page in the console. The id is the hub's own.
pub(super) fn of_payment(payment: impl fmt::Display) -> String {
    format!("/console/payments/{payment}")
}

/// The console's search for an incident.
pub(super) fn of_incident(number: &str) -> String {
    format!("/console/search?q={number}")
}

/// The id as one segment of an address.
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
