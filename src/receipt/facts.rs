//! Labels with values: the parties and the purpose above the lines; the payment, or how to pay, below them.

use super::canvas::{BLACK, BODY, Canvas, GREY, LABEL, Style};
use crate::domain::instrument::InstrumentKind;
use crate::domain::order::CustomerType;
use crate::domain::receipt::{Document, DocumentKind, Receipt};
use crate::i18n::Translator;

const VALUE: Style = Style::semi_bold(BODY, BLACK);
const DETAIL: Style = Style::regular(BODY, BLACK);
const LINE_HEIGHT: f32 = 13.3;
/// The gap between the two columns of blocks (10 mm).
const COLUMN_GAP: f32 = 28.35;
/// The maximum number of lines of a value.
const MAX_VALUE_LINES: usize = 2;

/// A label, its value and a detail below.
struct Block {
    label: String,
    value: String,
    detail: Option<String>,
}

/// Draws the four blocks below `top` and returns the end of the last one.
pub fn draw_parties(canvas: &mut Canvas, document: &Document, t: Translator, top: f32) -> f32 {
    let [service_provider, payer, reason, order] = blocks(document, t);
    let first_end = draw_row(canvas, [service_provider, payer], top + 22.3);
    let second_end = draw_row(canvas, [reason, order], first_end + 27.0);
    second_end + 8.0
}

fn blocks(document: &Document, t: Translator) -> [Block; 4] {
    let number = |kind: &str, number: &String| t.with(kind, "number", number);
    let customer_number_kind = match document.customer_type {
        CustomerType::Person => "receipt-idnp",
        CustomerType::Organization => "receipt-idno",
        CustomerType::Unspecified => "receipt-other-number",
    };
    [
        Block {
            label: t.get("receipt-service-provider"),
            value: document.service_provider_name.clone(),
            detail: document.service_provider_idno.as_ref().map(|idno| number("receipt-idno", idno)),
        },
        Block {
            label: t.get("receipt-payer"),
            value: document.customer_name.clone().unwrap_or_else(|| t.get("receipt-payer-not-known")),
            detail: document.customer_id.as_ref().map(|id| number(customer_number_kind, id)),
        },
        Block {
            label: t.get("receipt-payment-for"),
            value: document.reason.clone(),
            detail: Some(t.with("receipt-service-code", "code", document.service_id.as_str())),
        },
        Block {
            label: t.get("receipt-order-number"),
            value: document.order_key.as_str().to_owned(),
            detail: document.issued_at.map(|at| t.with("receipt-issued", "at", t.date_time(at))),
        },
    ]
}

/// Draws two blocks side by side, the labels' baseline at `top`, and returns the lowest baseline.
fn draw_row(canvas: &mut Canvas, blocks: [Block; 2], top: f32) -> f32 {
    let left = canvas.sheet().left();
    let width = (canvas.sheet().content_width() - COLUMN_GAP) / 2.0;
    let mut end: f32 = top;
    for (block, x) in blocks.into_iter().zip([left, left + width + COLUMN_GAP]) {
        canvas.left(x, top, width, LABEL, &block.label);
        let mut y = top + 0.5;
        for line in canvas.wrap(VALUE, width, MAX_VALUE_LINES, &block.value) {
            y += LINE_HEIGHT;
            canvas.left(x, y, width, VALUE, &line);
        }
        if let Some(detail) = block.detail {
            y += LINE_HEIGHT;
            canvas.left(x, y, width, DETAIL, &detail);
        }
        end = end.max(y);
    }
    end
}

/// Draws the part below the sums, from `top`: the facts of the payment, or how to pay the note.
pub fn draw_last(canvas: &mut Canvas, document: &Document, t: Translator, top: f32) {
    match &document.kind {
        DocumentKind::Receipt(receipt) => draw_payment(canvas, &payment_facts(receipt, t), top),
        DocumentKind::Note(note) if note.payable => draw_instructions(canvas, t, top),
        DocumentKind::Note(_) => {}
    }
}

/// The height of that part.
pub fn height(canvas: &Canvas, document: &Document, t: Translator) -> f32 {
    match &document.kind {
        DocumentKind::Receipt(receipt) => {
            let facts = payment_facts(receipt, t);
            let rows = facts.len().div_ceil(columns(canvas, &facts).len());
            FIRST_FACT + rows.saturating_sub(1) as f32 * FACT_ROW
        }
        DocumentKind::Note(note) if note.payable => LINE_HEIGHT * INSTRUCTIONS.len() as f32,
        DocumentKind::Note(_) => 0.0,
    }
}

/// From the rule to the baseline of the first fact, and from there to the next ones.
const FIRST_FACT: f32 = 23.2;
const FACT_ROW: f32 = 16.75;
/// Between a label and its value, and between two columns.
const FACT_GAP: f32 = 11.34;
const FACT_LABEL: Style = Style::regular(BODY, GREY);

/// The widths of the labels and the values of a column.
struct Column {
    label: f32,
    value: f32,
}

/// Draws the rule at `top` and the facts of the payment under it, in two columns where they fit.
fn draw_payment(canvas: &mut Canvas, facts: &[(String, String)], top: f32) {
    canvas.rule(top, 1.0, BLACK);
    let columns = columns(canvas, facts);
    let left = canvas.sheet().left();
    for (index, (label, value)) in facts.iter().enumerate() {
        let y = top + FIRST_FACT + (index / columns.len()) as f32 * FACT_ROW;
        let (before, rest) = columns.split_at(index % columns.len());
        let x = left + before.iter().map(|column| column.label + column.value + 2.0 * FACT_GAP).sum::<f32>();
        if let Some(column) = rest.first() {
            canvas.left(x, y, column.label, FACT_LABEL, label);
            canvas.left(x + column.label + FACT_GAP, y, column.value, VALUE, value);
        }
    }
}

/// Two columns, or one where a text of two would be cut.
fn columns(canvas: &Canvas, facts: &[(String, String)]) -> Vec<Column> {
    let width = canvas.sheet().content_width();
    let widest = |texts: &mut dyn Iterator<Item = &String>, style| {
        // The sum of rounded widths may differ in the last bit, which must not cost a letter.
        texts.map(|text| canvas.measure(style, text)).fold(0.0, f32::max) + 0.1
    };
    let label =
        |from, step| widest(&mut facts.iter().skip(from).step_by(step).map(|(label, _)| label), FACT_LABEL);
    let value =
        |from, step| widest(&mut facts.iter().skip(from).step_by(step).map(|(_, value)| value), VALUE);
    let (labels, values) = ([label(0, 2), label(1, 2)], [value(0, 2), value(1, 2)]);
    let available = width - 3.0 * FACT_GAP - labels.iter().sum::<f32>();
    if values.iter().sum::<f32>() > available {
        let label = label(0, 1).min(width / 2.0);
        return vec![Column { label, value: width - label - FACT_GAP }];
    }
    let shares = share(available, values);
    labels.into_iter().zip(shares).map(|(label, value)| Column { label, value }).collect()
}

/// The heading, and the steps below it.
const INSTRUCTIONS: [&str; 4] = ["receipt-how", "receipt-how-scan", "receipt-how-choose", "receipt-how-keep"];

fn draw_instructions(canvas: &mut Canvas, t: Translator, top: f32) {
    let (left, width) = (canvas.sheet().left(), canvas.sheet().content_width());
    for (index, key) in INSTRUCTIONS.into_iter().enumerate() {
        let y = top + index as f32 * LINE_HEIGHT;
        if index == 0 {
            canvas.left(left, y, width, VALUE, &t.get(key));
        } else {
            canvas.left(left + 5.0, y, 12.0, DETAIL, &format!("{index}."));
            canvas.left(left + 17.0, y, width - 17.0, DETAIL, &t.get(key));
        }
    }
}

/// Halves a width between two columns, unless one needs more and the other can spare it.
fn share(available: f32, needed: [f32; 2]) -> [f32; 2] {
    let half = available / 2.0;
    let first = match needed {
        [first, second] if first > half && second < half => first.min(available - second),
        [first, second] if second > half && first < half => first.max(available - second),
        _ => half,
    };
    [first, available - first]
}

fn payment_facts(receipt: &Receipt, t: Translator) -> Vec<(String, String)> {
    let method = t.get(match receipt.instrument.kind {
        InstrumentKind::BankCard { .. } => "receipt-bank-card",
        InstrumentKind::ApplePay => "receipt-apple-pay",
        InstrumentKind::GooglePay => "receipt-google-pay",
        InstrumentKind::InstantPayment => "receipt-instant-payment",
        InstrumentKind::InternetBanking => "receipt-internet-banking",
        InstrumentKind::EMoney => "receipt-e-money",
        InstrumentKind::Cash => "receipt-cash",
        InstrumentKind::PosTerminal => "receipt-pos-terminal",
    });
    let confirmed =
        receipt.confirmed_at.map_or_else(|| t.get("receipt-not-confirmed-yet"), |at| t.date_time_seconds(at));
    let card = receipt.card_last_four.as_ref().map(|digits| ("receipt-card", format!("•••• {digits}")));
    let facts = [
        Some(("receipt-paid-at", t.date_time_seconds(receipt.paid_at))),
        Some(("receipt-transaction", receipt.payment_id.as_str().to_owned())),
        Some(("receipt-method", format!("{method}, {}", receipt.payment_provider_name))),
        card,
        Some(("receipt-authorization", receipt.authorization_code.clone())),
        Some(("receipt-confirmed", confirmed)),
    ];
    facts.into_iter().flatten().map(|(key, value)| (t.get(key), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_takes_what_the_other_can_spare() {
        assert_eq!(share(200.0, [50.0, 60.0]), [100.0, 100.0]);
        assert_eq!(share(200.0, [120.0, 60.0]), [120.0, 80.0]);
        assert_eq!(share(200.0, [500.0, 60.0]), [140.0, 60.0]);
        assert_eq!(share(200.0, [60.0, 500.0]), [60.0, 140.0]);
        assert_eq!(share(200.0, [500.0, 500.0]), [100.0, 100.0]);
    }
}
