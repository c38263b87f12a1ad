//! Signatures of replies.

use super::made_up::by_replies;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::finding;
use crate::domain::finding::rules::{causes_of_digests, causes_of_signatures, signature, timestamp};

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Contract:
        "signed" Needs::NOTHING.alone(), so_far(signed);
            checks "Every reply has one Security header with one complete signature in it."
            failed "A reply has no signature, or one that is incomplete or in the wrong place"
            why "MPay asks for signed replies in both directions: an unsigned one is not accepted."
            mend "Sign Timestamp and Body of every reply, and put Timestamp, Signature and key into one Security header."
            source "MPay guide, WS-Security; WSS SOAP Message Security 1.0 §5 and §8";
        "body-signed" Needs::NOTHING.alone(), so_far(body_signed);
            checks "The signature of every reply covers its Body."
            failed "The Body of a reply is not signed"
            why "What is not among the references may have been changed by anybody."
            mend "Add a reference to the id of Body."
            source "MPay guide, WS-Security: Timestamp and Body are signed; WS-I Basic Security Profile 1.0 §8";
        "timestamp-signed" Needs::NOTHING.alone(), so_far(timestamp_signed);
            checks "Every reply has a Timestamp, and the signature covers it."
            failed "A reply has no signed Timestamp"
            why "A reply whose Timestamp is not signed can be sent again by anybody, with a new one."
            mend "Add wsu:Timestamp to the Security header, and a reference to its id."
            source "MPay guide, WS-Security: Timestamp and Body are signed; WSS SOAP Message Security 1.0 §10";
        "digests" Needs::NOTHING.alone(), so_far(digests);
            checks "Each signed element of a reply fits its digest."
            failed "A signed element of a reply does not fit its digest"
            why "The reply was changed after it was signed, most often by pretty printing or by a library that writes it anew: MPay must refuse it."
            mend "Sign as the last step, and send the very octets that were signed; the finding says what was changed."
            source "XML Signature §3.2.1, reference validation";
        "signature-value" Needs::NOTHING.alone(), so_far(signature_value);
            checks "The signature over SignedInfo holds with the key of the certificate."
            failed "The signature of a reply does not hold"
            why "SignedInfo was changed after it was signed, or another key signed it: MPay must refuse it."
            mend "Sign the canonical octets of SignedInfo as it stands in the message, with the key of the certificate that is named."
            source "XML Signature §3.2.2, signature validation";
        "references" Needs::NOTHING.alone(), so_far(references);
            checks "Each reference of the signature points to one element of the message, with transforms that can be applied."
            failed "A reference of a signature does not point to one element of the message"
            why "A reference that points nowhere, or to two elements, proves nothing."
            mend "Give Body and Timestamp ids of their own, and refer to each by #id with exclusive canonicalization alone."
            source "XML Signature §4.4.3; WSS SOAP Message Security 1.0 §4.3 and §8.1";
        "algorithms" Needs::NOTHING.alone(), so_far(algorithms);
            checks "Signature, digests and canonicalization are those of the contract's policy: rsa-sha1 and sha1 with exclusive canonicalization."
            failed "A reply is signed with algorithms that are not those of the policy"
            why "The WSDL's Basic256 names them, and a WCF client refuses others."
            mend "Choose rsa-sha1, sha1 and http://www.w3.org/2001/10/xml-exc-c14n# in your library."
            source "WSDL policy Basic256; WS-SecurityPolicy 1.2 §6.1; MPay guide, samples";
        "timestamp" Needs::NOTHING.alone(), so_far(in_time);
            checks "The Timestamp of every reply is readable, current, and ends before long."
            failed "The Timestamp of a reply is out of date or cannot be read"
            why "MPay refuses what has expired or comes from the future."
            mend "Write Created and Expires in UTC, five minutes apart, when the reply is signed, and keep the clock right by NTP."
            source "WSS SOAP Message Security 1.0 §10; MPay guide, samples";
    }
}

async fn signed(trial: &Trial) -> Judged {
    use signature::{
        DOUBLED, INCOMPLETE, MISPLACED, NAMESPACE, NOTHING_SIGNED, TWO_SECURITY_HEADERS, TWO_SIGNATURES,
        TWO_TIMESTAMPS, UNEXPECTED, UNSIGNED,
    };
    by_replies(
        trial,
        &[
            &UNSIGNED,
            &NOTHING_SIGNED,
            &INCOMPLETE,
            &MISPLACED,
            &NAMESPACE,
            &TWO_SECURITY_HEADERS,
            &TWO_SIGNATURES,
            &TWO_TIMESTAMPS,
            &DOUBLED,
            &UNEXPECTED,
        ],
    )
    .await
}

async fn body_signed(trial: &Trial) -> Judged {
    by_replies(trial, &[&signature::BODY_NOT_SIGNED]).await
}

async fn timestamp_signed(trial: &Trial) -> Judged {
    by_replies(trial, &[&signature::TIMESTAMP_NOT_SIGNED, &timestamp::TIMESTAMP_MISSING]).await
}

async fn digests(trial: &Trial) -> Judged {
    let of_cause = causes_of_digests().iter().copied();
    let rules: Vec<&'static finding::Rule> = of_cause.chain([&signature::DIGEST]).collect();
    by_replies(trial, &rules).await
}

async fn signature_value(trial: &Trial) -> Judged {
    let of_cause = causes_of_signatures().iter().copied();
    let rules: Vec<&'static finding::Rule> =
        of_cause.chain([&signature::SIGNATURE_VALUE, &signature::BASE64]).collect();
    by_replies(trial, &rules).await
}

async fn references(trial: &Trial) -> Judged {
    use signature::{
        DUPLICATE_ID, ENVELOPE_COVERED, ENVELOPED, REFERENCE_DANGLING, REFERENCE_OUTSIDE, TOO_COSTLY,
        TOO_MANY_REFERENCES, TOO_MANY_TRANSFORMS, TRANSFORMS, TWO_ID_ATTRIBUTES, WHOLE_DOCUMENT,
    };
    by_replies(
        trial,
        &[
            &REFERENCE_DANGLING,
            &REFERENCE_OUTSIDE,
            &DUPLICATE_ID,
            &TRANSFORMS,
            &TOO_MANY_REFERENCES,
            &TOO_MANY_TRANSFORMS,
            &TOO_COSTLY,
            &ENVELOPE_COVERED,
            &WHOLE_DOCUMENT,
            &ENVELOPED,
            &TWO_ID_ATTRIBUTES,
        ],
    )
    .await
}

async fn algorithms(trial: &Trial) -> Judged {
    use signature::{
        ALGORITHM, ALGORITHM_SPELLING, ALGORITHM_SUITE, INCLUSIVE, PREFIX_LIST, RELATIVE_NAMESPACE,
    };
    let rules =
        [&ALGORITHM, &ALGORITHM_SPELLING, &ALGORITHM_SUITE, &INCLUSIVE, &PREFIX_LIST, &RELATIVE_NAMESPACE];
    by_replies(trial, &rules).await
}

async fn in_time(trial: &Trial) -> Judged {
    use timestamp::{
        TIMESTAMP_EXPIRED, TIMESTAMP_IN_FUTURE, TIMESTAMP_LIFE_TOO_LONG, TIMESTAMP_LIFETIME,
        TIMESTAMP_NO_EXPIRES, TIMESTAMP_OLD, TIMESTAMP_REVERSED, TIMESTAMP_UNREADABLE,
    };
    by_replies(
        trial,
        &[
            &TIMESTAMP_UNREADABLE,
            &TIMESTAMP_EXPIRED,
            &TIMESTAMP_IN_FUTURE,
            &TIMESTAMP_OLD,
            &TIMESTAMP_REVERSED,
            &TIMESTAMP_LIFE_TOO_LONG,
            &TIMESTAMP_NO_EXPIRES,
            &TIMESTAMP_LIFETIME,
        ],
    )
    .await
}
