//! The trust in a certificate: registered, pinned at first use, or issued by a registered authority.

use aws_lc_rs::signature::UnparsedPublicKey;
use jiff::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::certificates::Certificate;
use super::judgement::Trust;
use super::key_info::Signer;
use super::{SignatureAlgorithm, SignatureProblem};

/// The maximum number of links between a certificate and its authority.
const MAX_LINKS: usize = 4;

/// Checks the signer's certificate: trust, key, dates.
pub(super) fn check(signer: &Signer, trust: Trust<'_>, now: Timestamp) -> Result<(), SignatureProblem> {
    let certificate = &signer.certificate;
    if let Trust::Certificate(known) = trust
        && known.der() != certificate.der()
    {
        return Err(SignatureProblem::WrongCertificate {
            found: certificate.subject.clone(),
            found_thumbprint: certificate.thumbprint(),
            expected: known.subject.clone(),
            expected_thumbprint: known.thumbprint(),
        });
    }
    if !certificate.is_rsa() {
        return Err(SignatureProblem::NotRsa {
            subject: certificate.subject.clone(),
            algorithm: certificate.key_algorithm.clone(),
        });
    }
    if !is_within_dates(certificate, now) {
        return Err(SignatureProblem::CertificateDates {
            subject: certificate.subject.clone(),
            from: certificate.not_before,
            to: certificate.not_after,
            now,
        });
    }
    match trust {
        Trust::Authorities(authorities) => check_chains(signer, authorities, now),
        Trust::Certificate(_) | Trust::FirstUse => Ok(()),
    }
}

/// Checks that one of the authorities issued it. If none did, the first one's problem is reported.
fn check_chains(
    signer: &Signer,
    authorities: &[Certificate],
    now: Timestamp,
) -> Result<(), SignatureProblem> {
    let mut outcomes = authorities.iter().map(|authority| check_chain(signer, authority, now));
    let Some(first) = outcomes.next() else { return Err(SignatureProblem::NothingToPin) };
    first.or_else(|problem| if outcomes.any(|outcome| outcome.is_ok()) { Ok(()) } else { Err(problem) })
}

/// Follows the issuers from the signer's certificate to the authority, through the certificates of the message.
fn check_chain(signer: &Signer, authority: &Certificate, now: Timestamp) -> Result<(), SignatureProblem> {
    let unfit = |why: &str| {
        Err(SignatureProblem::UnfitAuthority { authority: authority.subject.clone(), why: why.to_owned() })
    };
    if !is_within_dates(authority, now) {
        return unfit(&format!("it is valid from {} to {} only", authority.not_before, authority.not_after));
    }
    if path_length(authority).is_none() {
        return unfit(
            "it is no authority's certificate: basicConstraints CA:TRUE, or the key usage keyCertSign, is absent",
        );
    }
    let not_issued = |why| {
        Err(SignatureProblem::NotIssuedBy {
            subject: signer.certificate.subject.clone(),
            issuer: signer.certificate.issuer.clone(),
            authority: authority.subject.clone(),
            why,
        })
    };
    let mut current = &signer.certificate;
    for links in 0..MAX_LINKS {
        if current.issuer == authority.subject {
            return match (is_signed_by(current, authority), path_length(authority)) {
                (true, Some(most)) if links <= most => Ok(()),
                (true, _) => not_issued("there are more links between them than the authority allows"),
                (false, _) => not_issued("it names that issuer, but the authority's key did not sign it"),
            };
        }
        let issuer = signer.others.iter().find(|other| {
            other.subject == current.issuer
                && is_within_dates(other, now)
                && path_length(other).is_some_and(|most| links <= most)
                && is_signed_by(current, other)
        });
        match issuer {
            Some(issuer) => current = issuer,
            None => break,
        }
    }
    not_issued("the message carries no certificates that would lead from one to the other")
}

fn is_within_dates(certificate: &Certificate, now: Timestamp) -> bool {
    certificate.not_before <= now && now <= certificate.not_after
}

/// The number of authorities allowed between this one and a signer; `None` if it may not issue certificates at all (RFC
/// 5280 §4.2.1.3, §4.2.1.9).
fn path_length(certificate: &Certificate) -> Option<usize> {
    let (_, x509) = X509Certificate::from_der(certificate.der()).ok()?;
    let may_sign = x509.key_usage().ok()?.is_none_or(|usage| usage.value.key_cert_sign());
    let constraints = x509.basic_constraints().ok()??.value;
    (constraints.ca && may_sign).then(|| {
        constraints.path_len_constraint.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
    })
}

/// True if the issuer's RSA key signed the certificate.
fn is_signed_by(certificate: &Certificate, issuer: &Certificate) -> bool {
    let Ok((_, x509)) = X509Certificate::from_der(certificate.der()) else { return false };
    let algorithm = match x509.signature_algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.5" => SignatureAlgorithm::RsaSha1,
        "1.2.840.113549.1.1.11" => SignatureAlgorithm::RsaSha256,
        "1.2.840.113549.1.1.12" => SignatureAlgorithm::RsaSha384,
        "1.2.840.113549.1.1.13" => SignatureAlgorithm::RsaSha512,
        _ => return false,
    };
    issuer.is_rsa()
        && UnparsedPublicKey::new(algorithm.verification(), &issuer.public_key)
            .verify(x509.tbs_certificate.as_ref(), &x509.signature_value.data)
            .is_ok()
}
