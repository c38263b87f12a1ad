//! For generated orders and payments: what the lines receive sums to the payment to the ban, is never below zero, and
//! never above what the flags allow.

use mpay_sim::domain::ids::{InvoiceId, OrderKey, ServiceId};
use mpay_sim::domain::invoice::{Invoice, InvoiceStatus};
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{OrderDetails, OrderLine};
use mpay_sim::randomness::Randomness;

use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::simulated_clock;

const ORDERS: u64 = 3_000;

/// Numbers of every size: an order has few lines more often than many, an amount may be one ban or a billion lei.
struct Generator(Randomness);

impl Generator {
    fn below(&self, bound: u32) -> u32 {
        self.0.below(bound)
    }

    fn amount(&self) -> Amount {
        let digits = self.below(9);
        Amount::from_bani(i64::from(self.below(10_u32.pow(digits))))
    }

    fn up_to(&self, most: Amount) -> Amount {
        match self.below(4) {
            0 => most,
            1 => Amount::from_bani(1).min(most),
            _ => Amount::from_bani(
                i64::try_from(i128::from(most.bani()) * i128::from(self.below(1_000)) / 1_000).unwrap(),
            ),
        }
    }

    fn order(&self) -> OrderDetails {
        let template = order();
        let lines: Vec<OrderLine> = (0..=self.below(if self.below(10) == 0 { 40 } else { 4 }))
            .map(|number| OrderLine {
                line_id: number.to_string(),
                amount_due: Some(self.amount()),
                ..template.lines[0].clone()
            })
            .collect();
        let total = lines.iter().map(|line| line.amount_due.unwrap()).sum();
        OrderDetails {
            allow_partial_payments: self.below(2) == 0,
            allow_advance_payments: self.below(2) == 0,
            total_amount_due: (self.below(3) > 0).then_some(total),
            lines,
            ..template
        }
    }
}

fn invoice(order: OrderDetails) -> Invoice {
    let now = simulated_clock().0.now();
    Invoice {
        id: InvoiceId::parse("00069002233014").unwrap(),
        service_id: ServiceId::parse(SERVICE).unwrap(),
        order_key: OrderKey::parse(ORDER).unwrap(),
        status: InvoiceStatus::Open,
        paid: Amount::ZERO,
        unaccounted: Amount::ZERO,
        revision: 0,
        order,
        described_at: now,
        created_at: now,
    }
}

/// Pays the order in up to four payments of which its e-Service learns nothing in between, as the hub books them.
fn pay(generator: &Generator, seed: u64) -> u32 {
    let now = simulated_clock().0.now();
    let mut invoice = invoice(generator.order());
    let mut received = vec![Amount::ZERO; invoice.order.lines.len()];
    let mut payments = 0;
    for _ in 0..4 {
        let Ok(payable) = invoice.payable(now) else { break };
        assert!(payable.min <= payable.max && !payable.min.is_zero(), "seed {seed}: {payable:?}");
        let most = match payable.due {
            Some(due) if payable.max > due => Amount::from_bani(due.bani() * 2),
            Some(due) => due,
            None => generator.amount(),
        };
        let amount = generator.up_to(most).max(payable.min).min(payable.max);
        let lines = invoice.allocate(amount);
        assert_eq!(lines.len(), invoice.order.lines.len());
        assert_eq!(lines.iter().copied().sum::<Amount>(), amount, "seed {seed}: {invoice:?}");
        for (sum, line) in received.iter_mut().zip(&lines) {
            assert!(line.bani() >= 0, "seed {seed}: {lines:?}");
            *sum = *sum + *line;
        }
        invoice.status = invoice.status_after_payment(amount);
        invoice.paid = invoice.paid + amount;
        invoice.unaccounted = invoice.unaccounted + amount;
        payments += 1;
        let asked: Vec<Amount> = invoice.order.lines.iter().map(|line| line.amount_due.unwrap()).collect();
        for (index, (sum, asked)) in received.iter().zip(&asked).enumerate() {
            // Only the first line may take more than it asks, and only of an advance.
            let may_exceed = index == 0 && invoice.order.allow_advance_payments;
            assert!(sum <= asked || may_exceed, "seed {seed}: line {index} got {sum} of {asked}");
            // Without partial payments nothing is paid but all of it.
            let may_lack = invoice.order.allow_partial_payments;
            assert!(sum >= asked || may_lack, "seed {seed}: line {index} got {sum} of {asked}");
        }
    }
    payments
}

#[test]
fn the_lines_of_every_payment_sum_to_it_within_what_the_flags_allow() {
    let payments: Vec<u32> =
        (0..ORDERS).map(|seed| pay(&Generator(Randomness::new(Some(seed))), seed)).collect();
    for count in [0, 1, 2, 4] {
        assert!(payments.contains(&count), "no generated order takes {count} payments");
    }
}

#[test]
fn where_the_sum_of_the_lines_is_another_one_than_the_total_the_first_line_takes_the_difference() {
    for seed in 0..ORDERS {
        let generator = Generator(Randomness::new(Some(seed)));
        let mut order = generator.order();
        order.total_amount_due = Some(generator.amount());
        for line in order.lines.iter_mut().filter(|_| generator.below(5) == 0) {
            line.amount_due = None;
        }
        let mut invoice = invoice(order);
        invoice.unaccounted = generator.amount();
        let paid = generator.amount();
        let lines = invoice.allocate(paid);
        assert_eq!(lines.iter().copied().sum::<Amount>(), paid, "seed {seed}");
        assert!(lines.iter().all(|line| line.bani() >= 0), "seed {seed}: {lines:?}");
    }
}
