//! The hub's payment notice for an order (step 6), and the conditions under which it can be paid.

use jiff::Timestamp;

use super::ids::{InvoiceId, OrderKey, ServiceId};
use super::money::Amount;
use super::named::named;
use super::order::{OrderDetails, OrderStatus};
use super::transition::{StateMachine, Transition, transitions};

/// One invoice. There is one for each pair of service and requested order key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The number on the notice.
    pub id: InvoiceId,
    /// The requested service.
    pub service_id: ServiceId,
    /// The requested order key; the reply's own may differ.
    pub order_key: OrderKey,
    /// The current status.
    pub status: InvoiceStatus,
    /// The amount paid through this hub.
    pub paid: Amount,
    /// The part of `paid` that the e-Service did not know of when it last described the order; its amount due still
    /// contains this part.
    pub unaccounted: Amount,
    /// The number of changes of the invoice.
    pub revision: i64,
    /// The e-Service's latest description of the order.
    pub order: OrderDetails,
    /// The time of the request for that description.
    pub described_at: Timestamp,
    /// The time of creation.
    pub created_at: Timestamp,
}

named! {
    fn as_str;
    /// The status of an invoice.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum InvoiceStatus {
        /// Nothing has been paid.
        Open = "Open",
        /// Something has been paid, and more may be.
        PartiallyPaid = "PartiallyPaid",
        /// Paid. Final where it was paid through this hub.
        Paid = "Paid",
        /// The due date has passed, or the service provider says so.
        Expired = "Expired",
        /// The service provider withdrew the order, or closed it in another way.
        Cancelled = "Cancelled",
    }
}

impl InvoiceStatus {
    /// The status after a new description by the e-Service, which counts, except that an invoice paid through this hub
    /// stays paid: several e-Services go on answering `Active`. An invoice that only the e-Service called paid becomes
    /// payable again if it takes that back.
    pub fn after_refresh(self, paid: Amount, order: &OrderDetails, now: Timestamp) -> Self {
        if self == Self::Paid && !paid.is_zero() {
            return Self::Paid;
        }
        match order.status {
            OrderStatus::Paid => Self::Paid,
            OrderStatus::Expired => Self::Expired,
            OrderStatus::Completed
            | OrderStatus::Cancelled
            | OrderStatus::Refunding
            | OrderStatus::Refunded => Self::Cancelled,
            OrderStatus::Active | OrderStatus::PartiallyPaid => match order.due_at {
                Some(due) if due < now => Self::Expired,
                _ if paid.is_zero() => Self::Open,
                _ => Self::PartiallyPaid,
            },
        }
    }
}

impl StateMachine for InvoiceStatus {
    const MACHINE: &'static str = "invoice";
    const STATES: &'static [Self] = &Self::ALL;
    // By the e-Service's first description of the order.
    const FIRST: &'static [Self] = &[Self::Open, Self::Paid, Self::Expired, Self::Cancelled];
    const TRANSITIONS: &'static [Transition<Self>] = transitions! {
        [Open, Expired] => PartiallyPaid: "a part is paid";
        [Open, PartiallyPaid, Expired] => Paid: "the rest is paid, or the e-Service says Paid";
        [Cancelled] => Paid: "the e-Service says Paid";
        [Open, PartiallyPaid, Paid, Cancelled] => Expired: "its due date passes, or the e-Service says Expired";
        [Open, PartiallyPaid, Paid, Expired] => Cancelled: "the e-Service withdraws or closes the order";
        [Paid, Expired, Cancelled] => Open: "the e-Service says Active again, and nothing was paid here";
        [Cancelled] => PartiallyPaid: "the e-Service says Active again, and a part was paid here";
    };

    fn state_name(self) -> &'static str {
        self.as_str()
    }
}

/// The only currency that MPay takes: the Moldovan leu (ISO 4217).
const CURRENCY: &str = "MDL";

/// The amounts that a payer may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payable {
    /// The smallest amount accepted.
    pub min: Amount,
    /// The largest amount accepted.
    pub max: Amount,
    /// The amount due, offered first; `None` where the payer must type the amount.
    pub due: Option<Amount>,
}

impl Payable {
    /// True where the payer can choose the amount.
    pub fn is_free(&self) -> bool {
        self.min != self.max
    }
}

/// Why an invoice cannot be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPayable {
    /// Paid already, here or elsewhere.
    AlreadyPaid,
    /// The due date has passed; holds the date where it is known.
    Expired(Option<Timestamp>),
    /// The service provider cancelled the order.
    Cancelled,
    /// The service provider closed the order.
    Completed,
    /// The money is on its way back.
    Refunding,
    /// The money went back.
    Refunded,
    /// The order is not in lei, the only currency that MPay takes.
    Currency,
    /// The e-Service gave no amount and allows none to be chosen, or the amount due is zero.
    NoAmount,
}

impl Invoice {
    /// The amounts that can be paid at this moment.
    ///
    /// # Errors
    /// The reason why the invoice cannot be paid.
    pub fn payable(&self, now: Timestamp) -> Result<Payable, NotPayable> {
        match self.order.status {
            OrderStatus::Refunding => return Err(NotPayable::Refunding),
            OrderStatus::Refunded => return Err(NotPayable::Refunded),
            _ => {}
        }
        match self.status.after_refresh(self.paid, &self.order, now) {
            InvoiceStatus::Paid => return Err(NotPayable::AlreadyPaid),
            InvoiceStatus::Expired => return Err(NotPayable::Expired(self.order.due_at)),
            InvoiceStatus::Cancelled => {
                return Err(match self.order.status {
                    OrderStatus::Completed => NotPayable::Completed,
                    _ => NotPayable::Cancelled,
                });
            }
            InvoiceStatus::Open | InvoiceStatus::PartiallyPaid => {}
        }
        if !self.order.currency.eq_ignore_ascii_case(CURRENCY) {
            return Err(NotPayable::Currency);
        }
        let due = self.due();
        let smallest = Amount::from_bani(1);
        let (partial, advance) = (self.order.allows_partial_payments(), self.order.allows_advance_payments());
        match due {
            // Nothing is due, as opposed to an unknown amount: only an advance may be paid.
            Some(due) if due.is_zero() && advance => {
                Ok(Payable { min: smallest, max: Amount::MAX, due: None })
            }
            Some(due) if due.is_zero() && !self.paid.is_zero() => Err(NotPayable::AlreadyPaid),
            Some(due) if due.is_zero() => Err(NotPayable::NoAmount),
            Some(due) => Ok(Payable {
                min: if partial { smallest } else { due },
                max: if advance { Amount::MAX } else { due },
                due: Some(due),
            }),
            // Without an amount either flag lets the payer type one (guide, TotalAmountDue).
            None if partial || advance => Ok(Payable { min: smallest, max: Amount::MAX, due: None }),
            None => Err(NotPayable::NoAmount),
        }
    }

    /// The amount left to pay; `None` where the e-Service gave no amount.
    pub fn due(&self) -> Option<Amount> {
        self.order
            .amount_due()
            .map(|due| if due < self.unaccounted { Amount::ZERO } else { due - self.unaccounted })
    }

    /// The invoice after a payment of this amount that the e-Service does not know of yet.
    pub fn with_payment(self, amount: Amount) -> Self {
        Self {
            status: self.status_after_payment(amount),
            paid: self.paid + amount,
            unaccounted: self.unaccounted + amount,
            revision: self.revision + 1,
            ..self
        }
    }

    /// The amount of the notice as pages show it; `None` where the e-Service gave none. Once all is paid, the e-Service's latest
    /// amount may be that of the last part.
    pub fn shown_amount(&self) -> Option<Amount> {
        let amount = self.order.amount_due();
        if self.status == InvoiceStatus::Paid { amount.map(|amount| amount.max(self.paid)) } else { amount }
    }

    /// The share of each line in the next payment. Earlier payments that the e-Service's description does not contain yet
    /// count for the lines that received them, so no line gets its share twice.
    pub fn allocate(&self, paid: Amount) -> Vec<Amount> {
        let before = self.order.allocate(self.unaccounted);
        let after = self.order.allocate(self.unaccounted + paid);
        after.into_iter().zip(before).map(|(after, before)| after - before).collect()
    }

    /// The status after a payment of this amount: paid in full, or open for the rest where partial payments are allowed.
    ///
    /// The e-Service may or may not know of an earlier part whose confirmation was not answered. The amount due may then
    /// exceed [`Invoice::due`], and only its next description can tell that all is paid.
    pub fn status_after_payment(&self, amount: Amount) -> InvoiceStatus {
        match self.due() {
            _ if !self.unaccounted.is_zero() && self.order.allows_partial_payments() => {
                InvoiceStatus::PartiallyPaid
            }
            Some(due) if amount < due && self.order.allows_partial_payments() => InvoiceStatus::PartiallyPaid,
            None if self.order.allows_partial_payments() => InvoiceStatus::PartiallyPaid,
            _ => InvoiceStatus::Paid,
        }
    }
}
