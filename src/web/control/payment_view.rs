//! Payments in the control API.

use schemars::JsonSchema;
use serde::Serialize;

use super::exchange_view::{Exchange, FaultView};
use crate::domain::confirmation::ConfirmationStatus;
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::domain::finding::Stage;
use crate::domain::instrument::Instrument;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Amount;
use crate::domain::outcome::OutcomeRule;
use crate::domain::payment::PaymentStatus;
use crate::domain::scenario::WaitingCall;
use crate::flow::payment_history::{PaymentHistory, Step};
use crate::store::{ConfirmationSummary, ListedPayment};

/// A payment in lists. Amounts are in lei with two decimals, as text.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Payment {
    /// `PaymentID`, as the e-Service knows it.
    id: String,
    service_id: String,
    order_key: String,
    invoice_id: String,
    /// The instrument's short name.
    instrument: &'static str,
    /// The amount, without the fee.
    amount: String,
    /// The payment provider's fee, paid in addition.
    fee: String,
    /// `Started`, `AtPaymentProvider`, `Pending`, `Authorized`, `Declined`, `Cancelled`, `TimedOut`, `Reversing` or `Reversed`.
    status: &'static str,
    /// The reason why it was declined, timed out or given back.
    reason: Option<&'static str>,
    /// The time when the payer chose the instrument.
    started_at: String,
    /// The time of the payment provider's authorisation.
    paid_at: Option<String>,
    authorization_code: Option<String>,
    card_last_four: Option<String>,
    /// The confirmation; null if there is none.
    confirmation: Option<ConfirmationView>,
}

/// The state of a confirmation.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ConfirmationView {
    /// `Pending`, `InFlight`, `Confirmed`, `Halted` or `GaveUp`.
    status: &'static str,
    /// The number of attempts.
    attempts: i64,
    /// The time of the next attempt; null if none is planned.
    next_attempt_at: Option<String>,
    /// The time of the e-Service's acceptance.
    confirmed_at: Option<String>,
    /// The outcome of the latest accepted attempt, else of the latest one, in one line.
    last_outcome: Option<String>,
}

/// A payment with everything that belongs to it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PaymentDetails {
    #[serde(flatten)]
    payment: Payment,
    invoice: Invoice,
    visit: Visit,
    /// The payment provider's own record; null if the invoice was never published to it.
    transaction: Option<Transaction>,
    /// The completed attempts to confirm it, in order.
    attempts: Vec<Attempt>,
    /// The waiting further calls of scenarios, by due time.
    waiting_calls: Vec<WaitingCallView>,
    /// The calls to the e-Service about it and its order, oldest first.
    exchanges: Vec<Exchange>,
    /// The timeline, oldest first.
    timeline: Vec<TimelineStep>,
    links: Links,
}

/// The paid notice.
#[derive(Debug, Serialize, JsonSchema)]
struct Invoice {
    id: String,
    /// `Open`, `PartiallyPaid`, `Paid`, `Expired` or `Cancelled`.
    status: &'static str,
    /// The amount paid through this hub.
    paid: String,
    /// The amount still due; null if the e-Service gave none.
    due: Option<String>,
    currency: String,
    /// The purpose of the order.
    reason: String,
}

/// The payer's visit.
#[derive(Debug, Serialize, JsonSchema)]
struct Visit {
    id: String,
    opened_at: String,
    /// The address to return to.
    return_url: Option<String>,
}

/// A transaction in the payment provider's books.
#[derive(Debug, Serialize, JsonSchema)]
struct Transaction {
    id: String,
    payment_provider: &'static str,
    /// Including the fee.
    amount: String,
    /// The outcome by the table of outcomes, in advance or actual; null while the payer decides.
    outcome: Option<&'static str>,
    /// The time of the decision, which may lie ahead.
    decided_at: Option<String>,
}

/// An attempt to confirm.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Attempt {
    /// The number, from 1, assigned when the attempt begins.
    number: u32,
    /// `scheduled`, `manual`, `duplicate` or `scenario`.
    cause: &'static str,
    started_at: String,
    duration_ms: u64,
    /// `accepted`, or the kind of failure.
    outcome: &'static str,
    /// The fault's code, or the HTTP status, if one of them caused the failure.
    code: Option<String>,
    /// The stage at which it failed; null if it succeeded.
    stage: Option<&'static str>,
    /// The e-Service's fault, if it caused the failure.
    fault: Option<FaultView>,
    /// The scenario, the stage and the event, in one line.
    text: String,
    exchange_id: Option<i64>,
    /// The next attempt that the schedule planned when this one ended.
    next_attempt_at: Option<String>,
}

/// A waiting further call of a scenario.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WaitingCallView {
    scenario: &'static str,
    /// The time it is due, on the hub's clock.
    due_at: String,
    /// The earliest time, by the signing clock, at which it is made, however the hub's clock is moved: before it the
    /// e-Service could not see that enough time has passed. Null if time does not matter.
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

/// Links for people and for programs.
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
    /// The payment, with links to the hub at this address.
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
                due: match invoice.status {
                    InvoiceStatus::Paid => Some(Amount::ZERO.to_xml()),
                    _ => invoice.due().map(|due| due.to_xml()),
                },
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
