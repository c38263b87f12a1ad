//! Why a reply's signature does not hold, looked into beside the call.

use super::KnownSigner;
use crate::domain::finding::{Finding, Severity, Stage};
use crate::soap::security::certificates::Certificate;
use crate::soap::security::explain::{At, Context, KnownKey, explain};
use crate::soap::security::verify::Judgement;

/// Puts the causes that were proved first, where the findings say that the signature does not hold.
pub(super) async fn add_causes(
    findings: &mut Vec<Finding>,
    reply: &[u8],
    signer: &KnownSigner,
    own: &Certificate,
    judgement: Judgement,
) {
    let is_bad = |finding: &Finding| {
        (finding.rule.stage, finding.rule.severity) == (Stage::Signature, Severity::Error)
    };
    if !findings.iter().any(is_bad) {
        return;
    }
    let (reply, signer, own) = (reply.to_vec(), signer.clone(), own.clone());
    // Dozens of canonicalizations are tried: no payer's page waits on the same thread meanwhile.
    let looked = tokio::task::spawn_blocking(move || causes(&reply, &signer, &own, judgement)).await;
    match looked {
        Ok(causes) => {
            let new =
                causes.into_iter().filter(|cause| findings.iter().all(|known| known.rule != cause.rule));
            let new: Vec<_> = new.collect();
            findings.splice(..0, new);
        }
        Err(error) => tracing::error!(%error, "a bad signature could not be looked into"),
    }
}

fn causes(reply: &[u8], signer: &KnownSigner, own: &Certificate, judgement: Judgement) -> Vec<Finding> {
    let Judgement { now, leeway } = judgement;
    let known = [KnownKey { label: "the hub's own key", certificate: own }];
    explain(reply, &Context { trust: signer.trust(), known: &known, judged_at: At::Moment(now), leeway })
        .findings
}
