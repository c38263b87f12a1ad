//! The displayed parts of an order: lines, properties, and the masked personal number.

use crate::domain::order::{CustomerType, OrderLine, OrderProperty};
use crate::domain::payer_input::is_asked;
use crate::i18n::Translator;

/// A line of the order.
pub(super) struct LineView {
    pub(super) reason: String,
    pub(super) beneficiary: Option<String>,
    pub(super) account: String,
    pub(super) amount: String,
    pub(super) properties: Vec<(String, String)>,
}

/// The line in the page's language.
pub(super) fn line_view(t: &Translator, line: &OrderLine) -> LineView {
    let account = &line.destination_account;
    let iban = account.bank_account.as_deref().map(grouped);
    let parts: Vec<String> = iban.into_iter().chain(account.bank_code.clone()).collect();
    LineView {
        reason: line.reason.clone(),
        beneficiary: account.beneficiary_name.clone(),
        account: parts.join(" · "),
        amount: line.amount_due.map_or_else(|| "–".to_owned(), |amount| t.amount(amount)),
        properties: shown(&line.properties),
    }
}

/// Labels and values of the visible properties; modifiable ones are fields instead.
pub(super) fn shown(properties: &[OrderProperty]) -> Vec<(String, String)> {
    let is_shown = |property: &&OrderProperty| {
        property.is_visible != Some(false) && !property.value.is_empty() && !is_asked(property)
    };
    let label_and_value = |property: &OrderProperty| (property.display_name.clone(), property.value.clone());
    properties.iter().filter(is_shown).map(label_and_value).collect()
}

/// The label of the payer's number.
pub(super) fn customer_id_label(customer_type: CustomerType) -> &'static str {
    match customer_type {
        CustomerType::Organization => "IDNO",
        CustomerType::Person | CustomerType::Unspecified => "IDNP",
    }
}

/// An account number in groups of four.
fn grouped(account: &str) -> String {
    let characters: Vec<char> = account.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
