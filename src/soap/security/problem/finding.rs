//! Problems as findings: the rule, the place, the observation, and the expectation.

use super::{SignatureProblem as Problem, Unexpected};
use crate::domain::finding::rules::{signature, signer, timestamp};
use crate::domain::finding::{Finding, Place, Rule, sentences};
use crate::soap::security::bounds::{MAX_REFERENCES, MAX_TRANSFORMS};
use crate::soap::security::durations::{in_words, skew_in_words};

const SECURITY: &str = "Envelope/Header/Security";
const SIGNATURE: &str = "Envelope/Header/Security/Signature";
const SIGNATURE_VALUE: &str = "Envelope/Header/Security/Signature/SignatureValue";
const SIGNED_INFO: &str = "Envelope/Header/Security/Signature/SignedInfo";
const KEY_INFO: &str = "Envelope/Header/Security/Signature/KeyInfo";
const TIMESTAMP: &str = "Envelope/Header/Security/Timestamp";

impl Problem {
    /// The problem as a finding, for pages, terminals and documents.
    pub fn finding(&self) -> Finding {
        let (rule, path) = self.rule_and_path();
        let place = match self {
            Self::Unsigned { place, .. } | Self::Unexpected(Unexpected { place, .. }) => place.clone(),
            _ => Place::path(path),
        };
        let finding = Finding::new(rule, self.found()).at(place);
        match self {
            Self::Unsigned { has_security: true, .. } => {
                finding.remedy(sentences::SIGN_INTO_HEADER.words())
            }
            Self::WrongNamespace { expected, .. } | Self::Misspelt { expected, .. } => {
                let write = sentences::WRITE_IDENTIFIER.words().with("identifier", *expected);
                finding.expected(expected).remedy(write)
            }
            Self::Misplaced { expected, .. }
            | Self::TokenType { expected, .. }
            | Self::Unexpected(Unexpected { expected, .. }) => finding.expected(expected),
            Self::Algorithm { expected, .. } => {
                finding.expected(format!("{expected}, as in the guide's samples"))
            }
            Self::Missing { path } => finding.expected(format!("{path}, filled in")),
            Self::Digest { declared, .. } => {
                finding.expected(format!("the digest {declared}, which the message declares"))
            }
            Self::OtherIdentifier { known, subject, .. } => {
                finding.expected(format!("{known}, of `{subject}`"))
            }
            Self::OtherIssuerSerial { known_issuer, known_serial, .. } => {
                finding.expected(format!("{known_serial}, issued by `{known_issuer}`"))
            }
            Self::TooManyReferences(_) => {
                finding.expected(format!("a reference to Body and one to Timestamp, {MAX_REFERENCES} at most"))
            }
            Self::TooManyTransforms { .. } => {
                finding.expected(format!("one Transform, xml-exc-c14n; {MAX_TRANSFORMS} at most"))
            }
            Self::TooCostly(exceeded) => finding.expected(format!("{} {} at most", exceeded.most, exceeded.what)),
            Self::LivesTooLong { longest, .. } => {
                finding.expected(format!("{} at most between Created and Expires", in_words(*longest)))
            }
            Self::KeyLength { least, algorithm, .. } => {
                finding.expected(format!("{least} to 8192 bits with {algorithm}"))
            }
            Self::WrongCertificate { expected, expected_thumbprint, .. } => finding.expected(format!(
                "`{expected}`, thumbprint {expected_thumbprint}: the certificate that counts for the signer: registered for the service, pinned, or named by --cert"
            )),
            Self::NotIssuedBy { authority, .. } => {
                finding.expected(format!("a certificate that `{authority}` issued"))
            }
            _ => finding,
        }
    }

    fn rule_and_path(&self) -> (&'static Rule, String) {
        let (rule, path) = match self {
            Self::Unsigned { .. } => (&signature::UNSIGNED, ""),
            Self::WrongNamespace { element: "Security", .. } => (&signature::NAMESPACE, "Envelope/Header"),
            Self::WrongNamespace { element: "Signature" | "Timestamp", .. } => {
                (&signature::NAMESPACE, SECURITY)
            }
            Self::WrongNamespace { element: "Created" | "Expires", .. } => (&signature::NAMESPACE, TIMESTAMP),
            Self::WrongNamespace { .. } => (&signature::NAMESPACE, SIGNATURE),
            Self::Misplaced { .. } => (&signature::MISPLACED, "Envelope"),
            Self::SecurityHeaders { .. } => (&signature::TWO_SECURITY_HEADERS, "Envelope/Header"),
            Self::Ambiguous { what: "Signature", .. } => (&signature::TWO_SIGNATURES, SECURITY),
            Self::Ambiguous { what: "Timestamp", .. } => (&signature::TWO_TIMESTAMPS, SECURITY),
            Self::Ambiguous { .. } => (&signature::DOUBLED, SIGNATURE),
            Self::Unexpected(_) => (&signature::UNEXPECTED, SIGNATURE),
            Self::TooManyReferences(_) => (&signature::TOO_MANY_REFERENCES, SIGNED_INFO),
            Self::TooManyTransforms { .. } => (&signature::TOO_MANY_TRANSFORMS, SIGNED_INFO),
            Self::TooCostly(_) => (&signature::TOO_COSTLY, SIGNED_INFO),
            Self::Missing { path: "Security/Timestamp" } => (&timestamp::TIMESTAMP_MISSING, SECURITY),
            Self::Missing { path: "Timestamp/Created" } => (&timestamp::TIMESTAMP_UNREADABLE, TIMESTAMP),
            Self::Missing { .. } => (&signature::INCOMPLETE, SIGNATURE),
            Self::Algorithm { what, .. } => return (&signature::ALGORITHM, algorithm_path(what)),
            Self::Misspelt { what, .. } => return (&signature::ALGORITHM_SPELLING, algorithm_path(what)),
            Self::Transforms { .. } => (&signature::TRANSFORMS, SIGNED_INFO),
            Self::OutsideReference { .. } => (&signature::REFERENCE_OUTSIDE, SIGNATURE),
            Self::DanglingReference { .. } => (&signature::REFERENCE_DANGLING, SIGNATURE),
            Self::DuplicateId { .. } => (&signature::DUPLICATE_ID, SIGNATURE),
            Self::Digest { element, .. } if element == "Body" => (&signature::DIGEST, "Envelope/Body"),
            Self::Digest { element, .. } if element == "Timestamp" => (&signature::DIGEST, TIMESTAMP),
            Self::Digest { element, .. } => return (&signature::DIGEST, element.clone()),
            Self::NotCovered { element: "Timestamp" } => (&signature::TIMESTAMP_NOT_SIGNED, TIMESTAMP),
            Self::NotCovered { .. } => (&signature::BODY_NOT_SIGNED, "Envelope/Body"),
            Self::NotBase64 { .. } => (&signature::BASE64, SIGNATURE),
            Self::EmptySignatureValue => (&signature::NOTHING_SIGNED, SIGNATURE_VALUE),
            Self::SignatureValue { .. } => (&signature::SIGNATURE_VALUE, SIGNATURE_VALUE),
            Self::OtherIdentifier { .. } => (&signer::KEY_INFO_IDENTIFIER, KEY_INFO),
            Self::OtherIssuerSerial { .. } => (&signer::KEY_INFO_ISSUER_SERIAL, KEY_INFO),
            Self::NothingToPin => (&signer::KEY_INFO_NO_CERTIFICATE, KEY_INFO),
            Self::TokenType { .. } => (&signer::KEY_INFO_TOKEN_TYPE, KEY_INFO),
            Self::NotAToken { .. } => (&signer::KEY_INFO_REFERENCE, KEY_INFO),
            Self::UnreadableCertificate { .. } => (&signer::CERTIFICATE_UNREADABLE, KEY_INFO),
            Self::NotRsa { .. } => (&signer::CERTIFICATE_NOT_RSA, KEY_INFO),
            Self::KeyLength { .. } => (&signer::KEY_LENGTH, KEY_INFO),
            Self::WrongCertificate { .. } => (&signer::CERTIFICATE_OTHER, KEY_INFO),
            Self::OwnCertificate { .. } => (&signer::CERTIFICATE_OWN, KEY_INFO),
            Self::CertificateDates { from, now, .. } if now < from => {
                (&signer::CERTIFICATE_NOT_YET_VALID, KEY_INFO)
            }
            Self::CertificateDates { .. } => (&signer::CERTIFICATE_EXPIRED, KEY_INFO),
            Self::NotIssuedBy { .. } => (&signer::CERTIFICATE_AUTHORITY, KEY_INFO),
            Self::UnfitAuthority { .. } => (&signer::AUTHORITY_UNFIT, ""),
            Self::UnreadableTimestamp { .. } => (&timestamp::TIMESTAMP_UNREADABLE, TIMESTAMP),
            Self::CreatedInFuture { .. } => (&timestamp::TIMESTAMP_IN_FUTURE, TIMESTAMP),
            Self::Expired { .. } => (&timestamp::TIMESTAMP_EXPIRED, TIMESTAMP),
            Self::LivesTooLong { .. } => (&timestamp::TIMESTAMP_LIFE_TOO_LONG, TIMESTAMP),
            Self::Reversed { .. } => (&timestamp::TIMESTAMP_REVERSED, TIMESTAMP),
        };
        (rule, path.to_owned())
    }

    /// The observation, phrased to follow the rule's title.
    fn found(&self) -> String {
        match self {
            Self::Unsigned { there, .. } => there.clone(),
            Self::SecurityHeaders { count, contents } => format!("{count} Security headers: {contents}"),
            Self::WrongNamespace { element, found, .. } => format!("{element} in the namespace `{found}`"),
            Self::Misplaced { element, parent, .. } => format!("{element} stands in {parent}"),
            Self::Ambiguous { what, count } => format!("{count} {what} elements"),
            Self::Unexpected(unexpected) => format!("`{}` in `{}`", unexpected.node, unexpected.parent),
            Self::TooManyReferences(count) => format!("{count} references"),
            Self::TooManyTransforms { uri, count, .. } => format!("{count} transforms of reference `{uri}`"),
            Self::TooCostly(exceeded) => format!("{} {}, when it was stopped", exceeded.count, exceeded.what),
            Self::Missing { path } => format!("no {path}"),
            Self::Algorithm { what, uri, .. } | Self::Misspelt { what, uri, .. } => format!("{what} `{uri}`"),
            Self::Transforms { uri, why } => format!("reference `{uri}`: {why}"),
            Self::OutsideReference { uri } | Self::DanglingReference { uri } => format!("reference `{uri}`"),
            Self::DuplicateId { uri, count, carriers } => {
                format!("the id of the reference `{uri}` stands on {count} elements: {carriers}")
            }
            Self::Digest { element, computed, .. } => {
                format!("the digest of {element} as it came is {computed}")
            }
            Self::NotCovered { element } => format!("no reference covers {element}"),
            Self::OtherIdentifier { kind, found, .. } => format!("{kind} {found}"),
            Self::OtherIssuerSerial { issuer, serial, .. } => format!("{serial}, issued by `{issuer}`"),
            Self::NothingToPin => {
                "the message carries no certificate, and none is registered or pinned".to_owned()
            }
            Self::TokenType { element, value_type, .. } => {
                format!("{element} with the ValueType `{value_type}`")
            }
            Self::NotAToken { uri, element } => format!("`{uri}` is a {element}"),
            Self::NotRsa { subject, algorithm } => format!("`{subject}` has a key of the kind {algorithm}"),
            Self::KeyLength { subject, bits, .. } => format!("the RSA key of `{subject}` has {bits} bits"),
            Self::WrongCertificate { found, found_thumbprint, .. } => {
                format!("signed by `{found}`, thumbprint {found_thumbprint}")
            }
            Self::OwnCertificate { subject } => format!("`{subject}`"),
            Self::CertificateDates { subject, from, to, now } => {
                format!("`{subject}` is valid from {from} to {to}; it was judged as of {now}")
            }
            Self::NotIssuedBy { subject, issuer, why, .. } => {
                format!("`{subject}`, issued by `{issuer}`: {why}")
            }
            Self::UnfitAuthority { authority, why } => format!("`{authority}`: {why}"),
            Self::EmptySignatureValue => "an empty SignatureValue".to_owned(),
            Self::SignatureValue { subject } => {
                format!("the key of `{subject}` did not sign this SignedInfo")
            }
            Self::UnreadableCertificate { why } => why.clone(),
            Self::NotBase64 { .. } | Self::UnreadableTimestamp { .. } => self.to_string(),
            Self::CreatedInFuture { created, now } => skew_in_words(*created, *now),
            Self::Expired { created, expires, now } => format!(
                "Expires is {expires}, {} before the verifier's clock, {now}; {}",
                in_words(now.duration_since(*expires)),
                skew_in_words(*created, *now)
            ),
            Self::LivesTooLong { created, life, .. } => {
                format!("{} between Created, {created}, and Expires", in_words(*life))
            }
            Self::Reversed { created, expires } => format!("Created is {created}, Expires {expires}"),
        }
    }
}

fn algorithm_path(what: &str) -> String {
    let parent = match what {
        "Transform" => "/Reference/Transforms",
        "DigestMethod" => "/Reference",
        _ => "",
    };
    format!("{SIGNED_INFO}{parent}/{what}")
}
