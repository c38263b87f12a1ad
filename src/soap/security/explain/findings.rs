//! The findings about a message in order: structure, proved causes, the verifier's result, freshness.

use super::diagnosis::{self, Diagnosis};
use super::{ReferenceXRay, TimestampXRay};
use crate::domain::finding::Finding;
use crate::domain::finding::rules::diagnosis as digest_rules;
use crate::domain::finding::rules::diagnosis_of_signature as rules;
use crate::soap::security::SignatureProblem;

/// Structural errors of the message. They precede every proved cause: until they are mended it is unclear which element was
/// signed, and by which signature.
pub(super) fn structural(
    problem: Option<&SignatureProblem>,
    duplicates: &[SignatureProblem],
) -> Vec<Finding> {
    let is_structural = |problem: &&SignatureProblem| {
        matches!(
            problem,
            SignatureProblem::SecurityHeaders { .. }
                | SignatureProblem::Ambiguous { .. }
                | SignatureProblem::Unexpected(_)
                | SignatureProblem::DuplicateId { .. }
        )
    };
    let mut findings: Vec<Finding> = Vec::new();
    for problem in problem.filter(is_structural).into_iter().chain(duplicates) {
        let finding = problem.finding();
        if findings.iter().all(|known| *known != finding) {
            findings.push(finding);
        }
    }
    findings
}

/// Findings and notes. If the message is accepted, no finding is an error.
pub(super) fn sorted(
    structural: Vec<Finding>,
    mut diagnoses: Vec<Diagnosis>,
    problem: Option<&SignatureProblem>,
    (references, timestamp): (&[ReferenceXRay], Option<&TimestampXRay>),
    mut notes: Vec<Finding>,
) -> (Vec<Finding>, Vec<Finding>) {
    // A changed DigestValue explains why no hypothesis matches the element.
    if diagnoses.iter().any(|diagnosis| diagnosis.rule == &rules::DIGEST_VALUE_CHANGED) {
        diagnoses.retain(|diagnosis| diagnosis.rule != &digest_rules::NOTHING_FITS);
    }
    // A misspelt identifier is reported once, however many digests it affects.
    diagnoses.retain(|diagnosis| diagnosis.rule != &rules::URI_BROKEN || diagnosis.expected.is_some());
    let mut findings = structural;
    findings.extend(diagnosis::findings(diagnoses));
    let Some(problem) = problem else {
        notes.append(&mut findings);
        findings.extend(timestamp.and_then(TimestampXRay::staleness));
        return (findings, notes);
    };
    let mut finding = problem.finding();
    if let (SignatureProblem::Digest { element, .. }, None) = (problem, finding.place.position) {
        let reference =
            references.iter().find(|reference| !reference.matches && reference.element_name == *element);
        finding.place = reference.map_or(finding.place, |reference| reference.element.clone());
    }
    if findings.iter().all(|known| known.rule != finding.rule) {
        findings.push(finding);
    }
    findings.extend(timestamp.and_then(TimestampXRay::staleness));
    (findings, notes)
}
