//! The way to the e-Service.

mod wsdl;

use std::net::{IpAddr, SocketAddr};

use crate::check::first_call::FirstCall;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::verdict::Verdict;
use crate::domain::fault::FaultMeaning;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::business::FAULT;
use crate::domain::finding::rules::timestamp::{TIMESTAMP_EXPIRED, TIMESTAMP_IN_FUTURE};
use crate::domain::finding::rules::{envelope, transport};

const NONE: Needs = Needs::NOTHING;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Doctor:
        "address" NONE, replies(&[&transport::ENDPOINT_URL]);
            checks "The address is http or https, without a user name or a password."
            failed "Its address cannot be called"
            why "MPay calls one address over HTTPS and sends no password."
            mend "Correct --url."
            source "RFC 9110 §4.2";
        "name" NONE, replies(&[&transport::DNS_FAILED, &transport::DNS_TIMEOUT]);
            checks "The host's name has an address."
            failed "Its name has no address"
            why "Without an address the e-Service cannot be reached."
            mend "Correct the host in --url, or its entry in the DNS."
            source "RFC 1034 §3.6";
        "connection" NONE, replies(&[
                &transport::CONNECT_REFUSED, &transport::CONNECT_UNREACHABLE, &transport::CONNECT_TIMEOUT, &transport::CONNECT_FAILED,
            ]);
            checks "The address takes connections."
            failed "It takes no connection"
            why "MPay connects for every order and every payment."
            mend "Start the e-Service, and check the port, the firewall, and the address that it listens on."
            source "RFC 9293 §3.5";
        "https" NONE, first(https);
            checks "The address is https, unless it is on this machine or in a private network."
            failed "It is called without encryption"
            why "MPay calls e-Services over HTTPS with its client certificate; orders hold personal data."
            mend "Give the address of the e-Service behind HTTPS."
            source "MPay guide, SOAP: over HTTPS with a client certificate";
        "tls" NONE, replies(&[
                &transport::TLS_SETUP, &transport::TLS_NOT_SPOKEN, &transport::TLS_HANDSHAKE, &transport::TLS_CLOSED,
                &transport::TLS_TIMEOUT, &transport::HTTPS_EXPECTED,
            ]);
            checks "The server speaks TLS 1.2 or 1.3 where the address is https, and plain HTTP where it is http."
            failed "It agrees on no TLS session"
            why "Older versions of TLS are refused by current clients."
            mend "Switch TLS 1.2 or 1.3 on, and give the port that speaks it."
            source "RFC 8996; RFC 9325 §3.1";
        "server-certificate" NONE, replies(&[
                &transport::TLS_UNKNOWN_ISSUER, &transport::TLS_EXPIRED, &transport::TLS_WRONG_NAME, &transport::TLS_WRONG_CERTIFICATE,
                &transport::TLS_BAD_CERTIFICATE,
            ]);
            checks "The server's certificate is valid, for this host, and of a known authority."
            failed "Its HTTPS certificate does not hold"
            why "MPay cannot know that it speaks to the e-Service."
            mend "Install the whole chain for this host, or name the authority with --tls-ca."
            source "RFC 5280 §6; RFC 9525";
        "client-certificate" NONE, replies(&[&transport::TLS_CLIENT_CERTIFICATE]);
            checks "Where the server asks for a client certificate, it takes the one that is shown."
            failed "It refuses the client certificate"
            why "MPay shows its certificate already in the TLS handshake."
            mend "Let the server trust the certificate that signs the calls: that of --identity, else the check's own."
            source "MPay guide, SOAP: over HTTPS with a client certificate; RFC 8446 §4.4.2";
        "http" NONE, replies(&[
                &transport::HTTP_NO_REPLY, &transport::HTTP_NOT_HTTP, &transport::HTTP_TIMEOUT, &transport::HTTP_BODY_TIMEOUT,
                &transport::HTTP_CUT, &transport::HTTP_TOO_LARGE,
            ]);
            checks "Every call gets a whole HTTP reply in time."
            failed "It does not reply with whole HTTP messages"
            why "A payer waits for the order, and MPay for the confirmation."
            mend "Look into the e-Service's log for what ended the reply, and into proxies between."
            source "RFC 9112 §6 and §9.6";
        "redirect" NONE, replies(&[&transport::HTTP_REDIRECT]);
            checks "The reply is no redirect."
            failed "It redirects the call"
            why "A signed message is not sent on to another address, so the call ends there."
            mend "Give the address that it redirects to, and let MPay register that one."
            source "RFC 9110 §15.4; WS-I Basic Profile 1.1, R1130";
        "status" NONE, replies(&[
                &transport::HTTP_NO_CONTENT, &transport::HTTP_FORBIDDEN, &transport::HTTP_NOT_FOUND, &transport::HTTP_METHOD,
                &transport::HTTP_REQUEST_TOO_LARGE, &transport::HTTP_MEDIA_TYPE, &transport::HTTP_TOO_MANY,
                &transport::HTTP_SERVER_ERROR, &transport::HTTP_STATUS,
            ]);
            checks "The status is 200, or 500 with a SOAP fault."
            failed "Something else than IServiceProvider answers"
            why "Any other status says that the call did not come to the service."
            mend "Check the path in --url, and what stands before the e-Service: a login, a limit, a firewall for web applications."
            source "WS-I Basic Profile 1.1, R1124 and R1126";
        "content-type" NONE, replies(&[&transport::HTTP_CONTENT_TYPE, &transport::HTTP_CHARSET, &transport::HTTP_SOAP_12]);
            checks "The media type of replies is text/xml in UTF-8."
            failed "Its replies have another media type"
            why "WCF refuses a reply whose Content-Type is not that of SOAP 1.1."
            mend "Send Content-Type: text/xml; charset=utf-8."
            source "SOAP 1.1 §6; WS-I Basic Profile 1.1, R1012";
        "compression" NONE, first(compression);
            checks "The reply is not compressed, as the request did not ask for it."
            failed "It compresses replies, which the request did not ask for"
            why "A reader that did not offer gzip may not take it."
            mend "Compress only where Accept-Encoding asks for it."
            source "RFC 9110 §12.5.3";
        "byte-order-mark" NONE, first(byte_order_mark);
            checks "The reply does not begin with a byte order mark."
            failed "Its replies begin with a byte order mark"
            why "Some readers take the mark for text before the XML declaration."
            mend "Write UTF-8 without a byte order mark, such as new UTF8Encoding(false) in .NET."
            source "WS-I Basic Profile 1.1, R4001; RFC 3629 §6";
        "soap" NONE, replies(&[
                &envelope::HTML, &envelope::JSON, &envelope::NOT_SOAP, &envelope::TEXT_BEFORE_ENVELOPE, &envelope::REPLY_EMPTY,
                &envelope::NOT_UTF8, &envelope::NOT_WELL_FORMED, &envelope::DOCTYPE, &envelope::SOAP_12,
            ]);
            checks "The reply is a SOAP 1.1 envelope, not a page or JSON."
            failed "It does not answer with SOAP"
            why "A page instead of a message is what a wrong path, a login or an error page looks like."
            mend "Check the path in --url, and the e-Service's log."
            source "SOAP 1.1 §4; MPay guide, SOAP";
        "trust" NONE, first(trust);
            checks "The e-Service accepts the signature of an honest call."
            failed "It does not trust the certificate that signs the calls"
            why "Until it does, every call is refused, and no refusal proves anything."
            mend "Register the certificate that signs the calls as MPay's, or give the one that it holds with --identity."
            source "MPay guide, WS-Security: MPay's certificate is registered with the service provider";
        "clock" NONE, first(clock);
            checks "The e-Service's clock agrees with this machine's to five seconds."
            failed "Its clock is wrong"
            why "Timestamps of signed messages live for minutes; a clock that is off makes valid ones expire, and some readers allow one second."
            mend "Let a time service (NTP) set the e-Service's clock."
            source "WSS SOAP Message Security 1.0 §10";
        "latency" NONE, first(latency);
            checks "The first reply comes within five seconds."
            failed "It answers slowly"
            why "The payer waits for GetOrderDetails before an empty page."
            mend "Look for what takes the time: a cold start, a slow query, name look-ups of the caller."
            source "MPay guide, step 5: the call precedes the page";
        "wsdl" NONE, calls(wsdl::judge);
            checks "The WSDL at ?wsdl, where the e-Service serves one, has the operations and the SOAPAction values of MPay's calls."
            failed "Its own WSDL describes other calls than MPay makes"
            why "Test tools, gateways and firewalls that are set up by that WSDL expect other calls, and refuse those of MPay."
            mend "Give both operations the names and the soapAction of MPay's WSDL, or serve none at ?wsdl."
            source "WSDL of IServiceProvider: soapAction; WS-I Basic Profile 1.1, R2744";
    }
}

/// The most that a clock may be off without a remark, and without an error, in milliseconds.
const CLOCK: (i64, i64) = (5_000, 300_000);

/// How long a first reply may take, in milliseconds.
const SLOW_MS: u128 = 5_000;

fn https(first: &FirstCall) -> Verdict {
    let way = &first.recorded.exchange.way;
    of_way(way.tls.as_deref(), way.connected)
}

fn of_way(tls: Option<&str>, connected: Option<SocketAddr>) -> Verdict {
    let is_near = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    };
    match (tls, connected) {
        (Some(version), _) => Verdict::passed(version),
        (None, None) => Verdict::inconclusive("no connection was made"),
        (None, Some(address)) if is_near(address.ip()) => {
            Verdict::passed(format!("plain HTTP, within a private network: {address}"))
        }
        (None, Some(address)) => Verdict::warning(format!("plain HTTP to {address}")),
    }
}

fn compression(first: &FirstCall) -> Verdict {
    let rules = [&transport::HTTP_COMPRESSION, &transport::HTTP_COMPRESSED];
    remarked(rules.iter().find_map(|rule| first.finding(rule)), "not compressed")
}

fn byte_order_mark(first: &FirstCall) -> Verdict {
    remarked(first.finding(&envelope::BYTE_ORDER_MARK), "no byte order mark")
}

/// A warning where there is this finding.
fn remarked(finding: Option<&Finding>, passed: &str) -> Verdict {
    finding.map_or_else(|| Verdict::passed(passed), |finding| Verdict::warning(finding.summary()))
}

fn trust(first: &FirstCall) -> Verdict {
    match (first.fault, first.finding(&FAULT)) {
        (Some(FaultMeaning::DoesNotTrustHub), Some(finding)) => {
            Verdict::failed(format!("{}: {}", finding.rule.title, finding.found)).quoting(&finding.quoted)
        }
        (Some(FaultMeaning::UnknownOrder), _) => {
            Verdict::passed("it answered that it does not have the order")
        }
        (Some(_), Some(finding)) => Verdict::inconclusive(&finding.found).quoting(&finding.quoted),
        (..) if first.is_answered() => Verdict::passed("an honest call was answered"),
        (..) => Verdict::inconclusive("no answer came"),
    }
}

fn clock(first: &FirstCall) -> Verdict {
    let Some(skew) = first.clock_skew_ms else {
        let refused =
            [&TIMESTAMP_EXPIRED, &TIMESTAMP_IN_FUTURE].into_iter().find_map(|rule| first.finding(rule));
        return Verdict::inconclusive(match refused {
            Some(finding) => {
                format!("{}: the clock is wrong, or the Timestamp was not made anew", finding.summary())
            }
            None => {
                "the clock is read from a validly signed reply without a fault, and the first call brought none"
                    .to_owned()
            }
        });
    };
    let direction = if skew < 0 { "behind" } else { "ahead of" };
    let message = format!("{:.1} s {direction} this machine's", skew.abs() as f64 / 1000.0);
    match skew.abs() {
        off if off <= CLOCK.0 => Verdict::passed(message),
        off if off <= CLOCK.1 => Verdict::warning(message),
        _ => Verdict::failed(message),
    }
}

fn latency(first: &FirstCall) -> Verdict {
    of_duration(first.recorded.exchange.duration.as_millis())
}

fn of_duration(ms: u128) -> Verdict {
    let message = format!("{ms} ms");
    if ms <= SLOW_MS { Verdict::passed(message) } else { Verdict::warning(message) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::verdict::Grade;

    #[test]
    fn plain_http_is_for_private_networks_alone() {
        let grade = |tls: Option<&str>, address: &str| of_way(tls, address.parse().ok()).grade;
        for address in ["127.0.0.1:80", "[::1]:80", "10.1.2.3:80", "192.168.1.1:80", "[fd00::1]:80"] {
            assert_eq!(grade(None, address), Grade::Passed, "{address}");
        }
        assert_eq!(grade(None, "203.0.113.5:80"), Grade::Warning);
        assert_eq!(grade(Some("TLS 1.3"), "203.0.113.5:443"), Grade::Passed);
        assert_eq!(grade(None, "nowhere"), Grade::Inconclusive);
    }

    #[test]
    fn a_reply_after_more_than_five_seconds_is_slow() {
        assert_eq!((of_duration(5_000).grade, of_duration(5_001).grade), (Grade::Passed, Grade::Warning));
    }
}
