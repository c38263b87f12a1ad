//! Replies as XML and as SOAP messages.

use super::made_up::by_replies;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::finding::rules::{business, contract, envelope};

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Contract:
        "well-formed" Needs::NOTHING.alone(), so_far(well_formed);
            checks "Every reply is well-formed XML in UTF-8, from its first byte to its last."
            failed "A reply is not well-formed XML in UTF-8"
            why "No XML reader goes on after the first error: the call counts as failed."
            mend "Let an XML library write the reply, and let nothing write before or after it: no warning, no blank line, no debug output."
            source "XML 1.0 §2.1 and §4.3.3; WS-I Basic Profile 1.1 R1012 and R1008 (no DTD)";
        "soap-message" Needs::NOTHING.alone(), so_far(soap_message);
            checks "Every reply is a SOAP 1.1 envelope, not HTML, JSON or SOAP 1.2."
            failed "A reply is not a SOAP 1.1 message"
            why "MPay's client understands SOAP 1.1 alone: an error page says nothing to it."
            mend "Catch errors before the framework makes its own page of them, and answer with a SOAP fault."
            source "SOAP 1.1 §4; WSDL: basicHttpBinding";
        "one-body" Needs::NOTHING.alone(), so_far(one_body);
            checks "Every envelope has one Header, then one Body, with one element inside."
            failed "An envelope has not one Header, one Body and one element inside"
            why "A WCF reader refuses other envelopes; two Bodies are the way of signature wrapping."
            mend "Write Header, then Body, each once; put one response element into Body."
            source "SOAP 1.1 §4; WS-I Basic Profile 1.1 R2201 and R9981";
        "response" Needs::NOTHING.alone(), so_far(response);
            checks "The element in Body is the response of the operation that was called."
            failed "A reply holds another element than the operation's response"
            why "MPay finds no answer in it, or takes another question's answer for one."
            mend "Name the element after the operation with Response at its end, in the namespace https://mpay.gov.md."
            source "WSDL: GetOrderDetailsResponse and ConfirmOrderPaymentResponse; document/literal wrapped";
        "namespaces" Needs::NOTHING, replies(&[
                &contract::NAMESPACE_WRONG, &contract::NAMESPACE_RELATIVE, &contract::NAMESPACE_TRAILING_SLASH
            ]);
            checks "Every element of the content is in the namespace https://mpay.gov.md, to the letter."
            failed "Elements are in another namespace than the contract's"
            why "A WCF reader takes elements of another namespace for unknown ones and skips them: values are missing without an error."
            mend "Declare xmlns=\"https://mpay.gov.md\" on the response element and no other on its content."
            source "XSD: targetNamespace, elementFormDefault=\"qualified\"";
    }
}

async fn well_formed(trial: &Trial) -> Judged {
    use envelope::{
        BYTE_ORDER_MARK, DOCTYPE, ENCODING_DECLARED, NOT_UTF8, NOT_WELL_FORMED, PREFIX_UNDECLARED,
        TEXT_BEFORE_ENVELOPE, TOO_DEEP, TOO_MANY_ATTRIBUTES, XML_DECLARATION,
    };
    by_replies(
        trial,
        &[
            &NOT_WELL_FORMED,
            &TEXT_BEFORE_ENVELOPE,
            &NOT_UTF8,
            &ENCODING_DECLARED,
            &XML_DECLARATION,
            &PREFIX_UNDECLARED,
            &DOCTYPE,
            &TOO_DEEP,
            &TOO_MANY_ATTRIBUTES,
            &BYTE_ORDER_MARK,
        ],
    )
    .await
}

async fn soap_message(trial: &Trial) -> Judged {
    use envelope::{HTML, JSON, NOT_SOAP, REPLY_EMPTY, SOAP_12};
    by_replies(trial, &[&REPLY_EMPTY, &HTML, &JSON, &NOT_SOAP, &SOAP_12]).await
}

async fn one_body(trial: &Trial) -> Judged {
    use envelope::{BODIES, BODY_EMPTY, BODY_SEVERAL, HEADER_AFTER_BODY, HEADERS};
    by_replies(trial, &[&BODIES, &HEADERS, &HEADER_AFTER_BODY, &BODY_EMPTY, &BODY_SEVERAL]).await
}

async fn response(trial: &Trial) -> Judged {
    use business::{CONFIRM_ECHO, CONFIRM_REPLY};
    use contract::{ANSWER_BESIDE_OTHERS, ANSWER_TO_ANOTHER_QUESTION, RESPONSE_ELEMENT, RESULT_MISSING};
    by_replies(
        trial,
        &[
            &RESPONSE_ELEMENT,
            &RESULT_MISSING,
            &CONFIRM_REPLY,
            &CONFIRM_ECHO,
            &ANSWER_TO_ANOTHER_QUESTION,
            &ANSWER_BESIDE_OTHERS,
        ],
    )
    .await
}
