//! Checks whether an e-Service could notice a time defect by its own clock. The hub's clock may have been moved; the
//! e-Service's is read from its replies, and assumed to be the machine's otherwise.

use jiff::{SignedDuration, Timestamp};

use super::Exchange;
use crate::domain::scenario::{Defect, FollowUp, Parameters, Scenario, WrongClock};
use crate::soap::security::life::{Life, life_of};
use crate::soap::security::verify::LEEWAY;

/// The maximum error of a time between two messages, whatever the difference of the clocks.
const MOST_SHORT: SignedDuration = SignedDuration::from_mins(1);

/// The reason, as a sentence, why the e-Service could not notice the defect of this call; `None` if it could, and for
/// scenarios without a time defect. `accepted_at` is the time when the call that is repeated was signed.
pub fn unseen(
    (scenario, parameters): (&Scenario, &Parameters),
    exchange: &Exchange,
    accepted_at: Option<Timestamp>,
    machine_now: Timestamp,
) -> Option<String> {
    let reply = exchange.response.as_deref().and_then(|reply| std::str::from_utf8(reply).ok());
    let now = reply.and_then(life_of).map_or(machine_now, |life| life.created);
    let tolerated = |name: &str, at: Timestamp, beyond: SignedDuration, until: &str| {
        (beyond <= LEEWAY).then(|| {
            format!(
                "By the e-Service's clock it is {now}, and {name} is {at}: {until} either answer is lawful."
            )
        })
    };
    match scenario.defect {
        Defect::Clock(WrongClock::Expired) | Defect::FollowUp(FollowUp::Replay) => {
            let Life { expires, .. } = life_of(&exchange.request)?;
            tolerated("Expires", expires, now.duration_since(expires), "until five minutes later")
        }
        Defect::Clock(WrongClock::InFuture) => {
            let Life { created, .. } = life_of(&exchange.request)?;
            tolerated("Created", created, created.duration_since(now), "up to five minutes ahead")
        }
        Defect::FollowUp(FollowUp::DuplicatesAfterGap) => {
            let gap = SignedDuration::from_secs(parameters.number(scenario, "gap"));
            let passed = now.duration_since(accepted_at?);
            let too_little = passed < gap - MOST_SHORT.min(gap / 2);
            too_little.then(|| {
                format!(
                    "By the e-Service's clock {} s have passed since the confirmation was accepted, and not {} s.",
                    passed.as_secs(),
                    gap.as_secs()
                )
            })
        }
        _ => None,
    }
}
