//! An order in the agency's books.

use jiff::{SignedDuration, Timestamp};

use super::catalogue::{CURRENCY, CatalogueLine, CatalogueService};
use crate::domain::language::Language;
use crate::domain::local_time;
use crate::domain::masking::masked;
use crate::domain::money::Amount;
use crate::domain::order::{CustomerType, OrderDetails, OrderLine, OrderProperty, OrderStatus};
use crate::randomness::Randomness;

/// How long an order can be paid.
const PAYABLE_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// One order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// The `OrderKey`.
    pub order_key: String,
    /// The ordered service.
    pub service: &'static CatalogueService,
    /// The customer's name, at most 60 characters.
    pub customer_name: String,
    /// The customer's IDNP.
    pub customer_id: String,
    /// The agency's own case number, shown to the payer and returned in the confirmation.
    pub file_number: String,
    /// The time of the order.
    pub issued_at: Timestamp,
    /// The end of the payment period.
    pub due_at: Timestamp,
    /// The prices on the day of the order.
    pub lines: Vec<Line>,
    /// The payment, once the hub has confirmed one.
    pub payment: Option<Payment>,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Texts and account of the line.
    pub item: &'static CatalogueLine,
    /// The price when it was ordered.
    pub amount: Amount,
}

/// A confirmed payment in the agency's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Payment {
    /// The `PaymentID`: one payment, however often it is confirmed.
    pub payment_id: String,
    /// The `InvoiceID`.
    pub invoice_id: String,
    /// The paid order.
    pub order_key: String,
    /// The amount.
    pub amount: Amount,
    /// The time of the payment, according to the confirmation.
    pub paid_at: Timestamp,
    /// The time when the confirmation arrived.
    pub received_at: Timestamp,
}

impl Order {
    /// A new order at today's prices. Its number starts with the service and the time, so that people can tell orders
    /// apart, and ends in ten random digits, so that another customer's cannot be guessed.
    pub(super) fn place(
        service: &'static CatalogueService,
        customer_name: String,
        customer_id: String,
        now: Timestamp,
        randomness: &Randomness,
    ) -> Self {
        let time = local_time::in_chisinau(now).strftime("%y%m%d%H%M%S");
        let five_digits = || randomness.below(100_000);
        let order_key = format!("{}{time}{:05}{:05}", service.id, five_digits(), five_digits());
        Self {
            order_key,
            service,
            customer_name,
            customer_id,
            file_number: format!("D-{:05}", five_digits()),
            issued_at: now,
            due_at: now.saturating_add(PAYABLE_FOR).unwrap_or(now),
            lines: service.lines.iter().map(|item| Line { item, amount: item.price }).collect(),
            payment: None,
        }
    }

    /// The sum of the lines.
    pub(super) fn total(&self) -> Amount {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The order's status at this time.
    pub(super) fn status(&self, now: Timestamp) -> OrderStatus {
        match &self.payment {
            Some(_) => OrderStatus::Paid,
            None if self.due_at < now => OrderStatus::Expired,
            None => OrderStatus::Active,
        }
    }

    /// The IDNP with its middle hidden, as others may see an order's page.
    pub(super) fn masked_customer_id(&self) -> String {
        masked(&self.customer_id)
    }

    /// The order for `GetOrderDetails`, in this language.
    pub(super) fn to_details(&self, language: Language, now: Timestamp) -> OrderDetails {
        OrderDetails {
            allow_advance_payments: false,
            allow_partial_payments: false,
            currency: CURRENCY.to_owned(),
            customer_id: Some(self.customer_id.clone()),
            customer_name: Some(self.customer_name.clone()),
            customer_type: CustomerType::Person,
            due_at: Some(self.due_at),
            issued_at: Some(self.issued_at),
            lines: self.lines.iter().map(|line| line.to_details(language)).collect(),
            order_key: self.order_key.clone(),
            properties: self.properties(language),
            reason: self.service.name.get(language).to_owned(),
            service_id: self.service.id.to_owned(),
            status: self.status(now),
            total_amount_due: Some(self.total()),
        }
    }
}

impl Order {
    /// The case number, and the questions for the payer.
    fn properties(&self, language: Language) -> Vec<OrderProperty> {
        let file_number = OrderProperty {
            display_name: file_number_label(language).to_owned(),
            id: Some("1".to_owned()),
            is_visible: Some(true),
            modifiable: false,
            name: "FileNumber".to_owned(),
            required: false,
            kind: "string".to_owned(),
            value: self.file_number.clone(),
        };
        let questions = self.service.questions.iter().zip(2..).map(|(question, number)| OrderProperty {
            display_name: question.label.get(language).to_owned(),
            id: Some(number.to_string()),
            is_visible: Some(true),
            modifiable: true,
            name: question.name.to_owned(),
            required: true,
            kind: question.kind.to_owned(),
            value: String::new(),
        });
        std::iter::once(file_number).chain(questions).collect()
    }
}

impl Line {
    fn to_details(&self, language: Language) -> OrderLine {
        OrderLine {
            allow_advance_payments: Some(false),
            allow_partial_payments: Some(false),
            amount_due: Some(self.amount),
            destination_account: self.item.account.to_payment_account(),
            line_id: self.item.id.to_owned(),
            properties: vec![],
            reason: self.item.reason.get(language).to_owned(),
        }
    }
}

/// The label of the case number; MPay allows at most 36 characters.
pub(super) fn file_number_label(language: Language) -> &'static str {
    match language {
        Language::Romanian => "Numărul dosarului",
        Language::Russian => "Номер дела",
        Language::English => "File number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::OrderKey;

    fn order() -> Order {
        let now = "2026-11-23T08:51:23Z".parse().unwrap();
        let service = CatalogueService::find("ADP02").unwrap();
        Order::place(service, "Popescu Ion".into(), "2001500023456".into(), now, &Randomness::new(Some(1)))
    }

    #[test]
    fn an_order_number_names_service_and_time_and_fits_mpay() {
        let order = order();
        assert!(order.order_key.starts_with("ADP02261123105123"), "{}", order.order_key);
        assert_eq!(order.order_key.len(), 27);
        assert!(OrderKey::parse(order.order_key).is_ok());
    }

    #[test]
    fn an_order_expires_after_thirty_days() {
        let order = order();
        assert_eq!(order.status(order.due_at), OrderStatus::Active);
        assert_eq!(order.status(order.due_at + SignedDuration::from_millis(1)), OrderStatus::Expired);
        assert_eq!(local_time::in_chisinau(order.due_at).date().to_string(), "2026-12-23");
    }

    #[test]
    fn the_middle_of_an_idnp_is_hidden() {
        assert_eq!(order().masked_customer_id(), "20015•••••456");
    }
}
