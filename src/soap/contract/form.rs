//! The form of simple values: lengths, flags, names of lists, amounts and dates.

use roxmltree::Node;

use super::collector::Collector;
use super::structure::Kind;
use crate::domain::card_number::hide_card_numbers;
use crate::domain::finding::rules::contract::{
    AMOUNT_DECIMALS, AMOUNT_EXPONENT, AMOUNT_FORM, AMOUNT_RANGE, BOOLEAN_FORM, CURRENCY, DATE_FORM,
    DATE_ONLY, DATE_WITHOUT_ZONE, ENUMERATION_VALUE, STATUS_SPELLING, VALUE_TOO_LONG, VALUE_WHITE_SPACE,
};
use crate::domain::finding::{Finding, Rule, sentences};
use crate::domain::money::{Amount, InvalidAmount};
use crate::soap::values;

/// Checks a value. `text` is trimmed and not empty.
pub(super) fn check(element: Node<'_, '_>, text: &str, kind: &Kind, collector: &mut Collector) {
    let name = element.tag_name().name();
    let is_padded = || {
        let raw = element.children().find(Node::is_text).and_then(|node| node.text()).unwrap_or_default();
        raw.trim() == text && raw != text
    };
    match kind {
        Kind::Text(max) => {
            too_long(element, text, *max, collector);
            if is_padded() {
                collector
                    .add(&VALUE_WHITE_SPACE, element, || format!("white space around the text of <{name}>"));
            }
        }
        Kind::Enumeration(_) | Kind::Currency if is_padded() => {
            collector.add(&ENUMERATION_VALUE, element, || format!("white space around `{text}`"));
        }
        // XML Schema collapses outer white space first (Part 2 §4.3.6).
        Kind::Boolean if !matches!(text, "true" | "false" | "1" | "0") => {
            collector.add(&BOOLEAN_FORM, element, || match values::boolean(text) {
                Some(value) => format!("`{text}`, which the hub reads as {value}"),
                None => format!("`{text}`, which the hub takes as not said"),
            });
        }
        Kind::Currency if text != "MDL" => collector.add(&CURRENCY, element, || format!("`{text}`")),
        Kind::Enumeration(names) if !names.contains(&text) => {
            if (name, text) == ("Status", "Canceled") {
                collector.add(&STATUS_SPELLING, element, || format!("`{text}`"));
            } else {
                collector.add_with(&ENUMERATION_VALUE, element, |place| {
                    Finding::new(&ENUMERATION_VALUE, format!("`{text}`")).at(place).expected(names.join(", "))
                });
            }
        }
        Kind::Amount => amount(element, text, collector),
        Kind::DateTime => date(element, text, collector),
        Kind::Boolean | Kind::Currency | Kind::Enumeration(_) | Kind::List(..) | Kind::Account => {}
    }
}

fn too_long(element: Node<'_, '_>, text: &str, max: usize, collector: &mut Collector) {
    let length = text.chars().count();
    if length <= max {
        return;
    }
    collector.add_with(&VALUE_TOO_LONG, element, |place| {
        let is_personal = matches!(element.tag_name().name(), "CustomerID" | "CustomerName");
        let finding = if is_personal {
            Finding::new(&VALUE_TOO_LONG, format!("{length} characters")).quoting(text)
        } else {
            Finding::new(&VALUE_TOO_LONG, format!("{length} characters: `{}`", hide_card_numbers(text)))
        };
        let finding = finding.at(place).expected(format!("at most {max} characters"));
        match element.tag_name().name() {
            "Reason" => {
                finding.consequence(sentences::TEXT_IS_CUT.words()).remedy(sentences::REASON_TOO_LONG.words())
            }
            "CustomerName" => finding.consequence(sentences::NAME_IS_CUT.words()),
            _ => finding,
        }
    });
}

fn amount(element: Node<'_, '_>, text: &str, collector: &mut Collector) {
    match Amount::parse_xml(text) {
        Err(_) => collector.add(rule_of_amount(text), element, || format!("`{text}`")),
        Ok(read) if has_exponent(text) => collector
            .add(&AMOUNT_EXPONENT, element, || format!("`{text}`, which the hub reads as {}", read.amount)),
        Ok(read) if read.rounded => collector
            .add(&AMOUNT_DECIMALS, element, || format!("`{text}`, which the hub rounds to {}", read.amount)),
        Ok(_) => {}
    }
}

/// The rule that an unusable amount breaks.
pub(in crate::soap) fn rule_of_amount(text: &str) -> &'static Rule {
    match Amount::parse_xml(text) {
        _ if has_exponent(text) => &AMOUNT_EXPONENT,
        Err(InvalidAmount::OutOfRange { .. }) => &AMOUNT_RANGE,
        _ => &AMOUNT_FORM,
    }
}

fn has_exponent(text: &str) -> bool {
    let is_number = |part: &str| {
        part.contains(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ','))
    };
    text.split_once(['e', 'E']).is_some_and(|(number, exponent)| is_number(number) && is_number(exponent))
}

fn date(element: Node<'_, '_>, text: &str, collector: &mut Collector) {
    let read = values::date_time(text);
    let rule = if is_date(text) && read.is_some() {
        &DATE_ONLY
    } else if !is_date_time(text) || read.is_none() {
        &DATE_FORM
    } else if !has_zone(text) {
        &DATE_WITHOUT_ZONE
    } else {
        return;
    };
    collector.add(rule, element, || match read {
        Some(read) => {
            format!("`{text}`, which the hub reads as {} in Chișinău", values::local_date_time(read))
        }
        None => format!("`{text}`"),
    });
}

/// `yyyy-MM-dd`.
fn is_date(text: &str) -> bool {
    is_of_form(text, "dddd-dd-dd")
}

/// `yyyy-MM-ddTHH:mm:ss`, with an optional fraction, and an optional `Z` or offset with a colon: what XML Schema Part 2
/// §3.2.7.1 and WCF accept. The date parser accepts more.
fn is_date_time(text: &str) -> bool {
    let Some((moment, rest)) = text.split_at_checked(19) else { return false };
    let fraction =
        rest.strip_prefix('.').map_or(0, |digits| 1 + digits.bytes().take_while(u8::is_ascii_digit).count());
    let zone = &rest[fraction..];
    is_of_form(moment, "dddd-dd-ddTdd:dd:dd")
        && fraction != 1
        && (matches!(zone, "" | "Z") || is_of_form(zone, "+dd:dd") || is_of_form(zone, "-dd:dd"))
}

/// True where the text has a digit for each `d` of the form, and the form's other characters unchanged.
fn is_of_form(text: &str, form: &str) -> bool {
    let fits = |(c, f): (u8, u8)| if f == b'd' { c.is_ascii_digit() } else { c == f };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

/// True where `Z` or an offset ends the text.
fn has_zone(text: &str) -> bool {
    let time = text.split_once('T').map_or("", |(_, time)| time);
    time.ends_with('Z') || time.contains(['+', '-'])
}
