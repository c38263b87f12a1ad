//! The hub's payment notice for an order (step 6), and when it can be paid.

use jiff::Timestamp;

use super::ids::{InvoiceId, OrderKey, ServiceId};
use super::money::Amount;
use super::order::{OrderDetails, OrderStatus};
use super::transition::{StateMachine, Transition, transitions};

/// One invoice. There is one for each service and order key that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The number on the notice.
    pub id: InvoiceId,
    /// The service asked for.
    pub service_id: ServiceId,
    /// The order key asked for; the reply's own may differ.
    pub order_key: OrderKey,
    /// Where the invoice stands.
    pub status: InvoiceStatus,
    /// What has been paid through this hub.
    pub paid: Amount,
    /// The part of `paid` that the e-Service had not been told of when it last described the order: what it says is due
    /// still holds this part.
    pub unaccounted: Amount,
    /// How often the invoice has changed.
    pub revision: i64,
    /// The latest answer of the e-Service.
    pub order: OrderDetails,
    /// When the e-Service was asked for that answer.
    pub described_at: Timestamp,
    /// When the hub made the invoice.
    pub created_at: Timestamp,
}

/// Where an invoice stands at the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvoiceStatus {
    /// Nothing has been paid.
    Open,
    /// Something has been paid, and more may be.
    PartiallyPaid,
    /// Paid. Nothing moves it from here where it was paid through this hub.
    Paid,
    /// The due date has passed, or the service provider says so.
    Expired,
    /// The service provider withdrew the order, or closed it in another way.
    Cancelled,
}

impl InvoiceStatus {
    /// Every status with its stored name.
    pub const NAMES: [(Self, &'static str); 5] = [
        (Self::Open, "Open"),
        (Self::PartiallyPaid, "PartiallyPaid"),
        (Self::Paid, "Paid"),
        (Self::Expired, "Expired"),
        (Self::Cancelled, "Cancelled"),
    ];

    /// Reads the stored name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, name)| *name == text).map(|(status, _)| *status)
    }

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(status, _)| *status == self).map_or("", |(_, name)| name)
    }

    /// The status after the e-Service described the order anew. Its latest answer is the true one,
    /// but an invoice that was paid through this hub stays paid: several e-Services go on answering `Active`.
    /// One that the e-Service alone had called paid is payable again where it takes that back.
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
    const STATES: &'static [Self] =
        &[Self::Open, Self::PartiallyPaid, Self::Paid, Self::Expired, Self::Cancelled];
    // As the e-Service describes the order for the first time.
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

/// The one currency that MPay takes: the Moldovan leu, in ISO 4217.
const CURRENCY: &str = "MDL";

/// What a payer may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payable {
    /// The least that is accepted.
    pub min: Amount,
    /// The most that is accepted.
    pub max: Amount,
    /// What is due, offered first; `None` where the payer must type the amount.
    pub due: Option<Amount>,
}

impl Payable {
    /// True where the payer has a choice of amount.
    pub fn is_free(&self) -> bool {
        self.min != self.max
    }
}

/// Why an invoice cannot be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPayable {
    /// Paid already, here or elsewhere.
    AlreadyPaid,
    /// The due date has passed; the date where one is known.
    Expired(Option<Timestamp>),
    /// The service provider cancelled the order.
    Cancelled,
    /// The service provider closed the order.
    Completed,
    /// The money is on its way back.
    Refunding,
    /// The money went back.
    Refunded,
    /// The order is in another currency than lei, in which alone MPay takes payments.
    Currency,
    /// The e-Service gave no amount and lets the payer choose none, or asks for nothing.
    NoAmount,
}

impl Invoice {
    /// What may be paid at this moment, or why nothing may.
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
            // Nothing is due, which is another thing than an amount that is not known: only an advance may be paid.
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

    /// What is left to pay; `None` where the e-Service gave no amount.
    pub fn due(&self) -> Option<Amount> {
        self.order
            .amount_due()
            .map(|due| if due < self.unaccounted { Amount::ZERO } else { due - self.unaccounted })
    }

    /// What each line gets of the next payment. What earlier payments gave the lines, and the e-Service's description
    /// does not know of yet, counts as theirs, so that no line gets its share twice.
    pub fn allocate(&self, paid: Amount) -> Vec<Amount> {
        let before = self.order.allocate(self.unaccounted);
        let after = self.order.allocate(self.unaccounted + paid);
        after.into_iter().zip(before).map(|(after, before)| after - before).collect()
    }

    /// The status after a payment of this amount: paid in full, or open for the rest where parts are allowed.
    ///
    /// Of an earlier part whose confirmation was not answered the e-Service may know or not: then what is due may be more
    /// than [`Invoice::due`], and only the e-Service's next description can say that all is paid.
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
