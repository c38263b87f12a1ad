//! The payer's entries on the pay page besides instrument and amount: a personal number where the order has none, and the
//! values of modifiable properties.

use super::card_number::{has_hidden_card_number, hide_card_numbers};
use super::idn;
use super::order::{OrderDetails, OrderProperty};
use super::plain_text::turns_direction;

/// The maximum length of a property's value, in characters (guide, `PaymentProperty.Value`).
const MAX_VALUE: usize = 255;

/// The length of a passport's or foreign registration number, which may replace an IDNP or IDNO. The guide gives
/// `CustomerID` 13 characters.
const FOREIGN_NUMBER: std::ops::RangeInclusive<usize> = 5..=13;

/// The lengths at which a number of digits alone counts as foreign; a longer one is a mistyped IDNP or IDNO.
const FOREIGN_DIGITS: std::ops::RangeInclusive<usize> = 5..=10;

/// The payer's entries as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// The instrument's short name.
    pub instrument: String,
    /// The amount as typed; `None` pays what is due.
    pub amount: Option<String>,
    /// The personal number; empty where none was typed.
    pub customer_id: String,
    /// The entered property values.
    pub properties: Vec<PropertyValue>,
}

impl Choice {
    /// The entries without what must not be stored: card numbers are masked, and marks that change the direction of text,
    /// which come with copied text, are removed.
    pub fn fit_to_keep(self) -> Self {
        let fit = |text: String| hide_card_numbers(&text.replace(turns_direction, ""));
        let property = |value: PropertyValue| PropertyValue { value: fit(value.value), ..value };
        Self {
            instrument: fit(self.instrument),
            amount: self.amount.map(fit),
            customer_id: fit(self.customer_id),
            properties: self.properties.into_iter().map(property).collect(),
        }
    }
}

/// The payer's entries for a payment, checked, and fixed when the payment starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PayerInput {
    /// The payer's number, where the order has none.
    pub customer_id: Option<String>,
    /// The value of every modifiable property, changed or not.
    pub properties: Vec<PropertyValue>,
}

/// The value of one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyValue {
    /// The line that has the property; `None` is the order itself.
    pub line_id: Option<String>,
    /// `OrderProperty.Name`.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A field of the pay page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The payer's number.
    CustomerId,
    /// A property.
    Property {
        /// The line's position; `None` is the order itself.
        line: Option<usize>,
        /// The property's position there.
        index: usize,
    },
}

/// The mistakes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// It must be filled in.
    Missing,
    /// It has more than 255 characters.
    TooLong,
    /// It has characters that a message cannot contain.
    Characters,
    /// It contains a card number, whose digits are masked before it is stored.
    CardNumber,
    /// It is not an IDNP or IDNO, or its check digit is wrong.
    Idn,
    /// It is neither an IDN nor another tax code.
    TaxCode,
    /// It is not a number.
    Number,
    /// It is neither an IDNP or IDNO nor a passport or registration number.
    CustomerId,
}

impl Mistake {
    /// The mistake's key in the translations.
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too-long",
            Self::Characters => "characters",
            Self::CardNumber => "card-number",
            Self::Idn => "idn",
            Self::TaxCode => "tax-code",
            Self::Number => "number",
            Self::CustomerId => "customer-id",
        }
    }
}

/// `OrderProperty.Type`, as far as it restricts the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyKind {
    /// `string`, and every unknown type.
    Text,
    /// `idn`: a valid IDNP or IDNO.
    Idn,
    /// `tc`: an IDN, or text that is not all digits, of 5 characters or more.
    TaxCode,
    /// `number`.
    Number,
}

impl PropertyKind {
    /// The kind of a property.
    pub fn of(property: &OrderProperty) -> Self {
        match property.kind.to_ascii_lowercase().as_str() {
            "idn" => Self::Idn,
            "tc" => Self::TaxCode,
            "number" => Self::Number,
            _ => Self::Text,
        }
    }
}

/// The properties that the payer can enter, with their fields and the ids of their lines. Hidden properties cannot be
/// changed; properties without a name could not be sent back.
pub fn asked_properties(order: &OrderDetails) -> impl Iterator<Item = (Field, Option<&str>, &OrderProperty)> {
    let own = order.properties.iter().enumerate().map(|(index, property)| (None, index, None, property));
    let of_lines = order.lines.iter().enumerate().flat_map(|(line, of_line)| {
        let properties = of_line.properties.iter().enumerate();
        properties.map(move |(index, property)| (Some(line), index, Some(of_line.line_id.as_str()), property))
    });
    own.chain(of_lines)
        .filter(|(_, _, _, property)| is_asked(property))
        .map(|(line, index, line_id, property)| (Field::Property { line, index }, line_id, property))
}

/// True where the payer can enter the property.
pub fn is_asked(property: &OrderProperty) -> bool {
    property.modifiable && property.is_visible != Some(false) && !property.name.is_empty()
}

impl Choice {
    /// The text typed for a property, or the e-Service's value where its field was not submitted.
    pub fn value_of<'c>(&'c self, line_id: Option<&str>, property: &'c OrderProperty) -> &'c str {
        find(&self.properties, line_id, &property.name).unwrap_or(&property.value)
    }

    /// Checks all entries against the order.
    ///
    /// # Errors
    /// Every mistake, with its field.
    pub fn check(&self, order: &OrderDetails) -> Result<PayerInput, Vec<(Field, Mistake)>> {
        let mut input = PayerInput::default();
        let mut mistakes = Vec::new();
        if order.customer_id.is_none() {
            match check_customer_id(&self.customer_id) {
                Ok(()) => input.customer_id = Some(self.customer_id.clone()),
                Err(mistake) => mistakes.push((Field::CustomerId, mistake)),
            }
        }
        for (field, line_id, property) in asked_properties(order) {
            let value = self.value_of(line_id, property);
            match check_value(property, value) {
                Ok(()) => input.properties.push(PropertyValue {
                    line_id: line_id.map(str::to_owned),
                    name: property.name.clone(),
                    value: value.to_owned(),
                }),
                Err(mistake) => mistakes.push((field, mistake)),
            }
        }
        if mistakes.is_empty() { Ok(input) } else { Err(mistakes) }
    }
}

impl PayerInput {
    /// The payer's value of a property; `None` where the payer could not enter it.
    pub fn value_of(&self, line_id: Option<&str>, name: &str) -> Option<&str> {
        find(&self.properties, line_id, name)
    }

    /// The payer's values of the properties of a line, or of the order itself.
    pub fn values(&self, line_id: Option<&str>) -> impl Iterator<Item = &PropertyValue> {
        self.properties.iter().filter(move |value| value.line_id.as_deref() == line_id)
    }
}

fn find<'v>(values: &'v [PropertyValue], line_id: Option<&str>, name: &str) -> Option<&'v str> {
    values
        .iter()
        .find(|value| value.line_id.as_deref() == line_id && value.name == name)
        .map(|found| found.value.as_str())
}

fn check_value(property: &OrderProperty, value: &str) -> Result<(), Mistake> {
    if value.is_empty() {
        return if property.required { Err(Mistake::Missing) } else { Ok(()) };
    }
    if value.chars().count() > MAX_VALUE {
        return Err(Mistake::TooLong);
    }
    if value.chars().any(is_no_text) {
        return Err(Mistake::Characters);
    }
    if has_hidden_card_number(value) {
        return Err(Mistake::CardNumber);
    }
    match PropertyKind::of(property) {
        PropertyKind::Idn if !idn::is_valid(value) => Err(Mistake::Idn),
        PropertyKind::TaxCode if !idn::is_tax_code(value) => Err(Mistake::TaxCode),
        PropertyKind::Number if !is_number(value) => Err(Mistake::Number),
        _ => Ok(()),
    }
}

/// Numbers of about 13 digits are meant to be an IDNP or IDNO, so the check digit counts. Passports and registers of some
/// states have shorter numbers without a letter.
fn check_customer_id(text: &str) -> Result<(), Mistake> {
    let is_foreign = || {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '.');
        FOREIGN_NUMBER.contains(&text.chars().count()) && text.chars().all(is_plain)
    };
    match text {
        "" => Err(Mistake::Missing),
        number if is_digits(number) && !FOREIGN_DIGITS.contains(&number.len()) => {
            idn::is_valid(number).then_some(()).ok_or(Mistake::Idn)
        }
        _ => is_foreign().then_some(()).ok_or(Mistake::CustomerId),
    }
}

/// Digits with at most one decimal comma or point, and a sign. Leading zeros are kept: telephone numbers have this type.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, decimals) = unsigned.split_once(['.', ',']).unwrap_or((unsigned, "0"));
    is_digits(whole) && is_digits(decimals)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Control characters, and those that XML does not allow.
fn is_no_text(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(kind: &str, required: bool) -> OrderProperty {
        OrderProperty {
            kind: kind.into(),
            required,
            modifiable: true,
            name: "N".into(),
            ..OrderProperty::default()
        }
    }

    #[test]
    fn values_are_held_against_their_type() {
        use Mistake::{Characters, Idn, Number, TaxCode, TooLong};
        let long = "ș".repeat(256);
        type Case<'t> = (&'t str, &'t [&'t str], &'t [(&'t str, Mistake)]);
        let cases: [Case<'_>; 5] = [
            (
                "string",
                &["", "x", "Ștefan & <fiii>", &long[2..]],
                &[(&long, TooLong), ("a\u{0}b", Characters)],
            ),
            ("Unheard-of", &["", "anything"], &[(&long, TooLong), ("a\nb", Characters)]),
            ("idn", &["", "2001500023456"], &[("2001500023457", Idn), ("A1234567", Idn)]),
            (
                "tc",
                &["1002600001235", "AB-12"],
                &[("1002600001234", TaxCode), ("AB12", TaxCode), ("12345", TaxCode)],
            ),
            (
                "number",
                &["060606060", "-1,5", "2.75"],
                &[("1 000", Number), ("1e3", Number), (".5", Number), ("٣", Number)],
            ),
        ];
        for (kind, good, bad) in cases {
            for value in good {
                assert_eq!(check_value(&property(kind, false), value), Ok(()), "{kind} {value}");
            }
            for (value, mistake) in bad {
                assert_eq!(check_value(&property(kind, true), value), Err(*mistake), "{kind} {value}");
            }
            assert_eq!(check_value(&property(kind, true), ""), Err(Mistake::Missing));
        }
    }

    #[test]
    fn a_customer_id_is_an_idn_or_a_foreign_number() {
        for good in ["2001500023456", "1002600001235", "AB1234567", "HRB-12345/7", "123456789"] {
            assert_eq!(check_customer_id(good), Ok(()), "{good}");
        }
        for (bad, mistake) in [
            ("", Mistake::Missing),
            ("2001500023457", Mistake::Idn),
            ("1234", Mistake::Idn),
            ("200150002345", Mistake::Idn),
            ("20015000234567", Mistake::Idn),
            ("AB12", Mistake::CustomerId),
            ("AB123456789012", Mistake::CustomerId),
            ("AB 123456", Mistake::CustomerId),
        ] {
            assert_eq!(check_customer_id(bad), Err(mistake), "{bad}");
        }
    }

    #[test]
    fn only_what_is_visible_modifiable_and_named_is_asked_for() {
        let asked = property("string", false);
        assert!(is_asked(&asked));
        assert!(is_asked(&OrderProperty { is_visible: Some(true), ..asked.clone() }));
        assert!(!is_asked(&OrderProperty { is_visible: Some(false), ..asked.clone() }));
        assert!(!is_asked(&OrderProperty { modifiable: false, ..asked.clone() }));
        assert!(!is_asked(&OrderProperty { name: String::new(), ..asked }));
    }
}
