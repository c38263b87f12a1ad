//! IDNP and IDNO, the 13-digit state numbers of persons and organisations.

/// A number with a valid checksum, for hints and error messages.
pub const EXAMPLE: &str = "2001500023456";

/// True for 13 digits whose last one is the checksum of the others: weights 7, 3, 1 repeating, sum modulo 10. IDNP and IDNO
/// share the rule.
pub fn is_valid(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    if text.len() != 13 || digits.len() != 13 {
        return false;
    }
    let sum: u32 =
        digits[..12].iter().zip([7, 3, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    sum % 10 == digits[12]
}

/// True for a tax code (`tc` of the guide's `OrderProperty.Type`): an IDNP or IDNO, or a text of at least 5 characters that
/// is not all digits.
pub fn is_tax_code(text: &str) -> bool {
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    if is_number { is_valid(text) } else { text.chars().count() >= 5 }
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLE, is_tax_code, is_valid};

    #[test]
    fn a_tax_code_is_an_idn_or_no_number() {
        for code in ["1002600001235", "AB-12", "ROȘ12"] {
            assert!(is_tax_code(code), "{code}");
        }
        for code in ["", "1002600001234", "12345", "AB12"] {
            assert!(!is_tax_code(code), "{code}");
        }
    }

    #[test]
    fn published_numbers_pass_and_a_changed_digit_fails() {
        for number in [EXAMPLE, "1002600001235", "1016600007775", "1006601000255"] {
            assert!(is_valid(number), "{number}");
        }
        for number in ["2001500023457", "1002600001234", "12345", "", "200150002345x", "٢٠٠١٥٠٠٠٢٣٤٥٦"]
        {
            assert!(!is_valid(number), "{number}");
        }
    }
}
