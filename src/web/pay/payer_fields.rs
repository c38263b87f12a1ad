//! The fields that the order requires of the payer: a personal number, and modifiable properties.

use super::instruments;
use crate::domain::order::{CustomerType, OrderDetails};
use crate::domain::payer_input::{Choice, Field, Mistake, PropertyKind, PropertyValue, asked_properties};
use crate::i18n::Translator;
use crate::web::parameters::Form;

/// The maximum length of a stored value in characters; more than the guide's 255 are refused anyway.
const MAX_KEPT: usize = 300;

/// A field for display.
pub(super) struct FieldView {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) value: String,
    pub(super) required: bool,
    pub(super) input_mode: &'static str,
    pub(super) error: Option<String>,
}

/// The fields of this order, with the entries so far and their mistakes.
pub(super) fn fields(
    t: &Translator,
    order: &OrderDetails,
    choice: &Choice,
    mistakes: &[(Field, Mistake)],
) -> Vec<FieldView> {
    let error = |field: Field| {
        let found = mistakes.iter().find(|(at, _)| *at == field);
        found.map(|(_, mistake)| t.get(&format!("field-error-{}", mistake.key())))
    };
    let number = order.customer_id.is_none().then(|| FieldView {
        id: id(Field::CustomerId),
        name: "customer_id".to_owned(),
        label: t.get(match order.customer_type {
            CustomerType::Person => "customer-id-person",
            CustomerType::Organization => "customer-id-organization",
            CustomerType::Unspecified => "customer-id-unspecified",
        }),
        hint: Some(t.get("customer-id-hint")),
        value: choice.customer_id.clone(),
        required: true,
        input_mode: "text",
        error: error(Field::CustomerId),
    });
    let properties = asked_properties(order).map(|(field, line_id, property)| {
        let label = if property.display_name.is_empty() { &property.name } else { &property.display_name };
        let kind = PropertyKind::of(property);
        FieldView {
            id: id(field),
            name: field_name(line_id, &property.name),
            label: match line_reason(order, field) {
                Some(reason) => format!("{reason}: {label}"),
                None => label.clone(),
            },
            hint: match kind {
                PropertyKind::Text => None,
                PropertyKind::Idn => Some(t.get("field-hint-idn")),
                PropertyKind::TaxCode => Some(t.get("field-hint-tax-code")),
                PropertyKind::Number => Some(t.get("field-hint-number")),
            },
            value: choice.value_of(line_id, property).to_owned(),
            required: property.required,
            input_mode: match kind {
                PropertyKind::Idn => "numeric",
                PropertyKind::Number => "decimal",
                PropertyKind::Text | PropertyKind::TaxCode => "text",
            },
            error: error(field),
        }
    });
    number.into_iter().chain(properties).collect()
}

/// The entries of a submitted form.
pub(super) fn choice(form: &Form) -> Choice {
    let instrument = instruments::chosen(form);
    let kept = |text: &str| text.chars().take(MAX_KEPT).collect::<String>();
    let properties = form.fields().filter_map(|(field, value)| {
        let (line_id, name) = property_of(field)?;
        Some(PropertyValue { line_id: line_id.map(str::to_owned), name: name.to_owned(), value: kept(value) })
    });
    Choice {
        instrument: kept(instrument),
        // Anything other than "in full" is an amount that must be valid: a misspelt choice must not pay everything.
        amount: (!matches!(form.get("amt"), "" | "full")).then(|| kept(form.get("amount"))),
        customer_id: kept(form.get("customer_id")),
        properties: properties.collect(),
    }
    .fit_to_keep()
}

/// The id of a field's input on the page.
pub(super) fn id(field: Field) -> String {
    match field {
        Field::CustomerId => "cid".to_owned(),
        Field::Property { line: None, index } => format!("p{index}"),
        Field::Property { line: Some(line), index } => format!("l{line}p{index}"),
    }
}

/// The name of a property's input: `p:NAME`, or `l4:LINENAME` with the length of the line's id. Unlike positions, names
/// stay valid if the e-Service changes the order of its properties between the page and its submission.
fn field_name(line_id: Option<&str>, name: &str) -> String {
    match line_id {
        None => format!("p:{name}"),
        Some(line_id) => format!("l{}:{line_id}{name}", line_id.len()),
    }
}

/// Parses the name made by [`field_name`].
fn property_of(field: &str) -> Option<(Option<&str>, &str)> {
    let (start, rest) = field.split_once(':')?;
    match start.strip_prefix('l') {
        None => (start == "p").then_some((None, rest)),
        Some(length) => {
            let (line_id, name) = rest.split_at_checked(length.parse().ok()?)?;
            Some((Some(line_id), name))
        }
    }
}

/// The purpose of a field's line, if the order has several lines.
fn line_reason(order: &OrderDetails, field: Field) -> Option<&str> {
    match field {
        Field::Property { line: Some(line), .. } if order.lines.len() > 1 => {
            order.lines.get(line).map(|line| line.reason.as_str())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_field_is_read_back_whatever_stands_in_it() {
        for (line_id, name) in
            [(None, "Nr: 1"), (Some("Base:1|Nb-1"), "Nume și prenume"), (Some(""), "l3:x"), (Some("ș"), "")]
        {
            assert_eq!(property_of(&field_name(line_id, name)), Some((line_id, name)));
        }
        for odd in ["", "p", "ins", "l:x", "l9:x", "l1:ș", "lx:y", "q:x"] {
            assert_eq!(property_of(odd), None, "{odd}");
        }
    }
}
