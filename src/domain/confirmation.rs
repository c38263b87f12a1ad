//! The message that tells the e-Service of a payment (`ConfirmOrderPayment`, step 13).

use jiff::Timestamp;

use super::ids::{OrderKey, PaymentId, ServiceId};
use super::invoice::Invoice;
use super::money::Amount;
use super::named::named;
use super::order::PaymentAccount;
use super::payer_input::PropertyValue;
use super::payment::{Authorization, Payment};
use super::transition::{StateMachine, Transition, transitions};

/// `PaymentConfirmation`, the content of the message; the same at every attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentConfirmation {
    /// ISO 4217.
    pub currency: String,
    /// The invoice that was paid; MPay's messages may leave it out, which reads as an empty text.
    pub invoice_id: String,
    /// The amount for each line; they sum to `total_amount`.
    pub lines: Vec<PaymentConfirmationLine>,
    /// The OrderKey with which the order was requested.
    pub order_key: String,
    /// The time of the payment.
    pub paid_at: Timestamp,
    /// The idempotency key: repeated calls with the same value are one payment.
    pub payment_id: String,
    /// Further facts about the payment, such as the bank.
    pub properties: Vec<PaymentProperty>,
    /// The service.
    pub service_id: String,
    /// The amount paid.
    pub total_amount: Amount,
}

/// `PaymentConfirmationLine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentConfirmationLine {
    /// The amount for this line.
    pub amount: Amount,
    /// The receiving account, from the order's line.
    pub destination_account: PaymentAccount,
    /// The order line's number.
    pub line_id: String,
    /// The receiving account and the order's properties, as in the guide's sample.
    pub properties: Vec<PaymentProperty>,
}

/// `PaymentProperty`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentProperty {
    /// At most 36 characters.
    pub name: String,
    /// At most 255 characters.
    pub value: String,
}

impl PaymentProperty {
    fn new(name: &str, value: &str) -> Self {
        Self { name: name.chars().take(36).collect(), value: value.chars().take(255).collect() }
    }

    fn of_payer(value: &PropertyValue) -> Self {
        Self::new(&value.name, &value.value)
    }
}

impl PaymentConfirmation {
    /// The confirmation of an authorised payment, laid out as in the guide's sample: each line carries the receiving
    /// account as `Cont beneficiar` and the order's properties as `HO:<Name>`, with the payer's values where they were
    /// entered. Entered values are repeated under their own names: the order's on the confirmation, a line's on the line
    /// (guide, `OrderProperty.Modifiable`). `bank` is the value of the property `Bank`.
    pub fn of(invoice: &Invoice, payment: &Payment, authorization: &Authorization, bank: &str) -> Self {
        let order = &invoice.order;
        let order_properties: Vec<PaymentProperty> = order
            .properties
            .iter()
            .filter(|property| !property.name.is_empty())
            .map(|property| {
                let value = payment.input.value_of(None, &property.name).unwrap_or(&property.value);
                PaymentProperty::new(&format!("HO:{}", property.name), value)
            })
            .collect();
        let lines = order
            .lines
            .iter()
            .zip(invoice.allocate(payment.amount))
            .map(|(line, amount)| PaymentConfirmationLine {
                amount,
                destination_account: line.destination_account.clone(),
                line_id: line.line_id.clone(),
                properties: line
                    .destination_account
                    .bank_account
                    .iter()
                    .map(|account| PaymentProperty::new("Cont beneficiar", account))
                    .chain(order_properties.iter().cloned())
                    .chain(payment.input.values(Some(&line.line_id)).map(PaymentProperty::of_payer))
                    .collect(),
            })
            .collect();
        Self {
            currency: order.currency.clone(),
            invoice_id: invoice.id.to_string(),
            lines,
            order_key: invoice.order_key.to_string(),
            paid_at: authorization.paid_at,
            payment_id: payment.id.to_string(),
            properties: [PaymentProperty::new("Bank", bank)]
                .into_iter()
                .chain(payment.input.values(None).map(PaymentProperty::of_payer))
                .collect(),
            service_id: invoice.service_id.to_string(),
            total_amount: payment.amount,
        }
    }
}

/// A confirmation in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedConfirmation {
    /// The payment to confirm.
    pub payment_id: PaymentId,
    /// The service whose e-Service is called.
    pub service_id: ServiceId,
    /// The order, for logs and filters.
    pub order_key: OrderKey,
    /// The unsigned content of the SOAP Body, the same at every attempt.
    pub body_xml: String,
    /// The number of attempts begun, whatever their cause.
    pub attempts: u32,
    /// The number of attempts that count for the retry schedule, which takes the next wait from it.
    pub schedule_position: u32,
    /// The current status.
    pub status: ConfirmationStatus,
}

/// The status of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmationStatus {
    /// Waits for its next attempt.
    Pending {
        /// The time of the attempt, on the hub's clock.
        next_attempt_at: Timestamp,
    },
    /// A worker is calling the e-Service.
    InFlight {
        /// End of the worker's lease, in the machine's time; afterwards the attempt is due again.
        lease_until: Timestamp,
    },
    /// The e-Service has accepted it.
    Confirmed {
        /// The time of acceptance.
        at: Timestamp,
    },
    /// An operator has stopped the attempts.
    Halted,
    /// The retry schedule has no attempt left.
    GaveUp,
}

impl ConfirmationStatus {
    /// The state without its times.
    pub fn state(&self) -> ConfirmationState {
        match self {
            Self::Pending { .. } => ConfirmationState::Pending,
            Self::InFlight { .. } => ConfirmationState::InFlight,
            Self::Confirmed { .. } => ConfirmationState::Confirmed,
            Self::Halted => ConfirmationState::Halted,
            Self::GaveUp => ConfirmationState::GaveUp,
        }
    }

    /// Its name in the database and for programs.
    pub fn name(&self) -> &'static str {
        self.state().as_str()
    }

    /// The time of the next attempt, where one is planned.
    pub fn next_attempt_at(&self) -> Option<Timestamp> {
        match self {
            Self::Pending { next_attempt_at } => Some(*next_attempt_at),
            _ => None,
        }
    }

    /// True where the e-Service has accepted it.
    pub fn is_confirmed(&self) -> bool {
        matches!(self, Self::Confirmed { .. })
    }
}

named! {
    fn as_str;
    /// The states of a confirmation.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum ConfirmationState {
        /// Waits for its next attempt.
        Pending = "Pending",
        /// A worker is calling the e-Service.
        InFlight = "InFlight",
        /// The e-Service has accepted it.
        Confirmed = "Confirmed",
        /// An operator has stopped the attempts.
        Halted = "Halted",
        /// The retry schedule has no attempt left.
        GaveUp = "GaveUp",
    }
}

impl StateMachine for ConfirmationState {
    const MACHINE: &'static str = "confirmation";
    const STATES: &'static [Self] = &Self::ALL;
    const FIRST: &'static [Self] = &[Self::Pending];
    const TRANSITIONS: &'static [Transition<Self>] = transitions! {
        [Pending] => InFlight: "its attempt is due";
        [InFlight] => Confirmed: "the e-Service accepts";
        [InFlight] => Pending: "the attempt fails, or its worker is gone";
        [InFlight] => GaveUp: "the schedule's last attempt fails";
        [Pending, InFlight, GaveUp] => Halted: "an operator halts it";
        [Halted] => Pending: "an operator resumes it";
        [GaveUp] => Pending: "a redrive";
        [Pending, Halted, GaveUp] => Confirmed: "an attempt beside the schedule is accepted";
    };

    fn state_name(self) -> &'static str {
        self.as_str()
    }
}
