//! Active scenarios, and the choice between them.

use jiff::{SignedDuration, Timestamp};

use super::{Defect, FollowUp, Parameters, Scenario, WaitingCall};
use crate::domain::finding::Finding;
use crate::domain::ids::{OrderKey, ServiceId};

/// The calls that an active scenario applies to. A field that is `None` restricts nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Only calls to this service.
    pub service_id: Option<ServiceId>,
    /// Only calls about this order.
    pub order_key: Option<OrderKey>,
}

/// A scenario that was switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveScenario {
    /// Its number, higher than that of every earlier one.
    pub id: i64,
    /// The scenario.
    pub scenario: &'static Scenario,
    /// Its parameters.
    pub parameters: Parameters,
    /// The calls it applies to.
    pub scope: Scope,
    /// The number of calls it still applies to; `None` is unlimited. At 0 it is used up.
    pub remaining_calls: Option<i64>,
    /// The time it was switched on.
    pub created_at: Timestamp,
    /// The number of calls it was actually applied to.
    pub applied: i64,
    /// The next further call, where one is waiting.
    pub next_call: Option<NextCall>,
    /// The reason it was not applied to the latest call in its scope; `None` once it is applied again.
    pub not_applied: Option<NotApplied>,
}

impl ActiveScenario {
    /// The times of the scenario's further calls after a call accepted now; empty where it makes none.
    pub fn follow_ups(&self, now: Timestamp) -> Vec<Timestamp> {
        let Defect::FollowUp(kind) = self.scenario.defect else { return vec![] };
        let wait = self.scenario.waits(&self.parameters).unwrap_or_default();
        let count = i32::try_from(self.parameters.number(self.scenario, "count")).unwrap_or(1);
        let after = |wait: SignedDuration| now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        match kind {
            FollowUp::DuplicatesAtOnce => (0..count).map(|_| now).collect(),
            FollowUp::DuplicatesAfterGap => (1..=count).map(|number| after(wait * number)).collect(),
            FollowUp::SamePaymentOtherAmount | FollowUp::SecondPayment => vec![now],
            FollowUp::Replay => vec![after(wait)],
        }
    }

    /// The next further call, where one is waiting.
    pub fn waiting_call(&self) -> Option<WaitingCall> {
        let next = self.next_call?;
        Some(WaitingCall::of(self.scenario, &self.parameters, next.due, next.accepted_at))
    }
}

/// A further call that is waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextCall {
    /// The time it is due, on the hub's clock.
    pub due: Timestamp,
    /// The time, in messages' time, when the accepted call before it was signed.
    pub accepted_at: Timestamp,
}

/// The current situation of an active scenario, besides its verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'a> {
    /// A further call is waiting.
    NextCall(WaitingCall),
    /// It was not applied to the latest call in its scope.
    NotApplied(&'a NotApplied),
    /// It was applied to calls; the verdicts have the results.
    Shown,
    /// It was applied to calls that are no longer stored.
    NoLongerKept,
    /// It makes its calls after the next accepted confirmation.
    Follows,
    /// It applies to the next call in its scope.
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

/// A scenario that was not applied to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotApplied {
    /// The reason and the remedy.
    pub finding: Finding,
    /// The call that was made without it; `None` where none was made, or where it is no longer stored.
    pub exchange_id: Option<i64>,
}

impl Scope {
    /// True where a call about this order of this service is in scope.
    pub fn contains(&self, service: &ServiceId, order_key: &OrderKey) -> bool {
        self.service_id.as_ref().is_none_or(|asked| asked == service)
            && self.order_key.as_ref().is_none_or(|asked| asked == order_key)
    }

    /// An order is more specific than a service; both together are the most specific.
    fn specificity(&self) -> u8 {
        2 * u8::from(self.order_key.is_some()) + u8::from(self.service_id.is_some())
    }
}

impl ActiveScenario {
    /// True where it applies to further calls.
    pub fn is_active(&self) -> bool {
        self.remaining_calls.is_none_or(|remaining| remaining > 0)
    }

    /// The current situation. `has_verdicts` is true where verdicts on its calls are still stored.
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

/// The scenario that applies to a call: the one with the most specific scope, then the latest. At most one applies, so that
/// a verdict is about one defect.
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
