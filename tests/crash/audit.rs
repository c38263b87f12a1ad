//! Waits until the hubs have nothing more to do, and compares what everybody knows: the hub's database, the payment
//! providers' books, the e-Service's ledger, and what the payers were told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::books::{self, Books};
use crate::browser::{Browser, Look};
use crate::history::HUB;
use crate::ledger::Order;
use crate::world::{SERVICES, What, World};

/// How long the hubs may take to end everything: a killed hub's lease runs out after 16 seconds, and an e-Service that hung
/// for long has much to be told.
const PATIENCE: Duration = Duration::from_secs(300);

/// A sweep asks about payments a minute after they were started, at most half a minute later.
const SWEPT: &str = "90s";

/// How many faults are told of, each with its story.
const MOST_FAULTS: usize = 5;

/// Returns once nothing is left to be done.
pub async fn drained(world: &World) {
    world.advance_clocks(SWEPT).await;
    let (pool, started) = (books::open(&world.database.url).await, Instant::now());
    let mut left = books::unfinished(&pool).await;
    while left != (0, 0) && started.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(100)).await;
        left = books::unfinished(&pool).await;
    }
    if left != (0, 0) {
        let books = books::read(&pool).await;
        let stuck = books.payments.values().filter(|payment| {
            payment.confirmation.as_deref().is_some_and(|status| status != "Confirmed")
                || (payment.confirmation.is_none() && payment.status == "AtPaymentProvider")
        });
        let stuck = stuck.map(|payment| (payment.order.clone(), format!("left undone: {payment:?}")));
        fail(world, stuck.collect());
    }
}

/// Lets a payer look at every order that may be paid in parts: the page must say what the e-Service knows.
pub async fn looks_right(world: &Arc<World>) {
    let orders: Vec<Order> =
        world.e_service.ledger().orders.values().filter(|order| order.partial).cloned().collect();
    let mut wrong = Vec::new();
    for order in orders {
        let browser = Browser::new(world, &order.service, &order.key);
        let (found, left) = (browser.look(&browser.enter().await).await, order.total - order.paid);
        let is_right = match &found {
            Look::Payable { due, .. } => *due == left.bani(),
            Look::NotPayable(why) => why == "paid" && left.is_zero(),
        };
        if !is_right {
            wrong.push((order.key.clone(), format!("{left} is left to pay, and the page says {found:?}")));
        }
    }
    if !wrong.is_empty() {
        fail(world, wrong);
    }
}

/// Fails the test unless everything adds up.
pub async fn adds_up(world: &World, logs: &[&str]) -> Books {
    let books = books::read(&books::open(&world.database.url).await).await;
    let mut wrong = world.e_service.ledger().wrong.clone();
    of_payments(world, &books, &mut wrong);
    of_invoices(world, &books, &mut wrong);
    of_payers(world, &books, &mut wrong);
    for log in logs {
        let broken = |line: &&str| line.contains("ERROR") || line.contains("panicked");
        wrong.extend(
            world.log(log).lines().filter(broken).map(|line| (HUB.to_owned(), format!("{log} logs: {line}"))),
        );
    }
    if !wrong.is_empty() {
        fail(world, wrong);
    }
    books
}

/// The hub's payments, the payment providers' transactions and the e-Service's ledger.
fn of_payments(world: &World, books: &Books, wrong: &mut Vec<(String, String)>) {
    let ledger = world.e_service.ledger();
    for (id, payment) in &books.payments {
        let transaction = payment.transaction.as_ref().map(|(status, _)| status.as_str());
        let fits = match (payment.status.as_str(), transaction) {
            ("Authorized", Some("Authorized")) => payment.confirmation.as_deref() == Some("Confirmed"),
            ("Reversed", Some("Reversed"))
            | ("Declined", Some("Declined"))
            | ("TimedOut", Some("TimedOut"))
            | ("Cancelled", Some("Cancelled")) => payment.confirmation.is_none(),
            // The payer left.
            ("Started" | "AtPaymentProvider", Some("Open" | "AwaitingAuthentication") | None) => {
                payment.confirmation.is_none()
            }
            _ => false,
        };
        if !fits || payment.transaction.as_ref().is_some_and(|(_, bani)| *bani != payment.bani) {
            wrong.push((payment.order.clone(), format!("does not fit together: {payment:?}")));
        }
        let calls = ledger.calls.get(id).copied().unwrap_or_default();
        if calls as i64 > payment.attempts {
            wrong.push((
                payment.order.clone(),
                format!("told {calls} times, not as often as {payment:?} says"),
            ));
        }
        let effect = ledger.effects.get(id);
        match (payment.status == "Authorized", effect) {
            (true, None) => wrong.push((payment.order.clone(), format!("lost: payment {id}"))),
            (false, Some(_)) => {
                wrong.push((payment.order.clone(), format!("confirmed, though not paid: {id}")))
            }
            _ => {}
        }
    }
    for (id, effect) in &ledger.effects {
        let confirmation = &effect.confirmation;
        let order = confirmation.order_key.clone();
        let invoice = books.invoices.get(&confirmation.invoice_id);
        match books.payments.get(id) {
            Some(payment)
                if payment.order == order
                    && payment.bani == confirmation.total_amount.bani()
                    && invoice.is_some_and(|invoice| invoice.order == order) => {}
            Some(payment) => {
                wrong.push((order, format!("told of another payment than {payment:?}: {}", effect.content)));
            }
            None => wrong.push((order, format!("invented: payment {id}"))),
        }
    }
}

/// What was paid for each order, at the hub and at the e-Service.
fn of_invoices(world: &World, books: &Books, wrong: &mut Vec<(String, String)>) {
    let ledger = world.e_service.ledger();
    for (id, invoice) in &books.invoices {
        let order = &ledger.orders[&invoice.order];
        let paid: i64 = books
            .payments
            .values()
            .filter(|payment| payment.order == invoice.order && payment.status == "Authorized")
            .map(|payment| payment.bani)
            .sum();
        let is_whole = order.paid == order.total;
        let is_due = order.paid <= order.total
            && is_whole == (invoice.status == "Paid")
            && (order.partial || is_whole || paid == 0);
        // What another e-Service says is due need not be what it has in its books.
        let tells_the_truth = SERVICES.contains(&order.service.as_str());
        if paid != invoice.paid_bani || paid != order.paid.bani() || (tells_the_truth && !is_due) {
            let text =
                format!("the sums of invoice {id} differ: {paid} bani in payments, {invoice:?}, {order:?}");
            wrong.push((invoice.order.clone(), text));
        }
    }
}

/// What payers were told is so, and stays so.
fn of_payers(world: &World, books: &Books, wrong: &mut Vec<(String, String)>) {
    for told in world.told() {
        let payment = books.payments.get(&told.payment);
        let status = payment.map(|payment| payment.status.as_str());
        let holds = match (told.what, status) {
            // The money of an order that was paid in another tab, or changed meanwhile, is given back.
            (What::Authorized(bani), Some("Authorized" | "Reversed")) => {
                payment.is_some_and(|payment| payment.bani == bani)
            }
            (What::Paid | What::Confirmed, Some("Authorized")) => true,
            (What::GivenBack, Some("Reversed")) => true,
            (What::Refused, Some("Declined" | "Cancelled" | "TimedOut")) => true,
            _ => false,
        };
        if !holds || payment.is_some_and(|payment| payment.order != told.order) {
            wrong.push((told.order.clone(), format!("{told:?}, and the hub has {payment:?}")));
        }
    }
}

/// Says what is wrong, and tells the story of each order.
pub fn fail(world: &World, wrong: Vec<(String, String)>) -> ! {
    let count = wrong.len();
    let stories: Vec<String> = wrong
        .into_iter()
        .take(MOST_FAULTS)
        .map(|(order, what)| format!("- {order}: {what}\n{}", world.history.of(&order)))
        .collect();
    panic!("seed {}: {count} faults, of which these are the first\n{}", world.seed, stories.concat())
}
