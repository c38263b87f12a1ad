//! Variations of a confirmation's content. Each pays an order of its own.

use jiff::Timestamp;

use super::texts::{instant, on_lines, prefixed, shortest, with, without};
use super::variation::Variation;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::local_time;
use crate::domain::order::OrderDetails;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Accept:
        "invoice-id-absent" Needs::FRESH, mark Guide, calls(invoice_id_absent);
            checks "A confirmation without InvoiceID is accepted."
            failed "It refuses a confirmation without InvoiceID"
            why "InvoiceID is optional: a payment whose confirmation leaves it out would stay unconfirmed."
            mend "Take InvoiceID as optional; PaymentID identifies the payment."
            source "MPay guide of August 2026, PaymentConfirmation: InvoiceID is optional; XSD: minOccurs=\"0\"";
        "properties-absent" Needs::FRESH, mark Standard, calls(properties_absent);
            checks "A confirmation without Properties, on itself and on its lines, is accepted."
            failed "It refuses a confirmation without Properties"
            why "Properties are optional in the XSD, and a payment may have none."
            mend "Treat an absent list like an empty one."
            source "XSD: Properties minOccurs=\"0\"";
        "account-empty" Needs::FRESH, mark Guide, calls(account_empty);
            checks "A confirmation whose lines have an empty DestinationAccount is accepted."
            failed "It refuses a line with an empty DestinationAccount"
            why "The guide's ConfirmOrderPayment sample has <DestinationAccount /> in its line."
            mend "Do not require the account in a confirmation: you know where your money goes. A schema check must let it pass."
            source "MPay guide, ConfirmOrderPayment sample";
        "account-absent" Needs::FRESH, mark Standard, calls(account_absent);
            checks "A confirmation whose lines have no DestinationAccount is accepted."
            failed "It refuses a line without DestinationAccount"
            why "DestinationAccount is optional in the XSD."
            mend "Do not require the account in a confirmation: you know where your money goes."
            source "XSD: PaymentConfirmationLine/DestinationAccount minOccurs=\"0\"";
        "amounts-short" Needs::FRESH.fitting(ends_in_zero), mark Standard, calls(amounts_short);
            checks "Amounts without zeros at their end, such as 50 or 12.5, are read."
            failed "It refuses an amount without two decimals"
            why "xs:decimal has no fixed number of decimals: 50 and 50.00 are one value."
            mend "Read amounts as decimals, and compare values, never texts."
            source "XML Schema Part 2 §3.2.3";
        "amounts-long" Needs::FRESH, mark Standard, calls(amounts_long);
            checks "Amounts with six decimals, such as 50.000000, are read as the same amounts."
            failed "It refuses an amount with zeros at its end"
            why "A .NET decimal keeps the decimals that it was calculated with, and xs:decimal allows them."
            mend "Read amounts as decimals, and compare values, never texts."
            source "XML Schema Part 2 §3.2.3";
        "paid-at-utc" Needs::FRESH, mark Standard, calls(paid_at_utc);
            checks "PaidAt in UTC, with Z, is read."
            failed "It refuses a PaidAt in UTC"
            why "The sample writes local time without a zone, and xs:dateTime allows Z as well."
            mend "Parse PaidAt as an xs:dateTime; without a zone it is the time of Chișinău."
            source "XML Schema Part 2 §3.2.7";
        "paid-at-offset" Needs::FRESH, mark Standard, calls(paid_at_offset);
            checks "PaidAt with seven digits after the second and an offset is read."
            failed "It refuses a PaidAt with a fraction and an offset"
            why "So WCF writes a local DateTime: 2026-11-23T10:51:23.1234567+02:00."
            mend "Parse PaidAt as an xs:dateTime, with any number of digits and with an offset."
            source "XML Schema Part 2 §3.2.7; .NET: the round-trip form of DateTime";
        "unused-namespace" Needs::FRESH, mark Guide, calls(unused_namespace);
            checks "A confirmation that declares the namespace of XMLSchema-instance, and does not use it, is accepted."
            failed "It refuses a confirmation with a namespace that is declared and not used"
            why "The guide's ConfirmOrderPayment sample has it; exclusive canonicalization leaves it out of the digest, inclusive does not."
            mend "Canonicalize by the algorithm that the message names: exclusive, without the prefixes that an element does not use."
            source "MPay guide, ConfirmOrderPayment sample; Exclusive XML Canonicalization 1.0 §3";
        "nil-values" Needs::FRESH, mark Standard, calls(nil_values);
            checks "A nil InvoiceID is read like an absent one."
            failed "It refuses a nil value where the XSD allows one"
            why "WCF writes a value that is null as an element with xsi:nil."
            mend "Treat xsi:nil=\"true\" like an absent element."
            source "XSD: nillable=\"true\"; XML Schema Part 1 §2.6.2";
        "prefixes" Needs::FRESH, mark Standard, calls(prefixes);
            checks "A confirmation whose elements have a prefix is read like one with a default namespace."
            failed "It refuses a confirmation with a namespace prefix"
            why "A prefix is the sender's choice, and only the namespace counts."
            mend "Find elements by namespace and local name, never by their prefix."
            source "Namespaces in XML 1.0 §6";
        "white-space" Needs::FRESH, mark Standard, calls(white_space);
            checks "A confirmation with line ends between its elements, signed with them, is accepted."
            failed "It refuses a confirmation with white space between its elements"
            why "The guide prints its messages so, and a reader that counts child nodes loses lines and properties."
            mend "Keep the message as it came until the signature is verified, and skip text between elements when reading lists."
            source "XML 1.0 §2.10; Canonical XML 1.0 §1.1";
    }
}

/// Refuses orders in which every amount has two decimals, so that none can be shortened.
fn ends_in_zero(order: &OrderDetails) -> Result<(), &'static str> {
    let amounts = order.lines.iter().filter_map(|line| line.amount_due).chain(order.total_amount_due);
    match amounts.into_iter().any(|amount| amount.bani() % 10 == 0) {
        true => Ok(()),
        false => Err("the rule needs an amount whose last digit is 0"),
    }
}

async fn invoice_id_absent(trial: &Trial) -> Judged {
    Variation::content(|body| without(body, "InvoiceID"), "</Currency><Lines>").confirm(trial).await
}

async fn properties_absent(trial: &Trial) -> Judged {
    Variation::content(|body| without(body, "Properties"), "</PaymentID><ServiceID>").confirm(trial).await
}

async fn account_empty(trial: &Trial) -> Judged {
    let emptied =
        |body: &str| without(body, "DestinationAccount").replace("<LineID>", "<DestinationAccount/><LineID>");
    Variation::content(emptied, "<DestinationAccount/>").confirm(trial).await
}

async fn account_absent(trial: &Trial) -> Judged {
    Variation::content(|body| without(body, "DestinationAccount"), "</Amount><LineID>").confirm(trial).await
}

async fn amounts_short(trial: &Trial) -> Judged {
    let shortened = |body: &str| with(&with(body, "Amount", shortest), "TotalAmount", shortest);
    Variation::content(shortened, "<confirmation>").confirm(trial).await
}

async fn amounts_long(trial: &Trial) -> Judged {
    fn long(decimal: &str) -> String {
        format!("{decimal}0000")
    }
    let lengthened = |body: &str| with(&with(body, "Amount", long), "TotalAmount", long);
    Variation::content(lengthened, "0000</TotalAmount>").confirm(trial).await
}

async fn paid_at_utc(trial: &Trial) -> Judged {
    let in_utc = |body: &str| with(body, "PaidAt", |local| instant(local, |at: Timestamp| at.to_string()));
    Variation::content(in_utc, "Z</PaidAt>").confirm(trial).await
}

async fn paid_at_offset(trial: &Trial) -> Judged {
    fn written(at: Timestamp) -> String {
        let text = local_time::with_offset(at);
        let (second, offset) = text.split_at(text.len() - "+02:00".len());
        format!("{second}.1234567{offset}")
    }
    let with_offset = |body: &str| with(body, "PaidAt", |local| instant(local, written));
    Variation::content(with_offset, ".1234567+").confirm(trial).await
}

async fn unused_namespace(trial: &Trial) -> Judged {
    let declared = |body: &str| {
        body.replacen(
            "<confirmation>",
            "<confirmation xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">",
            1,
        )
    };
    Variation::content(declared, "<confirmation xmlns:i=").confirm(trial).await
}

async fn nil_values(trial: &Trial) -> Judged {
    const NIL: &str =
        "<InvoiceID xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/><Lines>";
    let emptied = |body: &str| without(body, "InvoiceID").replacen("<Lines>", NIL, 1);
    Variation::content(emptied, "i:nil=\"true\"/><Lines>").confirm(trial).await
}

async fn prefixes(trial: &Trial) -> Judged {
    Variation::content(prefixed, "<mp:confirmation>").confirm(trial).await
}

async fn white_space(trial: &Trial) -> Judged {
    Variation::content(on_lines, ">\n  <confirmation>").confirm(trial).await
}
