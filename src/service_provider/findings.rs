//! The failure of a call as a finding.

use std::time::Duration;

use super::CallError;
use crate::clock::Clock;
use crate::domain::finding::rules::business::{CONFIRM_ECHO, FAULT};
use crate::domain::finding::rules::contract::NAMESPACE_RELATIVE;
use crate::domain::finding::rules::envelope::{BODY_EMPTY, REPLY_SLOW};
use crate::domain::finding::rules::signature::RELATIVE_NAMESPACE;
use crate::domain::finding::rules::timestamp::{
    CLOCK_SKEW, TIMESTAMP_EXPIRED, TIMESTAMP_IN_FUTURE, TIMESTAMP_OLD,
};
use crate::domain::finding::rules::transport::REQUEST_NOT_SIGNED;
use crate::domain::finding::{Finding, Place, Sentence, sentences};
use crate::soap::Operation;

/// The time after which a payer begins to doubt an empty page.
const SLOW: Duration = Duration::from_secs(5);

/// Puts the failure first, unless it is already among the findings, and reports a slow reply.
pub(super) fn complete(
    findings: &mut Vec<Finding>,
    operation: Operation,
    error: Option<&CallError>,
    duration: Duration,
) {
    if let Some(error) = error {
        let mut what_stopped = error.finding();
        if matches!(error, CallError::Transport(_) | CallError::HttpStatus(_)) {
            let effect = what_stopped.consequence.clone();
            let both = sentences::EFFECT_AND_AFTER.words().with("effect", effect);
            what_stopped = what_stopped.consequence(both.with("after", after_failure(operation).words()));
        }
        match findings.iter().position(|finding| finding.rule == what_stopped.rule) {
            Some(at) => findings[..=at].rotate_right(1),
            None => findings.insert(0, what_stopped),
        }
    }
    // The contract's rule reports it with the consequence for the content.
    if findings.iter().any(|finding| finding.rule == &NAMESPACE_RELATIVE) {
        findings.retain(|finding| finding.rule != &RELATIVE_NAMESPACE);
    }
    if duration > SLOW && !error.is_some_and(CallError::is_timeout) {
        findings.push(Finding::new(&REPLY_SLOW, format!("{} ms", duration.as_millis())));
    }
}

/// The difference between the clock of messages and the machine's, in seconds, from which the hub's own clock is the likelier
/// cause of a stale Timestamp than the e-Service's.
const MOVED_SECONDS: i64 = 60;

/// Names the hub's own clock as the cause of stale Timestamps if it was moved and messages are signed and judged by it
/// (setting `signatures_follow_clock`).
pub(super) fn blame_moved_clock(findings: &mut [Finding], message_clock: &Clock) {
    let state = message_clock.state();
    let ahead = state.now.duration_since(state.machine_now).as_secs();
    if ahead.abs() < MOVED_SECONDS {
        return;
    }
    let stale = [&TIMESTAMP_EXPIRED, &TIMESTAMP_IN_FUTURE, &TIMESTAMP_OLD, &CLOCK_SKEW];
    for finding in findings.iter_mut().filter(|finding| stale.contains(&finding.rule)) {
        let moved = if ahead < 0 { &sentences::CLOCK_IS_BEHIND } else { &sentences::CLOCK_IS_AHEAD };
        finding.consequence = sentences::CLOCK_MOVED_EFFECT.words();
        finding.remedy = moved.words().with("seconds", ahead.abs().to_string());
    }
}

/// What follows at MPay from a call that failed.
fn after_failure(operation: Operation) -> &'static Sentence {
    match operation {
        Operation::GetOrderDetails => &sentences::PAYER_SEES_TROUBLE,
        Operation::ConfirmOrderPayment => &sentences::CALL_IS_REPEATED,
    }
}

impl CallError {
    /// The failure as a finding.
    pub fn finding(&self) -> Finding {
        match self {
            Self::NotAnEnvelope(finding) | Self::NotAnAnswer(finding) => finding.as_ref().clone(),
            Self::EmptyBody => {
                Finding::new(&BODY_EMPTY, "nothing inside Body").at(Place::path("Envelope/Body"))
            }
            Self::Echo => {
                Finding::new(&CONFIRM_ECHO, "<ConfirmOrderPayment>").at(Place::path("Envelope/Body"))
            }
            Self::Contract(invalid) => invalid.finding(),
            // It is already among the findings, with all details.
            Self::Fault(fault) => Finding::new(&FAULT, fault.shown_code()).quoting(&fault.reason),
            Self::Signature(problem) => problem.finding(),
            Self::Transport(finding) => finding.as_ref().clone(),
            Self::HttpStatus(status) => status.finding(),
            Self::CannotSign { why } => Finding::new(&REQUEST_NOT_SIGNED, why),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::clock::SimulatedClock;

    #[test]
    fn a_clock_that_was_moved_is_the_cause_of_stale_timestamps() {
        let remedy = |by: SignedDuration| {
            let clock = Clock::Simulated(SimulatedClock::running());
            clock.hand().unwrap().advance(by);
            let mut findings = vec![Finding::new(&TIMESTAMP_EXPIRED, "x"), Finding::new(&BODY_EMPTY, "x")];
            blame_moved_clock(&mut findings, &clock);
            assert_eq!(findings[1], Finding::new(&BODY_EMPTY, "x"));
            findings.swap_remove(0).remedy
        };
        assert_eq!(remedy(SignedDuration::ZERO).as_str(), TIMESTAMP_EXPIRED.remedy);
        let moved = remedy(SignedDuration::from_secs(700));
        assert!(
            moved.contains("ahead of the machine's") && moved.contains("signatures_follow_clock"),
            "{moved}"
        );
        assert!(!moved.contains("NTP"), "{moved}");
    }
}
