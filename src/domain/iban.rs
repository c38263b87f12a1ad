//! IBANs of the Republic of Moldova.

/// True for an IBAN of the Republic of Moldova: `MD`, two check digits and 20 letters or digits, 24 characters in all, that
/// leave 1 when divided by 97 (ISO 13616, ISO 7064 MOD 97-10). Spaces are not allowed.
pub fn is_valid(text: &str) -> bool {
    text.len() == 24
        && text.starts_with("MD")
        && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && remainder(text) == 1
}

/// The remainder by 97 of the number that the IBAN encodes: its first four characters moved to the end, letters
/// counted from A = 10.
fn remainder(iban: &str) -> u32 {
    let (head, tail) = iban.split_at(4);
    tail.chars()
        .chain(head.chars())
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, value| if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 })
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn a_published_number_passes_and_a_changed_digit_fails() {
        assert!(is_valid("MD24AG000225100013104168"));
        assert!(!is_valid("MD24AG000225100013104169"));
        assert!(!is_valid("MD42AG000225100013104168"));
    }

    #[test]
    fn other_countries_lengths_letters_and_spaces_fail() {
        for text in [
            "",
            "MD",
            "RO49AAAA1B31007593840000",
            "MD24AG0002251000131041680",
            "MD24 AG00 0225 1000 1310 4168",
            "md24ag000225100013104168",
            "MDșAG00022510001310416",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
