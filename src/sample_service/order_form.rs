//! The order form: the entries and their mistakes.

use serde::Deserialize;

use crate::domain::idn;

/// MPay's limit of `CustomerName`.
const MAX_NAME_CHARS: usize = 60;

/// The form's fields. Absent ones are read as empty, and refused.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrderForm {
    /// The service, a hidden field.
    pub service_id: String,
    /// The entry.
    pub customer_name: String,
    /// The entry.
    pub customer_id: String,
}

/// The mistake of each field, by the key of its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct FormErrors {
    /// Of the name.
    pub customer_name: Option<&'static str>,
    /// Of the IDNP.
    pub customer_id: Option<&'static str>,
}

impl FormErrors {
    /// The number of fields to correct.
    pub(super) fn count(&self) -> usize {
        usize::from(self.customer_name.is_some()) + usize::from(self.customer_id.is_some())
    }
}

/// A form that can become an order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Customer {
    /// 1 to 60 characters, no line ends.
    pub name: String,
    /// Thirteen digits with their checksum.
    pub id: String,
}

impl OrderForm {
    /// The prefilled form with a made-up person, so that a demo takes one click.
    pub(super) fn prefilled(service_id: &str) -> Self {
        Self {
            service_id: service_id.to_owned(),
            customer_name: "Popescu Ion".to_owned(),
            customer_id: "2001500023456".to_owned(),
        }
    }

    /// The customer, or all mistakes.
    pub(super) fn check(&self) -> Result<Customer, FormErrors> {
        let name = self.customer_name.trim();
        let id: String = self.customer_id.chars().filter(|c| !c.is_whitespace()).collect();
        let errors = FormErrors {
            customer_name: match name.chars().count() {
                0 => Some("shop-error-name-missing"),
                _ if name.chars().any(char::is_control) => Some("shop-error-name-control"),
                length if length > MAX_NAME_CHARS => Some("shop-error-name-long"),
                _ => None,
            },
            customer_id: match id.as_str() {
                "" => Some("shop-error-idnp-missing"),
                digits if digits.len() != 13 || !digits.bytes().all(|b| b.is_ascii_digit()) => {
                    Some("shop-error-idnp-digits")
                }
                number if !idn::is_valid(number) => Some("shop-error-idnp-checksum"),
                _ => None,
            },
        };
        if errors.count() > 0 {
            return Err(errors);
        }
        Ok(Customer { name: name.to_owned(), id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, id: &str) -> Result<Customer, FormErrors> {
        OrderForm { service_id: "ADP01".into(), customer_name: name.into(), customer_id: id.into() }.check()
    }

    #[test]
    fn white_space_around_a_name_and_inside_an_idnp_is_forgiven() {
        let customer = check(" Țurcanu Ștefan ", "2001 5000 23456").unwrap();
        assert_eq!(customer, Customer { name: "Țurcanu Ștefan".into(), id: "2001500023456".into() });
    }

    #[test]
    fn each_mistake_has_its_own_message() {
        for (name, message) in [
            (" ", "shop-error-name-missing"),
            (&"ș".repeat(61) as &str, "shop-error-name-long"),
            ("a\nb", "shop-error-name-control"),
        ] {
            assert_eq!(check(name, "2001500023456").unwrap_err().customer_name, Some(message));
        }
        for (id, message) in [
            ("", "shop-error-idnp-missing"),
            ("12345", "shop-error-idnp-digits"),
            ("20015000234x6", "shop-error-idnp-digits"),
            ("2001500023457", "shop-error-idnp-checksum"),
        ] {
            assert_eq!(check("Popescu Ion", id).unwrap_err().customer_id, Some(message));
        }
        assert_eq!(check("", "").unwrap_err().count(), 2);
        assert!(check(&"ș".repeat(60), "2001500023456").is_ok());
    }
}
