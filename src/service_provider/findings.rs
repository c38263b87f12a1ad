//! The failure of a call as a finding.

use std::time::Duration;

use super::CallError;
use crate::domain::finding::rules::business::{CONFIRM_ECHO, FAULT};
use crate::domain::finding::rules::contract::NAMESPACE_RELATIVE;
use crate::domain::finding::rules::envelope::{BODY_EMPTY, REPLY_SLOW};
use crate::domain::finding::rules::signature::RELATIVE_NAMESPACE;
use crate::domain::finding::rules::transport::REQUEST_NOT_SIGNED;
use crate::domain::finding::{Finding, Place};

/// The time after which a payer begins to doubt an empty page.
const SLOW: Duration = Duration::from_secs(5);

/// Puts the failure first, unless it is already among the findings, and reports a slow reply.
pub(super) fn complete(findings: &mut Vec<Finding>, error: Option<&CallError>, duration: Duration) {
    if let Some(error) = error {
        let what_stopped = error.finding();
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
