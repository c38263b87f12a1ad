//! The content of `GetOrderDetails` replies.

use crate::check::rule::{Needs, Rule, rules};
use crate::domain::finding::rules::contract as c;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Contract:
        "element-order" Needs::NOTHING, replies(&[&c::ELEMENT_ORDER, &c::ELEMENT_ORDER_REQUIRED]);
            checks "The elements of every structure stand in alphabetical order."
            failed "Elements of a reply are out of order"
            why "A WCF reader skips an element that stands too late, without an error: the value is missing."
            mend "Write the elements of each structure in the order of the XSD, which is alphabetical."
            source "WSDL: data contracts; MPay guide, SOAP";
        "element-names" Needs::NOTHING, replies(&[
                &c::ELEMENT_UNKNOWN, &c::ELEMENT_MISSPELT, &c::ELEMENT_REPEATED, &c::MIXED_CONTENT
            ]);
            checks "Every element is one of the contract, spelt as the XSD spells it, once."
            failed "A reply has elements that are not in the contract"
            why "A WCF reader skips unknown names, without an error: a misspelt value is missing."
            mend "Take the names from the XSD, letter by letter: AllowPartialPayments, not AllowPartialPayment."
            source "XSD; MPay guide, OrderDetails";
        "required-values" Needs::NOTHING, replies(&[
                &c::VALUE_MISSING, &c::VALUE_EMPTY, &c::NIL_NOT_ALLOWED, &c::VALUE_WHITE_SPACE, &c::STATUS_MISSING,
                &c::LINES_MISSING, &c::LINE_AMOUNT_MISSING
            ]);
            checks "Every required value is there, and none is empty or nil where it must not be."
            failed "A reply lacks required values"
            why "MPay cannot make an invoice of an order without them, or the reader refuses the whole reply."
            mend "Fill in what the guide calls required; leave an optional element out instead of writing it empty."
            source "MPay guide, OrderDetails and OrderLine; XSD: minOccurs, nillable";
        "lengths" Needs::NOTHING, replies(&[&c::VALUE_TOO_LONG, &c::TOO_MANY]);
            checks "No value is longer than the contract allows, in characters, and no list has more entries than can be shown."
            failed "A reply has values that are too long"
            why "What does not fit is cut on the page, the note and the payment slip, or refused."
            mend "Shorten at the source: Reason 50, CustomerName 60, DisplayName 36, Value 255 characters."
            source "MPay guide, OrderDetails, OrderLine, OrderProperty: string(n)";
        "flags-and-names" Needs::NOTHING, replies(&[&c::BOOLEAN_FORM, &c::ENUMERATION_VALUE, &c::STATUS_SPELLING]);
            checks "Flags are xs:boolean; Status, CustomerType and Currency are values of the contract's lists."
            failed "A reply has a flag or a name that the contract does not know"
            why "A WCF reader refuses the whole reply."
            mend "Write true or false in lower case, and the names as the XSD lists them: Cancelled with two l."
            source "XSD: xs:boolean, xs:enumeration; MPay guide, OrderStatus";
        "amounts" Needs::NOTHING, replies(&[
                &c::AMOUNT_FORM, &c::AMOUNT_EXPONENT, &c::AMOUNT_RANGE, &c::AMOUNT_DECIMALS, &c::CURRENCY, &c::NOTHING_DUE
            ]);
            checks "Amounts are decimals of whole bani in MDL, above zero where an order may be paid."
            failed "A reply has an amount that cannot be paid as it is"
            why "An amount of a part of a ban cannot be paid, and an exponent is no xs:decimal."
            mend "Calculate in whole bani or decimals, never in floats, and write two decimals with a point."
            source "XML Schema Part 2 §3.2.3; MPay guide, TotalAmountDue and Currency";
        "sums" Needs::NOTHING, replies(&[&c::LINES_SUM, &c::AMOUNT_UNKNOWN_BUT_FIXED, &c::FLAGS_LINE]);
            checks "The lines add up to the total, and flags for other amounts stand where they belong."
            failed "The lines of a reply do not add up"
            why "MPay divides the payment by the lines: what does not add up cannot be settled."
            mend "Compute TotalAmountDue from the lines; of several lines only the first carries flags."
            source "MPay guide, OrderLine.AmountDue";
        "dates" Needs::NOTHING, replies(&[&c::DATE_FORM, &c::DATE_ONLY, &c::DATE_WITHOUT_ZONE]);
            checks "Dates are xs:dateTime."
            failed "A reply has a date that is not an xs:dateTime"
            why "A WCF reader refuses the whole reply."
            mend "Write 2026-11-23T10:51:23+02:00: a T in the middle, and the offset."
            source "XML Schema Part 2 §3.2.7";
        "asked-for" Needs::NOTHING, replies(&[
                &c::ORDER_KEY_DIFFERS, &c::SERVICE_ID_DIFFERS, &c::ANSWER_OF_ANOTHER_SERVICE, &c::ANSWER_ABOUT_ANOTHER_ORDER
            ]);
            checks "The reply is about the order and the service that were asked for, letter by letter."
            failed "A reply names another order or service than the one asked for"
            why "MPay keeps its invoice by ServiceID and OrderKey: another spelling is another invoice."
            mend "Answer with the OrderKey and ServiceID of the query."
            source "MPay guide, OrderDetails.OrderKey and ServiceID";
        "accounts" Needs::NOTHING, replies(&[
                &c::LINE_ID_REPEATED, &c::ACCOUNT_MISSING, &c::ACCOUNT_ARRAY, &c::ACCOUNT_PLAIN, &c::ACCOUNT_OBSOLETE,
                &c::ACCOUNT_IBAN, &c::FISCAL_CODE
            ]);
            checks "Each line has an id of its own and an account that can receive money."
            failed "A line says wrongly where its money goes"
            why "Money without a right account is not settled, and comes late or goes astray."
            mend "Fill DestinationAccount with BankAccount (IBAN), BankCode, BankFiscalCode and BeneficiaryName, each checked."
            source "MPay guide, OrderLine.DestinationAccount and PaymentAccount; ISO 13616";
        "properties" Needs::NOTHING, replies(&[&c::CUSTOMER_ID, &c::PROPERTY_NAME, &c::PROPERTY_TYPE, &c::PROPERTY_VALUE]);
            checks "CustomerID is a valid number, and properties have names, types and values that fit."
            failed "CustomerID or a property does not fit the contract"
            why "MPay checks what the payer enters by Type, and sends values back by Name."
            mend "Names of letters, digits and spaces; types string, idn, tc or number; leave CustomerID out where you do not know it."
            source "MPay guide, OrderDetails.CustomerID and OrderProperty";
    }
}
