//! An order as its service provider describes it (`OrderDetails` of `GetOrderDetails`, step 5).

use jiff::Timestamp;

use super::money::Amount;
use super::named::named;

/// `OrderDetails`, read from a reply. Texts are the e-Service's own and may exceed MPay's limits: they are shown bounded
/// and escaped, and never interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetails {
    /// May be paid above the amount due.
    pub allow_advance_payments: bool,
    /// May be paid in part, zero or more times.
    pub allow_partial_payments: bool,
    /// ISO 4217; in practice `MDL`.
    pub currency: String,
    /// IDNP or IDNO, a passport or a foreign registration number; `None` where not known.
    pub customer_id: Option<String>,
    /// The payer's name.
    pub customer_name: Option<String>,
    /// Person or organisation.
    pub customer_type: CustomerType,
    /// After this moment the order cannot be paid; `None` never expires.
    pub due_at: Option<Timestamp>,
    /// The time when the order was made.
    pub issued_at: Option<Timestamp>,
    /// The positions of the order; at least one.
    pub lines: Vec<OrderLine>,
    /// The order's key in the reply, which may differ from the requested one.
    pub order_key: String,
    /// Further fields that are shown to the payer or asked of the payer.
    pub properties: Vec<OrderProperty>,
    /// The purpose of the payment.
    pub reason: String,
    /// The service in the reply.
    pub service_id: String,
    /// The order's status at the service provider.
    pub status: OrderStatus,
    /// The amount due; `None` where the payer types the amount.
    pub total_amount_due: Option<Amount>,
}

/// `CustomerType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CustomerType {
    /// An individual.
    Person,
    /// A legal person.
    Organization,
    /// Not given; the deployed XSD of 2014 has this value, the guide does not.
    #[default]
    Unspecified,
}

named! {
    fn as_str;
    /// `OrderStatus`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum OrderStatus {
        /// Can be paid.
        Active = "Active",
        /// Can be paid further.
        PartiallyPaid = "PartiallyPaid",
        /// Is paid.
        Paid = "Paid",
        /// Is closed and cannot be paid.
        Completed = "Completed",
        /// Cannot be paid any more.
        Expired = "Expired",
        /// Was cancelled. `Canceled` occurs in practice and is read as this.
        Cancelled = "Cancelled",
        /// Is being refunded.
        Refunding = "Refunding",
        /// Was refunded.
        Refunded = "Refunded",
    }
}

impl OrderStatus {
    /// Reads the name in a message, and `Canceled` as `Cancelled`.
    pub fn of_message(text: &str) -> Option<Self> {
        Self::parse(if text == "Canceled" { "Cancelled" } else { text })
    }
}

/// `OrderLine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// May be paid above the amount due; `None` where not given.
    pub allow_advance_payments: Option<bool>,
    /// May be paid in part; `None` where not given.
    pub allow_partial_payments: Option<bool>,
    /// The line's share; `None` where the total is unknown as well.
    pub amount_due: Option<Amount>,
    /// The receiving account.
    pub destination_account: PaymentAccount,
    /// The line's number at the service provider.
    pub line_id: String,
    /// Further fields of the line.
    pub properties: Vec<OrderProperty>,
    /// The purpose of the line.
    pub reason: String,
}

/// `OrderProperty`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderProperty {
    /// The label shown to the payer.
    pub display_name: String,
    /// In newer messages only.
    pub id: Option<String>,
    /// In newer messages only; `None` where not given.
    pub is_visible: Option<bool>,
    /// The payer may change the value.
    pub modifiable: bool,
    /// The property's name.
    pub name: String,
    /// The payer must fill it in.
    pub required: bool,
    /// `string`, `idn`, `tc`, `number` or any other; unknown types count as `string`.
    pub kind: String,
    /// The value shown to the payer.
    pub value: String,
}

/// `PaymentAccount`: the account that receives a line's money. Every part may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentAccount {
    /// IBAN.
    pub bank_account: Option<String>,
    /// The bank's code; `TREZMD2X` is the treasury.
    pub bank_code: Option<String>,
    /// The beneficiary's fiscal code.
    pub bank_fiscal_code: Option<String>,
    /// The name of the receiver.
    pub beneficiary_name: Option<String>,
    /// The service provider's own configuration code.
    pub configuration_code: Option<String>,
}

impl PaymentAccount {
    /// True where every part is missing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl OrderDetails {
    /// The amount due: the total where the reply has one, else the sum of the lines if each has an amount.
    pub fn amount_due(&self) -> Option<Amount> {
        self.total_amount_due
            .or_else(|| self.lines.iter().map(|line| line.amount_due).sum::<Option<Amount>>())
    }

    /// True where the payer may pay less than the amount due: by the order's flag, or the only line's.
    pub fn allows_partial_payments(&self) -> bool {
        self.allow_partial_payments || self.first_line_says(|line| line.allow_partial_payments)
    }

    /// True where the payer may pay more than the amount due: by the order's flag, or the first line's.
    pub fn allows_advance_payments(&self) -> bool {
        self.allow_advance_payments || self.first_line_says(|line| line.allow_advance_payments)
    }

    fn first_line_says(&self, flag: impl Fn(&OrderLine) -> Option<bool>) -> bool {
        self.lines.first().and_then(flag).unwrap_or(false)
    }

    /// Distributes a payment over the lines as the guide describes: every line but the first gets its amount due, the first
    /// the difference. If the payment is too small for that, lines are filled from the second on and the first gets
    /// nothing. The result has one amount for each line and sums to `paid`.
    pub fn allocate(&self, paid: Amount) -> Vec<Amount> {
        let mut left = paid;
        let mut amounts = vec![Amount::ZERO; self.lines.len()];
        for (amount, line) in amounts.iter_mut().zip(&self.lines).skip(1) {
            *amount = line.amount_due.unwrap_or(Amount::ZERO).min(left);
            left = left - *amount;
        }
        if let Some(first) = amounts.first_mut() {
            *first = left;
        }
        amounts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(lines: &[Option<i64>], total: Option<i64>) -> OrderDetails {
        OrderDetails {
            allow_advance_payments: false,
            allow_partial_payments: false,
            currency: "MDL".into(),
            customer_id: None,
            customer_name: None,
            customer_type: CustomerType::Person,
            due_at: None,
            issued_at: None,
            lines: lines
                .iter()
                .map(|amount| OrderLine {
                    allow_advance_payments: None,
                    allow_partial_payments: None,
                    amount_due: amount.map(Amount::from_bani),
                    destination_account: PaymentAccount::default(),
                    line_id: String::new(),
                    properties: vec![],
                    reason: String::new(),
                })
                .collect(),
            order_key: String::new(),
            properties: vec![],
            reason: String::new(),
            service_id: String::new(),
            status: OrderStatus::Active,
            total_amount_due: total.map(Amount::from_bani),
        }
    }

    fn bani(amounts: Vec<Amount>) -> Vec<i64> {
        amounts.into_iter().map(Amount::bani).collect()
    }

    #[test]
    fn a_full_payment_gives_every_line_what_it_asks() {
        let order = order(&[Some(900_000), Some(26_700)], Some(926_700));
        assert_eq!(bani(order.allocate(Amount::from_bani(926_700))), [900_000, 26_700]);
    }

    #[test]
    fn the_first_line_takes_the_difference_of_a_partial_or_advance_payment() {
        let order = order(&[Some(900_000), Some(26_700)], Some(926_700));
        assert_eq!(bani(order.allocate(Amount::from_bani(100_000))), [73_300, 26_700]);
        assert_eq!(bani(order.allocate(Amount::from_bani(1_000_000))), [973_300, 26_700]);
        assert_eq!(bani(order.allocate(Amount::from_bani(20_000))), [0, 20_000]);
    }

    #[test]
    fn the_amount_due_is_the_total_or_the_sum_of_the_lines() {
        assert_eq!(order(&[Some(1), Some(2)], None).amount_due(), Some(Amount::from_bani(3)));
        assert_eq!(order(&[Some(1), None], None).amount_due(), None);
        assert_eq!(order(&[None], Some(5)).amount_due(), Some(Amount::from_bani(5)));
    }

    #[test]
    fn a_status_is_read_in_both_spellings_of_cancelled() {
        assert_eq!(OrderStatus::of_message("Canceled"), Some(OrderStatus::Cancelled));
        assert_eq!(OrderStatus::of_message("Cancelled"), Some(OrderStatus::Cancelled));
        assert_eq!(OrderStatus::of_message("active"), None);
    }
}
