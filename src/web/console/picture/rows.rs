//! The rows of the picture, before they are drawn.

use jiff::{SignedDuration, Timestamp};

/// The columns, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    Payer,
    Hub,
    PaymentProvider,
    EService,
}

/// The result of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Reached,
    Failed,
    NotReached,
}

/// One arrow; a dot if it begins and ends in one lane.
#[derive(Debug)]
pub(super) struct Row {
    /// The steps of the guide, in order.
    pub(super) steps: &'static [u8],
    pub(super) from: Lane,
    pub(super) to: Lane,
    pub(super) state: State,
    pub(super) label: String,
    /// The time on the hub's clock, of a reply that of its call; `None` if it is not known.
    pub(super) at: Option<Timestamp>,
    /// Of a reply: the time after its call.
    pub(super) took: Option<SignedDuration>,
    /// The message, or another page about the step.
    pub(super) href: Option<String>,
}

impl Row {
    /// A row without a time and without a link.
    pub(super) fn new(
        steps: &'static [u8],
        (from, to): (Lane, Lane),
        state: State,
        label: impl Into<String>,
    ) -> Self {
        Self { steps, from, to, state, label: label.into(), at: None, took: None, href: None }
    }

    /// Sets the time.
    pub(super) fn at(self, at: Option<Timestamp>) -> Self {
        Self { at, ..self }
    }

    /// Sets the link.
    pub(super) fn linked(self, href: Option<String>) -> Self {
        Self { href, ..self }
    }
}
