//! Why a reply's signature does not hold, looked into beside the call.

use super::KnownSigner;
use crate::domain::finding::{Finding, Severity, Stage};
use crate::soap::security::certificates::Certificate;
use crate::soap::security::explain::{At, Context, KnownKey, explain};
use crate::soap::security::verify::Judgement;

/// Keys that may have signed by mistake.
pub(super) struct Known<'a> {
    /// The hub's own certificate.
    pub(super) own: &'a Certificate,
    /// Those of all services, with the words for each.
    pub(super) services: &'a [(String, Certificate)],
}

/// Puts the causes that were proved first, where the findings say that the signature does not hold.
pub(super) async fn add_causes(
    findings: &mut Vec<Finding>,
    reply: &[u8],
    signer: &KnownSigner,
    known: Known<'_>,
    judgement: Judgement,
) {
    let is_bad = |finding: &Finding| {
        (finding.rule.stage, finding.rule.severity) == (Stage::Signature, Severity::Error)
    };
    if !findings.iter().any(is_bad) {
        return;
    }
    let own = ("the hub's own key".to_owned(), known.own.clone());
    let known: Vec<_> = [own].into_iter().chain(known.services.iter().cloned()).collect();
    let (reply, signer) = (reply.to_vec(), signer.clone());
    // Dozens of canonicalizations are tried: no payer's page waits on the same thread meanwhile.
    let looked = tokio::task::spawn_blocking(move || causes(&reply, &signer, &known, judgement)).await;
    match looked {
        // In the order of the X-ray, which has structure before causes and both before what they lead to.
        Ok(causes) => {
            findings.retain(|known| causes.iter().all(|cause| cause.rule != known.rule));
            findings.splice(..0, causes);
        }
        Err(error) => tracing::error!(%error, "a bad signature could not be looked into"),
    }
}

fn causes(
    reply: &[u8],
    signer: &KnownSigner,
    known: &[(String, Certificate)],
    judgement: Judgement,
) -> Vec<Finding> {
    let Judgement { now, leeway } = judgement;
    let known: Vec<_> = known.iter().map(|(label, certificate)| KnownKey { label, certificate }).collect();
    let context = Context { trust: signer.trust(), known: &known, judged_at: At::Moment(now), leeway };
    let mut findings = explain(reply, &context).findings;
    findings.retain(|finding| finding.rule.stage == Stage::Signature);
    findings
}
