//! Services that are added, changed, removed and tested while the hub runs.

mod given;
mod lifetime;
mod list;
mod other_hubs;
mod sizes;
mod tested;

use serde_json::{Value, json};

use crate::control::calls::{call, value};
use crate::support::{EService, Payer};

/// The e-Service's certificate, as its file is.
pub const CERTIFICATE: &str = include_str!("../../fixtures/stranger.crt");

/// Calls the control API; the answer must have this status.
pub async fn said(payer: &Payer, status: u16, method: &str, address: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = call(payer, method, address, &body).await;
    assert_eq!(answer.status, status, "{method} {address}: {}", answer.text());
    value(&answer)
}

/// Registers the service of this e-Service.
pub async fn register(payer: &Payer, id: &str, e_service: &EService) -> Value {
    let body = json!({ "endpoint_url": e_service.service().endpoint_url, "certificate": CERTIFICATE });
    said(payer, 201, "PUT", &format!("/services/{id}"), &body).await
}
