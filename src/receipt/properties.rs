//! Properties of the order and the payer's entries, each with its label, below the sums.

use super::canvas::{BLACK, BODY, Canvas, GREY, Style};
use crate::domain::receipt::Document;
use crate::i18n::Translator;

const NAME: Style = Style::regular(BODY, GREY);
const VALUE: Style = Style::semi_bold(BODY, BLACK);
const LINE_HEIGHT: f32 = 13.3;
/// From the rule, or the head of a page, to the first row.
const ABOVE: f32 = 9.9;
const BETWEEN_ROWS: f32 = 3.45;
/// From the last row to the rule of the next part.
const BELOW: f32 = 14.0;
/// Between a label and its value.
const GAP: f32 = 11.34;
/// The maximum number of lines of a label.
const MAX_NAME_LINES: usize = 3;
/// The maximum number of lines of a value: room for 255 characters on A5.
const MAX_VALUE_LINES: usize = 6;
/// The maximum number of rows; an order may have tens of thousands, of which only the number is printed.
const MAX_ROWS: usize = 100;

struct Row {
    name: Vec<String>,
    value: Vec<String>,
}

impl Row {
    fn height(&self) -> f32 {
        self.name.len().max(self.value.len()) as f32 * LINE_HEIGHT + BETWEEN_ROWS
    }
}

/// Draws a rule at `top` and the properties below it, and returns the position of the next part's rule; that is `top`
/// itself if there are none. The part after them has the height `tail` and stays on the page of the last one.
pub fn draw(canvas: &mut Canvas, document: &Document, t: Translator, top: f32, tail: f32) -> f32 {
    let (name_width, rows) = rows(canvas, document, t);
    if rows.is_empty() {
        return top;
    }
    let (left, right) = (canvas.sheet().left(), canvas.sheet().right());
    let (value_left, bottom) = (left + name_width + GAP, canvas.sheet().content_bottom());
    canvas.rule(top, 1.0, BLACK);
    let mut y = top + ABOVE;
    for (index, row) in rows.iter().enumerate() {
        let needed = row.height() + if index + 1 == rows.len() { BELOW + tail } else { 0.0 };
        // The first one fits: the last line of the order has left room for it.
        if y + needed > bottom && index > 0 {
            canvas.next_page();
            y = super::head::draw(canvas, document, t) + ABOVE;
        }
        for (texts, x, width, style) in
            [(&row.name, left, name_width, NAME), (&row.value, value_left, right - value_left, VALUE)]
        {
            let mut baseline = y;
            for text in texts {
                baseline += LINE_HEIGHT;
                canvas.left(x, baseline, width, style, text);
            }
        }
        y += row.height();
    }
    y + BELOW
}

/// The room that the last line of the order leaves below the sums: for the first property, or for the `tail` if there are
/// no properties.
pub fn height_of_first(canvas: &Canvas, document: &Document, t: Translator, tail: f32) -> f32 {
    match rows(canvas, document, t).1.as_slice() {
        [] => tail,
        [only] => ABOVE + only.height() + BELOW + tail,
        [first, ..] => ABOVE + first.height(),
    }
}

/// The width of the labels, and the rows.
fn rows(canvas: &Canvas, document: &Document, t: Translator) -> (f32, Vec<Row>) {
    let width = canvas.sheet().content_width();
    let shown = document.properties.iter().take(MAX_ROWS);
    let widest = shown.clone().map(|property| canvas.measure(NAME, &property.label)).fold(0.0, f32::max);
    let name_width = (widest + 0.1).min(width * 0.4);
    let value_width = width - name_width - GAP;
    let row = |name: &str, value: &str| Row {
        name: canvas.wrap(NAME, name_width, MAX_NAME_LINES, name),
        value: canvas.wrap(VALUE, value_width, MAX_VALUE_LINES, value),
    };
    let mut rows: Vec<Row> = shown.map(|property| row(&property.label, &property.value)).collect();
    let left_out = document.properties.len().saturating_sub(MAX_ROWS);
    if left_out > 0 {
        rows.push(row("…", &t.count("receipt-more-properties", left_out)));
    }
    (name_width, rows)
}
