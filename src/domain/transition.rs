//! The changes that a state machine allows, as a table that can be printed, and that refuses every other change.

use std::fmt::Debug;

use thiserror::Error;

/// One allowed change.
#[derive(Debug, Clone, Copy)]
pub struct Transition<S: 'static> {
    /// The state before it.
    pub from: S,
    /// The state after it.
    pub to: S,
    /// What brings it about.
    pub by: &'static str,
}

/// A change that the table does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAllowed {
    /// One state never becomes the other.
    #[error("{machine}: `{from}` never becomes `{to}`")]
    Change {
        /// What was to change.
        machine: &'static str,
        /// The state before.
        from: &'static str,
        /// The state that was asked for.
        to: &'static str,
    },
    /// Nothing begins so.
    #[error("{machine}: none begins as `{first}`")]
    Beginning {
        /// What was to begin.
        machine: &'static str,
        /// The state that was asked for.
        first: &'static str,
    },
}

/// The states of one thing. What becomes what stands in a table.
pub trait StateMachine: Copy + Debug + Eq + 'static {
    /// What it is about, in a word.
    const MACHINE: &'static str;
    /// Every state.
    const STATES: &'static [Self];
    /// The states in which it may begin.
    const FIRST: &'static [Self];
    /// Every allowed change, each once.
    const TRANSITIONS: &'static [Transition<Self>];

    /// Its name.
    fn state_name(self) -> &'static str;

    /// The state after a change.
    ///
    /// # Errors
    /// Where the table does not have the change.
    fn change_to(self, to: Self) -> Result<Self, NotAllowed> {
        let is_allowed = Self::TRANSITIONS.iter().any(|change| change.from == self && change.to == to);
        let (from, to_name) = (self.state_name(), to.state_name());
        is_allowed.then_some(to).ok_or(NotAllowed::Change { machine: Self::MACHINE, from, to: to_name })
    }

    /// The state after something that may also leave it as it is.
    ///
    /// # Errors
    /// Where it is another one, and the table does not have the change.
    fn stay_or_change_to(self, to: Self) -> Result<Self, NotAllowed> {
        if self == to { Ok(to) } else { self.change_to(to) }
    }

    /// This state, as the first one of something new.
    ///
    /// # Errors
    /// Where nothing begins so.
    fn begin(self) -> Result<Self, NotAllowed> {
        let (machine, first) = (Self::MACHINE, self.state_name());
        Self::FIRST.contains(&self).then_some(self).ok_or(NotAllowed::Beginning { machine, first })
    }

    /// The states that may become this one.
    fn sources(self) -> impl Iterator<Item = Self> {
        Self::TRANSITIONS.iter().filter(move |change| change.to == self).map(|change| change.from)
    }
}

/// Writes a table: `[from, from] => to: "by";` for each way to a state.
macro_rules! transitions {
    ($([$($from:ident),*] => $to:ident: $by:literal;)*) => {
        &[$($($crate::domain::transition::Transition { from: Self::$from, to: Self::$to, by: $by },)*)*]
    };
}

pub(super) use transitions;
