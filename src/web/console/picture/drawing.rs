//! The rows with their times and places, as `picture.html` draws them.

use jiff::{SignedDuration, Timestamp};

use super::rows::{Lane, Row, State};
use crate::domain::finding::{line_of, one_line};
use crate::domain::plain_text::wrapped;
use crate::i18n::Translator;

/// The height of a row with a label of one line in the drawing's units, in which its width is 880.
const ROW: usize = 33;
/// The height of a further line of a label.
const LINE: usize = 15;
/// The maximum number of lines of a label.
const MOST_LINES: usize = 3;
/// The top of the first row.
const TOP: usize = 48;
/// The distance of an arrow from the lanes at its ends.
const GAP: usize = 4;
/// The mean width of a letter, for the length of labels that fit.
const LETTER: usize = 7;
/// The maximum length of a lane's name in the drawing.
const MOST_OF_NAME: usize = 16;
/// The number of the guide's steps.
const STEPS: u8 = 15;

/// The names above the lanes that are not the same in every picture.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) payment_provider: String,
    pub(super) e_service: String,
}

/// The drawing, for `picture.html`.
#[derive(Debug)]
pub(in crate::web::console) struct Picture {
    pub(in crate::web::console) lanes: Vec<LaneView>,
    pub(in crate::web::console) rows: Vec<RowView>,
    pub(in crate::web::console) height: usize,
    /// The fifteen steps of the guide.
    pub(in crate::web::console) steps: Vec<String>,
}

/// A lane.
#[derive(Debug)]
pub(in crate::web::console) struct LaneView {
    pub(in crate::web::console) x: usize,
    /// The left side of its box.
    pub(in crate::web::console) left: usize,
    pub(in crate::web::console) name: String,
    pub(in crate::web::console) full_name: String,
}

/// A row.
#[derive(Debug)]
pub(in crate::web::console) struct RowView {
    /// The numbers of its steps: `4`, `1–3`.
    pub(in crate::web::console) step: String,
    /// The steps in the guide's words.
    pub(in crate::web::console) meaning: String,
    /// The time of day of the first row, then the time since the row above.
    pub(in crate::web::console) time: String,
    /// `reached`, `failed` or `not-reached`.
    pub(in crate::web::console) state: &'static str,
    pub(in crate::web::console) label: String,
    /// The label in lines with their places, as far as the drawing has room for it.
    pub(in crate::web::console) lines: Vec<(usize, String)>,
    /// From where to where.
    pub(in crate::web::console) lanes: String,
    /// The whole row in words.
    pub(in crate::web::console) spoken: String,
    pub(in crate::web::console) href: Option<String>,
    pub(in crate::web::console) is_dot: bool,
    pub(in crate::web::console) top: usize,
    pub(in crate::web::console) height: usize,
    pub(in crate::web::console) x1: usize,
    pub(in crate::web::console) x2: usize,
    pub(in crate::web::console) text_x: usize,
}

impl RowView {
    /// The class of the arrow.
    pub(in crate::web::console) fn class(&self) -> &'static str {
        match self.state {
            "reached" => "go",
            "failed" => "no",
            _ => "not",
        }
    }

    /// The place of the arrow below the label, or of the dot beside it.
    pub(in crate::web::console) fn y(&self) -> usize {
        self.top + 24 + if self.is_dot { (self.height - ROW) / 2 } else { self.height - ROW }
    }

    /// The place of step and time.
    pub(in crate::web::console) fn time_y(&self) -> usize {
        self.top + 28 + (self.height - ROW) / 2
    }
}

impl Lane {
    const ALL: [Self; 4] = [Self::Payer, Self::Hub, Self::PaymentProvider, Self::EService];

    fn x(self) -> usize {
        match self {
            Self::Payer => 174,
            Self::Hub => 390,
            Self::PaymentProvider => 606,
            Self::EService => 802,
        }
    }

    fn name(self, t: &Translator, names: &Names) -> String {
        match self {
            Self::Payer => t.get("picture-payer"),
            Self::Hub => t.get("picture-hub"),
            Self::PaymentProvider => one_line(&names.payment_provider),
            Self::EService => one_line(&names.e_service),
        }
    }
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Failed => "failed",
            Self::NotReached => "not-reached",
        }
    }
}

impl Picture {
    /// The drawing of these rows, which are in the order of the guide. Rows that were reached come in the order of their
    /// times, the others after them.
    pub(super) fn of(t: &Translator, names: &Names, rows: Vec<Row>) -> Self {
        let lanes = Lane::ALL.map(|lane| {
            let full_name = lane.name(t, names);
            LaneView { x: lane.x(), left: lane.x() - 70, name: line_of(&full_name, MOST_OF_NAME), full_name }
        });
        let (mut before, mut top) = (None, TOP);
        let views: Vec<RowView> = in_order(rows)
            .iter()
            .map(|row| {
                let time = time(t, row, &mut before);
                let view = RowView::of(t, names, row, top, time);
                top += view.height;
                view
            })
            .collect();
        let steps = (1..=STEPS).map(|number| t.get(&format!("guide-step-{number}")));
        Self { lanes: lanes.into(), height: top + 10, rows: views, steps: steps.collect() }
    }
}

/// The rows in the order of their times; one without a time stays behind the one before it.
fn in_order(rows: Vec<Row>) -> Vec<Row> {
    let (open, reached): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| row.state == State::NotReached);
    let mut latest = Timestamp::MIN;
    let mut timed: Vec<(Timestamp, Row)> = Vec::new();
    for row in reached {
        latest = row.at.unwrap_or(latest);
        timed.push((latest, row));
    }
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, row)| row).chain(open).collect()
}

/// The time of a row as text. `before` is the end of the row above it.
fn time(t: &Translator, row: &Row, before: &mut Option<Timestamp>) -> String {
    let Some(at) = row.at.filter(|_| row.state != State::NotReached) else {
        return match row.state {
            State::NotReached => t.get("timeline-not-reached"),
            State::Reached | State::Failed => String::new(),
        };
    };
    let took = row.took.unwrap_or(SignedDuration::ZERO);
    let text = match (*before, row.took) {
        (_, Some(took)) => t.span(took),
        (Some(before), None) => t.span(at.duration_since(before)),
        (None, None) => t.time_of_day(at),
    };
    *before = at.checked_add(took).ok();
    text
}

impl RowView {
    fn of(t: &Translator, names: &Names, row: &Row, top: usize, time: String) -> Self {
        let (from, to) = (row.from.x(), row.to.x());
        let is_dot = row.from == row.to;
        let (x1, x2) = if from <= to { (from + GAP, to - GAP) } else { (from - GAP, to + GAP) };
        let room = if is_dot { 264 } else { from.abs_diff(to) - GAP };
        let step = match row.steps {
            [first, .., last] => format!("{first}–{last}"),
            steps => steps.iter().map(u8::to_string).collect(),
        };
        let label = one_line(&row.label);
        let first_line = top + if is_dot { 29 } else { 18 };
        let lines = lines_of(&label, room / LETTER);
        let lanes = match is_dot {
            true => row.from.name(t, names),
            false => format!("{} → {}", row.from.name(t, names), row.to.name(t, names)),
        };
        let failed = (row.state == State::Failed).then(|| t.get("picture-failed"));
        let parts = [Some(format!("{step}. {label}")), Some(lanes.clone()), failed, Some(time.clone())];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        let meanings = row.steps.iter().map(|number| t.get(&format!("guide-step-{number}")));
        Self {
            step,
            meaning: meanings.collect::<Vec<_>>().join(" "),
            time,
            state: row.state.name(),
            height: ROW + (lines.len() - 1) * LINE,
            lines: (0..).zip(lines).map(|(number, line)| (first_line + number * LINE, line)).collect(),
            label,
            lanes,
            spoken: parts.join(", "),
            href: row.href.clone(),
            is_dot,
            top,
            x1: if is_dot { from } else { x1 },
            x2,
            text_x: if is_dot { from + 12 } else { usize::midpoint(from, to) },
        }
    }
}

/// The label in at most [`MOST_LINES`] lines of at most `room` characters. A text that needs more ends with `…`.
fn lines_of(label: &str, room: usize) -> Vec<String> {
    let mut lines = wrapped(label, room);
    if lines.len() > MOST_LINES {
        let rest = lines.split_off(MOST_LINES - 1).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|line| line_of(line, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::Lane::{EService, Hub, Payer, PaymentProvider};
    use super::*;
    use crate::domain::instrument::INSTRUMENTS;
    use crate::domain::language::Language;
    use crate::domain::money::Amount;
    use crate::domain::payment::{DeclineReason, PaymentState, ReversalReason};

    /// Every label of the steps at its place, the longest of those with numbers. What an e-Service says is not among them.
    fn labels(t: &Translator) -> Vec<(Lane, Lane, String)> {
        let status = |name: &str| t.get(&format!("payment-status-{name}"));
        let sum = t.money(Amount::from_bani(123_456_789), "MDL");
        let (first, last) = ("9998", "9999");
        let attempt =
            |operation| t.with_all("picture-attempt", &[("operation", operation), ("number", last)]);
        let mut labels = vec![
            (Payer, EService, t.get("picture-before")),
            (Payer, Hub, "ServiceID, OrderKey, ReturnUrl".to_owned()),
            (Hub, EService, attempt("GetOrderDetails")),
            (EService, Hub, t.get("picture-described")),
            (Hub, Payer, t.with("picture-notice", "number", "0000 0000 0000 00")),
            (Hub, Payer, t.get("invoice-number")),
            (Payer, Hub, format!("{} 2999999999", t.get("console-payment"))),
            (Payer, Hub, t.get("payment-method")),
            (Hub, PaymentProvider, t.get("picture-published")),
            (Payer, PaymentProvider, t.get("picture-submitted")),
            (Payer, PaymentProvider, t.get("event-payment-cancelled")),
            (Payer, PaymentProvider, t.get("event-payment-timed-out")),
            (PaymentProvider, PaymentProvider, t.get("picture-decision")),
            (PaymentProvider, PaymentProvider, t.with("picture-later", "time", "30.11.2026, 23:59:59")),
            (PaymentProvider, PaymentProvider, t.with("picture-authorised", "code", "SIM042")),
            (PaymentProvider, PaymentProvider, t.get("event-payment-authorized")),
            (PaymentProvider, PaymentProvider, t.get("event-payment-timed-out")),
            (Hub, PaymentProvider, t.get("picture-fetch")),
            (Hub, EService, attempt("ConfirmOrderPayment")),
            (EService, Hub, t.get("picture-accepted")),
            (Hub, EService, t.with_all("picture-same-many", &[("first", first), ("last", last)])),
            (Hub, EService, t.count("picture-omitted", 9999)),
            (Hub, Payer, t.get("picture-receipt")),
            (Hub, Payer, t.get("picture-return")),
            (Hub, Payer, t.get("picture-no-return")),
        ];
        for instrument in INSTRUMENTS {
            let group = t.get(&format!("instrument-{}", instrument.kind.group()));
            labels.push((Payer, Hub, format!("{group}, {sum}")));
        }
        for name in PaymentState::NAMES {
            labels.push((Hub, PaymentProvider, t.with("picture-fetched", "status", status(name))));
        }
        for name in DeclineReason::NAMES {
            let why = t.get(&format!("decline-{name}"));
            let label = t.with("picture-declined", "why", why.trim_end_matches('.'));
            labels.push((PaymentProvider, PaymentProvider, label));
        }
        for name in ReversalReason::NAMES {
            let why = t.get(&format!("reversal-{name}"));
            labels.push((
                Hub,
                PaymentProvider,
                format!("{}: {}", status("Reversing"), why.trim_end_matches('.')),
            ));
        }
        labels
    }

    #[test]
    fn no_label_of_a_step_is_cut_in_any_language() {
        let names = Names { payment_provider: "P".to_owned(), e_service: "E".to_owned() };
        for language in Language::ALL {
            let t = Translator::of(language);
            for (from, to, label) in labels(&t) {
                let row = Row::new(&[1], (from, to), State::Reached, label.as_str());
                let picture = Picture::of(&t, &names, vec![row]);
                let lines: Vec<&str> = picture.rows[0].lines.iter().map(|(_, line)| line.as_str()).collect();
                assert_eq!(lines.join(" "), one_line(&label), "{language:?}");
                assert_eq!(picture.height, TOP + ROW + (lines.len() - 1) * LINE + 10, "{language:?} {label}");
            }
        }
    }

    #[test]
    fn what_three_lines_have_no_room_for_is_cut() {
        assert_eq!(lines_of("one two three four five six", 9), ["one two", "three", "four five…"]);
        assert_eq!(lines_of("abcdefghijkl", 9), ["abcdefghi…"]);
    }
}
