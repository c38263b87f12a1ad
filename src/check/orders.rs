//! The orders of a check: given ones, and new ones from a command or an address that the user names.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::books::Books;
use super::calls::{Sending, get_order_details, query};
use super::run::Run;
use super::target::NewOrder;
use super::{calls::Log, payment};
use crate::domain::ids::OrderKey;
use crate::domain::order::OrderDetails;

/// The most orders that are lent at once, where new ones can be made.
const LENT_AT_ONCE: usize = 4;

/// The most new orders that are made to find one that fits a rule.
const NEW_ORDERS_A_RULE: usize = 2;

/// An order as the e-Service described it when it was taken.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its key.
    pub key: OrderKey,
    /// The description.
    pub details: OrderDetails,
}

impl Order {
    /// Its state in that description.
    pub fn books(&self) -> Books {
        Books::of(&self.details)
    }
}

/// What an order must be like.
pub type Fits<'a> = &'a (dyn Fn(&Order) -> Result<(), String> + Send + Sync);

/// The orders that are left.
pub struct Orders {
    pool: Mutex<Pool>,
    returned: Notify,
    new_order: Option<NewOrder>,
    lent_at_once: usize,
}

#[derive(Default)]
struct Pool {
    /// Given ones that were not looked at yet.
    given: VecDeque<OrderKey>,
    /// Ones that may be paid.
    idle: Vec<Order>,
    /// Ones that exist and cannot be paid.
    closed: Vec<Order>,
    lent: usize,
    /// Ones that are being looked at.
    looked_at: usize,
}

/// The next step towards an order.
enum Step {
    Take(Order),
    LookAt(OrderKey),
    Make,
    Wait,
    Nothing,
}

impl Orders {
    /// These orders, and new ones.
    pub fn new(given: VecDeque<OrderKey>, new_order: Option<NewOrder>) -> Self {
        let lent_at_once =
            if new_order.is_some() { LENT_AT_ONCE } else { given.len().clamp(1, LENT_AT_ONCE) };
        let pool = Pool { given, ..Pool::default() };
        Self { pool: Mutex::new(pool), returned: Notify::new(), new_order, lent_at_once }
    }

    /// The first given order, or a new one, for the first call.
    ///
    /// # Errors
    /// The reason why there is none.
    pub async fn first(&self) -> Result<Option<OrderKey>, String> {
        let given = self.pool().given.front().cloned();
        match (given, &self.new_order) {
            (Some(key), _) => Ok(Some(key)),
            (None, Some(new_order)) => {
                let key = new_order().await?;
                self.pool().given.push_back(key.clone());
                Ok(Some(key))
            }
            (None, None) => Ok(None),
        }
    }

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
                Step::Take(order) => return Ok(order),
                Step::LookAt(key) => self.look_at(run, &key).await,
                Step::Make => {
                    made += 1;
                    let Some(new_order) = &self.new_order else { continue };
                    let key =
                        new_order().await.map_err(|why| format!("no new order could be made: {why}"))?;
                    // It goes to this taker at once, so that no other one takes it away.
                    match described(run, &key).await {
                        Some((order, true)) => match fits(&order) {
                            Ok(()) => {
                                self.pool().lent += usize::from(is_lent);
                                return Ok(order);
                            }
                            Err(why) => {
                                misfit = Some(why);
                                self.pool().idle.push(order);
                            }
                        },
                        Some((order, false)) => self.pool().closed.push(order),
                        None => {}
                    }
                }
                Step::Wait => returned.await,
                Step::Nothing => return Err(nothing_left(misfit)),
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

    /// Gives a lent order back; `None` if it is no longer as it was.
    pub fn give_back(&self, order: Option<Order>) {
        let mut pool = self.pool();
        pool.lent = pool.lent.saturating_sub(1);
        if let Some(order) = order
            && pool.closed.iter().all(|closed| closed.key != order.key)
        {
            pool.idle.push(order);
        }
        drop(pool);
        self.returned.notify_waiters();
    }

    /// The orders that are left unpaid.
    pub fn left(&self) -> Vec<Order> {
        self.pool().idle.clone()
    }

    fn step(&self, is_lent: bool, fits: Fits<'_>, misfit: &mut Option<String>, made: usize) -> Step {
        let mut pool = self.pool();
        let may_lend = !is_lent || pool.lent < self.lent_at_once;
        let mut place = None;
        for (at, order) in pool.idle.iter().enumerate() {
            match fits(order) {
                Ok(()) => {
                    place = Some(at);
                    break;
                }
                Err(why) => *misfit = Some(why),
            }
        }
        match place {
            _ if !may_lend => Step::Wait,
            Some(at) => {
                pool.lent += usize::from(is_lent);
                Step::Take(pool.idle.swap_remove(at))
            }
            None => match pool.given.pop_front() {
                Some(key) => {
                    pool.looked_at += 1;
                    Step::LookAt(key)
                }
                None if self.new_order.is_some() && made < NEW_ORDERS_A_RULE => Step::Make,
                None if pool.lent > 0 || pool.looked_at > 0 => Step::Wait,
                None => Step::Nothing,
            },
        }
    }

    /// Asks for an order, and puts it where it belongs.
    async fn look_at(&self, run: &Run, key: &OrderKey) {
        let described = described(run, key).await;
        let mut pool = self.pool();
        pool.looked_at = pool.looked_at.saturating_sub(1);
        match described {
            Some((order, true)) => pool.idle.push(order),
            Some((order, false)) => pool.closed.push(order),
            None => {}
        }
        drop(pool);
        self.returned.notify_waiters();
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The order as the e-Service describes it, and whether it may be paid; `None` if it is not described.
async fn described(run: &Run, key: &OrderKey) -> Option<(Order, bool)> {
    let log = Log::default();
    let query = query(run, key);
    let by = (run, &log, &run.randomness);
    let heard = get_order_details(by, ("the order", true), (&query, None), Sending::default()).await;
    let (orders, _) = heard.result.ok()?;
    let order = Order { key: key.clone(), details: orders.into_iter().next()? };
    let is_payable = payment::payable(&run.target.service.id, &order, run.target.clock.now()).is_ok();
    Some((order, is_payable))
}

fn nothing_left(misfit: Option<String>) -> String {
    let give =
        "give more of them with --order, or a way to make them with --new-order-command or --new-order-url";
    match misfit {
        Some(why) => format!("no order that may be paid fits: {why}; {give}"),
        None => format!("no order that may be paid was left: {give}"),
    }
}
