//! Values of confirmations that are as long as the contract allows, or written in other letters.

use crate::check::calls::SendOptions;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::confirmation::{PaymentConfirmation, PaymentProperty};
use crate::soap::confirm_order_payment;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Limits:
        "payment-id-of-36" Needs::FRESH, calls(payment_id);
            checks "A PaymentID of 36 characters, letters and dashes among them, is booked."
            failed "It refuses a PaymentID of 36 characters"
            why "PaymentID is a text of up to 36 characters; the sample's eight digits are no promise."
            mend "Store PaymentID as a text of 36 characters, not as a number."
            source "MPay guide, PaymentConfirmation: PaymentID string(36)";
        "payment-id-compared-whole" Needs::fresh(2), calls(payment_id_whole);
            checks "Two PaymentIDs of 36 characters that differ in the last one are two payments."
            failed "It takes two PaymentIDs for one because it cuts them"
            why "A key that is cut in the database makes the second payment a repetition of the first: the money comes, and the order stays unpaid."
            mend "Give PaymentID a unique column of 36 characters."
            source "MPay guide, PaymentConfirmation: PaymentID string(36)";
        "invoice-id-of-36" Needs::FRESH, calls(invoice_id);
            checks "An InvoiceID of 36 characters is accepted."
            failed "It refuses an InvoiceID of 36 characters"
            why "InvoiceID is a text of up to 36 characters; the sample's 14 digits are no promise."
            mend "Store InvoiceID as a text of 36 characters."
            source "MPay guide, PaymentConfirmation: InvoiceID string(36)";
        "property-of-255" Needs::FRESH, calls(property_of_255);
            checks "A PaymentProperty with a Name of 36 and a Value of 255 characters, of a name that is new, is accepted."
            failed "It refuses a property of the full length"
            why "Banks and MPay add properties; one that does not fit must not stop a payment."
            mend "Ignore properties that you do not know, and give stored values 255 characters."
            source "MPay guide, PaymentProperty: Name string(36), Value string(255)";
        "property-romanian" Needs::FRESH, calls(property_romanian);
            checks "A property with ă â î ș ț is accepted, and the signature over it holds."
            failed "It refuses a confirmation with Romanian letters"
            why "Values of modifiable properties come back as the payer typed them."
            mend "Verify the octets as they came, in UTF-8, and store texts as Unicode."
            source "MPay guide, OrderProperty.Modifiable; WS-I Basic Profile 1.1 R1012";
        "property-cyrillic" Needs::FRESH, calls(property_cyrillic);
            checks "A property in Cyrillic letters is accepted, and the signature over it holds."
            failed "It refuses a confirmation with Cyrillic letters"
            why "Values of modifiable properties come back as the payer typed them."
            mend "Verify the octets as they came, in UTF-8, and store texts as Unicode."
            source "MPay guide, OrderProperty.Modifiable; WS-I Basic Profile 1.1 R1012";
        "property-emoji" Needs::FRESH, calls(property_emoji);
            checks "A property with a character beyond U+FFFF is accepted."
            failed "It refuses a confirmation with a character of four octets"
            why "A payer's telephone puts it in, the bank takes the money, and the confirmation fails for ever."
            mend "Use utf8mb4 in MySQL; where a text cannot be stored, book the payment without it."
            source "XML 1.0 §2.2; RFC 3629 §3";
        "property-markup" Needs::FRESH, calls(property_markup);
            checks "A property with < > & and quotation marks is accepted, and the signature over it holds."
            failed "It refuses a confirmation with escaped markup"
            why "Names of companies have & and quotation marks; a verifier that works on text instead of XML breaks at them."
            mend "Parse the message with an XML parser, canonicalize with a library, and escape values where you show them."
            source "Canonical XML 1.0 §1.1; XML 1.0 §2.4";
    }
}

/// 35 characters of the 36, with this text among them.
fn long_id(trial: &Trial, text: &str) -> String {
    let number = trial.run.next_number();
    format!("{:-<35}", format!("sim-{number}-{text}"))
}

/// Confirms the payment of an order after this change, and asks for the order.
async fn confirmed(trial: &Trial, change: impl FnOnce(&mut PaymentConfirmation)) -> Judged {
    let order = trial.order()?;
    let usual = trial.confirmation(order, None)?;
    let mut changed = usual.clone();
    change(&mut changed);
    let body = confirm_order_payment::write_request(&changed);
    let heard = trial.confirm_lawfully("sent", order, &body, SendOptions::default()).await;
    heard.reached()?;
    let (what, words) = heard.said();
    if heard.is_accepted() {
        let after = trial.books(order, "the order after it").await?;
        return Ok(Verdict::passed(format!(
            "the payment of {} was accepted; the order is {after}",
            order.key
        )));
    }
    let body = confirm_order_payment::write_request(&usual);
    let honest = trial.confirm_honestly("with usual values beside it", order, &body).await;
    let verdict = if honest.is_accepted() {
        Verdict::failed(format!("it was not accepted ({what}); with usual values the payment was"))
    } else {
        let beside = honest.said().0;
        Verdict::inconclusive(format!(
            "it was not accepted ({what}), nor was the payment with usual values ({beside})"
        ))
    };
    Ok(verdict.quoting(words))
}

async fn with_property(trial: &Trial, name: &str, value: &str) -> Judged {
    let property = PaymentProperty { name: name.to_owned(), value: value.to_owned() };
    confirmed(trial, |confirmation| confirmation.properties.push(property)).await
}

async fn payment_id(trial: &Trial) -> Judged {
    let id = format!("{}1", long_id(trial, "ABCdef"));
    confirmed(trial, |confirmation| confirmation.payment_id = id).await
}

async fn payment_id_whole(trial: &Trial) -> Judged {
    let (first, second) = trial.two_orders()?;
    let id = long_id(trial, "pair");
    for (order, last) in [(first, "1"), (second, "2")] {
        let mut confirmation = trial.confirmation(order, None)?;
        confirmation.payment_id = format!("{id}{last}");
        let body = confirm_order_payment::write_request(&confirmation);
        let heard = trial
            .confirm_lawfully("a PaymentID of 36 characters", order, &body, SendOptions::default())
            .await;
        let (what, words) = heard.said();
        if heard.is_accepted() {
            continue;
        }
        let said = format!("PaymentID {} for {}: {what}", confirmation.payment_id, order.key);
        return if last == "2" && heard.answer().is_some() {
            Ok(Verdict::failed(format!(
                "{said}; the one that differs in its last character was accepted before"
            ))
            .quoting(words))
        } else {
            Err(Verdict::inconclusive(said).quoting(words))
        };
    }
    let (one, two) =
        (trial.books(first, "the first order").await?, trial.books(second, "the second order").await?);
    let (was_one, was_two) = (first.books(), second.books());
    if one != was_one && two == was_two {
        return Ok(Verdict::failed(format!(
            "both were accepted, and only the first is booked: {} is {one}, and {} is {two}",
            first.key, second.key
        )));
    }
    Ok(Verdict::passed(format!(
        "both payments were booked: {} is {one}, and {} is {two}",
        first.key, second.key
    )))
}

async fn invoice_id(trial: &Trial) -> Judged {
    let id = format!("{}1", long_id(trial, "invoice"));
    confirmed(trial, |confirmation| confirmation.invoice_id = id).await
}

async fn property_of_255(trial: &Trial) -> Judged {
    with_property(trial, &"SimulatorProperty".repeat(3)[..36], &"mpay-sim ".repeat(29)[..255]).await
}

async fn property_romanian(trial: &Trial) -> Judged {
    with_property(trial, "Plătitor", "Ștefan Țurcanu, șoseaua Hîncești în Chișinău, „Pădurea”").await
}

async fn property_cyrillic(trial: &Trial) -> Judged {
    with_property(trial, "Payer", "Щербаков Ёжик, посёлок Берёзовка").await
}

async fn property_emoji(trial: &Trial) -> Judged {
    with_property(trial, "Note", "mulțumesc 😀🌲").await
}

async fn property_markup(trial: &Trial) -> Judged {
    with_property(trial, "Company", "\"Lemn & Foc\" <SRL> ]]> 'A&amp;B'").await
}
