//! Certificates and keys: that of the replies' signatures, and that of HTTPS.

use jiff::{SignedDuration, Timestamp};

use super::contract::by_replies;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::{Grade, Verdict};
use crate::domain::finding;
use crate::domain::finding::rules::signer;
use crate::service_provider::KnownSigner;
use crate::soap::security::certificates::Certificate;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Certificates:
        "registered" Needs::NOTHING.alone(), so_far(registered);
            checks "Every reply is signed under the one certificate of the e-Service: the given one (--cert), else that of its first reply."
            failed "A reply is signed under another certificate"
            why "MPay takes replies under the registered certificate alone; several servers behind one address often have several."
            mend "Give every server the same key and certificate, and register a new one with MPay before you use it."
            source "MPay guide, WS-Security: the service provider's certificate is registered with MPay";
        "named" Needs::NOTHING.alone(), so_far(named);
            checks "KeyInfo of every reply names the certificate in a form that MPay takes: a BinarySecurityToken, a subject key identifier, or X509Data with the certificate."
            failed "A reply names its certificate in a form that readers refuse"
            why "A reader that cannot find the certificate cannot verify the signature."
            mend "Refer to a BinarySecurityToken from KeyInfo, or put the certificate into X509Data, without attributes on KeyInfo."
            source "MPay guide, forms of key information; WSS X.509 Token Profile 1.0 §3.2";
        "dates" Needs::NOTHING.alone(), so_far(dates);
            checks "The signing certificate is valid today, and for thirty days more."
            failed "The signing certificate has expired, or will soon"
            why "From its last day on MPay refuses every reply, and the registration of a new one takes days."
            mend "Order the new certificate from STISC now, register it with MPay, and change over before the last day."
            source "RFC 5280 §4.1.2.5 and §6.1.3";
        "key" Needs::NOTHING.alone(), so_far(key);
            checks "The signing key is RSA with 2048 bits or more."
            failed "The signing key is weak, or not RSA"
            why "The contract's algorithms are RSA, and shorter keys can be broken."
            mend "Order a certificate for a new RSA key of 2048 bits or more."
            source "WSDL policy Basic256; NIST SP 800-131A Rev. 2 §3";
        "tls-dates" Needs::NOTHING.alone(), so_far(tls_dates);
            checks "The HTTPS certificate is valid today, and for two weeks more."
            failed "The HTTPS certificate has expired, or will soon"
            why "From its last day on no call of MPay reaches you."
            mend "Renew it, and let a timer do so from now on."
            source "RFC 5280 §4.1.2.5; RFC 9110 §4.3.4";
        "tls-key-apart" Needs::NOTHING.alone(), so_far(tls_key_apart);
            checks "The key of HTTPS is not the one that signs messages."
            failed "One key serves HTTPS and signs messages"
            why "Web servers and proxies hold the HTTPS key, which is the first to leak: a thief could then sign in your name."
            mend "Sign with the key that STISC certified for that, and serve HTTPS with another one."
            source "NIST SP 800-57 Part 1 Rev. 5 §5.2: one key, one use";
    }
}

/// The number of days before the end of a signing certificate at which a warning begins: a new one has to be ordered and registered.
const SIGNING_DAYS: i64 = 30;

/// The same for HTTPS, where renewal is a matter of hours.
const TLS_DAYS: i64 = 14;

/// The fewest bits of an RSA key (NIST SP 800-131A Rev. 2 §3).
const FEWEST_BITS: usize = 2_048;

async fn registered(trial: &Trial) -> Judged {
    use signer::{
        AUTHORITY_UNFIT, CERTIFICATE_AUTHORITY, CERTIFICATE_OTHER, CERTIFICATE_OWN, KEY_INFO_IDENTIFIER,
        KEY_INFO_ISSUER_SERIAL,
    };
    let rules: [&'static finding::Rule; 6] = [
        &CERTIFICATE_OTHER,
        &CERTIFICATE_OWN,
        &KEY_INFO_IDENTIFIER,
        &KEY_INFO_ISSUER_SERIAL,
        &CERTIFICATE_AUTHORITY,
        &AUTHORITY_UNFIT,
    ];
    by_replies(trial, &rules).await
}

async fn named(trial: &Trial) -> Judged {
    use signer::{
        CERTIFICATE_UNREADABLE, ISSUER_NAME, ISSUER_SERIAL_SHAPE, KEY_INFO_ATTRIBUTES, KEY_INFO_FORM,
        KEY_INFO_NO_CERTIFICATE, KEY_INFO_REFERENCE, KEY_INFO_TOKEN_TYPE, SERIAL_FORM,
    };
    let rules: [&'static finding::Rule; 9] = [
        &KEY_INFO_NO_CERTIFICATE,
        &KEY_INFO_TOKEN_TYPE,
        &KEY_INFO_REFERENCE,
        &CERTIFICATE_UNREADABLE,
        &KEY_INFO_ATTRIBUTES,
        &SERIAL_FORM,
        &ISSUER_SERIAL_SHAPE,
        &KEY_INFO_FORM,
        &ISSUER_NAME,
    ];
    by_replies(trial, &rules).await
}

async fn dates(trial: &Trial) -> Judged {
    let verdict =
        by_replies(trial, &[&signer::CERTIFICATE_EXPIRED, &signer::CERTIFICATE_NOT_YET_VALID]).await?;
    if verdict.grade != Grade::Passed {
        return Ok(verdict);
    }
    Ok(by_dates(&signer(trial)?, trial.run.target.clock.now(), SIGNING_DAYS))
}

async fn key(trial: &Trial) -> Judged {
    let rules: [&'static finding::Rule; 3] =
        [&signer::CERTIFICATE_NOT_RSA, &signer::KEY_LENGTH, &signer::KEY_WEAK];
    let verdict = by_replies(trial, &rules).await?;
    if verdict.grade != Grade::Passed {
        return Ok(verdict);
    }
    Ok(by_key(&signer(trial)?))
}

async fn tls_dates(trial: &Trial) -> Judged {
    Ok(by_dates(&https(trial)?, trial.run.target.clock.now(), TLS_DAYS))
}

async fn tls_key_apart(trial: &Trial) -> Judged {
    Ok(apart(&https(trial)?, &signer(trial)?))
}

/// The certificate under which replies are accepted.
fn signer(trial: &Trial) -> Result<Certificate, Verdict> {
    match trial.run.signer() {
        KnownSigner::Certificate(certificate) => Ok(*certificate),
        _ => Err(Verdict::inconclusive(
            "no reply had a signature that holds, and no certificate was given (--cert)",
        )),
    }
}

/// The certificate of HTTPS, of the last call.
fn https(trial: &Trial) -> Result<Certificate, Verdict> {
    let der =
        trial.run.honest.calls().into_iter().rev().find_map(|call| call.exchange.way.certificate.clone());
    let plain = || Verdict::skipped("the e-Service was called by plain HTTP: give its https:// address");
    let der = der.ok_or_else(plain)?;
    Certificate::from_der(&der)
        .map_err(|why| Verdict::inconclusive(format!("the HTTPS certificate cannot be read: {why}")))
}

fn by_dates(certificate: &Certificate, now: Timestamp, days: i64) -> Verdict {
    if let Some(wrong) = certificate.out_of_date(now) {
        return Verdict::failed(wrong);
    }
    let left = certificate.not_after.duration_since(now);
    let said = format!(
        "the certificate of `{}` is valid until {}, {} days from now",
        certificate.subject,
        certificate.not_after,
        left.as_hours() / 24
    );
    if left < SignedDuration::from_hours(24 * days) { Verdict::warning(said) } else { Verdict::passed(said) }
}

fn by_key(certificate: &Certificate) -> Verdict {
    let Some(bits) = certificate.rsa_bits() else {
        let (algorithm, subject) = (&certificate.key_algorithm, &certificate.subject);
        return Verdict::failed(format!(
            "the key of `{subject}` is {algorithm}, and the contract's signatures are RSA"
        ));
    };
    let said = format!("the key of `{}` is RSA with {bits} bits", certificate.subject);
    if bits < FEWEST_BITS { Verdict::warning(said) } else { Verdict::passed(said) }
}

fn apart(https: &Certificate, signer: &Certificate) -> Verdict {
    if https.has_key_of(signer) {
        return Verdict::warning(format!(
            "`{}` serves HTTPS with the key that signs as `{}`",
            https.subject, signer.subject
        ));
    }
    Verdict::passed(format!(
        "HTTPS has the key of `{}`, messages that of `{}`",
        https.subject, signer.subject
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::soap::security::certificates::{Authority, Leaf, Validity, new_keys};

    fn day(text: &str) -> Timestamp {
        format!("{text}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn the_end_of_a_certificate_is_told_before_it_comes_and_one_key_is_not_two() {
        let [ca, own, other] = new_keys().unwrap();
        let validity = Validity { from: day("2026-01-01"), days: 365 };
        let (authority, _) = Authority::make(ca, validity).unwrap();
        let same = rcgen::KeyPair::from_pem(&own.serialize_pem()).unwrap();
        let signer =
            authority.issue(Leaf::Signer { common_name: "Service" }, own, validity).unwrap().certificate;
        let hosts = ["localhost".to_owned()];
        let server = Leaf::Server { common_name: "localhost", hosts: &hosts };
        let https = authority.issue(server, same, validity).unwrap().certificate;
        let grade = |on: &str| by_dates(&signer, day(on), SIGNING_DAYS).grade;
        assert_eq!(grade("2026-06-01"), Grade::Passed);
        assert_eq!(grade("2026-12-15"), Grade::Warning);
        assert_eq!(grade("2027-01-02"), Grade::Failed);
        assert_eq!(grade("2025-12-31"), Grade::Failed);
        assert_eq!(by_key(&signer).grade, Grade::Passed);
        assert_eq!(apart(&https, &signer).grade, Grade::Warning);
        let https = authority.issue(server, other, validity).unwrap().certificate;
        assert_eq!(apart(&https, &signer).grade, Grade::Passed);
    }
}
