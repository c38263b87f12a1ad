//! The ServiceIDs that may be labels: only registered ones, and a limited number.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use prometheus_client::encoding::{EncodeLabelValue, LabelValueEncoder};

use crate::domain::ids::ServiceId;

/// The maximum number of services with their own label in the life of a process: services may come and go, and Prometheus
/// keeps every label.
pub const MOST: usize = 100;

/// The label of all other services.
const OTHER: &str = "other";

/// The label of a service. There are [`MOST`], and `other`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceLabel(Arc<str>);

impl EncodeLabelValue for ServiceLabel {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        (&*self.0).encode(encoder)
    }
}

/// The assigned labels.
#[derive(Debug, Default)]
pub(super) struct ServiceLabels(RwLock<HashSet<Arc<str>>>);

impl ServiceLabels {
    /// The label of a service. An unregistered id may be any typed text.
    pub(super) fn of(&self, id: &ServiceId, is_registered: bool) -> ServiceLabel {
        if !is_registered {
            return ServiceLabel(OTHER.into());
        }
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(id.as_str()).cloned();
        ServiceLabel(known.unwrap_or_else(|| self.give_out(id)))
    }

    fn give_out(&self, id: &ServiceId) -> Arc<str> {
        let mut given = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if given.len() >= MOST && !given.contains(id.as_str()) {
            return OTHER.into();
        }
        let label: Arc<str> = id.as_str().into();
        given.insert(Arc::clone(&label));
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_is_not_registered_and_one_too_many_are_others() {
        let labels = ServiceLabels::default();
        let of = |text: &str, is_registered| {
            labels.of(&ServiceId::parse(text).unwrap(), is_registered).0.to_string()
        };
        assert_eq!(of("FROM-THE-INTERNET", false), OTHER);
        for number in 0..MOST {
            let id = format!("S{number}");
            assert_eq!(of(&id, true), id);
        }
        assert_eq!(of("ONE-TOO-MANY", true), OTHER);
        assert_eq!(of("S0", true), "S0", "what has a label keeps it");
    }
}
