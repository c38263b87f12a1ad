//! The attempts to confirm over the last hour, as the bars of a picture, one for each minute.

use jiff::{SignedDuration, Timestamp};

use crate::i18n::Translator;
use crate::store::AttemptEnd;

/// The minutes of the picture.
pub(super) const MINUTES: i64 = 60;
/// The width of a minute, and the height of the base line, in units of the picture.
const WIDTH: i64 = 12;
const BASE: i64 = 56;
/// The height of one attempt, where they have room.
const HEIGHT: i64 = 8;

/// The picture, and the same in words.
pub(super) struct Strip {
    pub(super) bars: Vec<Bar>,
    pub(super) words: String,
    /// The times at its beginning and in its middle.
    pub(super) from: String,
    pub(super) middle: String,
    pub(super) is_empty: bool,
}

/// Attempts of one minute with the same end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) class: &'static str,
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) height: i64,
}

const ENDS: [(AttemptEnd, &str); 3] =
    [(AttemptEnd::Accepted, "ok"), (AttemptEnd::Repeated, "wait"), (AttemptEnd::GaveUp, "bad")];

impl Strip {
    /// `attempts` are minutes from `from`, ends and numbers.
    pub(super) fn new(t: &Translator, attempts: &[(i64, AttemptEnd, i64)], from: Timestamp) -> Self {
        let all = |wanted: AttemptEnd| -> i64 {
            attempts.iter().filter(|(_, end, _)| *end == wanted).map(|(.., number)| number).sum()
        };
        let [accepted, repeated, gave_up] = ENDS.map(|(end, _)| all(end).to_string());
        let middle = from.saturating_add(SignedDuration::from_mins(MINUTES / 2)).unwrap_or(from);
        Self {
            bars: bars(attempts),
            words: t.with_all(
                "overview-attempts",
                &[
                    ("accepted", accepted.as_str()),
                    ("repeated", repeated.as_str()),
                    ("gave_up", gave_up.as_str()),
                ],
            ),
            from: t.minute_of_day(from),
            middle: t.minute_of_day(middle),
            is_empty: attempts.is_empty(),
        }
    }
}

fn bars(attempts: &[(i64, AttemptEnd, i64)]) -> Vec<Bar> {
    // The current moment belongs to the last minute.
    let at = |minute: i64, wanted: AttemptEnd| -> i64 {
        let is_there = |found: i64, end: AttemptEnd| found.clamp(0, MINUTES - 1) == minute && end == wanted;
        attempts.iter().filter(|(found, end, _)| is_there(*found, *end)).map(|(.., number)| number).sum()
    };
    let total = |minute| ENDS.iter().map(|(end, _)| at(minute, *end)).sum::<i64>();
    let highest = (0..MINUTES).map(total).max().unwrap_or(0).max(BASE / HEIGHT);
    let mut bars = Vec::new();
    for minute in 0..MINUTES {
        let mut below = 0;
        for (end, class) in ENDS {
            let number = at(minute, end);
            if number == 0 {
                continue;
            }
            // What is there is seen, however many there are beside it.
            let height = (number * BASE / highest).max(1);
            below += height;
            bars.push(Bar { class, x: minute * WIDTH + 1, y: (BASE - below).max(0), height });
        }
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_each_other_and_stay_in_the_picture() {
        let few =
            bars(&[(0, AttemptEnd::Accepted, 2), (0, AttemptEnd::GaveUp, 1), (60, AttemptEnd::Repeated, 1)]);
        assert_eq!(few[0], Bar { class: "ok", x: 1, y: 40, height: 16 });
        assert_eq!(few[1], Bar { class: "bad", x: 1, y: 32, height: 8 });
        assert_eq!(few[2], Bar { class: "wait", x: 709, y: 48, height: 8 });
        let many = bars(&[
            (5, AttemptEnd::Accepted, 100_000),
            (5, AttemptEnd::GaveUp, 1),
            (6, AttemptEnd::Accepted, 1),
        ]);
        assert!(
            many.iter().all(|bar| bar.y >= 0 && bar.height >= 1 && bar.y + bar.height <= BASE + 1),
            "{many:?}"
        );
        assert_eq!(many.len(), 3);
    }
}
