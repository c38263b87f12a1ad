//! Order numbers that no order has, with whatever a payer may type into the field.

use crate::check::calls::{Heard, SendOptions};
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::order::OrderDetails;
use crate::domain::scenario::Answer;
use crate::soap::get_order_details::OrderDetailsQuery;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Limits:
        "key-of-36" Needs::NOTHING, calls(of_36);
            checks "An unknown OrderKey of 36 characters is answered like any other unknown one."
            failed "It breaks down at an unknown OrderKey of 36 characters, or finds an order by it"
            why "OrderKey has up to 36 characters, and payers mistype them: a crash is shown to them as your fault."
            mend "Give the column 36 characters, and answer what is not found with no order."
            source "MPay guide, OrderDetailsQuery: OrderKey string(36)";
        "key-too-long" Needs::NOTHING, calls(too_long);
            checks "An OrderKey of 300 characters finds no order and breaks nothing."
            failed "It breaks down at a very long OrderKey, or finds an order by it"
            why "A database that cuts the key finds a stranger's order; one that refuses it must not take the service down."
            mend "Answer a key that is longer than yours with no order, before you search for it."
            source "MPay guide, OrderDetailsQuery: OrderKey string(36); OWASP ASVS 4.0.3 V5.1.3";
        "key-quote" Needs::NOTHING, calls(quote);
            checks "An OrderKey with an apostrophe and OR 1=1 finds no order and breaks nothing."
            failed "It breaks down at an OrderKey with an apostrophe, or finds an order by it"
            why "The order number is typed by anybody on MPay's page: an injection there reads all orders."
            mend "Use parameters of prepared statements, never text put together."
            source "OWASP Top 10 2021 A03 Injection; OWASP ASVS 4.0.3 V5.3.4";
        "key-wildcard" Needs::NOTHING, calls(wildcard);
            checks "An OrderKey of % or * finds no order."
            failed "It finds an order by a wildcard, or breaks down at it"
            why "A payer who types % on MPay's page sees a stranger's order, with name and IDNP."
            mend "Compare OrderKey with =, not with LIKE or a search expression."
            source "OWASP Top 10 2021 A03 Injection; CWE-155";
        "key-markup" Needs::NOTHING, calls(markup);
            checks "An OrderKey with < > & finds no order, and the reply stays well-formed."
            failed "Markup in OrderKey breaks it or its reply, or finds an order"
            why "A reply that repeats the key unescaped is no XML, and a log viewer may run it."
            mend "Let an XML writer escape every value, those in fault texts as well."
            source "OWASP ASVS 4.0.3 V5.3.1; XML 1.0 §2.4";
        "key-cyrillic" Needs::NOTHING, calls(cyrillic);
            checks "An OrderKey in Cyrillic letters is answered like any other unknown one."
            failed "It breaks down at an OrderKey in Cyrillic letters, or finds an order by it"
            why "Payers type look-alike letters: А for A, С for C."
            mend "Read the request as UTF-8, and compare in a column of Unicode."
            source "WS-I Basic Profile 1.1 R1012; XML 1.0 §2.2";
        "key-emoji" Needs::NOTHING, calls(emoji);
            checks "An OrderKey with a character beyond U+FFFF is answered like any other unknown one."
            failed "It breaks down at an OrderKey with a character of four octets, or finds an order by it"
            why "Telephones put emoji into any field; MySQL's utf8 has no room for them and fails the query."
            mend "Use utf8mb4, or answer such keys with no order before you search."
            source "XML 1.0 §2.2; RFC 3629 §3";
    }
}

async fn of_36(trial: &Trial) -> Judged {
    asked(trial, "SIM-AN-ORDER-KEY-WITH-36-CHARACTERS1", false).await
}

async fn too_long(trial: &Trial) -> Judged {
    asked(trial, &"SIM-LONG-".repeat(34)[..300], false).await
}

async fn quote(trial: &Trial) -> Judged {
    asked(trial, "SIM' OR '1'='1", true).await
}

async fn wildcard(trial: &Trial) -> Judged {
    let percent = asked(trial, "%", false).await?;
    let star = asked(trial, "*", false).await?;
    Ok(if percent.grade <= star.grade { percent } else { star })
}

async fn markup(trial: &Trial) -> Judged {
    asked(trial, "SIM-<b>&\"</b>", true).await
}

async fn cyrillic(trial: &Trial) -> Judged {
    asked(trial, "СИМ-ЗАКАЗ-1", false).await
}

async fn emoji(trial: &Trial) -> Judged {
    asked(trial, "SIM-😀-1", false).await
}

/// Asks for this order, which does not exist, and for one with a plain number that does not exist either. `is_hostile` keys must
/// never be answered by a breakdown, so that one at the plain number hides what they do.
async fn asked(trial: &Trial, key: &str, is_hostile: bool) -> Judged {
    let heard = ask(trial, "sent", key).await;
    let answer = heard.reached()?;
    let (what, words) = heard.said();
    let shown: String = key.chars().take(36).collect();
    // An answer about another order cannot be used, and is one all the same.
    if heard.is_accepted() {
        return Ok(Verdict::failed(format!(
            "asked for `{shown}`, which no order has, it describes an order"
        )));
    }
    let is_answer = |answer: &Answer| matches!(answer, Answer::NothingFound | Answer::Refused(_));
    if is_answer(answer) {
        return Ok(Verdict::passed(format!("asked for `{shown}`: {what}")).quoting(words));
    }
    let plain = ask(trial, "a plain number beside it", "SIM-NO-SUCH-ORDER").await;
    let beside = plain.said().0;
    let is_plain_answered = plain.answer().is_some_and(is_answer);
    let verdict = match (is_plain_answered, is_hostile) {
        (true, _) => Verdict::failed(format!(
            "asked for `{shown}`: {what}; asked for a plain number that no order has: {beside}"
        )),
        (false, true) => Verdict::inconclusive(format!(
            "asked for `{shown}`: {what}; but it answers any number that no order has so ({beside}), which hides the cause"
        )),
        (false, false) => Verdict::passed(format!(
            "asked for `{shown}`, it answers as to any number that no order has: {what}"
        )),
    };
    Ok(verdict.quoting(words))
}

async fn ask(trial: &Trial, label: &str, key: &str) -> Heard<Vec<OrderDetails>> {
    let service_id = trial.run.target.service.id.to_string();
    let query = OrderDetailsQuery { language: Default::default(), order_key: key.to_owned(), service_id };
    trial.ask(label, &query, None, SendOptions::default()).await
}
