//! The stored form of a payer's entries, in `pay_session.entered` and `payment.payer_input`: JSON with its own names,
//! independent of the domain's types.

use serde::{Deserialize, Serialize};

use crate::domain::payer_input::{Choice, PayerInput, PropertyValue};

/// A visit's entries as JSON.
pub(super) fn write_choice(choice: &Choice) -> String {
    write(&Document {
        instrument: choice.instrument.clone(),
        amount: choice.amount.clone(),
        customer_id: (!choice.customer_id.is_empty()).then(|| choice.customer_id.clone()),
        properties: documents(&choice.properties),
    })
}

/// Parses the text of [`write_choice`]; `None` for anything else.
pub(super) fn read_choice(json: &str) -> Option<Choice> {
    let document: Document = serde_json::from_str(json).ok()?;
    Some(Choice {
        instrument: document.instrument,
        amount: document.amount,
        customer_id: document.customer_id.unwrap_or_default(),
        properties: values(document.properties),
    })
}

/// A payment's entries as JSON; the same text for the same entries.
pub(super) fn write_input(input: &PayerInput) -> String {
    write(&Document {
        customer_id: input.customer_id.clone(),
        properties: documents(&input.properties),
        ..Document::default()
    })
}

/// Parses the text of [`write_input`]; `None` for anything else.
pub(super) fn read_input(json: &str) -> Option<PayerInput> {
    let document: Document = serde_json::from_str(json).ok()?;
    Some(PayerInput { customer_id: document.customer_id, properties: values(document.properties) })
}

/// Empty values are omitted, so no entries are `{}`, as in older rows.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Document {
    #[serde(skip_serializing_if = "String::is_empty")]
    instrument: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<ValueDocument>,
}

#[derive(Serialize, Deserialize)]
struct ValueDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line_id: Option<String>,
    name: String,
    value: String,
}

fn write(document: &Document) -> String {
    // Serialising these plain structs cannot fail; an empty document would be reported on reading.
    serde_json::to_string(document).unwrap_or_default()
}

fn documents(values: &[PropertyValue]) -> Vec<ValueDocument> {
    let document = |value: &PropertyValue| ValueDocument {
        line_id: value.line_id.clone(),
        name: value.name.clone(),
        value: value.value.clone(),
    };
    values.iter().map(document).collect()
}

fn values(documents: Vec<ValueDocument>) -> Vec<PropertyValue> {
    let value = |document: ValueDocument| PropertyValue {
        line_id: document.line_id,
        name: document.name,
        value: document.value,
    };
    documents.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_is_an_empty_object() {
        let value = |line_id: Option<&str>| PropertyValue {
            line_id: line_id.map(str::to_owned),
            name: "Nr \"1\"".to_owned(),
            value: "ș\\<&>".to_owned(),
        };
        let properties = vec![value(None), value(Some("L1"))];
        let choice = Choice {
            instrument: "card-demo-1".to_owned(),
            amount: Some("1 000,50".to_owned()),
            customer_id: "2001500023456".to_owned(),
            properties: properties.clone(),
        };
        assert_eq!(read_choice(&write_choice(&choice)), Some(choice));
        let input = PayerInput { customer_id: Some("AB1234567".to_owned()), properties };
        assert_eq!(read_input(&write_input(&input)), Some(input));
        assert_eq!(write_input(&PayerInput::default()), "{}");
        assert_eq!(read_choice("{}"), Some(Choice::default()));
        assert_eq!(read_input("x"), None);
    }
}
