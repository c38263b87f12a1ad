//! The honest confirmation, without which no verdict on a defect in one means much.

use crate::check::rule::{Needs, Rule, rules};
use crate::check::rules::truth::through;
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::soap::confirm_order_payment;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Contract:
        "payment-accepted" Needs::FRESH, calls(payment_accepted);
            checks "The honest confirmation of a payment is accepted, at the second attempt at the latest."
            failed "It does not accept the honest confirmation of a payment"
            why "The payer has paid, and MPay repeats the confirmation until it is accepted: the order stays unpaid."
            mend "Accept the confirmation of an order that GetOrderDetails shows as payable, for the amount due."
            source "MPay guide, step 13: the call is repeated until it succeeds";
    }
}

async fn payment_accepted(trial: &Trial) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    let body =
        confirm_order_payment::write_request(&through(trial, order, "Banca Demo 3 (Internet banking)")?);
    let first = trial.confirm_honestly("honest confirmation", order, &body).await;
    if first.is_accepted() {
        return Ok(Verdict::passed(format!("the payment of {} was accepted", order.key)));
    }
    let (what, words) = first.said();
    let again = trial.confirm_honestly("the same confirmation again", order, &body).await;
    if again.is_accepted() {
        let message =
            format!("the payment of {} was accepted at the second attempt; the first: {what}", order.key);
        return Ok(Verdict::warning(message).quoting(words));
    }
    // An e-Service that cannot be reached any more is no refusal.
    let after = trial.books(order, "the order after it").await?;
    let (what, words) = again.said();
    let message =
        format!("the payment of {} was not accepted, twice: {what}; the order is {after}", order.key);
    Ok(Verdict::failed(message).quoting(words))
}
