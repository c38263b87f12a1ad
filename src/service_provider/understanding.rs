//! Processes a reply: envelope, fault, signature, content, in that order.

use roxmltree::Document;

use super::reply::ReplyHead;
use super::{CallError, KnownSigner, SignatureVerdict};
use crate::domain::finding::Finding;
use crate::domain::finding::rules::business::FAULT_UNSIGNED;
use crate::domain::service::ReplySignature;
use crate::soap::envelope::{self, Envelope, NotAnEnvelope};
use crate::soap::security::certificates::Certificate;
use crate::soap::security::verify::{Judgement, SignatureProblem, Verified, verify};
use crate::soap::{Operation, fault};

/// A reply with everything needed to check it. All is owned, as it moves to another thread.
#[derive(Clone)]
pub(super) struct Received {
    /// The body.
    pub(super) reply: Vec<u8>,
    pub(super) head: ReplyHead,
    pub(super) operation: Operation,
    pub(super) policy: ReplySignature,
    /// The accepted signers.
    pub(super) signer: KnownSigner,
    /// The hub's own certificate.
    pub(super) own: Certificate,
    pub(super) judgement: Judgement,
}

/// Processes a reply, and adds remarks to `findings` besides the error. `read` parses the content of the Body.
pub(super) fn understand<T>(
    received: &Received,
    findings: &mut Vec<Finding>,
    read: impl FnOnce(&Envelope<'_, '_>, &mut Vec<Finding>) -> Result<T, CallError>,
) -> Result<(T, SignatureVerdict), CallError> {
    let Received { reply, head, .. } = received;
    let bytes = reply.as_slice();
    // An unusable SOAP message says more than its status.
    let not_an_envelope = |why: NotAnEnvelope| match head.status {
        status if status == 200 || why.is_soap() => CallError::NotAnEnvelope(Box::new(why.finding(bytes))),
        _ => head.unexpected(bytes),
    };
    let text = envelope::text_of(bytes).map_err(not_an_envelope)?;
    let document = envelope::parse(&text).map_err(not_an_envelope)?;
    let envelope = match (Envelope::of(&document), Envelope::of_soap_12_fault(&document)) {
        (Ok(envelope), _) => envelope,
        (Err(why), Some(envelope)) => {
            findings.push(why.finding(bytes));
            envelope
        }
        (Err(why), None) => return Err(not_an_envelope(why)),
    };
    findings.extend(envelope::remarks(bytes, &document, &envelope));
    if let Some(payload) = envelope.payload()
        && let Some(mut fault) = fault::read(payload, head.status)
    {
        let signature = verified(&document, &envelope, received);
        fault.is_signed = signature.is_ok();
        findings.extend(fault::findings(&fault, payload, received.operation, &received.own));
        match signature {
            _ if received.policy == ReplySignature::Ignore => {}
            Ok(_) => {}
            Err(problem @ SignatureProblem::Unsigned { .. }) => {
                findings.push(Finding::new(&FAULT_UNSIGNED, problem.to_string()).at(fault::place(payload)));
            }
            Err(problem) => findings.push(problem.finding()),
        }
        return Err(CallError::Fault(fault));
    }
    if head.status != 200 {
        return Err(head.unexpected(bytes));
    }
    let verdict = match received.policy {
        ReplySignature::Ignore => Ok(SignatureVerdict::NotChecked),
        policy => match verified(&document, &envelope, received) {
            Ok(verified) => {
                findings.extend(verified.notes);
                Ok(SignatureVerdict::Verified {
                    certificate: verified.certificate.der().to_vec(),
                    clock_skew_ms: verified.clock_skew_ms,
                })
            }
            Err(problem) if policy == ReplySignature::Warn => {
                findings.push(problem.finding());
                Ok(SignatureVerdict::Tolerated(problem))
            }
            Err(problem) => Err(CallError::Signature(problem)),
        },
    };
    // The content is parsed whatever the signature, so that all mistakes are reported at once; it is used only if the
    // policy allows.
    let content = read(&envelope, findings);
    let verdict = verdict?;
    Ok((content?, verdict))
}

fn verified(
    document: &Document<'_>,
    envelope: &Envelope<'_, '_>,
    received: &Received,
) -> Result<Verified, SignatureProblem> {
    let Received { signer, own, judgement, .. } = received;
    let verified = verify(document, envelope, signer.trust(), *judgement)?;
    // A request that is sent back must never count as a reply to itself.
    let is_expected = matches!(signer, KnownSigner::Certificate(known) if **known == *own);
    if verified.certificate == *own && !is_expected {
        return Err(SignatureProblem::OwnCertificate { subject: verified.certificate.subject.clone() });
    }
    Ok(verified)
}
