//! Classifies an e-Service's answer: accepted, refused, or failed.

use super::{CallError, Stage};
use crate::domain::fault::{Fault, FaultCode, FaultMeaning};
use crate::domain::finding::rules::contract::{ANSWER_BESIDE_OTHERS, ANSWER_TO_ANOTHER_QUESTION};
use crate::domain::scenario::{Answer, AnswerText};
use crate::soap::invalid_message::InvalidMessage;

/// The e-Service's reaction; `None` if the request never reached it.
pub fn of<T>(result: &Result<T, CallError>, found_nothing: bool) -> Option<Answer> {
    let error = match result {
        Ok(_) if found_nothing => return Some(Answer::NothingFound),
        Ok(_) => return Some(Answer::Accepted),
        Err(error) => error,
    };
    match error {
        _ if error.stage() < Stage::Http => None,
        CallError::Fault(fault) => Some(of_fault(fault)),
        // A fault may stand beside it, or the element may report a failure in the e-Service's own words.
        CallError::NotAnAnswer(why)
            if [&ANSWER_BESIDE_OTHERS, &ANSWER_TO_ANOTHER_QUESTION].contains(&why.rule) =>
        {
            Some(unclear(error))
        }
        CallError::Contract(InvalidMessage::Unexpected { .. }) => Some(unclear(error)),
        // The response of the operation is success, whatever its other errors. One whose signature the policy does not take falls
        // through to the end: anybody may have written it, and it may hold no order.
        CallError::Contract(_) | CallError::NotAnAnswer(_) => Some(Answer::Accepted),
        CallError::HttpStatus(status) if status.status >= 500 => Some(Answer::BrokeDown(said(error))),
        _ => Some(unclear(error)),
    }
}

fn unclear(error: &CallError) -> Answer {
    Answer::Unclear(said(error))
}

fn said(error: &CallError) -> AnswerText {
    let finding = error.finding();
    AnswerText { what: format!("{}: {}", finding.rule.title, finding.found), words: finding.quoted }
}

/// True if the e-Service refuses because it has already booked the payment.
pub fn is_booked<T>(result: &Result<T, CallError>) -> bool {
    matches!(result, Err(CallError::Fault(fault)) if fault.code == FaultCode::InvoiceAlreadyPaid)
}

/// A fault is a refusal, unless the table of faults classifies it as a failure of the e-Service, which says nothing about
/// the message.
fn of_fault(fault: &Fault) -> Answer {
    let code = fault.shown_code();
    let what = if fault.code.is_a_name() { format!("fault {code}") } else { code };
    let said = AnswerText { what, words: fault.reason.clone() };
    match fault.meaning() {
        FaultMeaning::BrokeDown => Answer::BrokeDown(said),
        _ => Answer::Refused(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_provider::UnexpectedStatus;
    use crate::soap::security::verify::SignatureProblem;

    #[test]
    fn a_status_of_the_server_s_failure_is_a_breakdown_and_any_other_one_unclear() {
        for (status, breaks_down) in [(500, true), (503, true), (404, false), (302, false)] {
            let status = UnexpectedStatus { status, location: None, excerpt: "<h1>Error</h1>".to_owned() };
            let answer = of::<()>(&Err(CallError::HttpStatus(status)), false).unwrap();
            assert_eq!(matches!(answer, Answer::BrokeDown(_)), breaks_down, "{answer:?}");
        }
    }

    #[test]
    fn a_reply_without_the_operation_s_response_is_no_acceptance() {
        let other =
            || InvalidMessage::Unexpected { found: "Error".to_owned(), expected: "GetOrderDetailsResponse" };
        let accepted = |error| matches!(of::<()>(&Err(error), false).unwrap(), Answer::Accepted);
        assert!(!accepted(CallError::Contract(other())));
        let beside = |rule| CallError::NotAnAnswer(Box::new(crate::domain::finding::Finding::new(rule, "")));
        assert!(!accepted(beside(&ANSWER_BESIDE_OTHERS)) && !accepted(beside(&ANSWER_TO_ANOTHER_QUESTION)));
        // It described an order, so it accepted the request.
        let incomplete = InvalidMessage::Missing { path: "OrderDetails/Status".to_owned() };
        assert!(accepted(CallError::Contract(incomplete)));
    }

    #[test]
    fn a_reply_that_the_policy_does_not_take_is_no_acceptance() {
        let of_own = SignatureProblem::OwnCertificate { subject: "the hub".to_owned() };
        assert!(matches!(of::<()>(&Err(CallError::Signature(of_own)), false), Some(Answer::Unclear(_))));
        assert!(matches!(of::<()>(&Err(CallError::EmptyBody), false), Some(Answer::Unclear(_))));
    }

    #[test]
    fn a_fault_of_the_receiver_s_side_is_a_breakdown_and_every_other_one_a_refusal() {
        let breaks_down = |code: &str| {
            let fault = Fault {
                code: FaultCode::parse(code),
                namespace: None,
                subcode: None,
                reason: String::new(),
                is_soap_12: false,
                http_status: 500,
                is_signed: false,
            };
            matches!(of_fault(&fault), Answer::BrokeDown(_))
        };
        for code in ["InternalError", "soap:Server", "s:Receiver"] {
            assert!(breaks_down(code), "{code}");
        }
        for code in ["AuthenticationFailed", "soap:Client", "wsse:FailedCheck", "0", "AmountMismatch"] {
            assert!(!breaks_down(code), "{code}");
        }
    }
}
