//! Faults: their form, and the codes of the guide.

use std::sync::Arc;

use super::made_up::made_up_key;
use crate::check::calls::{Heard, SendOptions};
use crate::check::recorded::Recorded;
use crate::check::replies;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::{Grade, Verdict};
use crate::domain::fault::{Fault, FaultCode};
use crate::domain::finding;
use crate::domain::finding::rules::business::{
    FAULT_CODE, FAULT_HTTP_STATUS, FAULT_SOAP_12, FAULT_STACK_TRACE, FAULT_UNSIGNED,
};
use crate::domain::order::OrderDetails;
use crate::service_provider::{CallError, Signing};
use crate::soap::confirm_order_payment;
use crate::soap::get_order_details::OrderDetailsQuery;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Contract:
        "fault-status" Needs::NOTHING, calls(fault_status);
            checks "A fault comes with HTTP status 500."
            failed "A fault comes with another HTTP status than 500"
            why "A WCF client reads 200 as success, and takes 400 or 401 for a failure of the way without reading the fault."
            mend "Set the status 500 for faults."
            source "SOAP 1.1 §6.2; WS-I Basic Profile 1.1 R1126";
        "fault-shape" Needs::NOTHING, calls(fault_shape);
            checks "A fault has faultcode and faultstring, as SOAP 1.1 has them."
            failed "A fault has the shape of SOAP 1.2"
            why "Code and Reason are not read in a SOAP 1.1 envelope: MPay sees a fault without a code."
            mend "Write faultcode and faultstring, in no namespace, inside soap:Fault."
            source "SOAP 1.1 §4.4; WS-I Basic Profile 1.1 R1000";
        "fault-words" Needs::NOTHING, calls(fault_words);
            checks "A fault says in words why, without a stack trace or paths of files."
            failed "A fault shows the insides of the e-Service, or says nothing"
            why "Stack traces tell strangers about your software, and an empty faultstring tells the operator nothing."
            mend "Catch errors at the edge: write one plain sentence into faultstring, and the trace into your own log."
            source "SOAP 1.1 §4.4: faultstring must be there; OWASP ASVS 4.0.3 V7.4.1";
        "fault-signed" Needs::NOTHING, calls(fault_signed);
            checks "Faults are signed like other replies."
            failed "A fault is not signed"
            why "Anybody on the way could put a fault in the place of your answer."
            mend "Sign faults as well, those of the security layer included."
            source "MPay guide, WS-Security: both directions, faults included";
        "fault-code" Needs::NOTHING, calls(fault_code);
            checks "The code of a fault is one that the guide, WS-Security or SOAP 1.1 defines."
            failed "The code of a fault is not defined"
            why "MPay decides by the code what it tells the payer and whether it tries again."
            mend "Use the guide's list of codes."
            source "MPay guide, Faults";
        "code-unknown-order" Needs::NOTHING, calls(code_unknown_order);
            checks "GetOrderDetails about an unknown order is answered with no order, or UnknownOrder."
            failed "It does not say that it has no such order"
            why "Payers mistype numbers every day: any other fault is shown to them as trouble at your side."
            mend "Answer with an empty GetOrderDetailsResult."
            source "MPay guide, GetOrderDetails: an empty array";
        "code-unknown-service" Needs::NOTHING, calls(code_unknown_service);
            checks "A query about an unknown service is answered with UnknownService, UnknownOrder or no order."
            failed "It does not say that it has no such service"
            why "The code tells MPay's operators that a registration is wrong, and not your database."
            mend "Refuse with UnknownService."
            source "MPay guide, GetOrderDetails: UnknownService";
        "code-unknown-order-confirmed" Needs::LENT, calls(code_unknown_order_confirmed);
            checks "A confirmation for an unknown order is refused with UnknownOrder."
            failed "It does not refuse an unknown order with UnknownOrder"
            why "Money was taken for an order that you do not have: the code tells the operators what to look for."
            mend "Refuse with UnknownOrder."
            source "MPay guide, ConfirmOrderPayment: UnknownOrder";
        "code-invalid-parameter" Needs::LENT, calls(code_invalid_parameter);
            checks "A confirmation in a currency that is not the order's is refused with InvalidParameter."
            failed "It does not refuse a wrong value with InvalidParameter"
            why "Money was taken that you do not accept: the code tells the operators what to look for."
            mend "Refuse with InvalidParameter, and name the value in faultstring."
            source "MPay guide, ConfirmOrderPayment: InvalidParameter";
        "code-authentication-failed" Needs::NOTHING, calls(code_authentication_failed);
            checks "A message with a broken signature is refused with AuthenticationFailed, or a code of WS-Security."
            failed "It does not refuse a broken signature with AuthenticationFailed"
            why "The code tells MPay's operators that keys or certificates do not fit, and not your database."
            mend "Refuse with AuthenticationFailed."
            source "MPay guide, Faults: AuthenticationFailed; WSS SOAP Message Security 1.0 §12";
    }
}

/// A message whose Body was changed after it was signed, with a signature that does not hold either.
fn forged(message: &str) -> String {
    let changed = message.replacen("<Language>RO<", "<Language>EN<", 1);
    let Some(at) = changed.find("<SignatureValue>").map(|at| at + "<SignatureValue>".len()) else {
        return changed;
    };
    let other = if changed[at..].starts_with('A') { "B" } else { "A" };
    format!("{}{other}{}", &changed[..at], &changed[at + 1..])
}

async fn ask_forged(trial: &Trial) -> Heard<Vec<OrderDetails>> {
    let sending = SendOptions { signing: Signing::Edited(forged), ..SendOptions::default() };
    trial.ask("a forged query", &made_up(trial, None), None, sending).await
}

async fn ask_of_no_service(trial: &Trial) -> Heard<Vec<OrderDetails>> {
    let query = made_up(trial, Some("SIM-NO-SERVICE"));
    trial.ask("a query about no service", &query, None, SendOptions::default()).await
}

fn made_up(trial: &Trial, service_id: Option<&str>) -> OrderDetailsQuery {
    let own = trial.run.target.service.id.to_string();
    let service_id = service_id.map_or(own, str::to_owned);
    OrderDetailsQuery { language: Default::default(), order_key: made_up_key(trial), service_id }
}

fn fault_of<T>(heard: &Heard<T>) -> Option<&Fault> {
    match &heard.result {
        Err(CallError::Fault(fault)) => Some(fault),
        _ => None,
    }
}

/// The verdict by the findings of these rules about two faults: to a forged query, and to one about no service.
async fn by_faults(trial: &Trial, rules: &[&'static finding::Rule]) -> Judged {
    let calls = [ask_forged(trial).await, ask_of_no_service(trial).await];
    let faults: Vec<Arc<Recorded>> = calls
        .iter()
        .filter(|heard| fault_of(heard).is_some())
        .map(|heard| Arc::clone(&heard.recorded))
        .collect();
    if faults.is_empty() {
        let said = calls.map(|heard| heard.said().0).join(", then ");
        return Err(Verdict::inconclusive(format!(
            "a forged query and one about no service brought no fault: {said}"
        )));
    }
    let verdict = replies::judge(rules, &faults).0;
    Ok(match verdict.grade {
        Grade::Passed => Verdict::passed(format!("nothing of this was found in {} faults", faults.len())),
        _ => verdict,
    })
}

async fn fault_status(trial: &Trial) -> Judged {
    by_faults(trial, &[&FAULT_HTTP_STATUS]).await
}

async fn fault_shape(trial: &Trial) -> Judged {
    by_faults(trial, &[&FAULT_SOAP_12]).await
}

async fn fault_words(trial: &Trial) -> Judged {
    let heard = ask_of_no_service(trial).await;
    if let Some(fault) = fault_of(&heard).filter(|fault| fault.reason.trim().is_empty()) {
        return Ok(Verdict::warning(format!("the fault {} has no faultstring", fault.shown_code())));
    }
    by_faults(trial, &[&FAULT_STACK_TRACE]).await
}

async fn fault_signed(trial: &Trial) -> Judged {
    by_faults(trial, &[&FAULT_UNSIGNED]).await
}

async fn fault_code(trial: &Trial) -> Judged {
    by_faults(trial, &[&FAULT_CODE]).await
}

/// The verdict on a fault whose code should be one of these; no code but theirs is expected.
fn by_code<T>(heard: &Heard<T>, is_right: impl Fn(&Fault) -> bool, expected: &str) -> Judged {
    let (what, words) = heard.said();
    let verdict = match fault_of(heard) {
        Some(fault) if is_right(fault) => Verdict::passed(format!("it answers with {}", fault.shown_code())),
        Some(fault) => {
            Verdict::warning(format!("it answers with {}, expected {expected}", fault.shown_code()))
        }
        None => Verdict::inconclusive(format!("no fault came: {what}")),
    };
    Ok(verdict.quoting(words))
}

/// The same for a query that may also find nothing.
fn by_code_or_nothing(heard: &Heard<Vec<OrderDetails>>, codes: &[FaultCode], expected: &str) -> Judged {
    if matches!(&heard.result, Ok((orders, _)) if orders.is_empty()) {
        return Ok(Verdict::passed("it answers with no order"));
    }
    by_code(heard, |fault| codes.contains(&fault.code), expected)
}

async fn code_unknown_order(trial: &Trial) -> Judged {
    let heard =
        trial.ask("a query about no order", &made_up(trial, None), None, SendOptions::default()).await;
    by_code_or_nothing(&heard, &[FaultCode::UnknownOrder], "no order, or UnknownOrder")
}

async fn code_unknown_service(trial: &Trial) -> Judged {
    let heard = ask_of_no_service(trial).await;
    by_code_or_nothing(&heard, &[FaultCode::UnknownService, FaultCode::UnknownOrder], "UnknownService")
}

async fn code_unknown_order_confirmed(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let mut content = trial.confirmation(order, None)?;
    content.order_key = made_up_key(trial);
    let body = confirm_order_payment::write_request(&content);
    let heard = trial.confirm("a confirmation of no order", order, &body, SendOptions::default()).await;
    by_code(&heard, |fault| fault.code == FaultCode::UnknownOrder, "UnknownOrder")
}

async fn code_invalid_parameter(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let mut content = trial.confirmation(order, None)?;
    // The code for tests of ISO 4217.
    content.currency = "XTS".to_owned();
    let body = confirm_order_payment::write_request(&content);
    let heard = trial.confirm("a confirmation in XTS", order, &body, SendOptions::default()).await;
    if heard.is_accepted() {
        // The order may be paid now, so that no other rule can use it.
        return Ok(Verdict::failed("a confirmation in XTS was answered without a fault"));
    }
    by_code(&heard, |fault| fault.code == FaultCode::InvalidParameter, "InvalidParameter")
}

async fn code_authentication_failed(trial: &Trial) -> Judged {
    let heard = ask_forged(trial).await;
    let is_right = |fault: &Fault| match &fault.code {
        FaultCode::AuthenticationFailed | FaultCode::AuthorizationFailed => true,
        FaultCode::Other(_) => fault.has_defined_code(),
        _ => false,
    };
    by_code(&heard, is_right, "AuthenticationFailed")
}
