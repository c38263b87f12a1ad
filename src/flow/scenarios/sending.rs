//! A call as it is sent, honest or under a scenario, and what the e-Service's answer to it is worth.

use crate::app::App;
use crate::domain::disturbance::Disturbance;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport::REPLY_LOST_ON_PURPOSE;
use crate::domain::ids::PaymentId;
use crate::domain::scenario::{
    ActiveScenario, Answer, Expected, NotApplicable, Scenario, not_applied, verdict,
};
use crate::flow::Problem;
use crate::service_provider::{CallError, Exchange, Signing, Stage};

/// A call as it is sent.
pub(in crate::flow) struct Sending<C> {
    /// What is said: the query, or the content of the Body.
    pub(in crate::flow) content: C,
    /// How it is signed.
    pub(in crate::flow) signing: Signing,
    /// What happens to the connection.
    pub(in crate::flow) disturbance: Disturbance,
    /// The scenario that was taken for it; `None` where the call is an honest one.
    taken: Option<Taken>,
    /// Why it is an honest one, where a scenario should have applied.
    why_honest: Option<Finding>,
    /// The scenario under which the reply to the call before was lost.
    pub(super) after_lost_reply: Option<&'static Scenario>,
}

/// A scenario that was taken for a call.
pub(super) struct Taken {
    pub(super) active: ActiveScenario,
    /// The payment, where the call may give the scenario back to it.
    pub(super) payment: Option<PaymentId>,
}

impl<C> Sending<C> {
    /// An honest call.
    pub(in crate::flow) fn honest(content: C) -> Self {
        Self {
            content,
            signing: Signing::Honest,
            disturbance: Disturbance::NONE,
            taken: None,
            why_honest: None,
            after_lost_reply: None,
        }
    }

    /// An honest call to which a scenario could not be applied.
    pub(super) fn not_under(content: C, why: Finding) -> Self {
        Self { why_honest: Some(why), ..Self::honest(content) }
    }

    /// A call under a scenario.
    pub(super) fn under(content: C, signing: Signing, disturbance: Disturbance, taken: Taken) -> Self {
        Self { signing, disturbance, taken: Some(taken), ..Self::honest(content) }
    }

    /// Whether what the e-Service answers counts as an answer to an honest call.
    pub(in crate::flow) fn counts(&self) -> bool {
        self.taken.as_ref().is_none_or(|taken| taken.active.scenario.expected != Expected::Refuse)
    }

    /// Puts the verdict on the call first among its findings, and counts the application. Gives the name of the scenario
    /// that was really applied. Where the call was never sent, the scenario may be taken again, and there is no verdict.
    pub(in crate::flow) async fn settle<T>(
        &self,
        app: &App,
        exchange: &mut Exchange,
        result: &Result<T, CallError>,
        found_nothing: bool,
    ) -> Result<Option<&'static str>, Problem> {
        exchange.findings.splice(0..0, self.why_honest.clone());
        let answer = answer(result, found_nothing);
        let Some(taken) = &self.taken else {
            let of_call_before = self.after_lost_reply.zip(answer);
            let verdict = of_call_before.map(|(scenario, answer)| verdict(scenario, &answer));
            exchange.findings.splice(0..0, verdict);
            return Ok(None);
        };
        let scenario = taken.active.scenario;
        let finding = match answer {
            None => {
                taken.give_back(app).await?;
                return Ok(None);
            }
            Some(answer) if !scenario.loses_reply() => Some(verdict(scenario, &answer)),
            // The answer to the next attempt tells.
            Some(_) if is_lost_on_purpose(result) => None,
            Some(_) => {
                taken.give_back(app).await?;
                let why = NotApplicable::CannotMake("the reply was over before it could be lost".to_owned());
                exchange.findings.insert(0, not_applied(scenario, &why));
                return Ok(None);
            }
        };
        exchange.findings.splice(0..0, finding);
        app.store.scenario_applied(taken.active.id).await?;
        app.scenario_ribbon.remember(None);
        Ok(Some(scenario.name))
    }
}

impl Taken {
    async fn give_back(&self, app: &App) -> Result<(), Problem> {
        // A follow-up is about one accepted call, which will not come again.
        if !self.active.scenario.is_follow_up() {
            app.store.give_scenario_back(self.active.id, self.payment.as_ref()).await?;
        }
        Ok(())
    }
}

fn is_lost_on_purpose<T>(result: &Result<T, CallError>) -> bool {
    matches!(result, Err(error) if error.finding().rule == &REPLY_LOST_ON_PURPOSE)
}

/// What the e-Service did; `None` where the request never reached it.
fn answer<T>(result: &Result<T, CallError>, found_nothing: bool) -> Option<Answer> {
    let error = match result {
        Ok(_) if found_nothing => return Some(Answer::NothingFound),
        Ok(_) => return Some(Answer::Accepted),
        Err(error) => error,
    };
    match error {
        _ if error.stage() < Stage::Http => None,
        CallError::Fault(fault) => Some(Answer::Fault(fault.code.clone())),
        // No fault is success, whatever else is wrong with the reply.
        CallError::Signature(_) | CallError::Contract(_) => Some(Answer::Accepted),
        _ => Some(Answer::Unclear(error.finding().summary())),
    }
}
