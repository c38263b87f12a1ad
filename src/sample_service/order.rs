//! An order in the agency's books.

use jiff::{SignedDuration, Timestamp};

use super::catalogue::{CURRENCY, CatalogueLine, CatalogueService, Payable};
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
    /// The payments that the hub has confirmed, oldest first.
    pub payments: Vec<Payment>,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The `LineID`.
    pub id: String,
    /// Texts and account of the line.
    pub item: &'static CatalogueLine,
    /// The number of the copy, if the service's lines are copied.
    pub copy: Option<usize>,
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
    /// The `LineID`, if the order's lines are paid apart; else empty.
    pub part: String,
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
            lines: service.line_ids().into_iter().filter_map(|id| Line::of(service, id, None)).collect(),
            payments: Vec::new(),
        }
    }

    /// The sum of the lines; zero if the payer chooses the amount.
    pub(super) fn total(&self) -> Amount {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The amount paid so far.
    pub(super) fn paid(&self) -> Amount {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    /// The amount left to pay; `None` if the payer chooses it.
    pub(super) fn due(&self) -> Option<Amount> {
        let left = || if self.paid() < self.total() { self.total() - self.paid() } else { Amount::ZERO };
        (self.service.payable != Payable::Open).then(left)
    }

    /// The order's status at this time.
    pub(super) fn status(&self, now: Timestamp) -> OrderStatus {
        match self.payments.is_empty() {
            false if self.due().is_none_or(Amount::is_zero) => OrderStatus::Paid,
            _ if self.due_at < now => OrderStatus::Expired,
            false => OrderStatus::PartiallyPaid,
            true => OrderStatus::Active,
        }
    }

    /// The `OrderKey` of a line that is paid apart.
    pub(super) fn key_of_part(&self, part: &str) -> String {
        part_key(&self.order_key, part)
    }

    /// The payment of a line that is paid apart.
    pub(super) fn payment_of_part(&self, part: &str) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.part == part)
    }

    /// The IDNP with its middle hidden, as others may see an order's page.
    pub(super) fn masked_customer_id(&self) -> String {
        masked(&self.customer_id)
    }

    /// The order for `GetOrderDetails`, in this language. Lines that are paid apart are orders of their own: all of them, or
    /// the one of this part.
    pub(super) fn to_details(
        &self,
        part: Option<&str>,
        language: Language,
        now: Timestamp,
    ) -> Vec<OrderDetails> {
        if self.service.payable != Payable::Apart {
            return vec![self.details(language, now)];
        }
        let asked = self.lines.iter().filter(|line| part.is_none_or(|part| part == line.id));
        asked.map(|line| self.of_one_line(line).details(language, now)).collect()
    }

    /// The order that a line which is paid apart stands for.
    fn of_one_line(&self, line: &Line) -> Self {
        Self {
            order_key: self.key_of_part(&line.id),
            lines: vec![line.clone()],
            payments: self.payment_of_part(&line.id).cloned().into_iter().collect(),
            ..self.clone()
        }
    }

    fn details(&self, language: Language, now: Timestamp) -> OrderDetails {
        let payable = self.service.payable;
        let first = self.lines.first().filter(|_| payable == Payable::Apart);
        let (in_parts, in_advance) =
            (payable == Payable::InParts, matches!(payable, Payable::WithAdvance | Payable::Open));
        // Only an order of one line may leave the amount to the payer, so what is due is due for that line.
        let due_of_line = |line: &Line| if in_parts || in_advance { self.due() } else { Some(line.amount) };
        OrderDetails {
            allow_advance_payments: in_advance,
            allow_partial_payments: in_parts,
            currency: CURRENCY.to_owned(),
            customer_id: Some(self.customer_id.clone()),
            customer_name: Some(self.customer_name.clone()),
            customer_type: CustomerType::Person,
            due_at: Some(self.due_at),
            issued_at: Some(self.issued_at),
            lines: self
                .lines
                .iter()
                .map(|line| OrderLine {
                    allow_advance_payments: Some(in_advance),
                    allow_partial_payments: Some(in_parts),
                    amount_due: due_of_line(line),
                    destination_account: line.item.account.to_payment_account(),
                    line_id: line.id.clone(),
                    properties: vec![],
                    reason: line.reason(language),
                })
                .collect(),
            order_key: self.order_key.clone(),
            properties: self.properties(language),
            reason: first
                .map_or_else(|| self.service.name.get(language).to_owned(), |line| line.reason(language)),
            service_id: self.service.id.to_owned(),
            status: self.status(now),
            total_amount_due: if in_parts || in_advance { self.due() } else { Some(self.total()) },
        }
    }

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
            required: question.required,
            kind: question.kind.to_owned(),
            value: String::new(),
        });
        std::iter::once(file_number).chain(questions).collect()
    }
}

/// The `OrderKey` of a part of an order.
fn part_key(order_key: &str, part: &str) -> String {
    format!("{order_key}-{part}")
}

/// The number of the order and the `LineID` in the key of a part.
pub(super) fn parts_of_key(key: &str) -> Option<(&str, &str)> {
    key.rsplit_once('-')
}

impl Line {
    /// A line of a service, at this price or today's; `None` if the service has none with this id.
    pub(super) fn of(service: &CatalogueService, id: String, price: Option<Amount>) -> Option<Self> {
        let (item, copy) = service.line(&id)?;
        Some(Self { id, item, copy, amount: price.unwrap_or(item.price) })
    }

    /// The purpose of the line.
    pub(super) fn reason(&self, language: Language) -> String {
        let reason = self.item.reason.get(language);
        self.copy.map_or_else(|| reason.to_owned(), |copy| format!("{reason} {copy}"))
    }
}

impl Payment {
    /// The `OrderKey` of its confirmation.
    pub(super) fn confirmed_key(&self) -> String {
        if self.part.is_empty() { self.order_key.clone() } else { part_key(&self.order_key, &self.part) }
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
