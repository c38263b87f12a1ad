//! The allowed changes of a state machine as a printable table; every other change is refused.

use std::fmt::Debug;

use thiserror::Error;

/// One allowed change.
#[derive(Debug, Clone, Copy)]
pub struct Transition<S: 'static> {
    /// The state before.
    pub from: S,
    /// The state after.
    pub to: S,
    /// The cause.
    pub by: &'static str,
}

/// A change that the table does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAllowed {
    /// The table has no such change.
    #[error("{machine}: `{from}` never becomes `{to}`")]
    Change {
        /// The name of the machine.
        machine: &'static str,
        /// The state before.
        from: &'static str,
        /// The requested state.
        to: &'static str,
    },
    /// The machine cannot begin in this state.
    #[error("{machine}: none begins as `{first}`")]
    Beginning {
        /// The name of the machine.
        machine: &'static str,
        /// The requested state.
        first: &'static str,
    },
}

/// The states of a machine, with the table of its changes.
pub trait StateMachine: Copy + Debug + Eq + 'static {
    /// The name of the machine, one word.
    const MACHINE: &'static str;
    /// Every state.
    const STATES: &'static [Self];
    /// The possible first states.
    const FIRST: &'static [Self];
    /// Every allowed change, once.
    const TRANSITIONS: &'static [Transition<Self>];

    /// Its name.
    fn state_name(self) -> &'static str;

    /// Changes the state.
    ///
    /// # Errors
    /// If the table does not have the change.
    fn change_to(self, to: Self) -> Result<Self, NotAllowed> {
        let is_allowed = Self::TRANSITIONS.iter().any(|change| change.from == self && change.to == to);
        let (from, to_name) = (self.state_name(), to.state_name());
        is_allowed.then_some(to).ok_or(NotAllowed::Change { machine: Self::MACHINE, from, to: to_name })
    }

    /// Changes the state, or leaves it as it is.
    ///
    /// # Errors
    /// If the state is a different one, and the table does not have the change.
    fn stay_or_change_to(self, to: Self) -> Result<Self, NotAllowed> {
        if self == to { Ok(to) } else { self.change_to(to) }
    }

    /// Takes this as the first state.
    ///
    /// # Errors
    /// If the machine cannot begin in it.
    fn begin(self) -> Result<Self, NotAllowed> {
        let (machine, first) = (Self::MACHINE, self.state_name());
        Self::FIRST.contains(&self).then_some(self).ok_or(NotAllowed::Beginning { machine, first })
    }

    /// The states from which this one can be reached in one change.
    fn sources(self) -> impl Iterator<Item = Self> {
        Self::TRANSITIONS.iter().filter(move |change| change.to == self).map(|change| change.from)
    }
}

/// Makes a table from rows of the form `[from, from] => to: "by";`.
macro_rules! transitions {
    ($([$($from:ident),*] => $to:ident: $by:literal;)*) => {
        &[$($($crate::domain::transition::Transition { from: Self::$from, to: Self::$to, by: $by },)*)*]
    };
}

pub(super) use transitions;
