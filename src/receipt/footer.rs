//! The footer of every page: the program, the time, the note that it is not an official document, and the page number.

use super::canvas::{Canvas, GREY, LIGHT_GREY, Style};
use crate::domain::receipt::Document;
use crate::i18n::Translator;

const NUMBER_WIDTH: f32 = 60.0;

/// Draws the footer of the page with this number, from 1, of `count`.
pub fn draw(canvas: &mut Canvas, document: &Document, t: Translator, number: usize, count: usize) {
    let sheet = canvas.sheet();
    let style = Style::regular(7.6, GREY);
    let mut y = sheet.footer() + 13.7;
    canvas.rule(sheet.footer(), 0.5, LIGHT_GREY);
    let page = format!("{} · {number}/{count}", sheet.format.as_str());
    canvas.right(sheet.right(), y, NUMBER_WIDTH, style, &page);

    let values = [("version", crate::VERSION), ("at", &t.date_time(document.printed_at))];
    let width = sheet.content_width() - NUMBER_WIDTH;
    for line in canvas.wrap(style, width, 2, &t.with_all("receipt-generated", &values)) {
        canvas.left(sheet.left(), y, width, style, &line);
        y += 10.6;
    }
}
