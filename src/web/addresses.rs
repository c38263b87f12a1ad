//! Addresses of pages that other pages link to.

use crate::domain::ids::ServiceId;

/// The address of a service's page.
pub(super) fn of_service(service: &ServiceId) -> String {
    format!("/service/{}", percent_encoded(service.as_str()))
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
