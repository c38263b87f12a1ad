//! The X-ray as JSON, for scripts. Field names are stable; octets are given as text and in hexadecimal.

use serde_json::{Value, json};

use super::{CertificateFacts, ReferenceXRay, SignatureXRay, TimestampXRay, XRay};
use crate::domain::finding::{Finding, Place};
use crate::soap::security::hex;

/// The whole X-ray.
pub fn of(x_ray: &XRay) -> Value {
    json!({
        "valid": x_ray.is_valid(),
        "readable": x_ray.is_readable,
        "trusted": x_ray.vouched_by.name(),
        "covers_body": x_ray.covers_body,
        "covers_timestamp": x_ray.covers_timestamp,
        "judged_at": x_ray.judged_at.map(|at| at.to_string()),
        "hypotheses_tried": x_ray.tried,
        "findings": x_ray.findings.iter().map(finding).collect::<Vec<_>>(),
        "notes": x_ray.notes.iter().map(finding).collect::<Vec<_>>(),
        "signature": x_ray.signature.as_ref().map(signature),
        "references": x_ray.references.iter().map(reference).collect::<Vec<_>>(),
        "timestamp": x_ray.timestamp.as_ref().map(timestamp),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "rule": finding.rule.name,
        "severity": finding.rule.severity.name(),
        "stage": finding.rule.stage.name(),
        "title": finding.rule.title,
        "place": place(&finding.place),
        "found": finding.found,
        "expected": finding.expected,
        "consequence": finding.consequence.as_str(),
        "remedy": finding.remedy.as_str(),
        "source": finding.rule.source,
    })
}

fn place(place: &Place) -> Value {
    json!({
        "path": place.path,
        "line": place.position.map(|position| position.line),
        "column": place.position.map(|position| position.column),
    })
}

fn signature(signature: &SignatureXRay) -> Value {
    json!({
        "place": place(&signature.place),
        "algorithm": signature.algorithm,
        "canonicalization": signature.canonicalization,
        "key_info": signature.key_info,
        "certificate": signature.certificate.as_ref().map(certificate),
        "holds": signature.holds,
        "computed_digest_hex": hex(&signature.computed),
        "signed_digest": signature.recovered.as_ref().map(|info| json!({
            "algorithm": info.algorithm.uri(),
            "digest_hex": hex(&info.digest),
        })),
        "signed_info": octets(&signature.octets),
    })
}

fn certificate(certificate: &CertificateFacts) -> Value {
    json!({
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "thumbprint_sha1": certificate.thumbprint,
        "not_before": certificate.not_before.to_string(),
        "not_after": certificate.not_after.to_string(),
        "in_message": certificate.is_in_message,
    })
}

fn reference(reference: &ReferenceXRay) -> Value {
    json!({
        "uri": reference.uri,
        "element": reference.element_name,
        "place": place(&reference.element),
        "transforms": reference.transforms,
        "digest_algorithm": reference.digest_algorithm,
        "declared": reference.declared,
        "computed": reference.computed,
        "matches": reference.matches,
        "ambiguous": reference.is_ambiguous,
        "octets": octets(&reference.octets),
    })
}

fn timestamp(timestamp: &TimestampXRay) -> Value {
    json!({
        "place": place(&timestamp.place),
        "created": timestamp.created_text,
        "expires": timestamp.expires_text,
        "stale": timestamp.stale.is_some(),
    })
}

/// The maximum number of octets; both forms in JSON take several times their size.
const MOST_OCTETS: usize = 1 << 20;

fn octets(octets: &[u8]) -> Value {
    let shown = &octets[..octets.len().min(MOST_OCTETS)];
    json!({
        "length": octets.len(),
        "is_cut": shown.len() < octets.len(),
        "text": String::from_utf8_lossy(shown),
        "hex": hex(shown),
    })
}
