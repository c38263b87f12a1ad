//! The X-ray as text for a terminal: the verdict, the checks, the findings, and optionally the octets.

mod dump;
mod layout;

use super::{ReferenceXRay, SignatureXRay, VouchedBy, XRay};
use crate::domain::finding::Finding;
use crate::soap::security::hex;
use layout::{Mark, Report};

/// The report, at most 100 columns wide except for the octets. Text of the message cannot break out of its line.
pub fn report(x_ray: &XRay, with_octets: bool) -> String {
    let mut out = Report::default();
    verdict(x_ray, &mut out);
    if x_ray.is_readable {
        out.heading("Checks");
        checks(x_ray, &mut out);
    }
    if !x_ray.findings.is_empty() {
        out.heading("Findings");
        findings(&x_ray.findings, &mut out);
    }
    if !x_ray.notes.is_empty() {
        out.heading("Remarks: the signature holds, but");
        findings(&x_ray.notes, &mut out);
    }
    if with_octets {
        octets(x_ray, &mut out);
    } else if x_ray.is_readable && x_ray.problem.is_some() && x_ray.signature.is_some() {
        out.line("");
        out.line("The canonical octets of each reference and of SignedInfo: the same command with --octets");
    }
    out.text()
}

fn verdict(x_ray: &XRay, out: &mut Report) {
    let why = x_ray.findings.first().map(|finding| format!("{} ({})", finding.rule.title, finding.found));
    let why = why.unwrap_or_default();
    match (x_ray.is_readable, &x_ray.problem) {
        (false, _) => out.labelled("UNREADABLE", &why),
        (true, Some(_)) => out.labelled("INVALID", &why),
        (true, None) => {
            let stale = x_ray.timestamp.as_ref().is_some_and(|timestamp| timestamp.stale.is_some());
            let but = if stale { ", but it is stale" } else { "" };
            out.labelled("VALID", &format!("the signature holds and covers Body and Timestamp{but}"));
        }
    }
}

fn checks(x_ray: &XRay, out: &mut Report) {
    match &x_ray.signature {
        None => out.check(Mark::Failed, "Signature", "there is none"),
        Some(signature) => {
            let algorithm = short(&signature.algorithm);
            out.check(
                Mark::Passed,
                "Signature",
                &format!("{algorithm}, {}", short(&signature.canonicalization)),
            );
            certificate(x_ray, signature, out);
            signed_info(signature, out);
        }
    }
    for reference in &x_ray.references {
        digest(reference, out);
    }
    for (name, is_covered) in [("Body", x_ray.covers_body), ("Timestamp", x_ray.covers_timestamp)] {
        let is_told = x_ray.references.iter().any(|reference| reference.element_name == name);
        if !is_covered && !is_told {
            out.check(Mark::Failed, name, "no reference covers it");
        }
    }
    freshness(x_ray, out);
}

fn certificate(x_ray: &XRay, signature: &SignatureXRay, out: &mut Report) {
    let Some(certificate) = &signature.certificate else {
        let form = &signature.key_info;
        return out.check(Mark::Failed, "Certificate", &format!("not known; KeyInfo is {form}"));
    };
    let is_refused = x_ray.findings.iter().any(|finding| finding.rule.name.starts_with("certificate-"));
    let (mark, vouched) = match x_ray.vouched_by {
        _ if is_refused || certificate.is_another => (Mark::Failed, "not accepted: see the findings"),
        VouchedBy::Certificate => (Mark::Passed, "the one that was given"),
        VouchedBy::Authority => (Mark::Passed, "issued by the authority that was given"),
        VouchedBy::Nobody => (Mark::Mind, "the message's own: nobody vouches for it without --cert or --ca"),
    };
    out.check(mark, "Certificate", &certificate.subject);
    out.more(vouched);
    out.more(&format!("thumbprint {}", certificate.thumbprint));
    out.more(&format!("serial {}", certificate.serial));
    out.more(&format!("issued by {}", certificate.issuer));
    out.more(&format!(
        "valid {} to {}; {}",
        certificate.not_before, certificate.not_after, signature.key_info
    ));
}

fn signed_info(signature: &SignatureXRay, out: &mut Report) {
    if signature.holds {
        return out.check(
            Mark::Passed,
            "SignedInfo",
            "the signature value fits it and the certificate's key",
        );
    }
    out.check(Mark::Failed, "SignedInfo", "the signature value does not fit it");
    match &signature.recovered {
        Some(info) => {
            let algorithm = short(info.algorithm.uri());
            out.more(&format!("signed   {algorithm} {}", hex(&info.digest)));
            out.more(&format!("computed {algorithm} {}", hex(&signature.computed)));
        }
        None => out.more("what was signed cannot be read with any key that is known"),
    }
}

fn digest(reference: &ReferenceXRay, out: &mut Report) {
    let name =
        if reference.element_name.is_empty() { reference.uri.as_str() } else { &reference.element_name };
    let algorithm = short(&reference.digest_algorithm);
    if reference.matches {
        return out.check(Mark::Passed, name, &format!("{algorithm} {}", reference.computed));
    }
    if reference.is_ambiguous {
        return out.check(Mark::Failed, name, "several elements have this Id: see the findings");
    }
    if reference.computed.is_empty() {
        return out.check(
            Mark::Failed,
            name,
            &format!("no element has this Id; declared {algorithm} {}", reference.declared),
        );
    }
    out.check(Mark::Failed, name, &format!("declared {algorithm} {}", reference.declared));
    out.more(&format!("computed {algorithm} {}", reference.computed));
}

fn freshness(x_ray: &XRay, out: &mut Report) {
    let Some(timestamp) = &x_ray.timestamp else {
        return out.check(Mark::Failed, "Freshness", "there is no Timestamp");
    };
    let (created, expires) = (&timestamp.created_text, &timestamp.expires_text);
    let lives =
        if expires.is_empty() { format!("Created {created}") } else { format!("{created} to {expires}") };
    match (&timestamp.stale, timestamp.created, x_ray.judged_at) {
        (_, None, _) => out.check(Mark::Failed, "Freshness", &format!("{lives}: Created cannot be read")),
        (Some(_), _, Some(at)) => out.check(Mark::Mind, "Freshness", &format!("{lives}: stale at {at}")),
        (None, Some(created), Some(at)) if created == at => {
            out.check(Mark::Passed, "Freshness", &format!("{lives}, judged as of its own Created"));
        }
        (None, _, Some(at)) => out.check(Mark::Passed, "Freshness", &format!("{lives}, judged at {at}")),
        (_, _, None) => out.check(Mark::Mind, "Freshness", &lives),
    }
}

fn findings(findings: &[Finding], out: &mut Report) {
    for (number, finding) in findings.iter().enumerate() {
        let rule = finding.rule;
        if number > 0 {
            out.line("");
        }
        out.numbered(number + 1, &format!("{} [{}, {}]", rule.title, rule.severity.name(), rule.name));
        out.field("where", &finding.place.to_string());
        out.field("found", &finding.found);
        out.field("expected", &finding.expected);
        out.field("effect", &finding.consequence);
        out.field("remedy", &finding.remedy);
    }
}

fn octets(x_ray: &XRay, out: &mut Report) {
    for reference in &x_ray.references {
        let name = if reference.element_name.is_empty() { &reference.uri } else { &reference.element_name };
        out.heading(&format!("Canonical octets of {name} ({} octets)", reference.octets.len()));
        dump::dump(&reference.octets, out);
    }
    if let Some(signature) = &x_ray.signature {
        out.heading(&format!("Canonical octets of SignedInfo ({} octets)", signature.octets.len()));
        dump::dump(&signature.octets, out);
    }
}

/// The distinguishing part of an algorithm's URI.
fn short(uri: &str) -> String {
    if uri.is_empty() {
        return "no algorithm".to_owned();
    }
    let (bare, list) = uri.split_once(' ').unwrap_or((uri, ""));
    let name = match bare.rsplit_once('#') {
        Some((address, "")) | Some((address, "WithComments")) => {
            address.rsplit('/').next().unwrap_or(address)
        }
        Some((_, fragment)) => fragment,
        None => bare.rsplit('/').next().unwrap_or(bare),
    };
    if list.is_empty() { name.to_owned() } else { format!("{name} {list}") }
}
