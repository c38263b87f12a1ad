//! The rows of a payment.

use std::time::Duration;

use jiff::Timestamp;

use super::calls::{Call, Wording, rows};
use super::drawing::{Names, Picture};
use super::rows::Lane::{EService, Hub, Payer, PaymentProvider};
use super::rows::State::{Failed, NotReached, Reached};
use super::rows::{Row, State};
use crate::domain::event::EventKind;
use crate::domain::instrument::Instrument;
use crate::domain::payment::{PaymentStatus, TimeOutReason};
use crate::domain::transaction::TransactionStatus;
use crate::flow::payment_history::PaymentHistory;
use crate::i18n::Translator;
use crate::store::{ListedExchange, Transaction};

/// The calls of step 5, before a payment and without one.
pub(super) const ASKED: Wording =
    Wording { steps: &[5], operation: "GetOrderDetails", accepted: "picture-described", is_numbered: false };

/// The calls of step 13.
const TOLD: Wording = Wording {
    steps: &[13],
    operation: "ConfirmOrderPayment",
    accepted: "picture-accepted",
    is_numbered: true,
};

/// The picture of a payment at this time of the hub's clock.
pub(in crate::web::console) fn of_payment(
    t: &Translator,
    history: &PaymentHistory,
    now: Timestamp,
) -> Picture {
    let payment = &history.listed.payment;
    let names = Names {
        payment_provider: Instrument::of(payment.instrument).payment_provider_name.to_owned(),
        e_service: history.listed.service_id.to_string(),
    };
    let of = OfPayment { t, history, now };
    let rows = [of.until_choice(), of.at_payment_provider(), of.confirmation(), of.end()];
    Picture::of(t, &names, rows.into_iter().flatten().collect())
}

/// Steps 1 to 4, with the time of the fourth.
pub(super) fn until_page(t: &Translator, opened: Timestamp, has_return_url: bool) -> [Row; 2] {
    let parameters = if has_return_url { "ServiceID, OrderKey, ReturnUrl" } else { "ServiceID, OrderKey" };
    [
        Row::new(&[1, 2, 3], (Payer, EService), Reached, t.get("picture-before")),
        Row::new(&[4], (Payer, Hub), Reached, parameters).at(Some(opened)),
    ]
}

/// The calls of step 5 as rows.
pub(super) fn asked(t: &Translator, exchanges: &[&ListedExchange]) -> Vec<Row> {
    let calls: Vec<Call<'_>> = (1..)
        .zip(exchanges)
        .map(|(number, exchange)| Call {
            number,
            at: exchange.started_at,
            took: Duration::from_millis(exchange.duration_ms.unsigned_abs()),
            outcome: &exchange.outcome,
            exchange: Some(*exchange),
        })
        .collect();
    rows(t, ASKED, &calls)
}

struct OfPayment<'h> {
    t: &'h Translator,
    history: &'h PaymentHistory,
    now: Timestamp,
}

impl OfPayment<'_> {
    /// The time of the first event of one of these kinds.
    fn time_of(&self, kinds: &[EventKind]) -> Option<Timestamp> {
        let is_one = |what: &str| kinds.iter().any(|kind| kind.name() == what);
        self.history.timeline.iter().find(|step| is_one(&step.what)).map(|step| step.at)
    }

    /// Steps 1 to 7.
    fn until_choice(&self) -> Vec<Row> {
        let PaymentHistory { listed, visit, invoice, exchanges, timeline, .. } = self.history;
        let (opened, chosen) = (visit.created_at, listed.payment.started_at);
        let is_of_visit = |exchange: &&ListedExchange| {
            exchange.operation == ASKED.operation
                && opened <= exchange.started_at
                && exchange.started_at <= chosen
        };
        let found: Vec<&ListedExchange> = exchanges.iter().filter(is_of_visit).collect();
        let mut rows = Vec::from(until_page(self.t, opened, visit.return_url.is_some()));
        if found.is_empty() {
            // The messages are no longer stored. Without an answer there would be no payment.
            rows.push(Row::new(ASKED.steps, (Hub, EService), Reached, ASKED.operation));
            rows.push(Row::new(ASKED.steps, (EService, Hub), Reached, self.t.get(ASKED.accepted)));
        }
        rows.extend(asked(self.t, &found));
        let describes = [EventKind::InvoiceCreated.name(), EventKind::InvoiceUpdated.name()];
        let described = timeline.iter().filter(|step| describes.contains(&step.what.as_str()));
        let described = described.map(|step| step.at).find(|at| opened <= *at && *at <= chosen);
        let notice = self.t.with("picture-notice", "number", invoice.id.grouped());
        rows.push(
            Row::new(&[6], (Hub, Payer), Reached, notice)
                .at(described)
                .linked(Some(format!("/n/{}", invoice.id))),
        );
        let instrument = Instrument::of(listed.payment.instrument);
        let chosen_one = format!(
            "{}, {}",
            self.t.get(&format!("instrument-{}", instrument.kind.group())),
            self.t.money(listed.payment.amount, &invoice.order.currency)
        );
        rows.push(Row::new(&[7], (Payer, Hub), Reached, chosen_one).at(Some(chosen)));
        rows
    }

    /// Steps 8 to 12.
    fn at_payment_provider(&self) -> Vec<Row> {
        let transaction = self.history.transaction.as_ref();
        let published = if transaction.is_some() { Reached } else { NotReached };
        let opened = transaction.map(|transaction| transaction.opened_at);
        let row = Row::new(&[8], (Hub, PaymentProvider), published, self.t.get("picture-published"));
        vec![row.at(opened), self.submitted(transaction), self.decided(transaction), self.fetched()]
    }

    /// Step 9: what the payer did at the payment provider.
    fn submitted(&self, transaction: Option<&Transaction>) -> Row {
        let (state, key) = match transaction.map(|transaction| &transaction.status) {
            None | Some(TransactionStatus::Open) => (NotReached, "picture-submitted"),
            Some(TransactionStatus::Cancelled) => (Failed, "event-payment-cancelled"),
            Some(TransactionStatus::TimedOut(
                TimeOutReason::SessionExpired | TimeOutReason::NoticeExpired,
            )) => (Failed, "event-payment-timed-out"),
            Some(_) => (Reached, "picture-submitted"),
        };
        let decided = transaction.and_then(|transaction| transaction.decided_at);
        let at = self
            .time_of(&[EventKind::PaymentAuthenticating, EventKind::PaymentDecided])
            .or(decided.filter(|at| *at <= self.now));
        Row::new(&[9], (Payer, PaymentProvider), state, self.t.get(key)).at(at)
    }

    /// Step 10: what the payment provider decided.
    fn decided(&self, transaction: Option<&Transaction>) -> Row {
        let t = self.t;
        let at = transaction.and_then(|transaction| transaction.decided_at);
        let (state, label) = match transaction.map(|transaction| &transaction.status) {
            _ if at.is_some_and(|at| self.now < at) => {
                let at = at.map(|at| t.date_time_seconds(at)).unwrap_or_default();
                (NotReached, t.with("picture-later", "time", at))
            }
            Some(TransactionStatus::Authorized(authorization)) => {
                (Reached, t.with("picture-authorised", "code", &authorization.code))
            }
            Some(TransactionStatus::Reversed) => (Reached, t.get("event-payment-authorized")),
            Some(TransactionStatus::Declined(reason)) => {
                let why = t.get(&format!("decline-{}", reason.as_str()));
                (Failed, t.with("picture-declined", "why", why.trim_end_matches('.')))
            }
            Some(TransactionStatus::TimedOut(TimeOutReason::NoAnswer)) => {
                (Failed, t.get("event-payment-timed-out"))
            }
            _ => (NotReached, t.get("picture-decision")),
        };
        Row::new(&[10], (PaymentProvider, PaymentProvider), state, label).at(at)
    }

    /// Steps 11 and 12: the hub has the decision.
    fn fetched(&self) -> Row {
        let t = self.t;
        let status = &self.history.listed.payment.status;
        let (state, label): (State, String) = match status {
            PaymentStatus::Reversing(reason) | PaymentStatus::Reversed(reason) => {
                let why = t.get(&format!("reversal-{}", reason.as_str()));
                let name = t.get(&format!("payment-status-{}", status.name()));
                (Failed, format!("{name}: {}", why.trim_end_matches('.')))
            }
            status if status.is_undecided() => (NotReached, t.get("picture-fetch")),
            status => {
                let name = t.get(&format!("payment-status-{}", status.name()));
                (Reached, t.with("picture-fetched", "status", name))
            }
        };
        let at = self.time_of(&[
            EventKind::PaymentAuthorized,
            EventKind::PaymentDeclined,
            EventKind::PaymentCancelled,
            EventKind::PaymentTimedOut,
            EventKind::PaymentReversing,
            EventKind::PaymentReversed,
        ]);
        Row::new(&[11, 12], (Hub, PaymentProvider), state, label).at(at)
    }

    /// Step 13.
    fn confirmation(&self) -> Vec<Row> {
        let PaymentHistory { listed, attempts, exchanges, .. } = self.history;
        let calls: Vec<Call<'_>> = attempts
            .iter()
            .map(|attempt| Call {
                number: attempt.number,
                at: attempt.started_at,
                took: attempt.duration,
                outcome: &attempt.outcome,
                exchange: exchanges.iter().find(|exchange| Some(exchange.id) == attempt.exchange_id),
            })
            .collect();
        let mut told = rows(self.t, TOLD, &calls);
        if attempts.is_empty() {
            told.push(Row::new(TOLD.steps, (Hub, EService), NotReached, TOLD.operation));
        }
        let is_confirmed = listed.confirmation.as_ref().is_some_and(|told| told.status.is_confirmed());
        if !is_confirmed {
            told.push(Row::new(TOLD.steps, (EService, Hub), NotReached, self.t.get(TOLD.accepted)));
        }
        told
    }

    /// Steps 14 and 15, which are the payer's choice.
    fn end(&self) -> Vec<Row> {
        let state = |at: Option<Timestamp>| if at.is_some() { Reached } else { NotReached };
        let receipt = self.time_of(&[EventKind::ReceiptDownloaded]);
        let returned = self.time_of(&[EventKind::VisitReturned]);
        vec![
            Row::new(&[14], (Hub, Payer), state(receipt), self.t.get("picture-receipt")).at(receipt),
            came_back(self.t, returned, self.history.visit.return_url.is_some()),
        ]
    }
}

/// Step 15.
pub(super) fn came_back(t: &Translator, returned: Option<Timestamp>, has_return_url: bool) -> Row {
    let state = if returned.is_some() { Reached } else { NotReached };
    let label = if has_return_url { t.get("picture-return") } else { t.get("picture-no-return") };
    Row::new(&[15], (Hub, Payer), state, label).at(returned)
}
