//! Replies of an attacker, and what the hub must believe of them if replies must be signed.
//!
//! The attacker can read and withhold every message, knows every certificate, and may be another e-Service with a
//! registered key, but does not have this e-Service's key.

mod forgeries;

use super::content;
use super::reply::ReplyHead;
use super::understanding::{Received, understand};
use super::{CallError, KnownSigner, SignatureVerdict};
use crate::domain::language::Language;
use crate::domain::service::ReplySignature;
use crate::soap::Operation::{self, ConfirmOrderPayment, GetOrderDetails};
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::security::tests::forge::Forge;
use crate::soap::security::tests::{now, signer, stranger};
use crate::soap::security::verify::Judgement;

/// The expected result.
#[derive(Debug, PartialEq)]
enum Believed {
    /// The first order's amount due.
    Order(&'static str),
    Confirmation,
    /// Refused by this rule.
    Nothing(&'static str),
}

use Believed::{Confirmation, Nothing, Order};

/// The query asks for order `ORD-1` of service `TEST01`.
fn order(service: &str, key: &str, amount: &str) -> String {
    format!(
        "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"><GetOrderDetailsResult><OrderDetails>\
         <Currency>MDL</Currency><Lines><OrderLine><AmountDue>{amount}</AmountDue><LineID>1</LineID></OrderLine></Lines>\
         <OrderKey>{key}</OrderKey><Reason>Tax</Reason>{service}<Status>Active</Status>\
         <TotalAmountDue>{amount}</TotalAmountDue></OrderDetails></GetOrderDetailsResult></GetOrderDetailsResponse>"
    )
}

const SERVICE: &str = "<ServiceID>TEST01</ServiceID>";
const CONFIRMED: &str = "<ConfirmOrderPaymentResponse xmlns=\"https://mpay.gov.md\"/>";
const FAULT: &str = "<s:Fault><faultcode>UnknownOrder</faultcode><faultstring>no</faultstring></s:Fault>";
const MPAY: &str = "xmlns=\"https://mpay.gov.md\"";

fn honest() -> String {
    order(SERVICE, "ORD-1", "1000.00")
}

/// Signed by the e-Service.
fn signed(content: &str) -> String {
    Forge { content: content.to_owned(), ..Forge::default() }.xml()
}

/// The element from this start to this end.
fn element<'x>(xml: &'x str, start: &str, end: &str) -> &'x str {
    let at = xml.find(start).unwrap();
    &xml[at..at + xml[at..].find(end).unwrap() + end.len()]
}

/// The honest reply with a replacement made after signing.
fn replaced(from: &str, to: &str) -> String {
    let xml = signed(&honest());
    assert!(xml.contains(from), "{from} in {xml}");
    xml.replacen(from, to, 1)
}

type Row = (&'static str, Operation, String, Believed);

fn honest_replies() -> Vec<Row> {
    let get = |name, xml, believed| (name, GetOrderDetails, xml, believed);
    let confirm = |name, content: &str| (name, ConfirmOrderPayment, signed(content), Confirmation);
    vec![
        get("an honest order", signed(&honest()), Order("1000.00")),
        get(
            "a key in other letters and with spaces",
            signed(&order(SERVICE, " ord- 1", "1000.00")),
            Order("1000.00"),
        ),
        get("no ServiceID, and no OrderKey", signed(&order("", "", "1000.00")), Order("1000.00")),
        get(
            "several orders with keys of their own",
            {
                let two = order(SERVICE, "A-1", "1000.00");
                let one = element(&two, "<OrderDetails>", "</OrderDetails>").to_owned();
                signed(&two.replace(&one, &format!("{one}{}", one.replace("A-1", "A-2"))))
            },
            Order("1000.00"),
        ),
        get(
            "a comment within a value, put in after signing",
            replaced(">1000.00</T", ">10<!-- -->00.00</T"),
            Order("1000.00"),
        ),
        get("a value as CDATA", replaced(">1000.00</T", "><![CDATA[1000.00]]></T"), Order("1000.00")),
        get("a value by character references", replaced(">1000.00</T", ">&#49;000.00</T"), Order("1000.00")),
        confirm("an honest confirmation", CONFIRMED),
        confirm("an empty Body", ""),
        confirm("a Body of white space", " \n "),
        confirm(
            "another prefix",
            "<m:ConfirmOrderPaymentResponse xmlns:m=\"https://mpay.gov.md\"></m:ConfirmOrderPaymentResponse>",
        ),
        confirm(
            "nil",
            "<ConfirmOrderPaymentResponse xmlns=\"https://mpay.gov.md\" \
                 xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>",
        ),
    ]
}

/// Correctly signed replies that do not answer the request.
fn other_answers() -> Vec<Row> {
    let get = |name, content: String, rule| (name, GetOrderDetails, signed(&content), Nothing(rule));
    let confirm = |name, content: String, rule| (name, ConfirmOrderPayment, signed(&content), Nothing(rule));
    let other_service = "<ServiceID>TEST02</ServiceID>";
    vec![
        get("another order", order(SERVICE, "ORD-2", "1.00"), "answer-about-another-order"),
        get("a key that only begins so", order(SERVICE, "ORD-11", "1.00"), "answer-about-another-order"),
        get("another service", order(other_service, "ORD-1", "1.00"), "answer-of-another-service"),
        get(
            "another order of another service",
            order(other_service, "ORD-2", "1.00"),
            "answer-of-another-service",
        ),
        get(
            "several orders, one of another service",
            {
                let two = order(SERVICE, "A-1", "1000.00");
                let one = element(&two, "<OrderDetails>", "</OrderDetails>").to_owned();
                two.replace(&one, &format!("{one}{}", one.replace("A-1", "A-2").replace("TEST01", "TEST02")))
            },
            "answer-of-another-service",
        ),
        get("a reply to ConfirmOrderPayment", CONFIRMED.to_owned(), "response-element"),
        get("nothing", String::new(), "body-empty"),
        get("a fault beside the order", format!("{}{FAULT}", honest()), "answer-beside-others"),
        get("a fault before the order", format!("{FAULT}{}", honest()), "fault"),
        get(
            "a cheap order beside the order",
            format!("{}{}", honest(), order(SERVICE, "ORD-1", "1.00")),
            "answer-beside-others",
        ),
        confirm("an earlier reply to GetOrderDetails", honest(), "answer-to-another-question"),
        confirm("words", "<x>not accepted</x>".to_owned(), "answer-to-another-question"),
        confirm("an empty element of any name", "<x/>".to_owned(), "answer-to-another-question"),
        confirm("text", "accepted".to_owned(), "answer-to-another-question"),
        confirm(
            "the response in no namespace",
            "<ConfirmOrderPaymentResponse/>".to_owned(),
            "answer-to-another-question",
        ),
        confirm(
            "the response within another element",
            format!("<x>{CONFIRMED}</x>"),
            "answer-to-another-question",
        ),
        confirm("a fault beside the response", format!("{CONFIRMED}{FAULT}"), "answer-beside-others"),
        confirm("a fault before the response", format!("{FAULT}{CONFIRMED}"), "fault"),
        confirm(
            "words beside the response",
            format!("{CONFIRMED}<x>not accepted</x>"),
            "answer-beside-others",
        ),
        confirm("the request", format!("<ConfirmOrderPayment {MPAY}/>"), "confirm-echo"),
    ]
}

fn rows() -> Vec<Row> {
    let forged =
        [forgeries::wrapping(), forgeries::references(), forgeries::keys_and_times()].into_iter().flatten();
    let forged = forged.map(|(name, xml, rule)| (name, GetOrderDetails, xml, Nothing(rule)));
    honest_replies().into_iter().chain(forged).chain(other_answers()).collect()
}

/// What the hub believes of these bytes, received with this status, under this policy.
fn believed(
    operation: Operation,
    xml: &str,
    status: u16,
    policy: ReplySignature,
) -> Result<String, CallError> {
    let received = Received {
        reply: xml.as_bytes().to_vec(),
        head: ReplyHead::of("", status, &reqwest::header::HeaderMap::new()),
        operation,
        policy,
        signer: KnownSigner::Certificate(Box::new(signer().certificate)),
        own: stranger(),
        judgement: Judgement::at(now()),
    };
    let query = OrderDetailsQuery {
        language: Language::Romanian,
        order_key: "ORD-1".to_owned(),
        service_id: "TEST01".to_owned(),
    };
    let mut findings = Vec::new();
    let said = match operation {
        GetOrderDetails => understand(&received, &mut findings, |envelope, findings| {
            content::orders(envelope, (&query, false), now(), policy, findings)
        })
        .map(|(orders, verdict)| (orders[0].total_amount_due.unwrap().to_xml(), verdict)),
        ConfirmOrderPayment => understand(&received, &mut findings, |envelope, findings| {
            content::confirmation(envelope, policy, findings)
        })
        .map(|((), verdict)| ("confirmed".to_owned(), verdict)),
    };
    let (said, verdict) = said?;
    if policy == ReplySignature::Require {
        assert!(matches!(verdict, SignatureVerdict::Verified { .. }), "{xml}");
    }
    Ok(said)
}

#[test]
fn only_a_signed_answer_to_this_question_is_believed() {
    let rows = rows();
    assert!(rows.len() > 80, "{}", rows.len());
    for (name, operation, xml, expected) in rows {
        let said = believed(operation, &xml, 200, ReplySignature::Require);
        match (expected, said) {
            (Order(amount), Ok(said)) => assert_eq!(said, amount, "{name}"),
            (Confirmation, Ok(said)) => assert_eq!(said, "confirmed", "{name}"),
            (Nothing(rule), Err(error)) => assert_eq!(error.finding().rule.name, rule, "{name}: {error}"),
            (expected, said) => panic!("{name}: {expected:?}, and it is {said:?}\n{xml}"),
        }
        // An error page is not a reply, even if it is signed.
        assert!(believed(operation, &xml, 403, ReplySignature::Require).is_err(), "{name} with 403");
    }
}

#[test]
fn where_signatures_need_not_hold_another_answer_is_told_and_taken() {
    for (name, operation, xml, _) in other_answers() {
        for policy in [ReplySignature::Warn, ReplySignature::Ignore] {
            let said = believed(operation, &xml, 200, policy);
            let is_refused = ["a reply to ConfirmOrderPayment", "nothing", "the request"].contains(&name)
                || name.starts_with("a fault before");
            assert_eq!(said.is_err(), is_refused, "{name}: {said:?}");
        }
    }
}
