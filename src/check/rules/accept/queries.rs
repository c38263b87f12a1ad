//! Variations that are tried on `GetOrderDetails`, which changes nothing. What all messages share is tried here alone.

use jiff::SignedDuration;

use super::texts::{in_lines, on_lines, prefixed, with, without};
use super::variation::Variation;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::http_form::{Framing, HttpForm, SoapAction};
use crate::service_provider::Signing;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Accept:
        "language-absent" Needs::KNOWN, mark Guide, calls(language_absent);
            checks "A query without Language is answered, in Romanian."
            failed "It refuses a query without Language"
            why "Language is optional, and the XSD of 2014 does not have it: a payer who comes without a language could not pay."
            mend "Take Language as optional, with Romanian as its default."
            source "MPay guide, OrderDetailsQuery: Language is optional, default RO; XSD of 2014";
        "language-lower-case" Needs::KNOWN, mark Guide, calls(language_lower_case);
            checks "Language `ro` is understood as well as `RO`."
            failed "It refuses a language code in lower case"
            why "The guide lists ro, ru and en, and its sample sends RO: either may come."
            mend "Compare language codes without regard to case, and take Romanian for any other text."
            source "MPay guide, OrderDetailsQuery and the GetOrderDetails sample";
        "comments" Needs::KNOWN, mark Guide, calls(comments);
            checks "Comments between the elements of a query are ignored, by the reader and by the signature."
            failed "It refuses a query with XML comments"
            why "The guide's GetOrderDetails sample has them inside the signed Body: canonicalization leaves comments out, and a reader that takes the first child node finds a comment."
            mend "Canonicalize without comments, and look for child elements, not for child nodes."
            source "MPay guide, GetOrderDetails sample; XML Signature §4.4.3.3: a reference by #Id leaves comments out";
        "prefixes-query" Needs::KNOWN, mark Guide, calls(prefixes);
            checks "A query whose elements have a prefix is read like one with a default namespace."
            failed "It refuses a query with a namespace prefix"
            why "The guide's GetOrderDetails sample writes mpay:query; a prefix is the sender's choice, and only the namespace counts."
            mend "Find elements by namespace and local name, never by their prefix."
            source "MPay guide, GetOrderDetails sample; Namespaces in XML 1.0 §6";
        "white-space-query" Needs::KNOWN, mark Standard, calls(white_space);
            checks "A query with line ends between its elements, signed with them, is accepted."
            failed "It refuses a query with white space between its elements"
            why "White space between elements is signed as it stands: a reader that removes it before it computes the digest refuses good messages."
            mend "Keep the message as it came until the signature is verified (preserveWhiteSpace, PreserveWhitespace), and skip text between elements when reading."
            source "XML 1.0 §2.10; Canonical XML 1.0 §1.1";
        "cdata" Needs::KNOWN, mark Standard, calls(cdata);
            checks "A value in a CDATA section is read as the same value, and digested as its text."
            failed "It refuses a value in a CDATA section"
            why "Writers may choose CDATA, and canonicalization replaces it by its text."
            mend "Let the XML parser give you the text of the element, and the canonicalizer its octets."
            source "XML 1.0 §2.7; Canonical XML 1.0 §1.1";
        "character-references" Needs::KNOWN, mark Standard, calls(character_references);
            checks "A value with a character reference is read as the same value, and digested as its text."
            failed "It refuses a value with a character reference"
            why "Writers may escape any character, and canonicalization replaces the reference by the character."
            mend "Digest the canonical octets, not the text of the message."
            source "XML 1.0 §4.1; Canonical XML 1.0 §1.1";
        "xml-declaration" Needs::KNOWN, mark Standard, calls(xml_declaration);
            checks "A message that begins with an XML declaration is accepted."
            failed "It refuses a message with an XML declaration"
            why "Many SOAP stacks write one, and it belongs to no signed element."
            mend "Give the whole message to an XML parser, from its first byte."
            source "XML 1.0 §2.8; WS-I Basic Profile 1.1 R1010";
        "token-on-lines" Needs::KNOWN, mark Standard, calls(token_on_lines);
            checks "A BinarySecurityToken whose base64 stands on several lines is accepted."
            failed "It refuses a certificate in base64 with line ends"
            why "Most base64 writers break lines after 76 characters, and the token is not signed."
            mend "Remove white space before you decode base64."
            source "XML Schema Part 2 §3.2.16; RFC 2045 §6.8";
        "strange-header" Needs::KNOWN, mark Standard, calls(strange_header);
            checks "A header that must not be understood is ignored: the ActivityId that WCF adds when it traces."
            failed "It refuses a message with a header that it may ignore"
            why "A WCF client whose side traces its calls adds this header to each of them."
            mend "Ignore headers without mustUnderstand that you do not know."
            source "SOAP 1.1 §4.2.3";
        "two-minutes-old" Needs::KNOWN, mark Standard, calls(two_minutes_old);
            checks "A message that was created two minutes ago, and lives for three more, is accepted."
            failed "It refuses a message that has not expired"
            why "A message is good until its Expires: the sender's clock may be behind, and a call may wait on its way."
            mend "Compare the time with Expires, with a leeway of some minutes for the clocks; do not ask that Created is now."
            source "WSS SOAP Message Security 1.0 §10";
        "clock-ahead" Needs::KNOWN, mark Standard, calls(clock_ahead);
            checks "A message that was created 30 seconds ahead of your clock is accepted."
            failed "It refuses a message from a clock that is 30 seconds ahead"
            why "No two clocks agree: an e-Service without leeway refuses every call as soon as its clock is behind MPay's."
            mend "Allow for clocks that differ by some minutes, as WCF does with its five, and keep yours right by NTP."
            source "WSS SOAP Message Security 1.0 §10: clock skew is the recipient's to allow for";
        "soap-action-bare" Needs::KNOWN, mark Lax, calls(soap_action_bare);
            checks "SOAPAction without quotation marks is understood."
            failed "It refuses SOAPAction without quotation marks"
            why "Senders owe the quotation marks (R1109), and a receiver may refuse without them (R1119); but some clients and proxies lose them."
            mend "Take the quotation marks off, if there are any, before you compare the action."
            source "SOAP 1.1 §6.1.1; WS-I Basic Profile 1.1 R1109 and R1119";
        "soap-action-empty" Needs::KNOWN, mark Lax, calls(soap_action_empty);
            checks "With an empty SOAPAction the element in the Body says which operation is meant."
            failed "It refuses an empty SOAPAction"
            why "The header is not signed: the signed Body alone says what is asked. Senders owe the value of the WSDL (R2744), which MPay sends, so that a reader may go by it, as WCF does."
            mend "Choose the operation by the first element of the Body."
            source "SOAP 1.1 §6.1.1; WS-I Basic Profile 1.1 R2744";
        "charset-upper-case" Needs::KNOWN, mark Standard, calls(charset_upper_case);
            checks "Content-Type `text/xml; charset=UTF-8` is understood."
            failed "It refuses a charset in upper case"
            why "Names of charsets do not depend on case."
            mend "Parse Content-Type instead of comparing it with one text."
            source "RFC 9110 §8.3.2";
        "charset-quoted" Needs::KNOWN, mark Standard, calls(charset_quoted);
            checks "Content-Type `text/xml;charset=\"utf-8\"` is understood."
            failed "It refuses a charset in quotation marks"
            why "A parameter may be quoted, and the space before it is optional; Java's clients write it so."
            mend "Parse Content-Type instead of comparing it with one text."
            source "RFC 9110 §5.6.6 and §8.3.1";
        "charset-absent" Needs::KNOWN, mark Standard, calls(charset_absent);
            checks "Content-Type `text/xml` alone is understood."
            failed "It refuses a request without a charset"
            why "Without a charset the message itself says its encoding, which is UTF-8 where it says nothing."
            mend "Take a missing charset for the encoding that the XML has."
            source "RFC 7303 §3; XML 1.0 §4.3.3";
        "chunked" Needs::KNOWN, mark Standard, calls(chunked);
            checks "A request in chunks, without Content-Length, is read."
            failed "It refuses a request in chunks"
            why "Every HTTP/1.1 server must be able to read chunks; proxies and WCF in streamed mode send them."
            mend "Let the HTTP server read the body (nginx: proxy_request_buffering on; PHP-FPM behind it then gets a Content-Length)."
            source "RFC 9112 §7.1";
        "http-1-0" Needs::KNOWN, mark Standard, calls(http_1_0);
            checks "A request in HTTP/1.0 is answered."
            failed "It refuses HTTP/1.0"
            why "Old reverse proxies speak HTTP/1.0 to the servers behind them."
            mend "Do not reject by the HTTP version alone."
            source "RFC 9110 §2.5; WS-I Basic Profile 1.1 R1141";
    }
}

async fn language_absent(trial: &Trial) -> Judged {
    Variation::content(|body| without(body, "Language"), "<query><OrderKey>").ask(trial).await
}

async fn language_lower_case(trial: &Trial) -> Judged {
    Variation::content(|body| with(body, "Language", str::to_lowercase), "<Language>ro<").ask(trial).await
}

async fn comments(trial: &Trial) -> Judged {
    let commented = |body: &str| body.replace("<query>", "<!--Optional:--><query><!--Optional:-->");
    Variation::content(commented, "<!--Optional:-->").ask(trial).await
}

async fn prefixes(trial: &Trial) -> Judged {
    Variation::content(prefixed, "<mp:query>").ask(trial).await
}

async fn white_space(trial: &Trial) -> Judged {
    Variation::content(on_lines, ">\n  <query>").ask(trial).await
}

async fn cdata(trial: &Trial) -> Judged {
    let in_cdata = |body: &str| with(body, "ServiceID", |id| format!("<![CDATA[{id}]]>"));
    Variation::content(in_cdata, "<![CDATA[").ask(trial).await
}

async fn character_references(trial: &Trial) -> Judged {
    let referred = |body: &str| {
        with(body, "ServiceID", |id| match id.chars().next() {
            Some(first) if first.is_ascii_alphanumeric() => format!("&#x{:X};{}", u32::from(first), &id[1..]),
            _ => id.to_owned(),
        })
    };
    Variation::content(referred, "<ServiceID>&#x").ask(trial).await
}

async fn xml_declaration(trial: &Trial) -> Judged {
    let declared = |message: &str| format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{message}");
    Variation::message(declared, "<?xml ").ask(trial).await
}

async fn token_on_lines(trial: &Trial) -> Judged {
    let on_lines = |message: &str| {
        let end = "</BinarySecurityToken>";
        let token = message.split_once("<BinarySecurityToken").and_then(|(_, token)| token.split_once(end));
        let base64 = token.and_then(|(token, _)| token.split_once('>')).map(|(_, base64)| base64);
        let Some(base64) = base64 else { return message.to_owned() };
        message.replacen(&format!("{base64}{end}"), &format!("\n{}\n{end}", in_lines(base64)), 1)
    };
    Variation::message(on_lines, "\n</BinarySecurityToken>").ask(trial).await
}

async fn strange_header(trial: &Trial) -> Judged {
    let traced = |message: &str| {
        message.replacen(
            "<s:Header>",
            "<s:Header><ActivityId CorrelationId=\"6b1ab7e5-1d63-4f5c-9b9e-7a1f0c6a2f51\" xmlns=\"http://schemas.microsoft.com/2004/09/ServiceModel/Diagnostics\">00000000-0000-0000-0000-000000000000</ActivityId>",
            1,
        )
    };
    Variation::message(traced, "<ActivityId ").ask(trial).await
}

async fn two_minutes_old(trial: &Trial) -> Judged {
    Variation::signed(Signing::Shifted(SignedDuration::from_mins(-2)), "<wsu:Created>").ask(trial).await
}

async fn clock_ahead(trial: &Trial) -> Judged {
    Variation::signed(Signing::Shifted(SignedDuration::from_secs(30)), "<wsu:Created>").ask(trial).await
}

async fn soap_action_bare(trial: &Trial) -> Judged {
    let http_form = HttpForm { soap_action: SoapAction::Bare, ..HttpForm::default() };
    Variation::http(http_form, "soapaction: http").ask(trial).await
}

async fn soap_action_empty(trial: &Trial) -> Judged {
    let http_form = HttpForm { soap_action: SoapAction::Empty, ..HttpForm::default() };
    Variation::http(http_form, "soapaction: \"\"").ask(trial).await
}

async fn charset_upper_case(trial: &Trial) -> Judged {
    content_type(trial, "text/xml; charset=UTF-8").await
}

async fn charset_quoted(trial: &Trial) -> Judged {
    content_type(trial, "text/xml;charset=\"utf-8\"").await
}

async fn charset_absent(trial: &Trial) -> Judged {
    content_type(trial, "text/xml").await
}

async fn content_type(trial: &Trial, value: &'static str) -> Judged {
    let http_form = HttpForm { content_type: Some(value), ..HttpForm::default() };
    Variation::http(http_form, value).ask(trial).await
}

async fn chunked(trial: &Trial) -> Judged {
    let http_form = HttpForm { framing: Framing::Chunked, ..HttpForm::default() };
    Variation::http(http_form, "transfer-encoding: chunked").ask(trial).await
}

async fn http_1_0(trial: &Trial) -> Judged {
    let http_form = HttpForm { framing: Framing::Http10, ..HttpForm::default() };
    Variation::http(http_form, "HTTP/1.0").ask(trial).await
}
