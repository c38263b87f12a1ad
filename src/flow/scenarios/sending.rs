//! A call as it is sent, honest or under a scenario, and what the e-Service's answer to it is worth.

use jiff::Timestamp;

use super::{answer, e_service_clock, settlement};
use crate::app::App;
use crate::domain::disturbance::Disturbance;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport::REPLY_LOST_ON_PURPOSE;
use crate::domain::ids::PaymentId;
use crate::domain::scenario::{
    ActiveScenario, Answer, Beside, Case, Expected, NotApplicable, NotApplied, Parameters, Scenario,
    not_applied,
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
    /// Why it is an honest one, where the scenario that was switched on under this number should have applied.
    why_honest: Option<(i64, Finding)>,
}

/// A scenario that was taken for a call.
pub(super) struct Taken {
    /// The number under which it was switched on.
    pub(super) active_id: i64,
    pub(super) scenario: &'static Scenario,
    pub(super) parameters: Parameters,
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
    /// The number of the scenario that was not applied to it, and why.
    not_applied: Option<(i64, Finding)>,
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
    pub(super) fn not_under(content: C, active: &ActiveScenario, why: &NotApplicable) -> Self {
        let why_honest = Some((active.id, not_applied(active.scenario, why)));
        Self { why_honest, ..Self::honest(content) }
    }

    /// A call under a scenario.
    pub(super) fn under(content: C, signing: Signing, disturbance: Disturbance, taken: Taken) -> Self {
        Self { signing, disturbance, taken: Some(taken), ..Self::honest(content) }
    }

    /// Whether what the e-Service answers counts as an answer to an honest call.
    pub(in crate::flow) fn counts(&self) -> bool {
        self.taken.as_ref().is_none_or(|taken| taken.scenario.expected != Expected::Refuse)
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
        let answer = answer::of(result, found_nothing);
        let Some(taken) = &self.taken else {
            let not_applied = self.why_honest.clone();
            exchange.findings.splice(0..0, not_applied.iter().map(|(_, finding)| finding.clone()));
            return Ok(Settled { scenario: None, answer, not_applied });
        };
        let scenario = taken.scenario;
        let Some(given) = &answer else {
            taken.give_back(app).await?;
            let what = result.as_ref().err().map(ToString::to_string).unwrap_or_default();
            let why = not_applied(scenario, &NotApplicable::NotReached { what });
            return Ok(Settled { scenario: None, answer, not_applied: Some((taken.active_id, why)) });
        };
        if scenario.loses_reply() && !is_lost_on_purpose(result) {
            taken.give_back(app).await?;
            let why = NotApplicable::CannotMake("the reply was over before it could be lost".to_owned());
            let why = not_applied(scenario, &why);
            exchange.findings.insert(0, why.clone());
            return Ok(Settled { scenario: None, answer, not_applied: Some((taken.active_id, why)) });
        }
        let verdict = taken.verdict(app, exchange, given).await?;
        settlement::put_first(&mut exchange.findings, verdict);
        app.store.scenario_applied(taken.active_id, taken.payment.as_ref()).await?;
        app.scenario_ribbon.remember(None);
        Ok(Settled { scenario: Some(scenario), answer, not_applied: None })
    }

    /// Writes what the settled call says of its scenario, now that it is kept under this number. A further call that was never
    /// sent gives its scenario back, once none is left that may show it: it comes again after the next accepted confirmation.
    pub(in crate::flow) async fn recorded(
        &self,
        app: &App,
        settled: &Settled,
        exchange_id: Option<i64>,
    ) -> Result<(), Problem> {
        let Some((active_id, finding)) = &settled.not_applied else { return Ok(()) };
        let why = NotApplied { finding: finding.clone(), exchange_id };
        app.store.scenario_not_applied(*active_id, &why).await?;
        if let Some(taken) = &self.taken
            && taken.scenario.is_follow_up()
        {
            app.store.give_scenario_back(taken.active_id, taken.payment.as_ref()).await?;
        }
        Ok(())
    }
}

impl Taken {
    /// This one, for a call of its own.
    pub(super) fn of(active: ActiveScenario, payment: Option<PaymentId>) -> Self {
        let ActiveScenario { id, scenario, parameters, .. } = active;
        Self { active_id: id, scenario, parameters, payment, follows: None }
    }

    async fn verdict(&self, app: &App, exchange: &Exchange, answer: &Answer) -> Result<Finding, Problem> {
        let Self { scenario, parameters, .. } = self;
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
        // A further call stands in the queue until it is recorded.
        if !self.scenario.is_follow_up() {
            app.store.give_scenario_back(self.active_id, self.payment.as_ref()).await?;
        }
        Ok(())
    }
}

fn is_lost_on_purpose<T>(result: &Result<T, CallError>) -> bool {
    matches!(result, Err(error) if error.finding().rule == &REPLY_LOST_ON_PURPOSE)
}
