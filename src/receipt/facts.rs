//! Labels with their values: who, whom and what for above the lines, how it was paid below them, the footer.

use super::canvas::{BLACK, BODY, Canvas, GREY, LABEL, LEFT, LIGHT_GREY, RIGHT, Style};
use crate::domain::instrument::InstrumentKind;
use crate::domain::order::CustomerType;
use crate::domain::receipt::Receipt;
use crate::i18n::Translator;

const VALUE: Style = Style::semi_bold(BODY, BLACK);
const DETAIL: Style = Style::regular(BODY, BLACK);
const LINE_HEIGHT: f32 = 13.3;
/// The gap between the two columns of blocks (10 mm).
const COLUMN_GAP: f32 = 28.35;
const COLUMN_WIDTH: f32 = (RIGHT - LEFT - COLUMN_GAP) / 2.0;
/// A value above this many lines is cut.
const MAX_VALUE_LINES: usize = 2;

/// A label, the value under it and a detail under the value.
struct Block {
    label: String,
    value: String,
    detail: Option<String>,
}

/// Draws the four blocks below `top` and gives where the last one ends.
pub fn draw_parties(canvas: &mut Canvas, receipt: &Receipt, t: Translator, top: f32) -> f32 {
    let [service_provider, payer, reason, order] = blocks(receipt, t);
    let first_end = draw_row(canvas, [service_provider, payer], top + 22.3);
    let second_end = draw_row(canvas, [reason, order], first_end + 27.0);
    second_end + 8.0
}

fn blocks(receipt: &Receipt, t: Translator) -> [Block; 4] {
    let number = |kind: &str, number: &String| t.with(kind, "number", number);
    let customer_number_kind = match receipt.customer_type {
        CustomerType::Person => "receipt-idnp",
        CustomerType::Organization => "receipt-idno",
        CustomerType::Unspecified => "receipt-other-number",
    };
    [
        Block {
            label: t.get("receipt-service-provider"),
            value: receipt.service_provider_name.clone(),
            detail: receipt.service_provider_idno.as_ref().map(|idno| number("receipt-idno", idno)),
        },
        Block {
            label: t.get("receipt-payer"),
            value: receipt.customer_name.clone().unwrap_or_else(|| t.get("receipt-payer-not-known")),
            detail: receipt.customer_id.as_ref().map(|id| number(customer_number_kind, id)),
        },
        Block {
            label: t.get("receipt-payment-for"),
            value: receipt.reason.clone(),
            detail: Some(t.with("receipt-service-code", "code", receipt.service_id.as_str())),
        },
        Block {
            label: t.get("receipt-order-number"),
            value: receipt.order_key.as_str().to_owned(),
            detail: receipt.issued_at.map(|at| t.with("receipt-issued", "at", t.date_time(at))),
        },
    ]
}

/// Draws two blocks side by side, the labels' baseline at `top`, and gives the lowest baseline.
fn draw_row(canvas: &mut Canvas, blocks: [Block; 2], top: f32) -> f32 {
    let mut end: f32 = top;
    for (block, x) in blocks.into_iter().zip([LEFT, LEFT + COLUMN_WIDTH + COLUMN_GAP]) {
        canvas.left(x, top, COLUMN_WIDTH, LABEL, &block.label);
        let mut y = top + 0.5;
        for line in canvas.wrap(VALUE, COLUMN_WIDTH, MAX_VALUE_LINES, &block.value) {
            y += LINE_HEIGHT;
            canvas.left(x, y, COLUMN_WIDTH, VALUE, &line);
        }
        if let Some(detail) = block.detail {
            y += LINE_HEIGHT;
            canvas.left(x, y, COLUMN_WIDTH, DETAIL, &detail);
        }
        end = end.max(y);
    }
    end
}

/// Draws the rule below `top` and the facts of the payment in two columns under it.
pub fn draw_payment(canvas: &mut Canvas, receipt: &Receipt, t: Translator, top: f32) {
    const GAP: f32 = 11.34;
    const ROW: f32 = 16.75;
    let label_style = Style::regular(BODY, GREY);
    canvas.rule(top, 1.0, BLACK);

    let facts = payment_facts(receipt, t);
    let widest = |column: usize, style: Style, text: fn(&(String, String)) -> &String| {
        let texts = facts.iter().skip(column).step_by(2).map(text);
        // The sum of rounded widths may differ in the last bit, which must not cost a text a letter.
        texts.map(|text| canvas.measure(style, text)).fold(0.0, f32::max) + 0.1
    };
    let labels = [0, 1].map(|column| widest(column, label_style, |(label, _)| label).min(140.0));
    let available = RIGHT - LEFT - 3.0 * GAP - labels.iter().sum::<f32>();
    let values = share(available, [0, 1].map(|column| widest(column, VALUE, |(_, value)| value)));
    for (index, (label, value)) in facts.iter().enumerate() {
        let column = index % 2;
        let x = LEFT + column as f32 * (labels[0] + values[0] + 2.0 * GAP);
        let y = top + 23.2 + (index / 2) as f32 * ROW;
        canvas.left(x, y, labels[column], label_style, label);
        canvas.left(x + labels[column] + GAP, y, values[column], VALUE, value);
    }
}

/// Halves a width between two columns, except where one needs more and the other can spare it.
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
    });
    let confirmed =
        receipt.confirmed_at.map_or_else(|| t.get("receipt-not-confirmed-yet"), |at| t.date_time_seconds(at));
    let card = receipt.card_last_four.as_ref().map(|digits| ("receipt-card", format!("•••• {digits}")));
    let facts = [
        Some(("receipt-paid-at", t.date_time_seconds(receipt.paid_at))),
        Some(("receipt-transaction", receipt.payment_id.as_str().to_owned())),
        Some(("receipt-method", format!("{method}, {}", receipt.instrument.payment_provider_name))),
        card,
        Some(("receipt-authorization", receipt.authorization_code.clone())),
        Some(("receipt-confirmed", confirmed)),
    ];
    facts.into_iter().flatten().map(|(key, value)| (t.get(key), value)).collect()
}

/// Draws what stands at the bottom of the page: what made it, when, and that it is nobody's document.
pub fn draw_footer(canvas: &mut Canvas, receipt: &Receipt, t: Translator) {
    let style = Style::regular(7.6, GREY);
    canvas.rule(790.7, 0.5, LIGHT_GREY);
    let values = [("version", env!("CARGO_PKG_VERSION")), ("at", &t.date_time(receipt.printed_at))];
    canvas.left(LEFT, 804.4, 440.0, style, &t.with_all("receipt-generated", &values));
    canvas.right(RIGHT, 804.4, 50.0, style, &t.get("receipt-page"));
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
