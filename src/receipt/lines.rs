//! What was paid for, line by line, and what it came to.

use super::canvas::{BLACK, BODY, Canvas, GREY, LABEL, LEFT, LIGHT_GREY, RIGHT, Style};
use super::words;
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::order::PaymentAccount;
use crate::domain::receipt::{Receipt, ReceiptLine};
use crate::i18n::Translator;

/// No row may end below this: the sums, the facts of the payment and the footer take the rest of the page.
const ROWS_BOTTOM: f32 = 632.0;
/// The column of the lines' numbers.
const NUMBER_WIDTH: f32 = 21.3;
const GAP: f32 = 16.0;
/// The widest that the column of amounts may become; a wider amount is drawn smaller.
const MAX_AMOUNT_WIDTH: f32 = 190.0;
/// The height of a row that shows a line in brief.
const BRIEF_HEIGHT: f32 = 17.0;
/// An IBAN of 24 characters in groups of four.
const BRIEF_ACCOUNT_WIDTH: f32 = 142.0;
const TEXT: Style = Style::regular(BODY, BLACK);
const TOTAL: Style = Style::semi_bold(18.0, BLACK);
/// The treasury's code, which every beneficiary of public money shares.
const TREASURY: &str = "TREZMD2X";

/// The columns of the table.
struct Columns {
    /// Where the texts begin.
    text: f32,
    /// How wide they may be.
    text_width: f32,
    /// How wide amounts may be.
    amount_width: f32,
}

/// Draws the lines below `top` and the sums under them; gives where the next part's rule stands.
/// Where not all lines fit in full, each takes one row; where that is not enough either, a last row says
/// how many more there are and their sum, so that the amounts of the rows always sum to the total.
pub fn draw(canvas: &mut Canvas, receipt: &Receipt, t: Translator, top: f32) -> f32 {
    let columns = columns(canvas, receipt, t);
    let head = top + 22.5;
    canvas.left(LEFT, head, NUMBER_WIDTH, LABEL, &t.get("receipt-column-number"));
    canvas.left(columns.text, head, columns.text_width, LABEL, &t.get("receipt-column-line"));
    let amount_label = t.with("receipt-column-amount", "currency", &receipt.currency);
    canvas.right(RIGHT, head, columns.amount_width, LABEL, &amount_label);
    let rows_top = head + 7.5;
    canvas.rule(rows_top, 1.0, BLACK);

    let full_rows = full_rows(canvas, receipt, t, &columns, ROWS_BOTTOM - rows_top);
    let rows_end = match full_rows {
        Some(rows) => draw_in_full(canvas, receipt, t, &columns, &rows, rows_top),
        None => draw_in_brief(canvas, receipt, t, &columns, rows_top),
    };
    draw_sums(canvas, receipt, t, &columns, rows_end)
}

fn columns(canvas: &Canvas, receipt: &Receipt, t: Translator) -> Columns {
    let total = canvas.measure(TOTAL, &t.amount(receipt.total));
    let label = canvas.measure(LABEL, &t.with("receipt-column-amount", "currency", &receipt.currency));
    let fee = canvas.measure(TEXT, &t.amount(receipt.fee));
    let amount_width = total.max(label).max(fee).min(MAX_AMOUNT_WIDTH);
    let text = LEFT + NUMBER_WIDTH;
    Columns { text, text_width: RIGHT - amount_width - GAP - text, amount_width }
}

/// What a row that shows a line in full says.
struct FullRow {
    reason: Vec<String>,
    details: Vec<String>,
}

impl FullRow {
    fn height(&self) -> f32 {
        let details = match self.details.len() {
            0 => 0.0,
            count => 1.2 + count as f32 * 11.2,
        };
        13.8 + self.reason.len().max(1) as f32 * 13.3 + details
    }
}

/// The rows of all lines in full, or `None` where they are higher together than `available`.
fn full_rows(
    canvas: &Canvas,
    receipt: &Receipt,
    t: Translator,
    columns: &Columns,
    available: f32,
) -> Option<Vec<FullRow>> {
    let mut left = available;
    let mut rows = Vec::new();
    for line in &receipt.lines {
        let reason = canvas.wrap(TEXT, columns.text_width, 2, &line.reason);
        let row = FullRow { reason, details: account_details(&line.account, t) };
        left -= row.height();
        if left < 0.0 {
            return None;
        }
        rows.push(row);
    }
    Some(rows)
}

fn draw_in_full(
    canvas: &mut Canvas,
    receipt: &Receipt,
    t: Translator,
    columns: &Columns,
    rows: &[FullRow],
    top: f32,
) -> f32 {
    let mut row_top = top;
    for (index, (row, line)) in rows.iter().zip(&receipt.lines).enumerate() {
        draw_number_and_amount(canvas, t, columns, row_top + 16.3, index, line);
        let mut y = row_top + 3.0;
        for reason in &row.reason {
            y += 13.3;
            canvas.left(columns.text, y, columns.text_width, TEXT, reason);
        }
        y = y.max(row_top + 16.3) + 1.2;
        for detail in &row.details {
            y += 11.2;
            canvas.left(columns.text, y, columns.text_width, LABEL, detail);
        }
        row_top += row.height();
        canvas.rule(row_top, 0.5, LIGHT_GREY);
    }
    row_top
}

fn draw_in_brief(canvas: &mut Canvas, receipt: &Receipt, t: Translator, columns: &Columns, top: f32) -> f32 {
    let capacity = ((ROWS_BOTTOM - top) / BRIEF_HEIGHT).max(1.0) as usize;
    let all_fit = receipt.lines.len() <= capacity;
    let shown = if all_fit { receipt.lines.len() } else { capacity - 1 };
    let (shown, more) = receipt.lines.split_at(shown);
    let mut row_top = top;
    for (index, line) in shown.iter().enumerate() {
        let y = row_top + 12.0;
        draw_number_and_amount(canvas, t, columns, y, index, line);
        let account = line.account.bank_account.as_deref().map(grouped).unwrap_or_default();
        let account_width = if account.is_empty() { 0.0 } else { BRIEF_ACCOUNT_WIDTH };
        let text_end = columns.text + columns.text_width;
        canvas.left(columns.text, y, columns.text_width - account_width - 6.0, TEXT, &line.reason);
        canvas.left(text_end - account_width, y, account_width, LABEL, &account);
        row_top += BRIEF_HEIGHT;
        canvas.rule(row_top, 0.5, LIGHT_GREY);
    }
    if !more.is_empty() {
        let y = row_top + 12.0;
        canvas.left(columns.text, y, columns.text_width, TEXT, &t.count("receipt-more-lines", more.len()));
        let sum = more.iter().map(|line| line.amount).sum::<Amount>();
        canvas.amount(RIGHT, y, columns.amount_width, TEXT, &t.amount(sum));
        row_top += BRIEF_HEIGHT;
        canvas.rule(row_top, 0.5, LIGHT_GREY);
    }
    row_top
}

fn draw_number_and_amount(
    canvas: &mut Canvas,
    t: Translator,
    columns: &Columns,
    y: f32,
    index: usize,
    line: &ReceiptLine,
) {
    canvas.left(LEFT, y, NUMBER_WIDTH, TEXT, &(index + 1).to_string());
    canvas.amount(RIGHT, y, columns.amount_width, TEXT, &t.amount(line.amount));
}

/// The beneficiary and the account, as far as they are known, one line each.
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

/// An IBAN in groups of four. What is no IBAN stays as it is.
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

fn draw_sums(canvas: &mut Canvas, receipt: &Receipt, t: Translator, columns: &Columns, top: f32) -> f32 {
    let label_end = RIGHT - columns.amount_width - GAP;
    let label_width = label_end - LEFT;
    let fee = top + 14.0;
    canvas.right(label_end, fee, label_width, Style::regular(BODY, GREY), &t.get("receipt-fee"));
    canvas.amount(RIGHT, fee, columns.amount_width, TEXT, &t.amount(receipt.fee));

    let total = fee + 24.5;
    canvas.right(label_end, total, label_width, TEXT, &t.get("receipt-total"));
    canvas.amount(RIGHT, total, columns.amount_width, TOTAL, &t.amount(receipt.total));
    if t.language() != Language::Romanian || receipt.currency != "MDL" {
        return total + 24.0;
    }
    let Some(words) = words::romanian(receipt.total) else {
        return total + 24.0;
    };
    let style = Style::regular(BODY, GREY);
    let mut y = total + 3.3;
    for line in canvas.wrap(style, RIGHT - LEFT, 2, &words) {
        y += 13.3;
        canvas.right(RIGHT, y, RIGHT - LEFT, style, &line);
    }
    y + 24.0
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
