//! Confirmations in the control API.

use schemars::JsonSchema;
use serde::Serialize;

use super::payment_view::{Attempt, ConfirmationView};
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::store::ListedPayment;

/// The confirmation of a payment.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Confirmation {
    /// The payment's number, also the confirmation's.
    payment_id: String,
    service_id: String,
    order_key: String,
    #[serde(flatten)]
    state: ConfirmationView,
}

impl Confirmation {
    /// The payment's confirmation, if it has one.
    pub(super) fn of(listed: &ListedPayment) -> Option<Self> {
        Some(Self {
            payment_id: listed.payment.id.to_string(),
            service_id: listed.service_id.to_string(),
            order_key: listed.order_key.to_string(),
            state: listed.confirmation.as_ref()?.into(),
        })
    }
}

/// A confirmation with its content and every attempt.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ConfirmationDetails {
    #[serde(flatten)]
    confirmation: Confirmation,
    /// The unsigned content of the SOAP Body, the same at every attempt.
    body_xml: String,
    /// The completed attempts, in order.
    history: Vec<Attempt>,
}

impl ConfirmationDetails {
    pub(super) fn of(confirmation: Confirmation, body_xml: String, attempts: &[ConfirmationAttempt]) -> Self {
        Self { confirmation, body_xml, history: attempts.iter().map(Attempt::from).collect() }
    }
}
