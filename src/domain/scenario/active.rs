//! A scenario that was switched on, and which of several applies to a call.

use jiff::Timestamp;

use super::{Parameters, Scenario, WaitingCall};
use crate::domain::finding::Finding;
use crate::domain::ids::{OrderKey, ServiceId};

/// What a scenario that was switched on applies to. What is not given is not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Calls to this service alone.
    pub service_id: Option<ServiceId>,
    /// Calls about this order alone.
    pub order_key: Option<OrderKey>,
}

/// A scenario that was switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveScenario {
    /// Its number, higher than that of every earlier one.
    pub id: i64,
    /// Which it is.
    pub scenario: &'static Scenario,
    /// What was set about it.
    pub parameters: Parameters,
    /// What it applies to.
    pub scope: Scope,
    /// To how many calls it still applies; `None` goes on until it is stopped. At 0 it is used up.
    pub remaining_calls: Option<i64>,
    /// When it was switched on.
    pub created_at: Timestamp,
    /// To how many calls it was really applied.
    pub applied: i64,
    /// The further call that it makes next, where one waits.
    pub next_call: Option<NextCall>,
    /// Why it was not applied to the latest call that it should have been applied to; `None` once it was applied again.
    pub not_applied: Option<NotApplied>,
}

/// A further call that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextCall {
    /// When it is due, on the hub's clock.
    pub due: Timestamp,
    /// When the accepted call was signed that it comes after, by the time of messages.
    pub accepted_at: Timestamp,
}

/// What there is to say of a scenario beside its verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'a> {
    /// A further call waits.
    NextCall(WaitingCall),
    /// It was not applied to the latest call that it should have been applied to.
    NotApplied(&'a NotApplied),
    /// Calls have shown it; the verdicts say how.
    Shown,
    /// Calls have shown it, and are no longer kept.
    NoLongerKept,
    /// It makes its calls after the next confirmation that the e-Service accepts.
    Follows,
    /// It applies to the next call within its scope.
    NotYet,
}

impl Standing<'_> {
    /// Its name for pages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NextCall(_) => "next-call",
            Self::NotApplied(_) => "not-applied",
            Self::Shown => "shown",
            Self::NoLongerKept => "no-longer-kept",
            Self::Follows => "follows",
            Self::NotYet => "not-yet",
        }
    }
}

/// That a scenario was not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotApplied {
    /// Why, and what to do.
    pub finding: Finding,
    /// The call that was made without it; `None` where none was made, or where it is no longer kept.
    pub exchange_id: Option<i64>,
}

impl Scope {
    /// Whether a call about this order of this service is within it.
    pub fn contains(&self, service: &ServiceId, order_key: &OrderKey) -> bool {
        self.service_id.as_ref().is_none_or(|asked| asked == service)
            && self.order_key.as_ref().is_none_or(|asked| asked == order_key)
    }

    /// An order says more than a service, and both together say the most.
    fn specificity(&self) -> u8 {
        2 * u8::from(self.order_key.is_some()) + u8::from(self.service_id.is_some())
    }
}

impl ActiveScenario {
    /// Whether it still applies to anything.
    pub fn is_active(&self) -> bool {
        self.remaining_calls.is_none_or(|remaining| remaining > 0)
    }

    /// What there is to say of it beside the verdicts on its calls, of which `has_verdicts` says whether any is kept.
    pub fn standing(&self, has_verdicts: bool) -> Standing<'_> {
        match (&self.not_applied, self.waiting_call()) {
            (_, Some(call)) => Standing::NextCall(call),
            (Some(not_applied), None) => Standing::NotApplied(not_applied),
            (None, None) if has_verdicts => Standing::Shown,
            (None, None) if self.applied > 0 => Standing::NoLongerKept,
            (None, None) if self.scenario.is_follow_up() => Standing::Follows,
            (None, None) => Standing::NotYet,
        }
    }
}

/// Of the scenarios within whose scope a call is, the one that applies: the most specific scope wins, then the one that
/// was switched on last. At most one applies to a call, so that a verdict is about one defect.
pub fn most_specific<'a>(
    scenarios: impl IntoIterator<Item = &'a ActiveScenario>,
    service: &ServiceId,
    order_key: &OrderKey,
) -> Option<&'a ActiveScenario> {
    scenarios
        .into_iter()
        .filter(|active| active.is_active() && active.scope.contains(service, order_key))
        .max_by_key(|active| (active.scope.specificity(), active.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn active(
        id: i64,
        service: Option<&str>,
        order: Option<&str>,
        remaining_calls: Option<i64>,
    ) -> ActiveScenario {
        ActiveScenario {
            id,
            scenario: Scenario::find("unsigned").unwrap(),
            parameters: Parameters::default(),
            scope: Scope {
                service_id: service.map(|id| ServiceId::parse(id).unwrap()),
                order_key: order.map(|key| OrderKey::parse(key).unwrap()),
            },
            remaining_calls,
            created_at: Timestamp::UNIX_EPOCH,
            applied: 0,
            next_call: None,
            not_applied: None,
        }
    }

    #[test]
    fn the_most_specific_scope_wins_then_the_latest() {
        let all = [
            active(1, Some("S"), Some("O"), Some(1)),
            active(2, None, Some("O"), None),
            active(3, Some("S"), None, None),
            active(4, None, None, None),
            active(5, None, None, None),
            active(6, Some("S"), Some("O"), Some(0)),
        ];
        let chosen = |service: &str, order: &str| {
            let (service, order) = (ServiceId::parse(service).unwrap(), OrderKey::parse(order).unwrap());
            most_specific(&all, &service, &order).unwrap().id
        };
        assert_eq!((chosen("S", "O"), chosen("T", "O"), chosen("S", "P"), chosen("T", "P")), (1, 2, 3, 5));
        let none = ServiceId::parse("T").unwrap();
        assert_eq!(most_specific(&all[..1], &none, &OrderKey::parse("O").unwrap()), None);
    }
}
