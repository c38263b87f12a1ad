//! Answers in the three languages of MPay.

use crate::check::books::Books;
use crate::check::calls::{Heard, SendOptions};
use crate::check::replies;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::{Grade, Verdict};
use crate::domain::finding::rules::contract::VALUE_TOO_LONG;
use crate::domain::language::Language;
use crate::domain::order::OrderDetails;
use crate::soap::get_order_details::OrderDetailsQuery;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Limits:
        "russian" Needs::KNOWN, calls(russian);
            checks "A query in Russian is answered with the same order: same status, amounts, LineIDs and accounts, texts in Cyrillic letters that are no longer than the contract allows."
            failed "A query in Russian is not answered with the same order in Russian"
            why "MPay asks in the payer's language, and Russian is one of its three: such a payer could not pay, or pays another sum."
            mend "Take Language RU, let it choose texts alone, answer in Romanian where you have no Russian text, and measure lengths in characters."
            source "MPay guide, OrderDetailsQuery: Language is ro, ru or en; OrderDetails.Reason: localizable, string(50)";
        "english" Needs::KNOWN, calls(english);
            checks "A query in English is answered with the same order: same status, amounts, LineIDs and accounts, texts in English that are no longer than the contract allows."
            failed "A query in English is not answered with the same order in English"
            why "MPay asks in the payer's language, and English is one of its three: such a payer could not pay, or pays another sum."
            mend "Take Language EN, let it choose texts alone, answer in Romanian where you have no English text, and measure lengths in characters."
            source "MPay guide, OrderDetailsQuery: Language is ro, ru or en; OrderDetails.Reason: localizable, string(50)";
        "letters-intact" Needs::KNOWN, calls(letters_intact);
            checks "Romanian letters arrive whole: no replacement characters, and no text that was decoded as another charset."
            failed "Letters with diacritics arrive broken"
            why "The payer reads `RezervÄƒri` on the page and on the receipt, and the signature holds all the same."
            mend "Read your texts from files and databases as UTF-8, and write them once as UTF-8 (MySQL: utf8mb4)."
            source "WS-I Basic Profile 1.1 R1012; Unicode Standard, U+FFFD";
        "comma-below" Needs::KNOWN, calls(comma_below);
            checks "Romanian texts have ș and ț with a comma below, not ş and ţ with a cedilla."
            failed "Its Romanian texts have ş and ţ with a cedilla"
            why "The letters with a cedilla belong to Turkish; searches and fonts treat them as other letters than ș and ț."
            mend "Replace U+015E, U+015F, U+0162 and U+0163 by U+0218, U+0219, U+021A and U+021B in stored texts."
            source "Unicode Standard, Latin Extended-B: U+0218 to U+021B for Romanian; ISO 8859-16";
    }
}

async fn ask(trial: &Trial, language: Language) -> Result<Heard<Vec<OrderDetails>>, Verdict> {
    let order = trial.order()?;
    let query = OrderDetailsQuery { language, ..trial.query(&order.key) };
    let heard =
        trial.ask(&format!("asked in {}", name(language)), &query, None, SendOptions::default()).await;
    heard.reached()?;
    Ok(heard)
}

fn name(language: Language) -> &'static str {
    match language {
        Language::Romanian => "Romanian",
        Language::Russian => "Russian",
        Language::English => "English",
    }
}

async fn in_romanian(trial: &Trial) -> Result<OrderDetails, Verdict> {
    let order = trial.order()?;
    trial.described(order, "asked in Romanian").await
}

async fn russian(trial: &Trial) -> Judged {
    answered(trial, Language::Russian).await
}

async fn english(trial: &Trial) -> Judged {
    answered(trial, Language::English).await
}

async fn answered(trial: &Trial, language: Language) -> Judged {
    let romanian = in_romanian(trial).await?;
    let heard = ask(trial, language).await?;
    let (what, words) = heard.said();
    let found = heard.result.as_ref().ok().and_then(|(orders, _)| orders.first());
    let Some(found) = found else {
        return Ok(Verdict::failed(format!(
            "asked in {}: {what}; asked in Romanian, it describes the order",
            name(language)
        ))
        .quoting(words));
    };
    let compared = compared(&romanian, found, language);
    if compared.grade != Grade::Passed {
        return Ok(compared);
    }
    let lengths = replies::judge(&[&VALUE_TOO_LONG], &[heard.recorded]).0;
    Ok(if lengths.grade == Grade::Passed { compared } else { lengths })
}

/// The description in this language beside the Romanian one.
fn compared(romanian: &OrderDetails, other: &OrderDetails, language: Language) -> Verdict {
    let lines = |order: &OrderDetails| -> Vec<_> {
        let lines = order.lines.iter();
        lines.map(|line| (line.line_id.clone(), line.amount_due, line.destination_account.clone())).collect()
    };
    let facts =
        |order: &OrderDetails| (order.status, order.total_amount_due, order.currency.clone(), lines(order));
    let language = (language, name(language));
    if facts(romanian) != facts(other) {
        return Verdict::failed(format!(
            "in {} the order is {} in {} lines, in Romanian {} in {} lines, or LineIDs, accounts or amounts of lines differ",
            language.1,
            Books::of(other),
            other.lines.len(),
            Books::of(romanian),
            romanian.lines.len()
        ));
    }
    let is_foreign = match language.0 {
        Language::Russian => texts(other)
            .into_iter()
            .filter(|text| text.chars().any(char::is_alphabetic))
            .any(|text| !text.chars().any(is_cyrillic)),
        _ => other.reason == romanian.reason,
    };
    if is_foreign {
        return Verdict::warning(format!(
            "asked in {}, the texts are not in it: Reason is `{}`",
            language.1, other.reason
        ));
    }
    Verdict::passed(format!(
        "asked in {}, the order is the same, and Reason is `{}`",
        language.1, other.reason
    ))
}

/// The texts that the payer reads: reasons, and the labels of properties.
fn texts(order: &OrderDetails) -> Vec<&str> {
    let of_lines = order.lines.iter().map(|line| line.reason.as_str());
    let of_properties = order.properties.iter().map(|property| property.display_name.as_str());
    std::iter::once(order.reason.as_str()).chain(of_lines).chain(of_properties).collect()
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{4ff}')
}

/// UTF-8 that was decoded as Windows-1252 or ISO 8859-1, or letters that were lost on the way.
fn is_broken(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    // The first octets of two-octet letters, as Windows-1252 shows them, and what their second octets look like.
    let follows = |c: char| matches!(c, '\u{80}'..='\u{bf}' | '\u{152}'..='\u{192}' | '\u{2013}'..='\u{20ac}' | '\u{2122}');
    let pairs =
        chars.windows(2).any(|pair| matches!(pair[0], 'Ã' | 'Ä' | 'Å' | 'È' | 'Ð' | 'Ñ') && follows(pair[1]));
    let lost =
        chars.windows(3).any(|three| three[0].is_alphabetic() && three[1] == '?' && three[2].is_alphabetic());
    pairs || lost || text.contains('\u{fffd}')
}

async fn letters_intact(trial: &Trial) -> Judged {
    let order = in_romanian(trial).await?;
    let name_of_customer = order.customer_name.as_deref();
    match texts(&order).into_iter().chain(name_of_customer).find(|text| is_broken(text)) {
        Some(broken) => Ok(Verdict::failed(format!("a text arrives as `{broken}`"))),
        None => Ok(Verdict::passed(format!("no text is broken; Reason is `{}`", order.reason))),
    }
}

async fn comma_below(trial: &Trial) -> Judged {
    let order = in_romanian(trial).await?;
    let has_cedilla = |text: &&str| text.contains(['\u{15e}', '\u{15f}', '\u{162}', '\u{163}']);
    match texts(&order).into_iter().find(has_cedilla) {
        None => Ok(Verdict::passed("no Romanian text has a letter with a cedilla")),
        Some(text) => Ok(Verdict::warning(format!("`{text}` has ş or ţ with a cedilla"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Amount;
    use crate::domain::order::{CustomerType, OrderLine, OrderStatus, PaymentAccount};

    #[test]
    fn broken_letters_are_found_and_whole_ones_are_not() {
        for whole in [
            "Rezervări în pădure: ș, ț, Ș, Ț, â, Î",
            "Бронирование места",
            "Cât costă? Mult",
            "Ärger, Éclair",
            "„A” – B",
        ] {
            assert!(!is_broken(whole), "{whole}");
        }
        for broken in
            ["RezervÄƒri", "Ã®n pÄƒdure", "È™i È›ar\u{103}", "Ð‘Ñ€Ð¾Ð½ÑŒ", "Rezerv?ri", "p\u{fffd}dure"]
        {
            assert!(is_broken(broken), "{broken}");
        }
    }

    #[test]
    fn another_language_changes_texts_alone_and_does_change_them() {
        let line = |reason: &str, bani| OrderLine {
            allow_advance_payments: None,
            allow_partial_payments: None,
            amount_due: Some(Amount::from_bani(bani)),
            destination_account: PaymentAccount::default(),
            line_id: "1".to_owned(),
            properties: vec![],
            reason: reason.to_owned(),
        };
        let order = |reason: &str, bani| OrderDetails {
            allow_advance_payments: false,
            allow_partial_payments: false,
            currency: "MDL".to_owned(),
            customer_id: None,
            customer_name: None,
            customer_type: CustomerType::Person,
            due_at: None,
            issued_at: None,
            lines: vec![line(reason, bani)],
            order_key: "1".to_owned(),
            properties: vec![],
            reason: reason.to_owned(),
            service_id: "S".to_owned(),
            status: OrderStatus::Active,
            total_amount_due: Some(Amount::from_bani(bani)),
        };
        let romanian = order("Taxă", 100);
        let grade = |other: OrderDetails, language| compared(&romanian, &other, language).grade;
        assert_eq!(grade(order("Сбор", 100), Language::Russian), Grade::Passed);
        assert_eq!(grade(order("Taxă", 100), Language::Russian), Grade::Warning);
        assert_eq!(grade(order("Сбор", 101), Language::Russian), Grade::Failed);
        assert_eq!(grade(order("Fee", 100), Language::English), Grade::Passed);
        assert_eq!(grade(order("Taxă", 100), Language::English), Grade::Warning);
    }
}
