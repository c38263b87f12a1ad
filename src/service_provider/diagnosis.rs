//! Diagnoses an invalid signature of a reply, after the call.

use super::understanding::Received;
use crate::domain::finding::{Finding, Severity, Stage};
use crate::soap::security::certificates::Certificate;
use crate::soap::security::explain::{At, Context, KnownKey, explain};
use crate::soap::security::verify::Judgement;

/// True if a finding says that the signature is invalid.
pub(super) fn is_needed(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| (finding.rule.stage, finding.rule.severity) == (Stage::Signature, Severity::Error))
}

/// The proved causes. `services` are the certificates of all services with descriptions, as one of their keys, or the hub's
/// own, may have been used by mistake.
pub(super) fn causes(received: &Received, services: &[(String, Certificate)]) -> Vec<Finding> {
    let Received { reply, signer, own, judgement, .. } = received;
    let Judgement { now, tolerance } = *judgement;
    let own = KnownKey { label: "the hub's own key", certificate: own };
    let others = services.iter().map(|(label, certificate)| KnownKey { label, certificate });
    let known: Vec<_> = [own].into_iter().chain(others).collect();
    let context = Context { trust: signer.trust(), known: &known, judged_at: At::Moment(now), tolerance };
    let mut findings = explain(reply, &context).findings;
    findings.retain(|finding| finding.rule.stage == Stage::Signature);
    findings
}

/// Inserts the causes in the order of the X-ray: structure, then causes, then their consequences.
pub(super) fn put_first(findings: &mut Vec<Finding>, causes: Vec<Finding>) {
    findings.retain(|known| causes.iter().all(|cause| cause.rule != known.rule));
    findings.splice(..0, causes);
}
