//! Settles verdicts that wait for an honest call, once that is answered.

use crate::app::App;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::business::FAULT;
use crate::domain::finding::rules::scenario::SCENARIO_AWAITS;
use crate::domain::ids::PaymentId;
use crate::domain::scenario::{
    Answer, AnswerText, Beside, Call, Scenario, ScenarioVerdict, after_lost_reply, beside_honest,
    is_about_scenario,
};
use crate::flow::Problem;
use crate::service_provider::{CallError, Exchange, answer};
use crate::store::{ExchangeFilter, ListedExchange};

/// The maximum number of waiting calls that are read for one payment: a scenario applies to its confirmation once, and
/// makes at most 50 further calls.
const MOST_AWAITING: i64 = 100;

/// Puts a verdict first among the findings of its call. It quotes the fault, whose own finding explains faults to honest
/// calls.
pub(super) fn put_first(findings: &mut Vec<Finding>, verdict: Finding) {
    findings.retain(|finding| finding.rule != &SCENARIO_AWAITS && finding.rule != &FAULT);
    findings.insert(0, verdict);
}

/// Settles a waiting verdict on `GetOrderDetails` by the answer to the honest call after it; `None` if that never reached
/// the e-Service. Returns the verdict as it then is.
pub(in crate::flow) async fn beside_honest_query(
    app: &App,
    exchange_id: i64,
    honest: Option<&Answer>,
) -> Result<Option<Finding>, Problem> {
    let Some(exchange) = app.store.listed_exchange(exchange_id).await? else { return Ok(None) };
    let not_reached = || Answer::Unclear(AnswerText { what: "not reached".to_owned(), words: String::new() });
    let beside = match honest {
        Some(Answer::Accepted) => Beside::Accepted,
        other => Beside::NotAccepted(other.cloned().unwrap_or_else(not_reached)),
    };
    let verdict = awaiting(&exchange)
        .and_then(|(scenario, known)| beside_honest((scenario, Call::GetOrderDetails), known, &beside));
    match verdict {
        Some(verdict) => give(app, exchange, verdict).await.map(Some),
        None => Ok(exchange.findings.into_iter().find(is_about_scenario)),
    }
}

/// Settles the waiting verdicts on calls about this payment by this answer to an honest one.
pub(in crate::flow) async fn beside_honest_confirmation<T>(
    app: &App,
    payment: &PaymentId,
    exchange: &Exchange,
    result: &Result<T, CallError>,
) -> Result<(), Problem> {
    let Some(honest) = answer::of(result, false) else { return Ok(()) };
    let filter = ExchangeFilter {
        payment_id: Some(payment.clone()),
        rule: Some(SCENARIO_AWAITS.name.to_owned()),
        ..ExchangeFilter::default()
    };
    for waiting in app.store.list_exchanges(&filter, None, MOST_AWAITING).await? {
        let Some((scenario, known)) = awaiting(&waiting) else { continue };
        let verdict = if scenario.loses_reply() {
            // Some e-Services send faults with status 200 too; then it proves nothing.
            let was_ok = waiting.outcome.http_status == Some(200) && exchange.http_status != Some(200);
            after_lost_reply(scenario, known, &honest, was_ok || answer::is_booked(result))
        } else {
            let beside = match &honest {
                Answer::Accepted => Beside::Accepted,
                Answer::Unclear(_) => Beside::NotYet,
                other => Beside::NotAccepted(other.clone()),
            };
            beside_honest((scenario, Call::ConfirmOrderPayment), known, &beside)
        };
        if let Some(verdict) = verdict {
            give(app, waiting, verdict).await?;
        }
    }
    Ok(())
}

/// The scenario of a call whose verdict waits, with the known facts.
fn awaiting(exchange: &ListedExchange) -> Option<(&'static Scenario, &Finding)> {
    let scenario = Scenario::find(exchange.outcome.scenario.as_deref()?)?;
    Some((scenario, exchange.findings.iter().find(|finding| finding.rule == &SCENARIO_AWAITS)?))
}

async fn give(app: &App, exchange: ListedExchange, verdict: Finding) -> Result<Finding, Problem> {
    let ListedExchange { id, service_id, order_key, mut findings, outcome, .. } = exchange;
    put_first(&mut findings, verdict.clone());
    let (scenario, ruling) = (
        outcome.scenario.unwrap_or_default(),
        ScenarioVerdict::of(&verdict).map_or("", ScenarioVerdict::name),
    );
    let detail = format!("{scenario}: {ruling}, call {id}");
    let about = (&service_id, &order_key);
    app.store.replace_findings(id, &findings, about, &detail, app.clock.now()).await?;
    app.metrics.found(&verdict);
    tracing::info!(service = %service_id, order = %order_key, exchange = id, scenario, ruling, "{}", verdict.summary());
    Ok(verdict)
}
