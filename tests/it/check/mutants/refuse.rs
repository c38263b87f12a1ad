//! Mutants that take what they must refuse.

use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use super::super::seen::Seen;
use super::Mutant;
use super::Mutation::Overlooks;
use crate::support::identities;
use crate::support::mutant::Check;

/// A pair of mutants for the rules of one scenario, for each operation one.
macro_rules! both {
    ($($query:literal $confirmation:literal $check:ident $(where $also:expr)?;)*) => {
        &[$(
            Mutant { rule: $query, how: Overlooks(|seen: &Seen| seen.is_wrong(GetOrderDetails, Check::$check) $(&& $also(seen))?) },
            Mutant { rule: $confirmation, how: Overlooks(|seen: &Seen| seen.is_wrong(ConfirmOrderPayment, Check::$check) $(&& $also(seen))?) },
        )*]
    };
}

pub const MUTANTS: &[Mutant] = both! {
    "refuse/unsigned-query" "refuse/unsigned" Signature where (|seen: &Seen| seen.before == 0);
    "refuse/no-security-header-query" "refuse/no-security-header" SecurityHeader;
    "refuse/digest-wrong-query" "refuse/digest-wrong" Digests;
    "refuse/signature-wrong-query" "refuse/signature-wrong" SignatureValue;
    "refuse/signed-by-unknown-query" "refuse/signed-by-unknown" Signer where (|seen: &Seen| !is_own(seen));
    "refuse/signed-by-expired-query" "refuse/signed-by-expired" SignerDates;
    "refuse/signed-by-e-service-query" "refuse/signed-by-e-service" Signer where is_own;
    "refuse/timestamp-missing-query" "refuse/timestamp-missing" Timestamp;
    "refuse/timestamp-expired-query" "refuse/timestamp-expired" Fresh where (|seen: &Seen| seen.before == 0 && !is_ahead(seen));
    "refuse/timestamp-future-query" "refuse/timestamp-future" Fresh where is_ahead;
    "refuse/timestamp-not-signed-query" "refuse/timestamp-not-signed" TimestampSigned where (|seen: &Seen| !has_aside(seen));
    "refuse/body-not-signed-query" "refuse/body-not-signed" BodySigned where (|seen: &Seen| !has_aside(seen) && !has_object(seen));
    "refuse/two-bodies-query" "refuse/two-bodies" OneBody;
    "refuse/body-in-header-query" "refuse/body-in-header" BodySigned where has_aside;
    "refuse/body-with-same-id-query" "refuse/body-with-same-id" UniqueIds;
    "refuse/body-in-signature-query" "refuse/body-in-signature" BodySigned where has_object;
    "refuse/timestamp-in-header-query" "refuse/timestamp-in-header" TimestampSigned where has_aside;
    "refuse/second-security-header-query" "refuse/second-security-header" OneSecurityHeader;
};

fn has_aside(seen: &Seen) -> bool {
    seen.body.contains("urn:mpay-sim:aside")
}

fn has_object(seen: &Seen) -> bool {
    seen.body.contains("<Object>")
}

/// True where the e-Service's own certificate signed.
fn is_own(seen: &Seen) -> bool {
    use base64::Engine;
    let own = identities::e_service().certificate;
    seen.body.contains(&base64::engine::general_purpose::STANDARD.encode(own.der()))
}

fn is_ahead(seen: &Seen) -> bool {
    seen.is_ahead
}
