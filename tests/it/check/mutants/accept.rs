//! Mutants that refuse what they must accept.

use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use super::super::seen::Seen;
use super::Mutant;
use super::Mutation::Refuses;
use crate::support::mutant::Check;

/// Mutants that refuse by something in the whole message, for the rules of one scenario.
macro_rules! both {
    ($($query:literal $confirmation:literal $text:literal)*) => {
        &[$(
            Mutant { rule: $query, how: Refuses(|seen| seen.operation == GetOrderDetails && seen.body.contains($text)) },
            Mutant { rule: $confirmation, how: Refuses(|seen| seen.operation == ConfirmOrderPayment && seen.body.contains($text)) },
        )*]
    };
}

/// Mutants that refuse one message. In how many pieces a slow one arrives depends on the machine, so it is told by its rule.
macro_rules! each {
    ($($rule:literal $is:expr;)*) => {
        &[$(Mutant { rule: $rule, how: Refuses($is) },)*]
    };
}

pub const OF_SCENARIOS: &[Mutant] = both! {
    "accept/rsa-sha256-query" "accept/rsa-sha256" "#rsa-sha256\""
    "accept/prefix-lists-query" "accept/prefix-lists" "<ec:InclusiveNamespaces "
    "accept/must-understand-query" "accept/must-understand" "mustUnderstand="
    "accept/key-info-x509-data-query" "accept/key-info-x509-data" "<X509Certificate>"
    "accept/key-info-subject-key-identifier-query" "accept/key-info-subject-key-identifier" "#X509SubjectKeyIdentifier\""
    "accept/key-info-thumbprint-query" "accept/key-info-thumbprint" "#ThumbprintSHA1\""
    "accept/key-info-issuer-serial-query" "accept/key-info-issuer-serial" "<X509IssuerSerial>"
};

pub const OF_FORM: &[Mutant] = each! {
    "accept/lines-reordered" |seen| seen.confirmation().is_some_and(|one| one.lines[0].line_id == "4");
    "accept/slow-sending-query" |seen| seen.rule == "accept/slow-sending-query" && seen.place == 0;
    "accept/slow-sending" |seen| seen.rule == "accept/slow-sending" && seen.place == 0;
    "accept/language-absent" |seen| seen.operation == GetOrderDetails && !seen.content.contains("Language");
    "accept/language-lower-case" |seen| seen.asks("<Language>ro<");
    "accept/comments" |seen| seen.asks("<!--");
    "accept/prefixes-query" |seen| seen.asks("<mp:query>");
    "accept/white-space-query" |seen| seen.asks("\n");
    "accept/cdata" |seen| seen.asks("<![CDATA[");
    "accept/character-references" |seen| seen.asks("&#x");
    "accept/xml-declaration" |seen| seen.body.starts_with("<?xml");
    "accept/token-on-lines" |seen| seen.body.contains("\n</BinarySecurityToken>");
    "accept/strange-header" |seen| seen.body.contains("<ActivityId");
    "accept/two-minutes-old" |seen| (100..200).contains(&seen.age);
    "accept/clock-ahead" |seen| seen.is_ahead && !seen.wrong.contains(&Check::Fresh);
    "accept/soap-action-bare" |seen| head(seen, "soapaction: http");
    "accept/soap-action-empty" |seen| head(seen, "soapaction: \"\"");
    "accept/charset-upper-case" |seen| seen.head.contains("charset=UTF-8");
    "accept/charset-quoted" |seen| seen.head.contains("charset=\"utf-8\"");
    "accept/charset-absent" |seen| !head(seen, "charset");
    "accept/chunked" |seen| head(seen, "transfer-encoding: chunked");
    "accept/http-1-0" |seen| seen.head.lines().next().is_some_and(|line| line.ends_with("HTTP/1.0"));
    "accept/invoice-id-absent" |seen| seen.confirms("</Currency><Lines>");
    "accept/properties-absent" |seen| seen.confirms("</PaymentID><ServiceID>");
    "accept/account-empty" |seen| seen.confirms("<DestinationAccount/>");
    "accept/account-absent" |seen| seen.confirms("</Amount><LineID>");
    "accept/amounts-short" |seen| seen.confirms("<TotalAmount>89.3<");
    "accept/amounts-long" |seen| seen.confirms("<TotalAmount>89.300000<");
    "accept/paid-at-utc" |seen| seen.confirms("Z</PaidAt>");
    "accept/paid-at-offset" |seen| seen.confirms(".1234567+");
    "accept/unused-namespace" |seen| seen.confirms("<confirmation xmlns:i=");
    "accept/nil-values" |seen| seen.confirms("i:nil=\"true\"/><Lines>");
    "accept/prefixes" |seen| seen.confirms("<mp:confirmation>");
    "accept/white-space" |seen| seen.confirms(">\n  <confirmation>");
};

fn head(seen: &Seen, text: &str) -> bool {
    seen.head.to_ascii_lowercase().contains(text)
}
