//! Takes orders: those that are left, and new ones.

use super::{Fits, Order, Orders, Step};
use crate::check::calls::{SendOptions, get_order_details, query};
use crate::check::payment;
use crate::check::recorded::Log;
use crate::check::shared::Run;
use crate::domain::ids::OrderKey;

impl Orders {
    /// An order that may be paid, used up by its taker, or lent.
    ///
    /// # Errors
    /// The reason why there is none, and what to give.
    pub async fn take(&self, run: &Run, is_lent: bool, fits: Fits<'_>) -> Result<Order, String> {
        let mut misfit = None;
        let mut made = 0;
        loop {
            let returned = self.returned.notified();
            match self.step(is_lent, fits, &mut misfit, made) {
                Step::Take(order) => return Ok(*order),
                Step::LookAt(key) => self.look_at(run, &key).await,
                Step::Make => {
                    made += 1;
                    let Some(new_order) = &self.new_order else { continue };
                    let key =
                        new_order().await.map_err(|why| format!("no new order could be made: {why}"))?;
                    // It goes to this taker at once, so that no other one takes it away.
                    match described(run, &key).await {
                        Ok((order, true)) => match fits(&order) {
                            Ok(()) => {
                                self.pool().lent += usize::from(is_lent);
                                return Ok(order);
                            }
                            Err(why) => {
                                misfit = Some(why);
                                self.pool().idle.push(order);
                            }
                        },
                        Ok((order, false)) => self.pool().closed.push(order),
                        Err(why) => self.pool().undescribed = Some(why),
                    }
                }
                Step::Wait => returned.await,
                Step::Nothing => return Err(nothing_left(misfit, self.pool().undescribed.as_deref())),
            }
        }
    }

    /// An order that exists, paid or not.
    ///
    /// # Errors
    /// The reason why there is none.
    pub async fn known(&self, run: &Run) -> Result<Order, String> {
        match self.take(run, true, &|_| Ok(())).await {
            Ok(order) => Ok(order),
            Err(why) => {
                let mut pool = self.pool();
                let closed = pool.closed.first().cloned().ok_or(why)?;
                pool.lent += 1;
                Ok(closed)
            }
        }
    }

    /// Asks for an order, and puts it where it belongs.
    async fn look_at(&self, run: &Run, key: &OrderKey) {
        let described = described(run, key).await;
        let mut pool = self.pool();
        pool.looked_at = pool.looked_at.saturating_sub(1);
        match described {
            Ok((order, true)) => pool.idle.push(order),
            Ok((order, false)) => pool.closed.push(order),
            Err(why) => pool.undescribed = Some(why),
        }
        drop(pool);
        self.returned.notify_waiters();
    }
}

/// The order as the e-Service describes it, and whether it may be paid.
///
/// # Errors
/// The reason why it is not described.
async fn described(run: &Run, key: &OrderKey) -> Result<(Order, bool), String> {
    let log = Log::default();
    let query = query(run, key);
    let by = (run, &log, &run.randomness);
    let heard = get_order_details(by, ("the order", true), (&query, None), SendOptions::default()).await;
    let (what, _) = heard.said();
    let undescribed = |why: &str| format!("GetOrderDetails about {key}: {why}");
    let (orders, _) = match heard.result {
        Ok(orders) => orders,
        // An answer without a fault that cannot be used.
        Err(error) => return Err(undescribed(&error.finding().summary())),
    };
    let details = orders.into_iter().next().ok_or_else(|| undescribed(&what))?;
    let order = Order { key: key.clone(), details };
    let is_payable = payment::payable(&run.target.service.id, &order, run.target.clock.now()).is_ok();
    Ok((order, is_payable))
}

fn nothing_left(misfit: Option<String>, undescribed: Option<&str>) -> String {
    let give =
        "give more of them with --order, or a way to make them with --new-order-command or --new-order-url";
    match (misfit, undescribed) {
        (Some(why), _) => format!("no order that may be paid fits: {why}; {give}"),
        (None, Some(why)) => format!("no order that may be paid was left ({why}): {give}"),
        (None, None) => format!("no order that may be paid was left: {give}"),
    }
}
