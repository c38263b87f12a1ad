//! The content of a reply's Body, and whether it answers the request.

use jiff::Timestamp;

use super::CallError;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::contract::{ORDER_KEY_DIFFERS, SERVICE_ID_DIFFERS};
use crate::domain::order::OrderDetails;
use crate::domain::service::ReplySignature;
use crate::soap::envelope::Envelope;
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::{Operation, answer, confirm_order_payment, contract, get_order_details};

/// The orders for this query. If replies must be signed, answers to another request are refused.
pub(super) fn orders(
    envelope: &Envelope<'_, '_>,
    (query, names_several): (&OrderDetailsQuery, bool),
    now: Timestamp,
    policy: ReplySignature,
    findings: &mut Vec<Finding>,
) -> Result<Vec<OrderDetails>, CallError> {
    let payload = envelope.payload().ok_or(CallError::EmptyBody)?;
    findings.extend(contract::check_reply(payload, query, now));
    let orders = get_order_details::read_reply(payload).map_err(CallError::Contract)?;
    let why_not = || answer::not_alone(envelope).or_else(|| answer::not_about(&orders, query, names_several));
    match (policy == ReplySignature::Require).then(why_not).flatten() {
        None => Ok(orders),
        Some(why) => {
            // These warnings say the same.
            findings
                .retain(|finding| finding.rule != &ORDER_KEY_DIFFERS && finding.rule != &SERVICE_ID_DIFFERS);
            Err(CallError::NotAnAnswer(Box::new(why)))
        }
    }
}

/// Accepts the confirmation: the guide treats a reply without a fault as success. If replies must be signed, a reply to
/// another request is refused.
pub(super) fn confirmation(
    envelope: &Envelope<'_, '_>,
    policy: ReplySignature,
    findings: &mut Vec<Finding>,
) -> Result<(), CallError> {
    let name = envelope.payload().map_or("", |payload| payload.tag_name().name());
    if name == Operation::ConfirmOrderPayment.name() {
        return Err(CallError::Echo);
    }
    let why_not = || answer::not_alone(envelope).or_else(|| answer::not_a_confirmation(envelope));
    if let Some(why) = (policy == ReplySignature::Require).then(why_not).flatten() {
        return Err(CallError::NotAnAnswer(Box::new(why)));
    }
    findings.extend(confirm_order_payment::remark_on_reply(name));
    Ok(())
}
