//! One rule while it is tried: its orders, its calls, and what they brought.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;

use super::books::Books;
use super::calls::{self, Heard, SendOptions};
use super::orders::Order;
use super::recorded::{Log, Recorded};
use super::settlement::Awaiting;
use super::shared::Run;
use super::target::Progress;
use super::verdict::Verdict;
use crate::domain::confirmation::PaymentConfirmation;
use crate::domain::ids::OrderKey;
use crate::domain::money::Amount;
use crate::domain::order::OrderDetails;
use crate::randomness::Randomness;
use crate::soap::confirm_order_payment;
use crate::soap::get_order_details::OrderDetailsQuery;

/// One rule while it is tried.
pub struct Trial {
    /// The whole check.
    pub run: Arc<Run>,
    /// The key of the rule, such as `refuse/unsigned`.
    pub rule: String,
    /// Random ids and values of this rule alone, so that they do not depend on what runs beside it.
    pub randomness: Randomness,
    pub(super) orders: Vec<Order>,
    pub(super) log: Log,
    pub(super) awaiting: Mutex<Option<Awaiting>>,
}

/// A payment whose honest confirmation was accepted.
#[derive(Debug)]
pub struct Paid {
    /// The confirmed payment.
    pub confirmation: PaymentConfirmation,
    /// The content of the Body, to send it again.
    pub body: String,
    /// The accepted message itself.
    pub message: String,
    /// The order's state before.
    pub before: Books,
    /// The order's state after it.
    pub after: Books,
}

impl Trial {
    /// The first order of the rule.
    ///
    /// # Errors
    /// If the rule has none, as a verdict.
    pub fn order(&self) -> Result<&Order, Verdict> {
        self.orders.first().ok_or_else(|| Verdict::skipped("the rule has no order"))
    }

    /// The first two orders of the rule.
    ///
    /// # Errors
    /// If the rule has fewer, as a verdict.
    pub fn two_orders(&self) -> Result<(&Order, &Order), Verdict> {
        match self.orders.as_slice() {
            [first, second, ..] => Ok((first, second)),
            _ => Err(Verdict::skipped("the rule takes two orders")),
        }
    }

    /// The usual query about this order.
    pub fn query(&self, order_key: &OrderKey) -> OrderDetailsQuery {
        calls::query(&self.run, order_key)
    }

    /// Makes `GetOrderDetails` for the rule. `body` is another text of the query, or `None` for the usual one.
    pub async fn ask(
        &self,
        label: &str,
        query: &OrderDetailsQuery,
        body: Option<&str>,
        sending: SendOptions,
    ) -> Heard<Vec<OrderDetails>> {
        let by = (&*self.run, &self.log, &self.randomness);
        calls::get_order_details(by, (label, false), (query, body), sending).await
    }

    /// Makes an honest `GetOrderDetails`.
    pub async fn ask_honestly(&self, label: &str, order_key: &OrderKey) -> Heard<Vec<OrderDetails>> {
        let by = (&*self.run, &self.log, &self.randomness);
        let query = self.query(order_key);
        calls::get_order_details(by, (label, true), (&query, None), SendOptions::default()).await
    }

    /// Makes `ConfirmOrderPayment` for the rule, with this content of the Body.
    pub async fn confirm(&self, label: &str, order: &Order, body: &str, sending: SendOptions) -> Heard<()> {
        let by = (&*self.run, &self.log, &self.randomness);
        calls::confirm_order_payment(by, (label, false), (&order.key, body), sending).await
    }

    /// Makes `ConfirmOrderPayment` in a lawful form: accepted, it counts as the honest confirmation of its order, which verdicts
    /// of other rules may wait for.
    pub async fn confirm_lawfully(
        &self,
        label: &str,
        order: &Order,
        body: &str,
        sending: SendOptions,
    ) -> Heard<()> {
        let heard = self.confirm(label, order, body, sending).await;
        self.counted(order, heard).await
    }

    /// Makes an honest `ConfirmOrderPayment`.
    pub async fn confirm_honestly(&self, label: &str, order: &Order, body: &str) -> Heard<()> {
        let heard = self.honest_confirmation(label, order, body).await;
        self.counted(order, heard).await
    }

    async fn honest_confirmation(&self, label: &str, order: &Order, body: &str) -> Heard<()> {
        let by = (&*self.run, &self.log, &self.randomness);
        calls::confirm_order_payment(by, (label, true), (&order.key, body), SendOptions::default()).await
    }

    async fn counted(&self, order: &Order, heard: Heard<()>) -> Heard<()> {
        if heard.is_accepted() && self.run.ledger.of(&order.key).is_none() {
            let after = self.books(order, "the order after it").await;
            self.run.ledger.accepted(&order.key, after.is_ok_and(|after| after != order.books()));
        }
        heard
    }

    /// A new payment of this amount, `None` for what is due, with a PaymentID that was never used.
    ///
    /// # Errors
    /// If the order cannot be paid now.
    pub fn confirmation(
        &self,
        order: &Order,
        amount: Option<Amount>,
    ) -> Result<PaymentConfirmation, Verdict> {
        self.run.confirmation(order, amount)
    }

    /// The order's state by an honest `GetOrderDetails` now.
    ///
    /// # Errors
    /// If it does not describe the order, as a verdict.
    pub async fn books(&self, order: &Order, label: &str) -> Result<Books, Verdict> {
        self.described(order, label).await.map(|details| Books::of(&details))
    }

    /// The order as an honest `GetOrderDetails` describes it now.
    ///
    /// # Errors
    /// If it does not describe the order, as a verdict.
    pub async fn described(&self, order: &Order, label: &str) -> Result<OrderDetails, Verdict> {
        let heard = self.ask_honestly(label, &order.key).await;
        let (what, words) = heard.said();
        let described = heard.result.ok().and_then(|(orders, _)| orders.into_iter().next());
        described.ok_or_else(|| {
            Verdict::inconclusive(format!(
                "an honest GetOrderDetails about {} was not answered: {what}",
                order.key
            ))
            .quoting(words)
        })
    }

    /// Pays what is due for the order, honestly.
    ///
    /// # Errors
    /// If the e-Service does not accept it, as a verdict.
    pub async fn pay(&self, order: &Order) -> Result<Paid, Verdict> {
        let confirmation = self.confirmation(order, None)?;
        self.pay_this(order, confirmation).await
    }

    /// Confirms this payment, honestly.
    ///
    /// # Errors
    /// If the e-Service does not accept it, as a verdict.
    pub async fn pay_this(&self, order: &Order, confirmation: PaymentConfirmation) -> Result<Paid, Verdict> {
        let body = confirm_order_payment::write_request(&confirmation);
        let before = order.books();
        let heard = self.honest_confirmation("honest confirmation", order, &body).await;
        let (what, words) = heard.said();
        if !heard.is_accepted() {
            self.run.ledger.refused(&order.key, heard.answer());
            return Err(Verdict::inconclusive(format!(
                "the honest confirmation of {} was not accepted: {what}",
                order.key
            ))
            .quoting(words));
        }
        let after = self.books(order, "the order after it").await?;
        self.run.ledger.accepted(&order.key, before != after);
        let message = heard.recorded.exchange.request.clone();
        Ok(Paid { confirmation, body, message, before, after })
    }

    /// Shows these calls of other rules as evidence too.
    pub fn show(&self, calls: Vec<Arc<Recorded>>) {
        let own = self.log.calls();
        calls
            .into_iter()
            .filter(|call| !own.iter().any(|own| Arc::ptr_eq(own, call)))
            .for_each(|call| self.log.add(call));
    }

    /// Lets time pass, on the check's clock.
    pub async fn wait(&self, seconds: i64) {
        let until = self.run.target.clock.now().saturating_add(SignedDuration::from_secs(seconds));
        self.run.tell(Progress::Waits(self.rule.clone(), seconds.unsigned_abs()));
        if let Ok(until) = until {
            self.run.target.clock.sleep_until(until).await;
        }
    }

    /// Leaves the verdict until the honest confirmation of the order is answered.
    pub(super) fn leave(&self, awaiting: Awaiting) -> Verdict {
        *self.awaiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(awaiting);
        Verdict::inconclusive("no honest confirmation of the order was made beside it")
    }
}
