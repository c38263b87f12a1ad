//! The stored form of an order in `invoice.order_document`: JSON with its own names, independent of the domain's types.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::money::Amount;
use crate::domain::order::{
    CustomerType, OrderDetails, OrderLine, OrderProperty, OrderStatus, PaymentAccount,
};

/// The order as JSON.
pub(super) fn write(order: &OrderDetails) -> String {
    // Serialising these plain structs cannot fail; an empty document would be reported on reading.
    serde_json::to_string(&OrderDocument::from(order)).unwrap_or_default()
}

/// Parses the text of [`write`]; `None` for anything else.
pub(super) fn read(json: &str) -> Option<OrderDetails> {
    let document: OrderDocument = serde_json::from_str(json).ok()?;
    document.into_order()
}

#[derive(Serialize, Deserialize)]
struct OrderDocument {
    allow_advance_payments: bool,
    allow_partial_payments: bool,
    currency: String,
    customer_id: Option<String>,
    customer_name: Option<String>,
    customer_type: Option<bool>,
    due_at_ms: Option<i64>,
    issued_at_ms: Option<i64>,
    lines: Vec<LineDocument>,
    order_key: String,
    properties: Vec<PropertyDocument>,
    reason: String,
    service_id: String,
    status: String,
    total_amount_due_bani: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct LineDocument {
    allow_advance_payments: Option<bool>,
    allow_partial_payments: Option<bool>,
    amount_due_bani: Option<i64>,
    account: AccountDocument,
    line_id: String,
    properties: Vec<PropertyDocument>,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct AccountDocument {
    bank_account: Option<String>,
    bank_code: Option<String>,
    bank_fiscal_code: Option<String>,
    beneficiary_name: Option<String>,
    configuration_code: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct PropertyDocument {
    display_name: String,
    id: Option<String>,
    is_visible: Option<bool>,
    modifiable: bool,
    name: String,
    required: bool,
    kind: String,
    value: String,
}

impl From<&OrderDetails> for OrderDocument {
    fn from(order: &OrderDetails) -> Self {
        Self {
            allow_advance_payments: order.allow_advance_payments,
            allow_partial_payments: order.allow_partial_payments,
            currency: order.currency.clone(),
            customer_id: order.customer_id.clone(),
            customer_name: order.customer_name.clone(),
            customer_type: match order.customer_type {
                CustomerType::Person => Some(true),
                CustomerType::Organization => Some(false),
                CustomerType::Unspecified => None,
            },
            due_at_ms: order.due_at.map(Timestamp::as_millisecond),
            issued_at_ms: order.issued_at.map(Timestamp::as_millisecond),
            lines: order.lines.iter().map(LineDocument::from).collect(),
            order_key: order.order_key.clone(),
            properties: order.properties.iter().map(PropertyDocument::from).collect(),
            reason: order.reason.clone(),
            service_id: order.service_id.clone(),
            status: order.status.as_str().to_owned(),
            total_amount_due_bani: order.total_amount_due.map(Amount::bani),
        }
    }
}

impl From<&OrderLine> for LineDocument {
    fn from(line: &OrderLine) -> Self {
        let account = &line.destination_account;
        Self {
            allow_advance_payments: line.allow_advance_payments,
            allow_partial_payments: line.allow_partial_payments,
            amount_due_bani: line.amount_due.map(Amount::bani),
            account: AccountDocument {
                bank_account: account.bank_account.clone(),
                bank_code: account.bank_code.clone(),
                bank_fiscal_code: account.bank_fiscal_code.clone(),
                beneficiary_name: account.beneficiary_name.clone(),
                configuration_code: account.configuration_code.clone(),
            },
            line_id: line.line_id.clone(),
            properties: line.properties.iter().map(PropertyDocument::from).collect(),
            reason: line.reason.clone(),
        }
    }
}

impl From<&OrderProperty> for PropertyDocument {
    fn from(property: &OrderProperty) -> Self {
        Self {
            display_name: property.display_name.clone(),
            id: property.id.clone(),
            is_visible: property.is_visible,
            modifiable: property.modifiable,
            name: property.name.clone(),
            required: property.required,
            kind: property.kind.clone(),
            value: property.value.clone(),
        }
    }
}

impl OrderDocument {
    fn into_order(self) -> Option<OrderDetails> {
        let time = |ms: Option<i64>| ms.and_then(|ms| Timestamp::from_millisecond(ms).ok());
        Some(OrderDetails {
            allow_advance_payments: self.allow_advance_payments,
            allow_partial_payments: self.allow_partial_payments,
            currency: self.currency,
            customer_id: self.customer_id,
            customer_name: self.customer_name,
            customer_type: match self.customer_type {
                Some(true) => CustomerType::Person,
                Some(false) => CustomerType::Organization,
                None => CustomerType::Unspecified,
            },
            due_at: time(self.due_at_ms),
            issued_at: time(self.issued_at_ms),
            lines: self.lines.into_iter().map(LineDocument::into_line).collect(),
            order_key: self.order_key,
            properties: self.properties.into_iter().map(PropertyDocument::into_property).collect(),
            reason: self.reason,
            service_id: self.service_id,
            status: OrderStatus::parse(&self.status)?,
            total_amount_due: self.total_amount_due_bani.map(Amount::from_bani),
        })
    }
}

impl LineDocument {
    fn into_line(self) -> OrderLine {
        OrderLine {
            allow_advance_payments: self.allow_advance_payments,
            allow_partial_payments: self.allow_partial_payments,
            amount_due: self.amount_due_bani.map(Amount::from_bani),
            destination_account: PaymentAccount {
                bank_account: self.account.bank_account,
                bank_code: self.account.bank_code,
                bank_fiscal_code: self.account.bank_fiscal_code,
                beneficiary_name: self.account.beneficiary_name,
                configuration_code: self.account.configuration_code,
            },
            line_id: self.line_id,
            properties: self.properties.into_iter().map(PropertyDocument::into_property).collect(),
            reason: self.reason,
        }
    }
}

impl PropertyDocument {
    fn into_property(self) -> OrderProperty {
        OrderProperty {
            display_name: self.display_name,
            id: self.id,
            is_visible: self.is_visible,
            modifiable: self.modifiable,
            name: self.name,
            required: self.required,
            kind: self.kind,
            value: self.value,
        }
    }
}
