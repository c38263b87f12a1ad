//! The paid lines of the order, over as many pages as they need.

use super::canvas::{BLACK, BODY, Canvas, LABEL, LIGHT_GREY, Style};
use crate::domain::order::PaymentAccount;
use crate::domain::receipt::Document;
use crate::i18n::Translator;

/// The column of the lines' numbers.
const NUMBER_WIDTH: f32 = 21.3;
const GAP: f32 = 16.0;
/// The maximum width of the column of amounts; a wider amount is drawn smaller.
const MAX_AMOUNT_WIDTH: f32 = 140.0;
const TEXT: Style = Style::regular(BODY, BLACK);
/// The treasury's code, shared by all beneficiaries of public money.
const TREASURY: &str = "TREZMD2X";

/// The columns of the table.
struct Columns {
    /// The left edge of the texts.
    text: f32,
    /// The width of the texts.
    text_width: f32,
    /// The width of the amounts.
    amount_width: f32,
}

/// Draws the lines below `top`, and returns the end of the last one. The part after them has the height `tail` and stays on
/// the page of the last line: a sum alone on a page would be meaningless.
pub fn draw(canvas: &mut Canvas, document: &Document, t: Translator, top: f32, tail: f32) -> f32 {
    let columns = columns(canvas, document, t);
    let bottom = canvas.sheet().content_bottom();
    let mut y = draw_column_heads(canvas, document, t, &columns, top);
    for (index, line) in document.lines.iter().enumerate() {
        let row = Row {
            number: (index + 1).to_string(),
            reason: canvas.wrap(TEXT, columns.text_width, 2, &line.reason),
            details: account_details(&line.account, t)
                .iter()
                .flat_map(|detail| canvas.wrap(LABEL, columns.text_width, 2, detail))
                .collect(),
            amount: line.amount.map_or_else(|| "–".to_owned(), |amount| t.amount(amount)),
        };
        let is_last = index + 1 == document.lines.len();
        let needed = row.height() + if is_last { tail } else { 0.0 };
        if y + needed > bottom && index > 0 {
            canvas.next_page();
            let head_end = super::head::draw(canvas, document, t);
            y = draw_column_heads(canvas, document, t, &columns, head_end);
        }
        row.draw(canvas, &columns, y);
        y += row.height();
    }
    y
}

/// Draws the heads of the columns below `top`, and returns the position of their rule.
fn draw_column_heads(
    canvas: &mut Canvas,
    document: &Document,
    t: Translator,
    columns: &Columns,
    top: f32,
) -> f32 {
    let (left, right) = (canvas.sheet().left(), canvas.sheet().right());
    let head = top + 22.5;
    canvas.left(left, head, NUMBER_WIDTH, LABEL, &t.get("receipt-column-number"));
    canvas.left(columns.text, head, columns.text_width, LABEL, &t.get("receipt-column-line"));
    let amount_label = t.with("receipt-column-amount", "currency", &document.currency);
    canvas.right(right, head, columns.amount_width, LABEL, &amount_label);
    canvas.rule(head + 7.5, 1.0, BLACK);
    head + 7.5
}

fn columns(canvas: &Canvas, document: &Document, t: Translator) -> Columns {
    let label = canvas.measure(LABEL, &t.with("receipt-column-amount", "currency", &document.currency));
    let amounts = document.lines.iter().filter_map(|line| line.amount);
    let widest = amounts.map(|amount| canvas.measure(TEXT, &t.amount(amount))).fold(label, f32::max);
    let amount_width = (widest + 0.1).min(MAX_AMOUNT_WIDTH);
    let text = canvas.sheet().left() + NUMBER_WIDTH;
    Columns { text, text_width: canvas.sheet().right() - amount_width - GAP - text, amount_width }
}

/// The texts of a line's row.
struct Row {
    number: String,
    reason: Vec<String>,
    details: Vec<String>,
    amount: String,
}

impl Row {
    fn height(&self) -> f32 {
        let details = match self.details.len() {
            0 => 0.0,
            count => 1.2 + count as f32 * 11.2,
        };
        13.8 + self.reason.len().max(1) as f32 * 13.3 + details
    }

    fn draw(&self, canvas: &mut Canvas, columns: &Columns, top: f32) {
        let (left, right) = (canvas.sheet().left(), canvas.sheet().right());
        let first = top + 16.3;
        canvas.left(left, first, NUMBER_WIDTH, TEXT, &self.number);
        canvas.amount(right, first, columns.amount_width, TEXT, &self.amount);
        let mut y = top + 3.0;
        for reason in &self.reason {
            y += 13.3;
            canvas.left(columns.text, y, columns.text_width, TEXT, reason);
        }
        y = y.max(first) + 1.2;
        for detail in &self.details {
            y += 11.2;
            canvas.left(columns.text, y, columns.text_width, LABEL, detail);
        }
        canvas.rule(top + self.height(), 0.5, LIGHT_GREY);
    }
}

/// The beneficiary and the account, as far as known, one line each.
fn account_details(account: &PaymentAccount, t: Translator) -> Vec<String> {
    let with = |key: &str, value: &Option<String>| Some(t.with(key, "value", value.as_ref()?));
    let is_treasury = account.bank_code.as_deref() == Some(TREASURY);
    let iban = account.bank_account.as_deref().map(grouped);
    let beneficiary = [
        with("receipt-beneficiary", &account.beneficiary_name),
        with("receipt-fiscal-code", &account.bank_fiscal_code),
    ];
    let bank = [
        with("receipt-iban", &iban),
        is_treasury.then(|| t.get("receipt-treasury")),
        account.bank_code.clone(),
    ];
    let joined = |parts: Vec<String>| (!parts.is_empty()).then(|| parts.join(", "));
    let beneficiary = joined(beneficiary.into_iter().flatten().collect());
    let bank = joined(bank.into_iter().flatten().collect());
    [beneficiary, bank].into_iter().flatten().collect()
}

/// An IBAN in groups of four; any other text unchanged.
fn grouped(account: &str) -> String {
    if account.len() > 34 || !account.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return account.to_owned();
    }
    let mut grouped = String::with_capacity(account.len() + account.len() / 4);
    for (index, character) in account.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_grouped_and_other_accounts_are_not() {
        assert_eq!(grouped("MD85TRGAAA14299801000000"), "MD85 TRGA AA14 2998 0100 0000");
        assert_eq!(grouped("cont 12, ș"), "cont 12, ș");
        assert_eq!(grouped(""), "");
    }
}
