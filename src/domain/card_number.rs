//! Card numbers typed into fields that must not hold them: they are hidden before anything is stored.

/// The number of digits of a card number.
const DIGITS: std::ops::RangeInclusive<usize> = 12..=19;

/// Replaces a hidden digit.
const HIDDEN: char = '•';

/// The text with all but the last four digits of every card number hidden. Digits may be separated by single spaces, dashes
/// or dots.
pub fn hide_card_numbers(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let mut start = 0;
    while start < characters.len() {
        let end = run_end(&characters, start);
        let digits: Vec<usize> = (start..end).filter(|at| characters[*at].is_ascii_digit()).collect();
        let number: String = digits.iter().map(|at| characters[*at]).collect();
        if is_card_number(&number) {
            for at in &digits[..digits.len() - 4] {
                characters[*at] = HIDDEN;
            }
        }
        start = end.max(start + 1);
    }
    characters.into_iter().collect()
}

/// True where the text can hardly be anything but a card number. Used for values that are taken unchanged or refused: order
/// keys and return addresses.
///
/// A run of 15, 16 or 19 digits counts if it begins with 3 to 6: numbers made of a date begin with its year or day, an IDNP
/// has 13 digits, a notice 14. Groups as printed on a card count whatever they begin with. Digits next to a letter belong
/// to something else and do not count.
pub fn is_written_as_card_number(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let mut start = 0;
    while start < characters.len() {
        let end = run_end(&characters, start);
        let run: String = characters[start..end].iter().collect();
        let stands_alone = |at: Option<usize>| {
            at.and_then(|at| characters.get(at)).is_none_or(|beside| !beside.is_alphanumeric())
        };
        if stands_alone(start.checked_sub(1)) && stands_alone(Some(end)) && is_surely_card_number(&run) {
            return true;
        }
        start = end.max(start + 1);
    }
    false
}

fn is_surely_card_number(run: &str) -> bool {
    let groups: Vec<usize> =
        run.split(|c: char| !c.is_ascii_digit()).map(|group| group.chars().count()).collect();
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let is_grouped = match &groups[..] {
        [4, 6, 4 | 5] => true,
        [first @ .., last] => first.len() > 1 && first.iter().all(|length| *length == 4) && *last <= 4,
        [] => false,
    };
    let is_in_a_row =
        groups.len() == 1 && matches!(digits.len(), 15 | 16 | 19) && digits.starts_with(['3', '4', '5', '6']);
    (is_grouped || is_in_a_row) && is_card_number(&digits)
}

/// True where a card number was hidden in the text.
pub fn has_hidden_card_number(text: &str) -> bool {
    text.chars().filter(|c| *c == HIDDEN).count() >= DIGITS.start() - 4
}

/// True for digits that a card could have: the length and the first digits of a known scheme, and Luhn's check.
fn is_card_number(digits: &str) -> bool {
    let starts_within = |length: usize, range: std::ops::RangeInclusive<u32>| {
        digits.get(..length).and_then(|start| start.parse().ok()).is_some_and(|start| range.contains(&start))
    };
    let has_scheme = match digits.len() {
        13 => starts_within(1, 4..=4),
        14 => starts_within(2, 36..=36) || starts_within(2, 38..=39) || starts_within(3, 300..=305),
        15 => starts_within(2, 34..=34) || starts_within(2, 37..=37),
        16 => {
            starts_within(1, 4..=4)
                || starts_within(2, 51..=55)
                || starts_within(4, 2221..=2720)
                || starts_within(4, 2200..=2204)
                || starts_within(4, 3528..=3589)
        }
        19 => starts_within(1, 4..=4) || starts_within(4, 2200..=2204),
        _ => false,
    };
    // Maestro, Discover and UnionPay have numbers of many lengths.
    let has_long_scheme = DIGITS.contains(&digits.len())
        && (starts_within(2, 50..=50)
            || starts_within(2, 56..=58)
            || starts_within(2, 60..=60)
            || starts_within(2, 62..=65));
    (has_scheme || has_long_scheme) && passes_luhn(digits)
}

fn passes_luhn(digits: &str) -> bool {
    let value = |(at, byte): (usize, u8)| match (at % 2, u32::from(byte - b'0')) {
        (0, digit) => digit,
        (_, digit) => digit * 2 / 10 + digit * 2 % 10,
    };
    digits.bytes().rev().enumerate().map(value).sum::<u32>() % 10 == 0
}

/// The end of the run of digits that starts here; single separators may separate its digits.
fn run_end(characters: &[char], start: usize) -> usize {
    let is_digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    let is_separator = |at: usize| matches!(characters.get(at), Some(' ' | '-' | '.' | '\u{a0}'));
    let mut end = start;
    while is_digit(end) || (end > start && is_separator(end) && is_digit(end + 1)) {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_are_hidden_however_they_are_typed() {
        for (text, hidden) in [
            ("4111 1111 1111 1111", "•••• •••• •••• 1111"),
            ("my 5105-1051-0510-5100!", "my ••••-••••-••••-5100!"),
            ("378282246310005", "•••••••••••0005"),
            ("30569309025904", "••••••••••5904"),
            ("501800000009", "••••••••0009"),
        ] {
            assert_eq!(hide_card_numbers(text), hidden);
            assert!(has_hidden_card_number(hidden), "{hidden}");
        }
    }

    #[test]
    fn what_must_be_taken_as_it_is_is_refused_only_where_it_is_written_as_a_card_number() {
        for text in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "order 5105-1051-0510-5100!",
            "378282246310005",
            "3782 822463 10005",
            "http://shop.md/?card=6011000990139424&x",
        ] {
            assert!(is_written_as_card_number(text), "{text}");
        }
        for text in [
            // An IDNP that also passes Luhn's check, the notice of the guide, and an old Visa number of 13 digits.
            "2001500023456",
            "00069002233014",
            "4222222222222",
            // Made of a date, with a scheme's beginning and the right last digit.
            "2507100926294639",
            "2204250710092620",
            "30569309025904",
            // Part of a longer identifier.
            "MDS4111111111111111",
            "4111111111111111a",
            "MD85TRGAAA14299801000000",
            // The last digit is wrong.
            "4111111111111112",
            "4111-1111-1111-1112",
            // Groups that no card uses.
            "41-1111-1111-1111-11",
            "411111-1111111111",
            "D-00017",
            "",
        ] {
            assert!(!is_written_as_card_number(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "2001500023456",
            "1002600001235",
            "4111 1111 1111 1112",
            "D-00017",
            "",
            "060 606 060",
            "MD85TRGAAA14299801000000",
        ] {
            assert_eq!(hide_card_numbers(text), text);
            assert!(!has_hidden_card_number(text), "{text}");
        }
    }
}
