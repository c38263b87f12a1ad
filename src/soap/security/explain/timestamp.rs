//! The Timestamp, and whether it is stale.

use jiff::Timestamp;
use roxmltree::Node;

use super::{At, Context};
use crate::domain::finding::{Finding, Place, one_line};
use crate::soap::WSU_NS;
use crate::soap::security::SignatureProblem;
use crate::soap::security::elements::place_of;
use crate::soap::security::elements::without_white_space;
use crate::soap::security::freshness;

/// The Timestamp of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampXRay {
    /// Its place.
    pub place: Place,
    /// `Created` as written.
    pub created_text: String,
    /// `Expires` as written; empty if missing.
    pub expires_text: String,
    /// `Created`, if readable.
    pub created: Option<Timestamp>,
    /// The reason why it is stale, or in the future, at the given time.
    pub stale: Option<SignatureProblem>,
}

impl TimestampXRay {
    /// The finding about a stale Timestamp.
    pub(super) fn staleness(&self) -> Option<Finding> {
        Some(self.stale.as_ref()?.finding().at(self.place.clone()))
    }
}

/// Reads the Timestamp and checks it at the given time, if any.
pub(super) fn read(node: Node<'_, '_>, context: &Context<'_>) -> TimestampXRay {
    let text_of = |name: &str| {
        let child = node.children().find(|child| child.has_tag_name((WSU_NS, name)));
        child.map(without_white_space).unwrap_or_default()
    };
    let (created_text, expires_text) = (text_of("Created"), text_of("Expires"));
    let stale = match context.judged_at {
        At::OwnCreated => None,
        At::Moment(now) => {
            let judgement = context.tolerance.at(now);
            let problem = freshness::check(node, judgement, &mut Vec::new()).err();
            problem.filter(|problem| {
                matches!(problem, SignatureProblem::Expired { .. } | SignatureProblem::CreatedInFuture { .. })
            })
        }
    };
    TimestampXRay {
        place: place_of(node),
        created: created_text.parse().ok(),
        created_text: one_line(&created_text),
        expires_text: one_line(&expires_text),
        stale,
    }
}
