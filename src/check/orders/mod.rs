//! The orders of a check: given ones, and new ones from a command or an address that the user names.

mod taking;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::books::Books;
use super::target::NewOrder;
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

/// The condition on an order.
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
    /// Why one was not described, of the latest.
    undescribed: Option<String>,
    lent: usize,
    /// Ones that are being looked at.
    looked_at: usize,
}

/// The next step towards an order.
enum Step {
    Take(Box<Order>),
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
                Step::Take(Box::new(pool.idle.swap_remove(at)))
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

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
