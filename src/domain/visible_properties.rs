//! The visible properties of an order (`IsVisible`) on its documents, with the payer's entries.

use super::idn;
use super::masking::masked;
use super::order::{OrderDetails, OrderProperty};
use super::payer_input::{PayerInput, PropertyKind};
use super::receipt::DocumentProperty;

/// The visible properties that have a value: the order's, then each line's, labelled with the line's purpose where there
/// are several lines.
pub fn visible_properties(order: &OrderDetails, input: &PayerInput) -> Vec<DocumentProperty> {
    let own = order.properties.iter().filter_map(|property| read(property, None, input, None));
    let has_several_lines = order.lines.len() > 1;
    let of_lines = order.lines.iter().flat_map(|line| {
        let reason = has_several_lines.then_some(line.reason.as_str());
        line.properties.iter().filter_map(move |property| read(property, Some(&line.line_id), input, reason))
    });
    own.chain(of_lines).collect()
}

fn read(
    property: &OrderProperty,
    line_id: Option<&str>,
    input: &PayerInput,
    line_reason: Option<&str>,
) -> Option<DocumentProperty> {
    let value = input.value_of(line_id, &property.name).unwrap_or(&property.value);
    if property.is_visible == Some(false) || value.is_empty() {
        return None;
    }
    let name = if property.display_name.is_empty() { &property.name } else { &property.display_name };
    let label = line_reason.map_or_else(|| name.clone(), |reason| format!("{reason}: {name}"));
    Some(DocumentProperty { label, value: value.to_owned() })
}

/// Masks possible personal numbers: the payer's own, and properties of such a type or format.
pub fn mask_personal_numbers(order: &mut OrderDetails) {
    order.customer_id = order.customer_id.as_deref().map(masked);
    let of_lines = order.lines.iter_mut().flat_map(|line| &mut line.properties);
    for property in order.properties.iter_mut().chain(of_lines) {
        let is_personal = matches!(PropertyKind::of(property), PropertyKind::Idn | PropertyKind::TaxCode);
        if is_personal || idn::is_valid(property.value.trim()) {
            property.value = masked(&property.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::order::{CustomerType, OrderLine, OrderStatus, PaymentAccount};
    use crate::domain::payer_input::PropertyValue;

    fn property(name: &str, kind: &str, value: &str) -> OrderProperty {
        OrderProperty {
            name: name.into(),
            kind: kind.into(),
            value: value.into(),
            modifiable: true,
            ..OrderProperty::default()
        }
    }

    fn line(id: &str, properties: Vec<OrderProperty>) -> OrderLine {
        OrderLine {
            allow_advance_payments: None,
            allow_partial_payments: None,
            amount_due: None,
            destination_account: PaymentAccount::default(),
            line_id: id.into(),
            properties,
            reason: format!("Taxa {id}"),
        }
    }

    fn order(properties: Vec<OrderProperty>, lines: Vec<OrderLine>) -> OrderDetails {
        OrderDetails {
            allow_advance_payments: false,
            allow_partial_payments: false,
            currency: "MDL".into(),
            customer_id: Some("2001500023456".into()),
            customer_name: None,
            customer_type: CustomerType::Person,
            due_at: None,
            issued_at: None,
            lines,
            order_key: String::new(),
            properties,
            reason: String::new(),
            service_id: String::new(),
            status: OrderStatus::Active,
            total_amount_due: None,
        }
    }

    fn texts(order: &OrderDetails, input: &PayerInput) -> Vec<(String, String)> {
        visible_properties(order, input).into_iter().map(|found| (found.label, found.value)).collect()
    }

    #[test]
    fn what_is_visible_and_has_a_value_is_shown_with_what_the_payer_entered() {
        let named = OrderProperty { display_name: "Dosar".into(), ..property("File", "string", "D-1") };
        let hidden = OrderProperty { is_visible: Some(false), ..property("Secret", "string", "x") };
        let shown = OrderProperty { is_visible: Some(true), ..property("Open", "string", "y") };
        let first = line("1", vec![property("Meter", "number", "")]);
        let mut order = order(vec![named, hidden, shown, property("Empty", "string", "")], vec![first]);
        let own = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        let nothing = PayerInput::default();
        assert_eq!(texts(&order, &nothing), [own("Dosar", "D-1"), own("Open", "y")]);
        let value = |line_id: Option<&str>, name: &str, value: &str| PropertyValue {
            line_id: line_id.map(str::to_owned),
            name: name.into(),
            value: value.into(),
        };
        let properties =
            vec![value(None, "File", "D-2"), value(None, "Open", ""), value(Some("1"), "Meter", "17")];
        let input = PayerInput { customer_id: None, properties };
        assert_eq!(texts(&order, &input), [own("Dosar", "D-2"), own("Meter", "17")]);
        order.lines.push(line("2", vec![property("Meter", "number", "5")]));
        let of_lines = [own("Dosar", "D-2"), own("Taxa 1: Meter", "17"), own("Taxa 2: Meter", "5")];
        assert_eq!(texts(&order, &input), of_lines);
    }

    #[test]
    fn numbers_of_persons_are_masked_wherever_they_stand() {
        let own = vec![property("A", "idn", "2001500023456"), property("B", "string", "2001500023456")];
        let of_line = vec![property("C", "TC", "AB1234567"), property("D", "number", "1234567890123")];
        let mut order = order(own, vec![line("1", of_line)]);
        mask_personal_numbers(&mut order);
        assert_eq!(order.customer_id.as_deref(), Some("20015•••••456"));
        let values = texts(&order, &PayerInput::default()).into_iter().map(|(_, value)| value);
        let expected = ["20015•••••456", "20015•••••456", "AB123•567", "1234567890123"];
        assert_eq!(values.collect::<Vec<_>>(), expected);
    }
}
