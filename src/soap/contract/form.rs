//! The form of simple values: lengths, flags, names of lists, amounts and dates.

use roxmltree::Node;

use super::collector::Collector;
use super::structure::Kind;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::contract::{
    AMOUNT_DECIMALS, AMOUNT_EXPONENT, AMOUNT_FORM, BOOLEAN_FORM, CURRENCY, DATE_FORM, DATE_ONLY,
    DATE_WITHOUT_ZONE, ENUMERATION_VALUE, STATUS_SPELLING, VALUE_TOO_LONG,
};
use crate::domain::money::Amount;
use crate::soap::values;

/// Checks a value that is there. `text` is trimmed and not empty.
pub(super) fn check(element: Node<'_, '_>, text: &str, kind: &Kind, collector: &mut Collector) {
    let name = element.tag_name().name();
    match kind {
        Kind::Text(max) => {
            let length = text.chars().count();
            if length > *max {
                collector.add_with(&VALUE_TOO_LONG, element, |place| {
                    Finding::new(&VALUE_TOO_LONG, format!("{length} characters: `{text}`"))
                        .at(place)
                        .expected(format!("at most {max} characters"))
                });
            }
        }
        // White space around is collapsed by the reader before it looks (XML Schema Part 2 §4.3.6).
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

fn amount(element: Node<'_, '_>, text: &str, collector: &mut Collector) {
    match Amount::parse_xml(text) {
        Err(_) => collector.add(&AMOUNT_FORM, element, || format!("`{text}`")),
        Ok(read) => {
            if text.contains(['e', 'E']) {
                collector.add(&AMOUNT_EXPONENT, element, || {
                    format!("`{text}`, which the hub reads as {}", read.amount)
                });
            } else if read.rounded {
                collector.add(&AMOUNT_DECIMALS, element, || {
                    format!("`{text}`, which the hub rounds to {}", read.amount)
                });
            }
        }
    }
}

fn date(element: Node<'_, '_>, text: &str, collector: &mut Collector) {
    let Some(read) = values::date_time(text) else {
        return collector.add(&DATE_FORM, element, || format!("`{text}`"));
    };
    let local = || values::local_date_time(read);
    if !text.contains(['T', 't']) {
        let has_time = text.contains(':');
        let rule = if has_time { &DATE_FORM } else { &DATE_ONLY };
        collector.add(rule, element, || format!("`{text}`, which the hub reads as {} in Chișinău", local()));
    } else if !has_zone(text) {
        collector.add(&DATE_WITHOUT_ZONE, element, || format!("`{text}`"));
    }
}

/// True where `Z` or an offset follows the time.
fn has_zone(text: &str) -> bool {
    let time = text.split_once(['T', 't']).map_or("", |(_, time)| time);
    time.ends_with(['Z', 'z']) || time.contains(['+', '-'])
}
