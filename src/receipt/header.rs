//! The top of the page: the warning, the title with the notice's number and status, the QR code.

use super::canvas::{AMBER, APRICOT, BLACK, BODY, Canvas, DARK_APRICOT, GREEN, GREY, Ink, Style};
use super::qr;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::receipt::{Document, DocumentKind, Note};
use crate::i18n::Translator;

const BAND_HEIGHT: f32 = 14.17;
const WARNING_BOTTOM: f32 = 36.6;
/// A stripe of 4 mm and its gap, measured along the band's edge.
const STRIPE_STEP: f32 = 32.07;
const QR_TOP: f32 = 65.0;

/// Draws everything above the first rule, and the rule; returns the rule's position.
pub fn draw(canvas: &mut Canvas, document: &Document, t: Translator) -> f32 {
    let sheet = canvas.sheet();
    draw_warning(canvas, t);
    draw_title(canvas, document, t);
    let qr_left = sheet.right() - sheet.qr_side;
    qr::draw(canvas, qr_left, QR_TOP, sheet.qr_side, &document.qr_url);
    let (small_grey, host) = (Style::regular(7.6, GREY), host(&document.qr_url));
    let host_y = QR_TOP + sheet.qr_side + 11.5;
    canvas.centre(qr_left + sheet.qr_side / 2.0, host_y, sheet.qr_side, small_grey, host);
    let bottom = host_y + 20.6;
    canvas.rule(bottom, 1.0, BLACK);
    bottom
}

fn draw_warning(canvas: &mut Canvas, t: Translator) {
    let width = canvas.sheet().width;
    let (left, right) = (canvas.sheet().left(), canvas.sheet().right());
    canvas.rectangle(0.0, 0.0, width, WARNING_BOTTOM, AMBER);
    // The stripes lean by 45°: their upper edge is shifted to the right by the band's height.
    let stripe = |number: i32| {
        let lower = 3.0 + STRIPE_STEP * number as f32;
        let upper = lower + BAND_HEIGHT;
        let half = STRIPE_STEP / 2.0;
        format!("{lower} 0 m {} 0 l {} {BAND_HEIGHT} l {upper} {BAND_HEIGHT} l\n", lower + half, upper + half)
    };
    let matrix = [1.0, 0.0, 0.0, 1.0, 0.0, -BAND_HEIGHT];
    let stripes = || (-1..(width / STRIPE_STEP) as i32 + 1).map(stripe).collect();
    canvas.stamp("Stripes", BLACK, matrix, [0.0, 0.0, width, BAND_HEIGHT], stripes);
    let style = Style::semi_bold(BODY, BLACK);
    canvas.left(left, 27.6, 100.0, style, &t.get("receipt-simulator"));
    canvas.right(right, 27.6, 320.0, style, &t.get("receipt-no-legal-value"));
}

fn draw_title(canvas: &mut Canvas, document: &Document, t: Translator) {
    let (sheet, left) = (canvas.sheet(), canvas.sheet().left());
    // The width left of the QR code, minus a gap of 6 mm.
    let width = sheet.content_width() - sheet.qr_side - 17.0;
    canvas.left(left, 73.6, width, Style::regular(BODY, GREY), &t.get("receipt-issuer"));
    canvas.left(left, 95.6, width, Style::semi_bold(sheet.title_size, BLACK), &title(document, t));
    let number = t.with("receipt-number", "number", document.invoice_id.grouped());
    canvas.left(left, 119.6, width, Style::regular(sheet.number_size, BLACK), &number);

    let (status, ink) = status(document, t);
    let (style, padding) = (Style::semi_bold(BODY, ink), 9.2);
    let text_width = canvas.measure(style, &status).min(width - 2.0 * padding);
    canvas.rounded_border([left + 0.6, 132.8, text_width + 2.0 * padding, 17.0], 5.67, ink);
    canvas.left(left + 0.6 + padding, 144.7, text_width + 0.1, style, &status);
}

/// The name of the document.
pub fn title(document: &Document, t: Translator) -> String {
    t.get(match document.kind {
        DocumentKind::Note(_) => "receipt-note-title",
        DocumentKind::Receipt(_) => "receipt-title",
    })
}

fn status(document: &Document, t: Translator) -> (String, Ink) {
    match &document.kind {
        DocumentKind::Receipt(receipt) if receipt.is_of_all => (t.get("receipt-paid-in-full"), GREEN),
        DocumentKind::Receipt(_) => (t.get("receipt-paid-in-part"), APRICOT),
        DocumentKind::Note(note) => {
            let ink = if note.status == InvoiceStatus::Paid { GREEN } else { DARK_APRICOT };
            (note_status(note, t), ink)
        }
    }
}

fn note_status(note: &Note, t: Translator) -> String {
    let status = t.get(&format!("invoice-status-{}", note.status.as_str()));
    match (note.status, note.due_at) {
        (InvoiceStatus::Open | InvoiceStatus::PartiallyPaid, Some(due)) => {
            t.with_all("receipt-note-due", &[("status", &status), ("date", &t.date_time(due))])
        }
        _ => status,
    }
}

/// The host and port of an address, or the whole text if there are none.
fn host(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_shown_with_its_port() {
        assert_eq!(host("http://localhost:8080/n/00069002233014"), "localhost:8080");
        assert_eq!(host("https://mpay.example.md"), "mpay.example.md");
        assert_eq!(host("no address"), "no address");
    }
}
