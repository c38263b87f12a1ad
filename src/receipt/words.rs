//! Amounts in Romanian words, which receipts repeat so that no digit can be added later. They are here and not in
//! `locales/` because they need a grammar.

use crate::domain::money::Amount;

/// The largest number of lei with words here, one leu below a thousand billion.
const MAX_LEI: i64 = 999_999_999_999;

/// The gender of the counted noun, which decides the form of `unu` and `doi`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gender {
    /// `lei`: unu, doi, doisprezece.
    Masculine,
    /// `mii`: una, două, douăsprezece.
    Feminine,
    /// `milioane` and `miliarde`: unu, două, douăsprezece.
    Neuter,
}

/// The powers of a thousand, largest first: value, singular, plural, gender.
const SCALES: [(i64, &str, &str, Gender); 3] = [
    (1_000_000_000, "un miliard", "miliarde", Gender::Neuter),
    (1_000_000, "un milion", "milioane", Gender::Neuter),
    (1_000, "o mie", "mii", Gender::Feminine),
];

const UNITS: [&str; 20] = [
    "zero",
    "unu",
    "doi",
    "trei",
    "patru",
    "cinci",
    "șase",
    "șapte",
    "opt",
    "nouă",
    "zece",
    "unsprezece",
    "doisprezece",
    "treisprezece",
    "paisprezece",
    "cincisprezece",
    "șaisprezece",
    "șaptesprezece",
    "optsprezece",
    "nouăsprezece",
];

const TENS: [&str; 10] =
    ["", "", "douăzeci", "treizeci", "patruzeci", "cincizeci", "șaizeci", "șaptezeci", "optzeci", "nouăzeci"];

/// The amount in words, the bani as two digits: `nouă mii două sute șaizeci și șapte de lei, 00 bani`.
/// `None` below zero and above 999 999 999 999 lei.
pub fn romanian(amount: Amount) -> Option<String> {
    let (lei, bani) = amount.lei_and_bani();
    if amount.bani() < 0 || lei > MAX_LEI {
        return None;
    }
    let lei_words = match lei {
        0 => "zero lei".to_owned(),
        1 => "un leu".to_owned(),
        _ => format!("{}{} lei", number(lei), de(lei)),
    };
    let coin = if bani == 1 { "ban" } else { "bani" };
    Some(format!("{lei_words}, {bani:02} {coin}"))
}

/// A number from 1 to [`MAX_LEI`] that counts lei.
fn number(mut rest: i64) -> String {
    let mut words = Vec::new();
    for (value, one, several, gender) in SCALES {
        match rest / value {
            0 => {}
            1 => words.push(one.to_owned()),
            count => words.push(format!("{}{} {several}", below_thousand(count, gender), de(count))),
        }
        rest %= value;
    }
    if rest > 0 {
        words.push(below_thousand(rest, Gender::Masculine));
    }
    words.join(" ")
}

/// A number from 1 to 999.
fn below_thousand(number: i64, gender: Gender) -> String {
    let mut words = Vec::new();
    match number / 100 {
        0 => {}
        1 => words.push("o sută".to_owned()),
        hundreds => words.push(format!("{} sute", unit(hundreds, Gender::Feminine))),
    }
    match number % 100 {
        0 => {}
        rest @ 1..20 => words.push(unit(rest, gender).to_owned()),
        rest => {
            let tens = TENS[(rest / 10) as usize];
            words.push(match rest % 10 {
                0 => tens.to_owned(),
                last => format!("{tens} și {}", unit(last, gender)),
            });
        }
    }
    words.join(" ")
}

/// A number from 0 to 19.
fn unit(number: i64, gender: Gender) -> &'static str {
    match (number, gender) {
        (1, Gender::Feminine) => "una",
        (2, Gender::Feminine | Gender::Neuter) => "două",
        (12, Gender::Feminine | Gender::Neuter) => "douăsprezece",
        _ => UNITS[number as usize],
    }
}

/// Romanian puts `de` between a number and its noun where the last two digits are 00 or at least 20.
fn de(number: i64) -> &'static str {
    if (1..20).contains(&(number % 100)) { "" } else { " de" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lei(number: i64) -> String {
        let words = romanian(Amount::from_bani(number * 100)).unwrap();
        words.strip_suffix(", 00 bani").unwrap().to_owned()
    }

    #[test]
    fn the_sample_amount_reads_as_on_the_mock() {
        assert_eq!(
            romanian(Amount::from_bani(926_700)).unwrap(),
            "nouă mii două sute șaizeci și șapte de lei, 00 bani"
        );
        assert_eq!(romanian(Amount::from_bani(105)).unwrap(), "un leu, 05 bani");
        assert_eq!(romanian(Amount::from_bani(101)).unwrap(), "un leu, 01 ban");
        assert_eq!(romanian(Amount::from_bani(99)).unwrap(), "zero lei, 99 bani");
    }

    #[test]
    fn small_numbers_agree_with_a_masculine_noun() {
        assert_eq!(lei(0), "zero lei");
        assert_eq!(lei(1), "un leu");
        assert_eq!(lei(2), "doi lei");
        assert_eq!(lei(12), "doisprezece lei");
        assert_eq!(lei(19), "nouăsprezece lei");
        assert_eq!(lei(21), "douăzeci și unu de lei");
        assert_eq!(lei(62), "șaizeci și doi de lei");
    }

    #[test]
    fn de_follows_the_last_two_digits() {
        assert_eq!(lei(20), "douăzeci de lei");
        assert_eq!(lei(100), "o sută de lei");
        assert_eq!(lei(101), "o sută unu lei");
        assert_eq!(lei(119), "o sută nouăsprezece lei");
        assert_eq!(lei(120), "o sută douăzeci de lei");
        assert_eq!(lei(200), "două sute de lei");
        assert_eq!(lei(1_001), "o mie unu lei");
        assert_eq!(lei(1_000_019), "un milion nouăsprezece lei");
    }

    #[test]
    fn thousands_are_feminine_and_millions_neuter() {
        assert_eq!(lei(1_000), "o mie de lei");
        assert_eq!(lei(2_000), "două mii de lei");
        assert_eq!(lei(12_000), "douăsprezece mii de lei");
        assert_eq!(lei(20_000), "douăzeci de mii de lei");
        assert_eq!(lei(21_000), "douăzeci și una de mii de lei");
        assert_eq!(lei(100_000), "o sută de mii de lei");
        assert_eq!(lei(101_000), "o sută una mii de lei");
        assert_eq!(lei(1_000_000), "un milion de lei");
        assert_eq!(lei(2_000_000), "două milioane de lei");
        assert_eq!(lei(21_000_000), "douăzeci și unu de milioane de lei");
        assert_eq!(lei(1_000_000_000), "un miliard de lei");
        assert_eq!(lei(2_000_000_000), "două miliarde de lei");
    }

    #[test]
    fn the_largest_amount_has_words_and_what_is_beyond_has_none() {
        assert_eq!(
            romanian(Amount::MAX).unwrap(),
            "nouă sute nouăzeci și nouă de miliarde nouă sute nouăzeci și nouă de milioane \
             nouă sute nouăzeci și nouă de mii nouă sute nouăzeci și nouă de lei, 99 bani"
        );
        assert_eq!(romanian(Amount::from_bani(100_000_000_000_000)), None);
        assert_eq!(romanian(Amount::from_bani(-1)), None);
    }
}
