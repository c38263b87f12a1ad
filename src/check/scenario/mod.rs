//! Judges the answer to a call under a scenario of the table.

mod follow_ups;
mod steps;

use jiff::{SignedDuration, Timestamp};

use self::steps::{case, skipped};
use super::calls::SendOptions;
use super::orders::Order;
use super::payment;
use super::settlement::Awaiting;
use super::shared::Run;
use super::trial::Trial;
use super::verdict::{Grade, Verdict};
use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport::REPLY_LOST_ON_PURPOSE;
use crate::domain::http_form::HttpForm;
use crate::domain::scenario::{
    Answer, AnswerText, Beside, Call, Case, Defect, Expected, Parameters, Scenario, SignatureDefect,
    WrongSigner, after_lost_reply,
};
use crate::service_provider::{Signing, answer};
use crate::soap::{Operation, confirm_order_payment};

/// The ServiceID of a service that the e-Service does not have.
const OTHER_SERVICE: &str = "SIM-OTHER-SERVICE";

/// The verdict on the e-Service's answer to this operation under this scenario.
pub async fn judge(
    trial: &Trial,
    scenario: &'static Scenario,
    operation: Operation,
) -> Result<Verdict, Verdict> {
    match operation {
        Operation::GetOrderDetails => query(trial, scenario).await,
        Operation::ConfirmOrderPayment => match scenario.defect {
            Defect::FollowUp(kind) => follow_ups::judge(trial, scenario, kind).await,
            _ if scenario.loses_reply() => lost_reply(trial, scenario).await,
            _ => confirmation(trial, scenario).await,
        },
    }
}

/// The reason why a confirmation of this order cannot carry the scenario's defect.
///
/// # Errors
/// That reason.
pub fn fits(run: &Run, scenario: &'static Scenario, order: &Order) -> Result<(), String> {
    let Defect::Content(defect) = scenario.defect else { return Ok(()) };
    let service_id = &run.target.service.id;
    let now = Timestamp::UNIX_EPOCH;
    let amount = order.details.amount_due().unwrap_or_default();
    let mut content = payment::confirmation(service_id, order, (0, amount), now);
    let parameters = Parameters::default();
    defect
        .apply(&mut content, &order.details, (scenario, &parameters), (OTHER_SERVICE, "SIM-UNKNOWN"))
        .map_err(|why| why.to_string())
}

async fn query(trial: &Trial, scenario: &'static Scenario) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    let parameters = Parameters::default();
    let mut query = trial.query(&order.key);
    if let Defect::Content(defect) = scenario.defect {
        let keys = (&mut query.service_id, &mut query.order_key);
        defect.apply_to_query(keys, &parameters, (OTHER_SERVICE, &unknown_order(trial))).map_err(skipped)?;
    }
    let heard = trial.ask("sent", &query, None, sending(trial, scenario)?).await;
    let answer = heard.reached()?.clone();
    let honest = trial.ask_honestly("honest call beside it", &order.key).await;
    let beside = match honest.answer() {
        Some(Answer::Accepted) => Beside::Accepted,
        Some(other) => Beside::NotAccepted(other.clone()),
        None => {
            Beside::NotAccepted(Answer::Unclear(AnswerText { what: honest.said().0, words: String::new() }))
        }
    };
    let case = case(trial, scenario, Call::GetOrderDetails, &parameters, &heard, None);
    let finding = case.verdict(&answer, &beside);
    Ok(match reads_certificates(trial, order, scenario, &answer).await {
        true => Verdict::of_scenario(&finding),
        false => without_certificates(&finding),
    })
}

async fn confirmation(trial: &Trial, scenario: &'static Scenario) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    let parameters = Parameters::default();
    let honest = trial.confirmation(order, None)?;
    let mut content = honest.clone();
    if let Defect::Content(defect) = scenario.defect {
        let others = (OTHER_SERVICE, &*unknown_order(trial));
        defect.apply(&mut content, &order.details, (scenario, &parameters), others).map_err(skipped)?;
    }
    let body = confirm_order_payment::write_request(&content);
    let heard = trial.confirm("sent", order, &body, sending(trial, scenario)?).await;
    let answer = heard.reached()?.clone();
    let case = case(trial, scenario, Call::ConfirmOrderPayment, &parameters, &heard, None);
    if scenario.expected == Expected::Refuse {
        return must_be_refused(trial, order, &case, &answer).await;
    }
    if answer == Answer::Accepted {
        trial.run.ledger.accepted(&order.key, true);
        return Ok(Verdict::of_scenario(&case.verdict(&answer, &Beside::Accepted)));
    }
    let paid = trial.pay_this(order, honest).await;
    let beside = match paid {
        Ok(_) => Beside::Accepted,
        Err(verdict) => {
            Beside::NotAccepted(Answer::Unclear(AnswerText { what: verdict.message, words: verdict.words }))
        }
    };
    Ok(Verdict::of_scenario(&case.verdict(&answer, &beside)))
}

/// The verdict on a confirmation that must be refused: by the books at once, else by the honest confirmation that comes later.
async fn must_be_refused(
    trial: &Trial,
    order: &Order,
    case: &Case<'_>,
    answer: &Answer,
) -> Result<Verdict, Verdict> {
    let finding = case.verdict(answer, &Beside::NotYet);
    if !reads_certificates(trial, order, case.scenario, answer).await {
        trial.run.ledger.spoiled(&order.key);
        return Ok(without_certificates(&finding));
    }
    let (before, after) = (order.books(), trial.books(order, "the order after it").await?);
    if before != after {
        return Ok(Verdict::failed(format!(
            "{} The order {} was {before}, and is {after}.",
            finding.found, order.key
        ))
        .quoting(answer.words()));
    }
    let verdict = Verdict::of_scenario(&finding);
    let is_accepted = *answer == Answer::Accepted;
    if verdict.grade == Grade::Inconclusive && finding.rule.name == "scenario-inconclusive" {
        return Ok(verdict);
    }
    Ok(trial.leave(Awaiting { scenario: case.scenario, order: order.clone(), finding, is_accepted }))
}

/// False where the e-Service accepted the hub's key under an expired certificate because it verifies by the registered key
/// alone: then it also accepts that key with no certificate, and refuses a signature that does not hold.
async fn reads_certificates(
    trial: &Trial,
    order: &Order,
    scenario: &'static Scenario,
    answer: &Answer,
) -> bool {
    if scenario.defect != Defect::Signer(WrongSigner::Expired) || *answer != Answer::Accepted {
        return true;
    }
    let query = trial.query(&order.key);
    for (label, signing, is_accepted) in [
        ("with a token that is no certificate", Signing::Edited(with_no_certificate), true),
        ("with a signature that does not hold", Signing::Defective(SignatureDefect::SignatureWrong), false),
    ] {
        let heard = trial.ask(label, &query, None, SendOptions { signing, ..SendOptions::default() }).await;
        if heard.is_accepted() != is_accepted {
            return true;
        }
    }
    false
}

/// An honest message whose token is no certificate. Tokens are not signed.
fn with_no_certificate(message: &str) -> String {
    let token = message.split_once("<BinarySecurityToken").and_then(|(_, token)| token.split_once('>'));
    let base64 = token.and_then(|(_, token)| token.split_once('<')).map(|(base64, _)| base64);
    base64.map_or_else(|| message.to_owned(), |base64| message.replacen(base64, "bm9uZQ==", 1))
}

fn without_certificates(finding: &Finding) -> Verdict {
    Verdict::warning(format!(
        "{} It verifies by the registered key alone: signed with that key, it also answers a message whose token is no certificate. \
         So it has to look at the dates of the registered certificate itself, which this check cannot see",
        finding.found
    ))
}

/// A confirmation whose reply is lost, and the one that repeats it.
async fn lost_reply(trial: &Trial, scenario: &'static Scenario) -> Result<Verdict, Verdict> {
    let order = trial.order()?;
    let parameters = Parameters::default();
    let body = confirm_order_payment::write_request(&trial.confirmation(order, None)?);
    let lost = trial.confirm("its reply was lost", order, &body, sending(trial, scenario)?).await;
    if !matches!(&lost.result, Err(error) if error.finding().rule == &REPLY_LOST_ON_PURPOSE) {
        let (what, words) = lost.said();
        let why = format!("the reply was over before it could be lost, or none came: {what}");
        return Ok(Verdict::inconclusive(why).quoting(words));
    }
    let was_ok = lost.recorded.exchange.http_status == Some(200);
    let between = trial.books(order, "the order after the lost reply").await?;
    let repeated = trial.confirm_honestly("the same confirmation again", order, &body).await;
    let again = repeated.reached()?;
    let after = trial.books(order, "the order after it").await?;
    let case = case(trial, scenario, Call::ConfirmOrderPayment, &parameters, &lost, None);
    let booked_first = between != order.books();
    if repeated.is_accepted() {
        trial.run.ledger.accepted(&order.key, after != order.books());
        if booked_first && after != between {
            return Ok(Verdict::failed(format!(
                "the first confirmation was booked ({between}), and its repetition again ({after})"
            )));
        }
    }
    let was_accepted = booked_first || was_ok || answer::is_booked(&repeated.result);
    let verdict = after_lost_reply(scenario, &case.lost(), again, was_accepted);
    Ok(verdict.map_or_else(
        || Verdict::inconclusive("the answer to the repeated confirmation shows neither"),
        |finding| Verdict::of_scenario(&finding),
    ))
}

fn sending(trial: &Trial, scenario: &'static Scenario) -> Result<SendOptions, Verdict> {
    let parameters = Parameters::default();
    let by = SignedDuration::from_secs(parameters.number(scenario, "by"));
    let target = &trial.run.target;
    let signing: Signing = target
        .client
        .signing(scenario.defect, by, target.e_service.as_deref(), target.clock.now())
        .map_err(skipped)?;
    Ok(SendOptions {
        signing,
        disturbance: scenario.disturbance(&parameters),
        http_form: HttpForm::default(),
    })
}

fn unknown_order(trial: &Trial) -> String {
    let tail: String = trial.randomness.hex().chars().take(8).collect();
    format!("SIM-UNKNOWN-{tail}")
}
