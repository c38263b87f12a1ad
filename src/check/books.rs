//! The state oracle: what the e-Service says of an order, before and after a message.

use std::fmt::{self, Display, Formatter};

use crate::domain::money::Amount;
use crate::domain::order::{OrderDetails, OrderStatus};

/// An order's state as an honest `GetOrderDetails` shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Books {
    /// The status.
    pub status: OrderStatus,
    /// The amount due; `None` where the e-Service gives none.
    pub due: Option<Amount>,
}

impl Books {
    /// The state in this description.
    pub fn of(order: &OrderDetails) -> Self {
        Self { status: order.status, due: order.amount_due() }
    }
}

impl Display for Books {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.due {
            Some(due) => write!(f, "{}, {due} due", self.status.as_str()),
            None => write!(f, "{}, no amount given", self.status.as_str()),
        }
    }
}
