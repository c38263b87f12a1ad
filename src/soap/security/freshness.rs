//! The Timestamp: the age and lifetime of a message, and the sender's clock.

use jiff::{SignedDuration, Timestamp};
use roxmltree::Node;

use super::SignatureProblem;
use super::durations::{in_words, skew_in_words};
use super::elements::{cut, only, place_of, without_white_space};
use super::judgement::{Judgement, Tolerance};
use crate::domain::finding::Finding;
use crate::domain::finding::rules::timestamp as rules;
use crate::soap::WSU_NS;

/// The lifetime that WCF assumes: it adds this to `Created` (`timestampValidityDuration`), whatever `Expires` says.
const USUAL_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// The tolerated excess over the usual lifetime: Created and Expires often come from two readings of the clock.
const TWO_READINGS: SignedDuration = SignedDuration::from_secs(1);

/// The clock difference from which a remark is made on a valid message.
const REMARKABLE_SKEW: SignedDuration = SignedDuration::from_mins(1);

/// The content of the Timestamp.
#[derive(Debug, Clone, Copy)]
pub(super) struct Freshness {
    /// `Created`.
    pub created: Timestamp,
    /// The time from `Created` to `Expires`, if both are present.
    pub lifetime: Option<SignedDuration>,
}

/// Reads the Timestamp and checks it against the clock.
pub(super) fn check(
    timestamp: Node<'_, '_>,
    judgement: Judgement,
    notes: &mut Vec<Finding>,
) -> Result<Freshness, SignatureProblem> {
    let Judgement { now, tolerance: Tolerance { leeway, longest_life } } = judgement;
    let created =
        moment(timestamp, "Created")?.ok_or(SignatureProblem::Missing { path: "Timestamp/Created" })?;
    let said = moment(timestamp, "Expires")?;
    let expires = said.unwrap_or_else(|| created.saturating_add(USUAL_LIFETIME).unwrap_or(created));
    if expires <= created {
        return Err(SignatureProblem::Reversed { created, expires });
    }
    if now.saturating_add(leeway).unwrap_or(now) < created {
        return Err(SignatureProblem::CreatedInFuture { created, now });
    }
    if expires < now.saturating_sub(leeway).unwrap_or(now) {
        return Err(SignatureProblem::Expired { created, expires, now });
    }
    let life = expires.duration_since(created);
    if life > longest_life {
        return Err(SignatureProblem::LivesTooLong { created, life, longest: longest_life });
    }
    let at = place_of(timestamp);
    let lifetime = said.map(|expires| expires.duration_since(created));
    match lifetime {
        None => notes.push(Finding::new(&rules::TIMESTAMP_NO_EXPIRES, "Created alone").at(at.clone())),
        Some(lifetime) if lifetime > USUAL_LIFETIME.saturating_add(TWO_READINGS) => {
            notes.push(Finding::new(&rules::TIMESTAMP_LIFETIME, in_words(lifetime)).at(at.clone()));
        }
        Some(_) => {}
    }
    let skew = created.duration_since(now);
    if -skew > USUAL_LIFETIME.saturating_add(leeway) {
        notes.push(Finding::new(&rules::TIMESTAMP_OLD, skew_in_words(created, now)).at(at.clone()));
    }
    if skew.abs() > REMARKABLE_SKEW {
        notes.push(Finding::new(&rules::CLOCK_SKEW, skew_in_words(created, now)).at(at));
    }
    Ok(Freshness { created, lifetime })
}

fn moment(timestamp: Node<'_, '_>, element: &'static str) -> Result<Option<Timestamp>, SignatureProblem> {
    let Some(node) = only(timestamp, WSU_NS, element)? else { return Ok(None) };
    let text = without_white_space(node);
    let read = text.parse::<Timestamp>();
    read.map(Some).map_err(|_| SignatureProblem::UnreadableTimestamp { element, found: cut(&text) })
}
