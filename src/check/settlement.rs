//! Verdicts that wait for the honest confirmation of the same order, which pays it and therefore comes last.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::books::Books;
use super::orders::Order;
use super::verdict::Verdict;
use crate::domain::finding::Finding;
use crate::domain::ids::OrderKey;
use crate::domain::scenario::{Answer, AnswerText, Beside, Call, Scenario, beside_honest};

/// A `ConfirmOrderPayment` that must be refused, whose verdict waits. The books did not change.
#[derive(Debug, Clone)]
pub struct Awaiting {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// The order, unpaid.
    pub order: Order,
    /// The answer, and the effect of the scenario.
    pub finding: Finding,
    /// True for an answer without a fault.
    pub is_accepted: bool,
}

/// The honest confirmations of the run, by order.
#[derive(Debug, Default)]
pub struct Ledger {
    honest: Mutex<BTreeMap<OrderKey, Honest>>,
    /// Orders that a message booked which had to be refused: an honest confirmation comes too late for them.
    spoiled: Mutex<BTreeSet<OrderKey>>,
}

/// The answer to an order's first honest confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Honest {
    /// It was accepted.
    Accepted {
        /// True where `GetOrderDetails` shows it.
        is_shown: bool,
    },
    /// It was not.
    NotAccepted(Answer),
}

impl Ledger {
    /// The honest confirmation of this order was accepted. `is_shown` is true where `GetOrderDetails` shows it.
    pub fn accepted(&self, order_key: &OrderKey, is_shown: bool) {
        self.lock().entry(order_key.clone()).or_insert(Honest::Accepted { is_shown });
    }

    /// It was not accepted; `None` if it never reached the e-Service.
    pub fn refused(&self, order_key: &OrderKey, answer: Option<&Answer>) {
        let not_reached =
            || Answer::Unclear(AnswerText { what: "not reached".to_owned(), words: String::new() });
        let answer = answer.cloned().unwrap_or_else(not_reached);
        self.lock().entry(order_key.clone()).or_insert(Honest::NotAccepted(answer));
    }

    /// The order was booked by a message that had to be refused.
    pub fn spoiled(&self, order_key: &OrderKey) {
        self.spoiled.lock().unwrap_or_else(PoisonError::into_inner).insert(order_key.clone());
    }

    /// True where it was so booked, or may have been.
    pub fn is_spoiled(&self, order_key: &OrderKey) -> bool {
        self.spoiled.lock().unwrap_or_else(PoisonError::into_inner).contains(order_key)
    }

    /// The answer, if the order was confirmed honestly. In the place of a spoiled order's, that of another one that was
    /// accepted.
    pub fn of(&self, order_key: &OrderKey) -> Option<Honest> {
        let honest = self.lock();
        let is_accepted = |one: &&Honest| matches!(one, Honest::Accepted { .. });
        let other = honest.values().find(is_accepted).filter(|_| self.is_spoiled(order_key));
        other.or_else(|| honest.get(order_key)).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<OrderKey, Honest>> {
        self.honest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The verdict, now that the honest confirmation of the order was answered.
pub fn settled(awaiting: &Awaiting, honest: &Honest) -> Verdict {
    let Awaiting { scenario, order, finding, is_accepted } = awaiting;
    if *is_accepted {
        return without_fault(order.books(), finding, honest);
    }
    let beside = match honest {
        Honest::Accepted { .. } => Beside::Accepted,
        Honest::NotAccepted(answer) => Beside::NotAccepted(answer.clone()),
    };
    let judged = (*scenario, Call::ConfirmOrderPayment);
    Verdict::of_scenario(&beside_honest(judged, finding, &beside).unwrap_or_else(|| finding.clone()))
}

/// The verdict on an answer without a fault after which the books are as before.
fn without_fault(books: Books, finding: &Finding, honest: &Honest) -> Verdict {
    let found = &finding.found;
    match honest {
        Honest::Accepted { is_shown: true } => Verdict::warning(format!(
            "{found} Nothing was booked (the order was {books} before and after), but MPay takes an answer without a fault for success"
        )),
        Honest::Accepted { is_shown: false } => Verdict::failed(format!(
            "{found} Whether it was booked cannot be seen: GetOrderDetails shows {books} even after an honest payment"
        )),
        Honest::NotAccepted(answer) => Verdict::failed(format!(
            "{found} The honest confirmation of the same order was then not accepted ({})",
            answer.what()
        )),
    }
}
