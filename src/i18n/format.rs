//! Amounts and dates in the formats used in Moldova.

use jiff::{SignedDuration, Timestamp};

use super::Translator;
use crate::domain::language::Language;
use crate::domain::local_time;
use crate::domain::money::Amount;

/// Keeps the groups of a number on one line.
const NO_BREAK_SPACE: char = '\u{a0}';

impl Translator {
    /// The amount without a currency: `9 267,00` in Romanian and Russian, `9,267.00` in English.
    pub fn amount(&self, amount: Amount) -> String {
        let (group, decimal) = match self.language() {
            Language::Romanian | Language::Russian => (NO_BREAK_SPACE, ','),
            Language::English => (',', '.'),
        };
        let (lei, bani) = amount.lei_and_bani();
        let digits = lei.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 4);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(group);
            }
            grouped.push(digit);
        }
        format!("{grouped}{decimal}{bani:02}")
    }

    /// A number of tenths: `12,3` in Romanian and Russian, `12.3` in English.
    pub fn tenths(&self, tenths: u64) -> String {
        let decimal = if self.language() == Language::English { '.' } else { ',' };
        format!("{}{decimal}{}", tenths / 10, tenths % 10)
    }

    /// The amount with its currency: `9 267,00 MDL`, in English `MDL 9,267.00`.
    pub fn money(&self, amount: Amount, currency: &str) -> String {
        let amount = self.amount(amount);
        match self.language() {
            Language::Romanian | Language::Russian => format!("{amount}{NO_BREAK_SPACE}{currency}"),
            Language::English => format!("{currency}{NO_BREAK_SPACE}{amount}"),
        }
    }

    /// A span of time in its largest unit: `257 ms`, `5.2 s`, `35 s`, `12 min`, `5 h`, `3 d`. A negative one is none.
    pub fn span(&self, span: SignedDuration) -> String {
        let ms = u64::try_from(span.as_millis()).unwrap_or_default();
        let seconds = ms / 1000;
        let (key, number) = match ms {
            0..1000 => ("span-ms", ms.to_string()),
            1000..10_000 if ms % 1000 >= 100 => ("span-s", self.tenths(ms / 100)),
            1000..120_000 => ("span-s", seconds.to_string()),
            120_000..7_200_000 => ("span-min", (seconds / 60).to_string()),
            7_200_000..172_800_000 => ("span-h", (seconds / 3600).to_string()),
            _ => ("span-d", (seconds / 86_400).to_string()),
        };
        self.with(key, "number", number)
    }

    /// The day in Chișinău: `30.11.2026`.
    pub fn date(&self, at: Timestamp) -> String {
        local_time::in_chisinau(at).strftime("%d.%m.%Y").to_string()
    }

    /// The day and minute in Chișinău: `23.11.2026, 10:51`.
    pub fn date_time(&self, at: Timestamp) -> String {
        local_time::in_chisinau(at).strftime("%d.%m.%Y, %H:%M").to_string()
    }

    /// The time of day in Chișinău to the millisecond: `10:51:23.178`.
    pub fn time_of_day(&self, at: Timestamp) -> String {
        local_time::in_chisinau(at).strftime("%H:%M:%S%.3f").to_string()
    }

    /// The minute of the day in Chișinău: `10:51`.
    pub fn minute_of_day(&self, at: Timestamp) -> String {
        local_time::in_chisinau(at).strftime("%H:%M").to_string()
    }

    /// The day and second in Chișinău: `23.11.2026, 10:51:23`.
    pub fn date_time_seconds(&self, at: Timestamp) -> String {
        local_time::in_chisinau(at).strftime("%d.%m.%Y, %H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_with_a_space_or_a_comma() {
        let amount = Amount::from_bani(123_456_789);
        let ro = Translator::of(Language::Romanian);
        let en = Translator::of(Language::English);
        assert_eq!(ro.money(amount, "MDL"), "1\u{a0}234\u{a0}567,89\u{a0}MDL");
        assert_eq!(en.money(amount, "MDL"), "MDL\u{a0}1,234,567.89");
        assert_eq!(ro.amount(Amount::from_bani(5)), "0,05");
        assert_eq!(ro.amount(Amount::from_bani(26_700)), "267,00");
    }

    #[test]
    fn a_span_is_told_in_its_largest_unit() {
        let (en, ro) = (Translator::of(Language::English), Translator::of(Language::Romanian));
        for (ms, text) in [
            (-5, "0 ms"),
            (257, "257 ms"),
            (5000, "5 s"),
            (5210, "5.2 s"),
            (35_900, "35 s"),
            (150_000, "2 min"),
            (7_200_000, "2 h"),
            (259_200_000, "3 d"),
        ] {
            assert_eq!(en.span(SignedDuration::from_millis(ms)).replace('\u{a0}', " "), text);
        }
        assert_eq!(ro.span(SignedDuration::from_millis(5210)).replace('\u{a0}', " "), "5,2 s");
    }

    #[test]
    fn dates_are_those_of_chisinau() {
        let at: Timestamp = "2026-11-23T22:30:05Z".parse().unwrap();
        let ro = Translator::of(Language::Romanian);
        assert_eq!(ro.date(at), "24.11.2026");
        assert_eq!(ro.date_time(at), "24.11.2026, 00:30");
        assert_eq!(ro.date_time_seconds(at), "24.11.2026, 00:30:05");
    }
}
