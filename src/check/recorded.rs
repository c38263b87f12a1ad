//! The calls of a check as they were transmitted.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::scenario::Answer;
use crate::service_provider::Exchange;

/// A call as it was transmitted.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The purpose of the call in its rule: `sent`, `honest call beside it`.
    pub label: String,
    /// The order that it is about.
    pub order_key: String,
    /// True for a call as MPay makes it, by whose reply the contract is judged.
    pub is_honest: bool,
    /// The call.
    pub exchange: Exchange,
    /// The e-Service's reaction; `None` if the call never reached it.
    pub answer: Option<Answer>,
}

/// The calls of one rule, in the order in which they ended.
#[derive(Debug, Default)]
pub struct Log(Mutex<Vec<Arc<Recorded>>>);

impl Log {
    /// The calls so far.
    pub fn calls(&self) -> Vec<Arc<Recorded>> {
        self.lock().clone()
    }

    /// Adds a call.
    pub(super) fn add(&self, recorded: Arc<Recorded>) {
        self.lock().push(recorded);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Recorded>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
