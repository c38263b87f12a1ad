//! Repeated and lost confirmations: one payment counts once.

use futures_util::future::join_all;

use super::of_scenarios;
use crate::check::calls::SendOptions;
use crate::check::family::Family;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::scenario::{Answer, SignatureDefect};
use crate::service_provider::Signing;
use crate::soap::confirm_order_payment::write_request;

pub(super) fn rules() -> Vec<Rule> {
    let mut rules = of_scenarios::rules(Family::Idempotency);
    rules.extend(rules! { Idempotency:
        "five-at-once" Needs::FRESH, calls(five_at_once);
            checks "Five confirmations of one new payment come at the same moment, each signed anew: each is accepted, and the payment counts once."
            failed "It does not take five confirmations of one payment at once"
            why "After a lost connection several attempts may be under way at once; two that both find the payment new may both book it."
            mend "Let a unique key on PaymentID decide, in the transaction that books, and answer the losers like the winner."
            source "MPay guide, ConfirmOrderPayment: several calls are not several payments";
        "again-after-a-second" Needs::FRESH.alone(), calls(again_after_a_second);
            checks "A confirmation that was accepted comes again a second later, signed anew: it is accepted, and changes nothing."
            failed "It refuses a payment's second confirmation"
            why "MPay repeats a confirmation until it is accepted; a refusal is repeated for days."
            mend "Look for the PaymentID before anything else, and answer a known one of the same order and amount without a fault."
            source "MPay guide, step 13: the call is repeated until it succeeds";
        "two-payments-at-once" Needs::FRESH, calls(two_payments_at_once);
            checks "Two payments of one order are confirmed at the same moment: one is accepted, the other refused."
            failed "It takes two payments for one order at once"
            why "Two payers, or one with two windows, may pay at once; one payment must be given back."
            mend "Lock the order in the transaction that books, and refuse the later payment with InvoiceAlreadyPaid."
            source "MPay guide, Faults: InvoiceAlreadyPaid";
        "unsigned-repetition" Needs::FRESH, calls(unsigned_repetition);
            checks "A confirmation that was accepted comes again without a signature: it is refused like a first one."
            failed "It answers a repeated confirmation before it looks at the signature"
            why "Anybody who knows a PaymentID could ask without a key whether it was booked."
            mend "Verify the signature before the Body is read, also where the PaymentID is known."
            source "MPay guide, WS-Security: Timestamp and Body are signed";
    });
    rules
}

async fn five_at_once(trial: &Trial) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    let body = write_request(&trial.confirmation(order, None)?);
    let calls =
        (0..5).map(|_| trial.confirm_lawfully("one of five at once", order, &body, SendOptions::default()));
    let heard = join_all(calls).await;
    let after = trial.books(order, "the order after them").await?;
    let accepted = heard.iter().filter(|one| one.is_accepted()).count();
    let again = trial.confirm_honestly("the same confirmation again", order, &body).await;
    let later = trial.books(order, "the order after it").await?;
    match heard.iter().find(|one| !one.is_accepted()) {
        Some(one) => {
            let (what, words) = one.said();
            let message = format!("{accepted} of 5 were accepted; another one: {what}");
            let verdict = match one.answer() {
                // Without an accepted one the repetition is not to blame.
                _ if accepted == 0 && !again.is_accepted() => Verdict::inconclusive(message),
                Some(Answer::Refused(_) | Answer::BrokeDown(_)) => Verdict::failed(message),
                _ => Verdict::inconclusive(message),
            };
            Ok(verdict.quoting(words))
        }
        None if later != after => Ok(Verdict::failed(format!(
            "the order was {after} after the five, and is {later} after a sixth ({})",
            again.said().0
        ))),
        None => Ok(Verdict::passed(format!("all five were accepted; the order is {after}"))),
    }
}

async fn again_after_a_second(trial: &Trial) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    let paid = trial.pay(order).await?;
    trial.wait(1).await;
    let again = trial.confirm_honestly("the same confirmation again", order, &paid.body).await;
    let (what, words) = again.said();
    let after = trial.books(order, "the order after it").await?;
    match again.answer() {
        Some(Answer::Accepted) if after == paid.after => {
            Ok(Verdict::passed(format!("it was accepted again; the order is {after} as before")))
        }
        Some(Answer::Accepted) => Ok(Verdict::failed(format!(
            "it was accepted again, and the order was {} and is {after}",
            paid.after
        ))),
        Some(Answer::Refused(_) | Answer::BrokeDown(_)) => {
            Ok(Verdict::failed(format!("the second confirmation: {what}")).quoting(words))
        }
        _ => Ok(Verdict::inconclusive(format!("the second confirmation: {what}")).quoting(words)),
    }
}

async fn two_payments_at_once(trial: &Trial) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    if order.details.allows_advance_payments() || order.details.allows_partial_payments() {
        return Err(Verdict::skipped("the order may be paid several times: give one that is paid at once"));
    }
    let bodies =
        [trial.confirmation(order, None)?, trial.confirmation(order, None)?].map(|one| write_request(&one));
    let calls = bodies
        .iter()
        .map(|body| trial.confirm_lawfully("one of two payments", order, body, SendOptions::default()));
    let heard = join_all(calls).await;
    let after = trial.books(order, "the order after them").await?;
    let accepted = heard.iter().filter(|one| one.is_accepted()).count();
    let said: Vec<String> = heard.iter().map(|one| one.said().0).collect();
    let said = said.join(", and ");
    let refused = heard.iter().any(|one| matches!(one.answer(), Some(Answer::Refused(_))));
    match accepted {
        2 => Ok(Verdict::failed(format!("both were accepted; the order is {after}"))),
        1 if refused => Ok(Verdict::passed(format!("{said}; the order is {after}"))),
        _ => Ok(Verdict::inconclusive(format!("{said}; the order is {after}"))),
    }
}

async fn unsigned_repetition(trial: &Trial) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    let unsigned =
        || SendOptions { signing: Signing::Defective(SignatureDefect::Unsigned), ..SendOptions::default() };
    let payment = trial.confirmation(order, None)?;
    let first = trial.confirm("sent", order, &write_request(&payment), unsigned()).await;
    if first.is_accepted() {
        return Err(Verdict::skipped(
            "it takes a first confirmation without a signature too, as refuse/unsigned shows: mend that before",
        ));
    }
    let paid = trial.pay_this(order, payment).await?;
    let heard = trial.confirm("sent", order, &paid.body, unsigned()).await;
    let (what, words) = heard.said();
    let twin = trial.confirm_honestly("the same, signed", order, &paid.body).await;
    match heard.answer() {
        Some(Answer::Accepted) => Ok(Verdict::failed("the unsigned repetition was answered without a fault")),
        Some(Answer::Refused(_)) if twin.is_accepted() => {
            Ok(Verdict::passed(format!("{what}; signed, the same was accepted")).quoting(words))
        }
        Some(Answer::Refused(_)) => Ok(Verdict::inconclusive(format!(
            "{what}; but signed, the same was not accepted either: {}",
            twin.said().0
        ))
        .quoting(words)),
        _ => Ok(Verdict::inconclusive(what).quoting(words)),
    }
}
