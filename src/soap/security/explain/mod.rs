//! The X-ray: what a signature covers, over which octets, and why it does not hold.
//!
//! Only [`verify`] decides whether a message is accepted. The X-ray examines the same message without stopping at the first
//! problem, and where a digest is wrong it tries known accidents of signed XML until one makes it match. A cause that it
//! names is proved: no other octets have the declared or signed digest.

mod base64_text;
mod canonicalization;
mod context;
mod diagnosis;
mod elements;
mod findings;
mod hypotheses;
mod identifiers;
mod ids;
mod markup;
mod namespaces;
mod octets;
mod pkcs1;
mod reference;
mod signature;
mod signature_value;
mod signed_info;
mod subject;
mod timestamp;
mod tokens;
mod unreadable;
mod white_space;

pub mod json;
pub mod text;

use jiff::Timestamp;
use roxmltree::{Document, Node};

pub use context::{At, Context, KnownKey};
pub use pkcs1::DigestInfo;
pub use reference::ReferenceXRay;
pub use signature::{CertificateFacts, SignatureXRay};
pub use subject::{MOST_OCTETS, MOST_TEXT};
pub use timestamp::TimestampXRay;

use super::MAX_REFERENCES;
use super::verify::{SignatureProblem, Trust, Verified, parts, verify};
use crate::domain::finding::{Finding, Position, Severity};
use crate::soap::envelope::{self, Envelope, NotAnEnvelope};
use crate::soap::{DS_NS, WSU_NS};
use subject::Budget;

/// The authority for the signer's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VouchedBy {
    /// The certificate was given.
    Certificate,
    /// It was issued by a given authority.
    Authority,
    /// None: any certificate in the message is accepted.
    Nobody,
}

impl VouchedBy {
    fn of(trust: Trust<'_>) -> Self {
        match trust {
            Trust::Certificate(_) => Self::Certificate,
            Trust::Authorities(_) => Self::Authority,
            Trust::FirstUse => Self::Nobody,
        }
    }

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Authority => "authority",
            Self::Nobody => "nobody",
        }
    }
}

/// The X-ray of a message.
#[derive(Debug)]
pub struct XRay {
    /// The reason why the signature does not hold; `None` if it holds and covers Body and Timestamp. A Timestamp that is
    /// stale at the given time is only a finding.
    pub problem: Option<SignatureProblem>,
    /// True if the message is a SOAP envelope; otherwise only `findings` is filled.
    pub is_readable: bool,
    /// The authority for the signer's certificate, if the signature holds.
    pub vouched_by: VouchedBy,
    /// The errors, proved causes first.
    pub findings: Vec<Finding>,
    /// Remarks on a valid signature that other verifiers may reject.
    pub notes: Vec<Finding>,
    /// The references in the order of the message, up to the maximum.
    pub references: Vec<ReferenceXRay>,
    /// The signature, if present.
    pub signature: Option<SignatureXRay>,
    /// The Timestamp, if present.
    pub timestamp: Option<TimestampXRay>,
    /// The time at which certificate and Timestamp were judged.
    pub judged_at: Option<Timestamp>,
    /// True if a matching reference covers the Body.
    pub covers_body: bool,
    /// True if a matching reference covers the Timestamp.
    pub covers_timestamp: bool,
    /// The number of guesses tried.
    pub tried: usize,
}

impl XRay {
    /// True if the signature is valid and covers the Body.
    pub fn is_valid(&self) -> bool {
        self.is_readable && self.problem.is_none()
    }

    /// Shifts positions by this number of lines, for a message that begins further down in a file.
    pub fn below(mut self, lines: u32) -> Self {
        let down = |position: &mut Option<Position>| {
            if let Some(position) = position {
                position.line = position.line.saturating_add(lines);
            }
        };
        let findings = self.findings.iter_mut().chain(&mut self.notes);
        findings.for_each(|finding| down(&mut finding.place.position));
        self.references.iter_mut().for_each(|reference| down(&mut reference.element.position));
        if let Some(signature) = &mut self.signature {
            down(&mut signature.place.position);
        }
        if let Some(timestamp) = &mut self.timestamp {
            down(&mut timestamp.place.position);
        }
        self
    }

    fn unreadable(finding: Finding, context: &Context<'_>) -> Self {
        Self {
            vouched_by: VouchedBy::of(context.trust),
            problem: None,
            is_readable: false,
            findings: vec![finding],
            notes: Vec::new(),
            references: Vec::new(),
            signature: None,
            timestamp: None,
            judged_at: None,
            covers_body: false,
            covers_timestamp: false,
            tried: 0,
        }
    }
}

/// Examines a message. It never fails: unreadable input is a finding.
pub fn explain(bytes: &[u8], context: &Context<'_>) -> XRay {
    let text = match envelope::text_of(bytes) {
        Ok(text) => text,
        Err(why) => return XRay::unreadable(unreadable::finding(bytes, &why), context),
    };
    let document = match envelope::parse(&text) {
        Ok(document) => document,
        Err(why) => return XRay::unreadable(unreadable::finding(bytes, &why), context),
    };
    match Envelope::of(&document) {
        Ok(envelope) => of_envelope(bytes, &document, &envelope, context),
        Err(why) => of_something_else(&document, bytes, &why, context),
    }
}

/// Well-formed, but not an envelope: perhaps only because of a misspelt identifier.
fn of_something_else(
    document: &Document<'_>,
    bytes: &[u8],
    why: &NotAnEnvelope,
    context: &Context<'_>,
) -> XRay {
    let mut x_ray = XRay::unreadable(unreadable::finding(bytes, why), context);
    x_ray.findings.splice(..0, diagnosis::findings(identifiers::broken(document)));
    x_ray
}

fn of_envelope(
    bytes: &[u8],
    document: &Document<'_>,
    envelope: &Envelope<'_, '_>,
    context: &Context<'_>,
) -> XRay {
    let find = |namespace, name| document.descendants().find(|node| node.has_tag_name((namespace, name)));
    // The signature that the verifier uses, else whatever looks like one.
    let placed = parts(document, envelope).ok();
    let signature = placed.as_ref().map(|parts| parts.signature).or_else(|| find(DS_NS, "Signature"));
    let beside_it = || {
        let header = signature?.parent()?;
        header.children().find(|node| node.has_tag_name((WSU_NS, "Timestamp")))
    };
    let timestamp_node = placed.as_ref().map(|parts| parts.timestamp);
    let timestamp_node = timestamp_node.or_else(beside_it).or_else(|| find(WSU_NS, "Timestamp"));
    let timestamp = timestamp_node.map(|node| timestamp::read(node, context));
    let mut budget = Budget::of(document);

    let nodes: Vec<_> = signature
        .and_then(|node| node.children().find(|node| node.has_tag_name((DS_NS, "SignedInfo"))))
        .into_iter()
        .flat_map(|node| node.children())
        .filter(|node| node.has_tag_name((DS_NS, "Reference")))
        .take(MAX_REFERENCES)
        .collect();
    let mut references = Vec::new();
    let (mut targets, mut covered) = (Vec::new(), Vec::new());
    let (mut of_references, mut duplicates) = (Vec::new(), Vec::new());
    for node in nodes {
        let Some(signature) = signature else { break };
        let looked = reference::explain(document, signature, node, &mut budget);
        covered.extend(looked.target.filter(|_| looked.x_ray.matches));
        targets.extend(looked.target);
        of_references.extend(looked.diagnosis);
        duplicates.extend(looked.duplicate);
        references.push(looked.x_ray);
    }
    let (signature, of_signature) =
        signature.map(|node| signature::explain(document, node, &references, context, &mut budget)).unzip();

    let judged_at = judged_at(context, timestamp.as_ref(), signature.as_ref());
    let (problem, notes) = judged(document, envelope, context, timestamp.as_ref(), judged_at);
    let covers =
        |node: Node<'_, '_>| covered.iter().any(|covered| node.ancestors().any(|around| around == *covered));
    let usual: Vec<_> = [Some(envelope.body), timestamp_node].into_iter().flatten().collect();
    let elsewhere = usual.iter().find_map(|node| ids::on_another_element(*node, &covered, &targets));

    let mut diagnoses = identifiers::broken(document);
    diagnoses.extend(of_signature.flatten());
    diagnoses.extend(of_references);
    diagnoses.extend(elsewhere);
    let structural = findings::structural(problem.as_ref(), &duplicates);
    let (mut findings, mut notes) =
        findings::sorted(structural, diagnoses, problem.as_ref(), (&references, timestamp.as_ref()), notes);
    let remarks = envelope::remarks(bytes, document, envelope).into_iter();
    let (errors, others): (Vec<_>, Vec<_>) =
        remarks.partition(|finding| finding.rule.severity == Severity::Error);
    findings.extend(errors);
    notes.extend(others);
    XRay {
        is_readable: true,
        vouched_by: VouchedBy::of(context.trust),
        findings,
        notes,
        covers_body: covers(envelope.body),
        covers_timestamp: timestamp_node.is_some_and(covers),
        problem,
        references,
        signature,
        timestamp,
        judged_at,
        tried: budget.guesses,
    }
}

/// The given time, or the message's own: its `Created`, else the first day of its certificate.
fn judged_at(
    context: &Context<'_>,
    timestamp: Option<&TimestampXRay>,
    signature: Option<&SignatureXRay>,
) -> Option<Timestamp> {
    match context.judged_at {
        At::Moment(moment) => Some(moment),
        At::OwnCreated => timestamp
            .and_then(|timestamp| timestamp.created)
            .or_else(|| signature?.certificate.as_ref().map(|certificate| certificate.not_before)),
    }
}

/// The verifier's result. A stale Timestamp is left to the findings: the signature is then checked at the message's own
/// time.
fn judged(
    document: &Document<'_>,
    envelope: &Envelope<'_, '_>,
    context: &Context<'_>,
    timestamp: Option<&TimestampXRay>,
    judged_at: Option<Timestamp>,
) -> (Option<SignatureProblem>, Vec<Finding>) {
    let at = |now| verify(document, envelope, context.trust, context.tolerance.at(now));
    let now = judged_at.unwrap_or(Timestamp::UNIX_EPOCH);
    let result = match at(now) {
        Err(SignatureProblem::Expired { .. } | SignatureProblem::CreatedInFuture { .. }) => {
            at(timestamp.and_then(|timestamp| timestamp.created).unwrap_or(now))
        }
        other => other,
    };
    match result {
        Ok(Verified { notes, .. }) => (None, notes),
        Err(problem) => (Some(problem), Vec::new()),
    }
}
