//! The sums of the lines, in digits and in words.

use super::canvas::{BLACK, BODY, Canvas, GREY, Style};
use super::words;
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::receipt::{Document, DocumentKind};
use crate::i18n::Translator;

/// Between a label and its amount.
const GAP: f32 = 16.0;
/// The maximum width of an amount; a wider one is drawn smaller.
const MAX_AMOUNT_WIDTH: f32 = 190.0;
const TEXT: Style = Style::regular(BODY, BLACK);
const MUTED: Style = Style::regular(BODY, GREY);
const ROW: f32 = 14.0;
const TOTAL_ROW: f32 = 24.5;
const WORDS_LINE: f32 = 13.3;
/// Between the last line and the rule of the next part.
const BELOW: f32 = 24.0;

/// Draws the sums below `top`, and returns the position of the next part's rule.
pub fn draw(canvas: &mut Canvas, document: &Document, t: Translator, top: f32) -> f32 {
    let (left, right) = (canvas.sheet().left(), canvas.sheet().right());
    let total_style = Style::semi_bold(canvas.sheet().total_size, BLACK);
    let total_text = total(document, t);
    let amount_width = canvas.measure(total_style, &total_text).min(MAX_AMOUNT_WIDTH);
    let label_end = right - amount_width - GAP;
    let mut y = top;
    for (key, amount) in parts(document) {
        y += ROW;
        canvas.right(label_end, y, label_end - left, MUTED, &t.get(key));
        canvas.amount(right, y, amount_width.max(60.0), TEXT, &t.amount(amount));
    }
    y += TOTAL_ROW;
    let label = match document.kind {
        DocumentKind::Note(_) => "receipt-note-total",
        DocumentKind::Receipt(_) => "receipt-total",
    };
    canvas.right(label_end, y, label_end - left, TEXT, &t.get(label));
    canvas.amount(right, y, amount_width, total_style, &total_text);
    y += 3.3;
    for line in words(canvas, document, t) {
        y += WORDS_LINE;
        canvas.right(right, y, right - left, MUTED, &line);
    }
    y + BELOW
}

/// The height of the sums, with the space below them.
pub fn height(canvas: &Canvas, document: &Document, t: Translator) -> f32 {
    let words = words(canvas, document, t).len() as f32;
    parts(document).len() as f32 * ROW + TOTAL_ROW + 3.3 + words * WORDS_LINE + BELOW
}

fn total(document: &Document, t: Translator) -> String {
    document.total.map_or_else(|| t.get("receipt-amount-open"), |total| t.amount(total))
}

/// The rows between the lines and the total.
fn parts(document: &Document) -> Vec<(&'static str, Amount)> {
    let mut parts = vec![];
    if let DocumentKind::Note(note) = &document.kind
        && !note.already_paid.is_zero()
    {
        parts.push(("receipt-already-paid", note.already_paid));
    }
    parts.push(("receipt-fee", document.fee));
    parts
}

/// The total in Romanian words, if the document is Romanian.
fn words(canvas: &Canvas, document: &Document, t: Translator) -> Vec<String> {
    let words = document
        .total
        .filter(|_| t.language() == Language::Romanian && document.currency == "MDL")
        .and_then(words::romanian);
    words.map_or_else(Vec::new, |words| canvas.wrap(MUTED, canvas.sheet().content_width(), 2, &words))
}
