//! How payments look in the control API.

use schemars::JsonSchema;
use serde::Serialize;

use super::exchange_view::{Exchange, FaultView};
use crate::domain::confirmation::ConfirmationStatus;
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::domain::finding::Stage;
use crate::domain::instrument::Instrument;
use crate::domain::outcome::OutcomeRule;
use crate::domain::payment::PaymentStatus;
use crate::domain::scenario::WaitingCall;
use crate::flow::payment_history::{PaymentHistory, Step};
use crate::store::{ConfirmationSummary, ListedPayment};

/// A payment as lists show it. Amounts are lei with two decimals, as text.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Payment {
    /// `PaymentID`, by which the e-Service knows it.
    id: String,
    service_id: String,
    order_key: String,
    invoice_id: String,
    /// The instrument's short name.
    instrument: &'static str,
    /// What the payer pays, without the fee.
    amount: String,
    /// What the payment provider takes on top.
    fee: String,
    /// `Started`, `AtPaymentProvider`, `Pending`, `Authorized`, `Declined`, `Cancelled`, `TimedOut`, `Reversing` or `Reversed`.
    status: &'static str,
    /// Why it was declined, timed out or was given back.
    reason: Option<&'static str>,
    /// When the payer chose the instrument.
    started_at: String,
    /// When the payment provider authorised it.
    paid_at: Option<String>,
    authorization_code: Option<String>,
    card_last_four: Option<String>,
    /// What the e-Service knows of it; null where it is not to be told.
    confirmation: Option<ConfirmationView>,
}

/// Where a confirmation stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ConfirmationView {
    /// `Pending`, `InFlight`, `Confirmed`, `Halted` or `GaveUp`.
    status: &'static str,
    /// How many attempts have been made.
    attempts: i64,
    /// When the next attempt is due; null where none is planned.
    next_attempt_at: Option<String>,
    /// When the e-Service understood.
    confirmed_at: Option<String>,
    /// The outcome of the latest attempt that was accepted, else of the latest one, in one line.
    last_outcome: Option<String>,
}

/// A payment with everything that belongs to it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PaymentDetails {
    #[serde(flatten)]
    payment: Payment,
    invoice: Invoice,
    visit: Visit,
    /// The payment provider's own book entry; null where it never heard of it.
    transaction: Option<Transaction>,
    /// The attempts to tell the e-Service whose outcome is known, in their order.
    attempts: Vec<Attempt>,
    /// The further calls of scenarios that wait, in the order in which they are due.
    waiting_calls: Vec<WaitingCallView>,
    /// The calls to the e-Service about it and its order, oldest first.
    exchanges: Vec<Exchange>,
    /// What happened, oldest first.
    timeline: Vec<TimelineStep>,
    links: Links,
}

/// The payment notice that is paid.
#[derive(Debug, Serialize, JsonSchema)]
struct Invoice {
    id: String,
    /// `Open`, `PartiallyPaid`, `Paid`, `Expired` or `Cancelled`.
    status: &'static str,
    /// What has been paid through this hub.
    paid: String,
    /// What is still due; null where the e-Service gave no amount.
    due: Option<String>,
    currency: String,
    /// What the order is for.
    reason: String,
}

/// The payer's visit.
#[derive(Debug, Serialize, JsonSchema)]
struct Visit {
    id: String,
    opened_at: String,
    /// Where the payer goes back to.
    return_url: Option<String>,
}

/// What the payment provider's books say.
#[derive(Debug, Serialize, JsonSchema)]
struct Transaction {
    id: String,
    payment_provider: &'static str,
    /// With the fee.
    amount: String,
    /// What it comes to, or came to, by the table of outcomes; null while that is left to the payer.
    outcome: Option<&'static str>,
    /// When it was decided, or will be.
    decided_at: Option<String>,
}

/// An attempt to tell the e-Service.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Attempt {
    /// From 1, given out when attempts begin.
    number: u32,
    /// `scheduled`, `manual`, `duplicate` or `scenario`.
    cause: &'static str,
    started_at: String,
    duration_ms: u64,
    /// `accepted`, or the kind of what failed.
    outcome: &'static str,
    /// The fault's code, or the HTTP status, where one of them is what failed.
    code: Option<String>,
    /// The stage at which it was stopped; null where nothing stopped it.
    stage: Option<&'static str>,
    /// The e-Service's fault, where one is what stopped it.
    fault: Option<FaultView>,
    /// The scenario, the stage and what happened there, in one line.
    text: String,
    exchange_id: Option<i64>,
    /// When the schedule had its next attempt planned, as this one ended.
    next_attempt_at: Option<String>,
}

/// A further call of a scenario that waits.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WaitingCallView {
    scenario: &'static str,
    /// When it is due, on the hub's clock.
    due_at: String,
    /// Before this moment of the time with which messages are signed it is not made, however the hub's clock is moved: the
    /// e-Service could not see that so much time has passed. Null where time does not matter.
    seen_from: Option<String>,
}

impl From<&WaitingCall> for WaitingCallView {
    fn from(call: &WaitingCall) -> Self {
        Self {
            scenario: call.scenario.name,
            due_at: call.due.to_string(),
            seen_from: call.seen_from.map(|at| at.to_string()),
        }
    }
}

/// One line of the timeline.
#[derive(Debug, Serialize, JsonSchema)]
struct TimelineStep {
    at: String,
    /// The kind of an event, `visit.opened`, or the operation of an exchange.
    what: String,
    detail: String,
    exchange_id: Option<i64>,
}

/// Where a person sees it, and where programs get more.
#[derive(Debug, Serialize, JsonSchema)]
struct Links {
    pay_page: String,
    result_page: String,
    receipt: String,
}

impl From<&ListedPayment> for Payment {
    fn from(listed: &ListedPayment) -> Self {
        let payment = &listed.payment;
        let authorization = match &payment.status {
            PaymentStatus::Authorized(authorization) => Some(authorization),
            _ => None,
        };
        Self {
            id: payment.id.to_string(),
            service_id: listed.service_id.to_string(),
            order_key: listed.order_key.to_string(),
            invoice_id: payment.invoice_id.to_string(),
            instrument: payment.instrument.as_str(),
            amount: payment.amount.to_xml(),
            fee: payment.fee.to_xml(),
            status: payment.status.name(),
            reason: payment.status.reason(),
            started_at: payment.started_at.to_string(),
            paid_at: authorization.map(|authorization| authorization.paid_at.to_string()),
            authorization_code: authorization.map(|authorization| authorization.code.clone()),
            card_last_four: authorization.and_then(|authorization| authorization.card_last_four.clone()),
            confirmation: listed.confirmation.as_ref().map(ConfirmationView::from),
        }
    }
}

impl From<&ConfirmationSummary> for ConfirmationView {
    fn from(confirmation: &ConfirmationSummary) -> Self {
        let confirmed_at = match confirmation.status {
            ConfirmationStatus::Confirmed { at } => Some(at.to_string()),
            _ => None,
        };
        Self {
            status: confirmation.status.name(),
            attempts: confirmation.attempts,
            next_attempt_at: confirmation.status.next_attempt_at().map(|due| due.to_string()),
            confirmed_at,
            last_outcome: confirmation.last_outcome.as_ref().map(ToString::to_string),
        }
    }
}

impl From<&ConfirmationAttempt> for Attempt {
    fn from(attempt: &ConfirmationAttempt) -> Self {
        Self {
            number: attempt.number,
            cause: attempt.cause.as_str(),
            started_at: attempt.started_at.to_string(),
            duration_ms: u64::try_from(attempt.duration.as_millis()).unwrap_or(u64::MAX),
            outcome: attempt.outcome.kind.as_str(),
            code: attempt.outcome.code(),
            stage: attempt.outcome.stage.map(Stage::name),
            fault: attempt.outcome.fault.as_ref().map(FaultView::from),
            text: attempt.outcome.to_string(),
            exchange_id: attempt.exchange_id,
            next_attempt_at: attempt.next_attempt_at.map(|at| at.to_string()),
        }
    }
}

impl PaymentDetails {
    /// The payment as the hub at this address shows it.
    pub(super) fn of(history: &PaymentHistory, public_url: &str) -> Self {
        let PaymentHistory {
            listed,
            visit,
            invoice,
            transaction,
            exchanges,
            attempts,
            waiting_calls,
            timeline,
        } = history;
        let at = |path: &str| format!("{public_url}/pay/{}{path}", visit.id);
        Self {
            payment: listed.into(),
            invoice: Invoice {
                id: invoice.id.to_string(),
                status: invoice.status.as_str(),
                paid: invoice.paid.to_xml(),
                due: invoice.due().map(|due| due.to_xml()),
                currency: invoice.order.currency.clone(),
                reason: invoice.order.reason.clone(),
            },
            visit: Visit {
                id: visit.id.to_string(),
                opened_at: visit.created_at.to_string(),
                return_url: visit.return_url.as_ref().map(|url| url.as_str().to_owned()),
            },
            transaction: transaction.as_ref().map(|transaction| Transaction {
                id: transaction.id.to_string(),
                payment_provider: Instrument::of(transaction.instrument).payment_provider_name,
                amount: transaction.amount.to_xml(),
                outcome: transaction.outcome.map(|outcome| OutcomeRule::of(outcome).name),
                decided_at: transaction.decided_at.map(|at| at.to_string()),
            }),
            attempts: attempts.iter().map(Attempt::from).collect(),
            waiting_calls: waiting_calls.iter().map(WaitingCallView::from).collect(),
            exchanges: exchanges.iter().map(Exchange::from).collect(),
            timeline: timeline.iter().map(TimelineStep::from).collect(),
            links: Links {
                pay_page: at(""),
                result_page: at(&format!("/result/{}", listed.payment.id)),
                receipt: at("/receipt.pdf"),
            },
        }
    }
}

impl From<&Step> for TimelineStep {
    fn from(step: &Step) -> Self {
        Self {
            at: step.at.to_string(),
            what: step.what.clone(),
            detail: step.detail.clone(),
            exchange_id: step.exchange_id,
        }
    }
}
