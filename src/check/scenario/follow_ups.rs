//! Further calls about a payment whose confirmation was accepted.

use futures_util::future::join_all;

use super::steps::{case, skipped};
use crate::check::calls::SendOptions;
use crate::check::orders::Order;
use crate::check::trial::{Paid, Trial};
use crate::check::verdict::{Grade, Verdict};
use crate::domain::scenario::{Answer, Beside, Call, Defect, FollowUp, Parameters, Scenario};
use crate::service_provider::Signing;
use crate::soap::confirm_order_payment;
use crate::soap::security::life::life_of;

pub(super) async fn judge(
    trial: &Trial,
    scenario: &'static Scenario,
    kind: FollowUp,
) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    let paid = trial.pay(order).await?;
    let number = |name| Parameters::default().number(scenario, name);
    match kind {
        FollowUp::DuplicatesAtOnce => {
            let count = usize::try_from(number("count")).unwrap_or(1);
            repeated(trial, scenario, (order, &paid), count).await
        }
        FollowUp::DuplicatesAfterGap => {
            trial.wait(number("gap")).await;
            repeated(trial, scenario, (order, &paid), 1).await
        }
        FollowUp::Replay => {
            trial.wait(number("after")).await;
            let signing = Signing::Ready(paid.message.clone());
            refused(trial, scenario, (order, &paid), &paid.body, signing).await
        }
        FollowUp::SamePaymentOtherAmount | FollowUp::SecondPayment => {
            let mut content = paid.confirmation.clone();
            let spare = trial.run.next_number().to_string();
            kind.apply(&mut content, (&order.details, true), number("bani"), &spare).map_err(skipped)?;
            let body = confirm_order_payment::write_request(&content);
            refused(trial, scenario, (order, &paid), &body, Signing::Honest).await
        }
    }
}

/// The same confirmation this number of times at once, each signed anew.
async fn repeated(
    trial: &Trial,
    scenario: &'static Scenario,
    (order, paid): (&Order, &Paid),
    count: usize,
) -> Result<Verdict, Verdict> {
    let calls = (0..count).map(|_| trial.confirm_honestly("the same confirmation again", order, &paid.body));
    let heard = join_all(calls).await;
    let parameters = Parameters::default();
    let accepted_at = life_of(&paid.message).map(|life| life.created);
    let mut worst: Option<Verdict> = None;
    for one in &heard {
        let case = case(trial, scenario, Call::ConfirmOrderPayment, &parameters, one, accepted_at);
        let verdict = Verdict::of_scenario(&case.verdict(one.reached()?, &Beside::Accepted));
        if worst.as_ref().is_none_or(|worst| verdict.grade < worst.grade) {
            worst = Some(verdict);
        }
    }
    let verdict = worst.unwrap_or_else(|| Verdict::inconclusive("no further call was made"));
    let after = trial.books(order, "the order after them").await?;
    if verdict.grade == Grade::Passed && after != paid.after {
        return Ok(Verdict::failed(format!(
            "the order was {} after the first confirmation, and is {after} after its repetitions: one payment counted more than once",
            paid.after
        )));
    }
    Ok(verdict)
}

/// A further call that must be refused.
async fn refused(
    trial: &Trial,
    scenario: &'static Scenario,
    (order, paid): (&Order, &Paid),
    body: &str,
    signing: Signing,
) -> Result<Verdict, Verdict> {
    let heard = trial.confirm("sent", order, body, SendOptions { signing, ..SendOptions::default() }).await;
    let answer = heard.reached()?.clone();
    let after = trial.books(order, "the order after it").await?;
    let twin = trial.confirm_honestly("the honest confirmation, signed anew", order, &paid.body).await;
    let beside = match twin.reached()? {
        Answer::Accepted => Beside::Accepted,
        other => Beside::NotAccepted(other.clone()),
    };
    let parameters = Parameters::default();
    let accepted_at = life_of(&paid.message).map(|life| life.created);
    let case = case(trial, scenario, Call::ConfirmOrderPayment, &parameters, &heard, accepted_at);
    let finding = case.verdict(&answer, &beside);
    if after != paid.after {
        return Ok(Verdict::failed(format!(
            "{} The order {} was {} after the payment, and is {after}.",
            finding.found, order.key, paid.after
        )));
    }
    // The books of an order that is paid in full look alike after one payment and after two, so for other further calls they
    // excuse nothing.
    if answer == Answer::Accepted && scenario.defect == Defect::FollowUp(FollowUp::SamePaymentOtherAmount) {
        return Ok(Verdict::warning(format!(
            "{} The order is {after} as before, but MPay takes an answer without a fault for success",
            finding.found
        )));
    }
    Ok(Verdict::of_scenario(&finding))
}
