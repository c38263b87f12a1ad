//! A scenario that was switched on, and which of several applies to a call.

use jiff::Timestamp;

use super::{Parameters, Scenario};
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
