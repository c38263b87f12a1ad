//! Steps of the judgement that all kinds of scenarios share.

use jiff::Timestamp;

use crate::check::calls::Heard;
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::scenario::{Call, Case, NotApplicable, Parameters, Scenario};
use crate::service_provider::e_service_clock;

/// The call under the scenario, to be judged by its answer.
pub(super) fn case<'a, T>(
    trial: &Trial,
    scenario: &'static Scenario,
    call: Call,
    parameters: &'a Parameters,
    heard: &Heard<T>,
    accepted_at: Option<Timestamp>,
) -> Case<'a> {
    let machine_now = trial.run.target.clock.machine().now();
    let exchange = &heard.recorded.exchange;
    let unseen = e_service_clock::unseen((scenario, parameters), exchange, accepted_at, machine_now);
    Case { scenario, call, parameters, unseen }
}

/// The verdict where the scenario cannot be applied.
pub(super) fn skipped(why: NotApplicable) -> Verdict {
    match why {
        NotApplicable::NoKey | NotApplicable::NoKeyOfRegistered => {
            Verdict::skipped("the e-Service's private key is not known: give --cert a .pfx that holds it")
        }
        why => Verdict::skipped(format!("{why}: {}", why.remedy())),
    }
}
