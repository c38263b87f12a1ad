//! A call to be sent, honest or under a scenario, and the evaluation of its answer.

use jiff::Timestamp;

use super::settlement;
use crate::app::App;
use crate::domain::disturbance::Disturbance;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport::REPLY_LOST_ON_PURPOSE;
use crate::domain::ids::PaymentId;
use crate::domain::scenario::{
    ActiveScenario, Answer, Beside, Call, Case, Expected, NotApplicable, NotApplied, Parameters, Scenario,
    not_applied,
};
use crate::flow::Problem;
use crate::service_provider::{CallError, Exchange, Signing, answer, e_service_clock};

/// A call to be sent.
pub(in crate::flow) struct PreparedCall<C> {
    /// The query, or the content of the Body.
    pub(in crate::flow) content: C,
    /// The form of the signature.
    pub(in crate::flow) signing: Signing,
    /// The disturbance of the connection.
    pub(in crate::flow) disturbance: Disturbance,
    /// The scenario taken for it; `None` for an honest call.
    taken: Option<AppliedScenario>,
    /// The number of a scenario that should have applied, and the reason why it did not.
    why_honest: Option<(i64, Finding)>,
}

/// A scenario taken for a call.
pub(super) struct AppliedScenario {
    /// The number of the active scenario.
    pub(super) active_id: i64,
    pub(super) scenario: &'static Scenario,
    pub(super) parameters: Parameters,
    /// The confirmed payment; `None` for `GetOrderDetails`.
    pub(super) payment: Option<PaymentId>,
    /// The accepted call that it follows.
    pub(super) follows: Option<Followed>,
}

/// An accepted call.
pub(super) struct Followed {
    pub(super) request: String,
    pub(super) signed_at: Timestamp,
}

/// The result of a sent call.
#[derive(Debug)]
pub(in crate::flow) struct Settled {
    /// The scenario that was actually applied.
    pub(in crate::flow) scenario: Option<&'static Scenario>,
    /// The e-Service's reaction; `None` if the request never reached it.
    pub(in crate::flow) answer: Option<Answer>,
    /// The number of the scenario that was not applied, and the reason.
    not_applied: Option<(i64, Finding)>,
}

impl Settled {
    /// True if the answer describes an order: false if the e-Service must refuse the call, or did not accept it, possibly
    /// because of the scenario.
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

impl<C> PreparedCall<C> {
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

    /// An honest call in place of one under a scenario that could not be applied.
    pub(super) fn not_under(content: C, active: &ActiveScenario, why: &NotApplicable) -> Self {
        let why_honest = Some((active.id, not_applied(active.scenario, why)));
        Self { why_honest, ..Self::honest(content) }
    }

    /// A call under a scenario.
    pub(super) fn under(
        content: C,
        signing: Signing,
        disturbance: Disturbance,
        taken: AppliedScenario,
    ) -> Self {
        Self { signing, disturbance, taken: Some(taken), ..Self::honest(content) }
    }

    /// True if the answer counts like that to an honest call.
    pub(in crate::flow) fn counts(&self) -> bool {
        self.taken.as_ref().is_none_or(|taken| taken.scenario.expected != Expected::Refuse)
    }

    /// Puts the verdict first among the findings of the call, and counts the application. A call that was never sent has no
    /// verdict, and its scenario may be taken again.
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

    /// Records the scenario's result, now that the call is stored under this number. A further call that was never sent
    /// makes its scenario available again, if none of its other calls can still be made: it then follows the next accepted
    /// confirmation.
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

impl AppliedScenario {
    /// This scenario, for a new call.
    pub(super) fn of(active: ActiveScenario, payment: Option<PaymentId>) -> Self {
        let ActiveScenario { id, scenario, parameters, .. } = active;
        Self { active_id: id, scenario, parameters, payment, follows: None }
    }

    async fn verdict(&self, app: &App, exchange: &Exchange, answer: &Answer) -> Result<Finding, Problem> {
        let Self { scenario, parameters, .. } = self;
        let accepted_at = self.follows.as_ref().map(|followed| followed.signed_at);
        let machine_now = app.clock.machine().now();
        let unseen = e_service_clock::unseen((scenario, parameters), exchange, accepted_at, machine_now);
        let call = match self.payment {
            Some(_) => Call::ConfirmOrderPayment,
            None => Call::GetOrderDetails,
        };
        let case = Case { scenario, call, parameters, unseen };
        if scenario.loses_reply() {
            return Ok(case.lost());
        }
        Ok(case.verdict(answer, &self.beside(app).await?))
    }

    /// The known answers to honest calls. For `GetOrderDetails` the honest call follows at once and decides.
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
        // A further call stays in the queue until it is recorded.
        if !self.scenario.is_follow_up() {
            app.store.give_scenario_back(self.active_id, self.payment.as_ref()).await?;
        }
        Ok(())
    }
}

fn is_lost_on_purpose<T>(result: &Result<T, CallError>) -> bool {
    matches!(result, Err(error) if error.finding().rule == &REPLY_LOST_ON_PURPOSE)
}
