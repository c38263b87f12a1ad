//! Calls at once, and the time that they take.

use std::time::Duration;

use futures_util::future::{join, join_all};

use super::truth::through;
use crate::check::books::Books;
use crate::check::calls::SendOptions;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::language::Language;
use crate::domain::order::OrderStatus;
use crate::soap::confirm_order_payment;
use crate::soap::get_order_details::OrderDetailsQuery;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Speed:
        "twenty-at-once" Needs::KNOWN.alone(), calls(twenty_at_once);
            checks "Twenty queries at one moment are all answered."
            failed "It does not answer twenty queries at once"
            why "All payers come through MPay, from one address: on the last day of a term many come at once."
            mend "Give the service enough workers and database connections, and do not limit calls by MPay's address."
            source "MPay guide, flow: GetOrderDetails is called before each pay page is shown";
        "no-cross-talk" Needs::KNOWN.alone(), calls(no_cross_talk);
            checks "Of twenty queries at once, half of them about an order that does not exist, each gets its own answer."
            failed "It mixes up answers to calls that come at once"
            why "One payer would see another one's order, name and IDNP."
            mend "Keep nothing of a request in global or static variables, nor in objects that requests share."
            source "OWASP ASVS 4.0.3 V1.11.3: thread safety of business logic";
        "two-orders-at-once" Needs::fresh(2), calls(two_orders_at_once);
            checks "Two payments of two orders at one moment are both booked, each for its own order."
            failed "It loses or mixes up payments that come at once"
            why "A payment that is lost between two transactions was taken from the payer all the same."
            mend "Book in one transaction per confirmation, and answer only when it is committed."
            source "MPay guide, ConfirmOrderPayment; OWASP ASVS 4.0.3 V1.11.3";
        "asked-while-paid" Needs::FRESH, calls(asked_while_paid);
            checks "Queries that come while the payment is being booked are answered with the state before or after it."
            failed "It fails queries while it books a payment"
            why "The payer reloads the page while MPay confirms: locks that wait for each other fail one of the two."
            mend "Keep transactions short, read without locks, and repeat what the database ended for a deadlock."
            source "MPay guide, flow steps 5 and 13";
        "p95" Needs::KNOWN.alone(), so_far(p95);
            checks "Of a hundred honest calls 95 take no longer than the limit (--slow-after, else 5 s)."
            failed "It is slower than the limit"
            why "The payer waits for GetOrderDetails before an empty page, and payers who wait begin to reload."
            mend "Look at the slowest calls in this report; index the search by OrderKey, and do slow work after the answer."
            source "limit of the user; without one the 5 s after which a payer begins to doubt (finding reply-slow)";
    }
}

/// The number of calls at once.
const AT_ONCE: usize = 20;

/// The fewest calls of which a percentile is taken.
const FEWEST: usize = 20;

async fn twenty_at_once(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let query = OrderDetailsQuery { language: Language::English, ..trial.query(&order.key) };
    let calls = (0..AT_ONCE).map(|_| trial.ask("one of twenty", &query, None, SendOptions::default()));
    let heard = join_all(calls).await;
    let failed: Vec<_> = heard.iter().filter(|one| !one.is_accepted()).collect();
    let Some(first) = failed.first() else {
        let slowest = heard.iter().map(|one| one.recorded.exchange.duration).max().unwrap_or_default();
        return Ok(Verdict::passed(format!(
            "all {AT_ONCE} were answered, the slowest after {} ms",
            slowest.as_millis()
        )));
    };
    let (what, words) = first.said();
    let count = failed.len();
    let honest = trial.ask_honestly("one alone", &order.key).await;
    let verdict = if honest.is_accepted() {
        Verdict::failed(format!("{count} of {AT_ONCE} were not answered: {what}; one alone was"))
    } else {
        Verdict::inconclusive(format!("{count} of {AT_ONCE} were not answered: {what}; nor was one alone"))
    };
    Ok(verdict.quoting(words))
}

async fn no_cross_talk(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let there = trial.query(&order.key);
    let tail: String = trial.randomness.hex().chars().take(8).collect();
    let mut gone = there.clone();
    gone.order_key = format!("SIM-CROSS-{tail}");
    let calls = (0..AT_ONCE).map(|at| {
        let query = if at % 2 == 0 { &there } else { &gone };
        trial.ask("one of twenty", query, None, SendOptions::default())
    });
    let heard = join_all(calls).await;
    for (at, one) in heard.iter().enumerate() {
        let found = one.result.as_ref().ok().and_then(|(orders, _)| orders.first());
        match (at % 2 == 0, found) {
            // An answer about another order cannot be used, and is one all the same.
            (false, _) if one.is_accepted() => {
                return Ok(Verdict::failed(format!(
                    "asked for `{}`, which does not exist, while others asked for `{}`, it describes an order",
                    gone.order_key, order.key
                )));
            }
            (true, None) => {
                let (what, words) = one.said();
                return Err(Verdict::inconclusive(format!(
                    "a query about {} was not answered: {what}",
                    order.key
                ))
                .quoting(words));
            }
            _ => {}
        }
    }
    Ok(Verdict::passed(format!("each of {AT_ONCE} queries got its own answer")))
}

async fn two_orders_at_once(trial: &Trial) -> Judged {
    let (first, second) = trial.two_orders()?;
    let body = |order| {
        through(trial, order, "MIA Demo").map(|content| confirm_order_payment::write_request(&content))
    };
    let (one, two) = (body(first)?, body(second)?);
    let (heard_one, heard_two) = join(
        trial.confirm_lawfully("one of two", first, &one, SendOptions::default()),
        trial.confirm_lawfully("one of two", second, &two, SendOptions::default()),
    )
    .await;
    for (order, body, heard) in [(first, &one, &heard_one), (second, &two, &heard_two)] {
        if heard.is_accepted() {
            continue;
        }
        let (what, words) = heard.said();
        let alone = trial.confirm_honestly("the same alone", order, body).await;
        return Ok(match alone.is_accepted() {
            true => Verdict::failed(format!(
                "the payment of {}, with another at the same moment: {what}; alone it was accepted",
                order.key
            )),
            false => Verdict::inconclusive(format!(
                "the payment of {} was not accepted: {what}, nor was it alone",
                order.key
            )),
        }
        .quoting(words));
    }
    let after_one = trial.books(first, "the first order after it").await?;
    let after_two = trial.books(second, "the second order after it").await?;
    if (after_one == first.books()) != (after_two == second.books()) {
        return Ok(Verdict::failed(format!(
            "both payments were accepted, and one is not booked: {} is {after_one}, and {} is {after_two}",
            first.key, second.key
        )));
    }
    Ok(Verdict::passed(format!(
        "both were booked: {} is {after_one}, and {} is {after_two}",
        first.key, second.key
    )))
}

async fn asked_while_paid(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let body = confirm_order_payment::write_request(&trial.confirmation(order, None)?);
    let query = trial.query(&order.key);
    let asks = (0..5).map(|_| trial.ask("asked while it is paid", &query, None, SendOptions::default()));
    let (paid, asked) =
        join(trial.confirm_lawfully("the payment", order, &body, SendOptions::default()), join_all(asks))
            .await;
    let (what, words) = paid.said();
    if !paid.is_accepted() {
        let alone = trial.confirm_honestly("the payment alone", order, &body).await;
        return Ok(match alone.is_accepted() {
            true => Verdict::failed(format!(
                "the payment, with five queries at the same moment: {what}; alone it was accepted"
            )),
            false => Verdict::inconclusive(format!("the payment was not accepted: {what}, nor was it alone")),
        }
        .quoting(words));
    }
    let after = trial.books(order, "the order after it").await?;
    for one in asked {
        let ((what, words), is_unreadable) = (one.said(), one.is_unreadable());
        let Some(found) = one.result.ok().and_then(|(orders, _)| orders.into_iter().next()) else {
            let said = format!("a query about {} while it was paid: {what}", order.key);
            return Ok(match is_unreadable {
                true => Verdict::inconclusive(said),
                false => Verdict::failed(format!("{said}; before and after it was described")),
            }
            .quoting(words));
        };
        let books = Books::of(&found);
        if books != order.books() && books != after && books.status != OrderStatus::PartiallyPaid {
            return Ok(Verdict::failed(format!(
                "while it was paid, the order was {books}; before {}, and then {after}",
                order.books()
            )));
        }
    }
    Ok(Verdict::passed(format!("five queries were answered while {} was paid; it is {after}", order.key)))
}

async fn p95(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let had = trial.run.honest.calls().len();
    for _ in had..FEWEST {
        trial.ask_honestly("one of twenty", &order.key).await;
    }
    let calls = trial.run.honest.calls();
    Ok(in_time(calls.iter().map(|call| call.exchange.duration).collect(), trial.run.slow_after))
}

fn in_time(mut durations: Vec<Duration>, limit: Duration) -> Verdict {
    durations.sort_unstable();
    let at = (durations.len() * 95).div_ceil(100).saturating_sub(1);
    let Some(p95) = durations.get(at) else { return Verdict::inconclusive("no call was answered") };
    let half = durations[durations.len() / 2].as_millis();
    let slowest = durations[durations.len() - 1].as_millis();
    let said = format!(
        "95 of 100 of {} honest calls took at most {} ms, half of them {half} ms, the slowest {slowest} ms; the limit is {} ms",
        durations.len(),
        p95.as_millis(),
        limit.as_millis()
    );
    if *p95 <= limit { Verdict::passed(said) } else { Verdict::failed(said) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::verdict::Grade;

    #[test]
    fn one_slow_call_of_twenty_is_within_the_limit_and_two_are_not() {
        let of = |slow: usize| {
            let fast = Duration::from_millis(10);
            let durations = (0..20).map(|at| if at < slow { Duration::from_secs(9) } else { fast }).collect();
            in_time(durations, Duration::from_secs(5)).grade
        };
        assert_eq!((of(0), of(1), of(2)), (Grade::Passed, Grade::Passed, Grade::Failed));
    }
}
