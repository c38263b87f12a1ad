//! A call as it is sent, honest or under a scenario, and what the e-Service's answer to it is worth.

use jiff::Timestamp;

use super::{answer, e_service_clock, settlement};
use crate::app::App;
use crate::domain::disturbance::Disturbance;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport::REPLY_LOST_ON_PURPOSE;
use crate::domain::ids::PaymentId;
use crate::domain::scenario::{
    ActiveScenario, Answer, Beside, Case, Expected, NotApplicable, Scenario, not_applied,
};
use crate::flow::Problem;
use crate::service_provider::{CallError, Exchange, Signing};

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
}

/// A scenario that was taken for a call.
pub(super) struct Taken {
    pub(super) active: ActiveScenario,
    /// The payment whose confirmation it is; `None` for `GetOrderDetails`.
    pub(super) payment: Option<PaymentId>,
    /// The accepted call that it comes after.
    pub(super) follows: Option<Followed>,
}

/// A call that the e-Service has accepted.
pub(super) struct Followed {
    pub(super) request: String,
    pub(super) signed_at: Timestamp,
}

/// What became of a call that was sent.
#[derive(Debug)]
pub(in crate::flow) struct Settled {
    /// The scenario that was really applied to it.
    pub(in crate::flow) scenario: Option<&'static Scenario>,
    /// What the e-Service did; `None` where the request never reached it.
    pub(in crate::flow) answer: Option<Answer>,
}

impl Settled {
    /// Whether what the e-Service answered describes an order: not where it must refuse the call, nor where it did not accept
    /// it, as the scenario may be why.
    pub(in crate::flow) fn describes_an_order(&self) -> bool {
        self.scenario.is_none_or(|scenario| {
            scenario.expected != Expected::Refuse && self.answer == Some(Answer::Accepted)
        })
    }

    /// The name of the scenario.
    pub(in crate::flow) fn scenario_name(&self) -> Option<&'static str> {
        self.scenario.map(|scenario| scenario.name)
    }
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

    /// Puts the verdict on the call first among its findings, and counts the application. Where the call was never sent, the
    /// scenario may be taken again, and there is no verdict.
    pub(in crate::flow) async fn settle<T>(
        &self,
        app: &App,
        exchange: &mut Exchange,
        result: &Result<T, CallError>,
        found_nothing: bool,
    ) -> Result<Settled, Problem> {
        exchange.findings.splice(0..0, self.why_honest.clone());
        let answer = answer::of(result, found_nothing);
        let Some((taken, given)) = self.taken.as_ref().zip(answer.as_ref()) else {
            if let Some(taken) = &self.taken {
                taken.give_back(app).await?;
            }
            return Ok(Settled { scenario: None, answer });
        };
        let scenario = taken.active.scenario;
        if scenario.loses_reply() && !is_lost_on_purpose(result) {
            taken.give_back(app).await?;
            let why = NotApplicable::CannotMake("the reply was over before it could be lost".to_owned());
            exchange.findings.insert(0, not_applied(scenario, &why));
            return Ok(Settled { scenario: None, answer });
        }
        let verdict = taken.verdict(app, exchange, given).await?;
        settlement::put_first(&mut exchange.findings, verdict);
        app.store.scenario_applied(taken.active.id).await?;
        app.scenario_ribbon.remember(None);
        Ok(Settled { scenario: Some(scenario), answer })
    }
}

impl Taken {
    async fn verdict(&self, app: &App, exchange: &Exchange, answer: &Answer) -> Result<Finding, Problem> {
        let ActiveScenario { scenario, parameters, .. } = &self.active;
        let accepted_at = self.follows.as_ref().map(|followed| followed.signed_at);
        let machine_now = app.clock.machine().now();
        let unseen = e_service_clock::unseen((scenario, parameters), exchange, accepted_at, machine_now);
        let case = Case { scenario, parameters, unseen };
        if scenario.loses_reply() {
            return Ok(case.lost());
        }
        Ok(case.verdict(answer, &self.beside(app).await?))
    }

    /// What is known of honest calls so far. Of `GetOrderDetails` one follows at once, and tells.
    async fn beside(&self, app: &App) -> Result<Beside, Problem> {
        let Some(payment) = &self.payment else { return Ok(Beside::NotYet) };
        let accepted = match app.store.latest_honest_confirmation(payment).await? {
            Some((request, true)) => Some(request),
            Some((_, false)) => None,
            None => self.follows.as_ref().map(|followed| followed.request.clone().into_bytes()),
        };
        let same_certificate =
            accepted.is_some_and(|request| app.service_provider.is_signed_by_hub(&request));
        Ok(if same_certificate { Beside::Accepted } else { Beside::NotYet })
    }

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
