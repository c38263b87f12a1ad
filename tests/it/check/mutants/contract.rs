//! Mutants whose replies break the contract: those of one query of the rule alone where the reply becomes unusable, else those
//! about paid orders.

use mpay_sim::domain::fault::FaultCode;
use mpay_sim::domain::scenario::SignatureDefect;
use mpay_sim::soap::SOAP_NS;
use mpay_sim::soap::fault;
use mpay_sim::soap::security::SignatureAlgorithm;
use mpay_sim::soap::security::life::life_of;
use mpay_sim::soap::security::sign::{KeyInfoForm, MessageStamp, Shape, defective_envelope, signed_envelope};

use super::super::proxy::Reply;
use super::super::seen::{Seen, content};
use super::Mutant;
use super::Mutation::{Raw, Refuses, Replies};
use crate::support::identities;

/// Mutants that change the reply to the query of one rule.
macro_rules! raw {
    ($($rule:literal $key:literal $change:expr;)*) => {
        &[$(Mutant { rule: $rule, how: Raw(|seen, reply| if is_about(seen, $key) { $change(reply) }) },)*]
    };
}

/// Mutants that change the content of replies about paid orders.
macro_rules! paid {
    ($($rule:literal $from:literal $to:literal;)*) => {
        &[$(Mutant {
            rule: $rule,
            how: Replies(|_, reply| reply.contains("<Status>Paid<").then(|| reply.replace($from, $to))),
        },)*]
    };
}

/// Mutants whose faults have this content, in reply to the query of one rule.
macro_rules! faults {
    ($($rule:literal $key:literal $fault:expr;)*) => {
        &[$(Mutant { rule: $rule, how: Replies(|seen, _| is_about(seen, $key).then(|| $fault)) },)*]
    };
}

pub const OF_MESSAGES: &[Mutant] = raw! {
    "contract/well-formed" "SIM-WELL-FORMED" |reply: &mut Reply| reply.body.truncate(reply.body.len() - 3);
    "contract/soap-message" "SIM-SOAP-MESSAGE" |reply: &mut Reply| reply.body = b"<html><body>Error</body></html>".to_vec();
    "contract/one-body" "SIM-ONE-BODY" |reply: &mut Reply| edit(reply, "</s:Envelope>", "<s:Body/></s:Envelope>");
    "contract/signed" "SIM-SIGNED" |reply: &mut Reply| defective(reply, SignatureDefect::Unsigned);
    "contract/body-signed" "SIM-BODY-SIGNED" |reply: &mut Reply| defective(reply, SignatureDefect::BodyNotSigned);
    "contract/timestamp-signed" "SIM-TIMESTAMP-SIGNED" |reply: &mut Reply| defective(reply, SignatureDefect::TimestampNotSigned);
    "contract/digests" "SIM-DIGESTS" |reply: &mut Reply| defective(reply, SignatureDefect::DigestWrong);
    "contract/signature-value" "SIM-SIGNATURE-VALUE" |reply: &mut Reply| defective(reply, SignatureDefect::SignatureWrong);
    "contract/references" "SIM-REFERENCES" |reply: &mut Reply| defective(reply, SignatureDefect::BodyWithSameId);
    "contract/algorithms" "SIM-ALGORITHMS" |reply: &mut Reply| signed(reply, 0, Shape {
        algorithm: SignatureAlgorithm::RsaSha256,
        key_info: KeyInfoForm::X509Data,
        ..Shape::default()
    });
    "contract/timestamp" "SIM-TIMESTAMP" |reply: &mut Reply| signed(reply, -3_600, KeyInfoForm::X509Data.into());
};

pub const OF_CONTENT: &[Mutant] = paid! {
    "contract/namespaces" "<Properties>" "<Properties xmlns=\"https://mpay.gov.md/\">";
    "contract/element-order" "<Currency>MDL</Currency><CustomerID>2001500023456</CustomerID>" "<CustomerID>2001500023456</CustomerID><Currency>MDL</Currency>";
    "contract/element-names" "</OrderDetails>" "<Zone>3</Zone></OrderDetails>";
    "contract/required-values" "<Reason>Rezervarea unui loc de picnic în pădure</Reason>" "<Reason></Reason>";
    "contract/lengths" "<Reason>Masa de picnic, o zi</Reason>" "<Reason>Masa de picnic, o zi, cu bănci, grătar și acoperiș de lemn</Reason>";
    "contract/flags-and-names" "<CustomerType>Person<" "<CustomerType>Persoana<";
    "contract/amounts" "<TotalAmountDue>89.30<" "<TotalAmountDue>89.3012<";
    "contract/sums" "<AmountDue>7.05<" "<AmountDue>7.15<";
    "contract/dates" "<IssuedAt>" "<IssuedAt>astăzi, ";
    "contract/asked-for" "<ServiceID>ADP03<" "<ServiceID>adp03<";
    "contract/accounts" "<BankAccount>MD47" "<BankAccount>MD48";
    "contract/properties" "<Name>FileNumber<" "<Name>File/Number<";
};

pub const OF_FAULTS: &[Mutant] = faults! {
    "contract/response" "SIM-RESPONSE" "<GetOrderDetailsReply xmlns=\"https://mpay.gov.md\"/>".to_owned();
    "contract/fault-shape" "SIM-FAULT-SHAPE" format!(
        "<f:Fault xmlns:f=\"{SOAP_NS}\"><f:Code><f:Value>f:Client</f:Value></f:Code><f:Reason><f:Text>no</f:Text></f:Reason></f:Fault>"
    );
    "contract/fault-words" "SIM-FAULT-WORDS" fault::write(
        &FaultCode::UnknownService,
        "System.NullReferenceException at Shop.Orders.Find(String key) in C:\\inetpub\\shop\\Orders.cs:line 42"
    );
    "contract/fault-code" "SIM-FAULT-CODE" fault::write(&FaultCode::Other("ServiceMismatch".to_owned()), "no such service");
    "contract/code-unknown-order" "SIM-CODE-UNKNOWN-ORDER" fault::write(&FaultCode::InvalidParameter, "no");
    "contract/code-unknown-service" "SIM-CODE-UNKNOWN-SERVICE" fault::write(&FaultCode::InvalidParameter, "no");
    "contract/code-unknown-order-confirmed" "SIM-CODE-UNKNOWN-ORDER-CONFIRMED" fault::write(&FaultCode::InvalidParameter, "no");
    "contract/code-authentication-failed" "SIM-CODE-AUTHENTICATION-FAILED" fault::write(&FaultCode::InvalidParameter, "no");
};

pub const OF_FORM: &[Mutant] = &[
    Mutant {
        rule: "contract/fault-status",
        how: Raw(|seen, reply| {
            if is_about(seen, "SIM-FAULT-STATUS") {
                reply.status = 200;
            }
        }),
    },
    Mutant {
        rule: "contract/fault-signed",
        how: Raw(|seen, reply| {
            if is_about(seen, "SIM-FAULT-SIGNED") {
                defective(reply, SignatureDefect::Unsigned);
            }
        }),
    },
    Mutant {
        rule: "contract/payment-accepted",
        how: Refuses(|seen| seen.confirms("Banca Demo 3 (Internet banking)")),
    },
    Mutant {
        rule: "contract/code-invalid-parameter",
        how: Replies(|seen, _| {
            seen.confirms("<Currency>XTS<")
                .then(|| fault::write(&FaultCode::UnknownOrder, "no such currency"))
        }),
    },
];

/// True for a message about exactly this order.
pub fn is_about(seen: &Seen, key: &str) -> bool {
    seen.content.contains(&format!("<OrderKey>{key}<"))
}

fn text(reply: &Reply) -> String {
    String::from_utf8(reply.body.clone()).unwrap()
}

fn edit(reply: &mut Reply, from: &str, to: &str) {
    reply.body = text(reply).replacen(from, to, 1).into_bytes();
}

/// The content of the reply, signed anew with a defect.
fn defective(reply: &mut Reply, defect: SignatureDefect) {
    let Some((content, stamp)) = parts(reply, 0) else { return };
    reply.body = defective_envelope(&content, &identities::e_service(), &stamp, defect).unwrap().into_bytes();
}

/// The content of the reply, signed anew in this shape, this number of seconds later.
fn signed(reply: &mut Reply, later: i64, shape: Shape) {
    let Some((content, stamp)) = parts(reply, later) else { return };
    reply.body = signed_envelope(&content, &identities::e_service(), &stamp, shape).unwrap().into_bytes();
}

/// The content of the reply, and its stamp this number of seconds later. `None` if another mutant has already made it unreadable.
pub fn parts(reply: &Reply, later: i64) -> Option<(String, MessageStamp)> {
    let text = text(reply);
    let created = life_of(&text)?.created + jiff::SignedDuration::from_secs(later);
    Some((content(&text)?, MessageStamp { id: "0123456789abcdef0123456789abcdef".to_owned(), created }))
}
