//! The top of the page: the warning, the title with the notice's number and status, the QR code.

use super::canvas::{
    AMBER, APRICOT, BLACK, BODY, Canvas, GREEN, GREY, LEFT, PAGE_WIDTH, RIGHT, Style, point,
};
use super::qr;
use crate::domain::receipt::Receipt;
use crate::i18n::Translator;

/// Where the header ends and its rule stands.
pub const BOTTOM: f32 = 187.8;

const BAND_HEIGHT: f32 = 14.17;
const WARNING_BOTTOM: f32 = 36.6;
/// A stripe of 4 mm and its gap, measured along the band's edge.
const STRIPE_STEP: f32 = 32.07;
/// The side of the QR code (32 mm).
const QR_SIDE: f32 = 90.71;
const QR_TOP: f32 = 65.0;
/// What is left of the QR code, less a gap of 6 mm.
const TITLE_WIDTH: f32 = RIGHT - LEFT - QR_SIDE - 17.0;

/// Draws everything above the first rule, and the rule.
pub fn draw(canvas: &mut Canvas, receipt: &Receipt, t: Translator) {
    draw_warning(canvas, t);
    draw_title(canvas, receipt, t);
    let qr_left = RIGHT - QR_SIDE;
    qr::draw(canvas, qr_left, QR_TOP, QR_SIDE, &receipt.qr_url);
    let small_grey = Style::regular(7.6, GREY);
    let host = host(&receipt.qr_url);
    canvas.centre(qr_left + QR_SIDE / 2.0, 167.2, QR_SIDE, small_grey, host);
    canvas.rule(BOTTOM, 1.0, BLACK);
}

fn draw_warning(canvas: &mut Canvas, t: Translator) {
    canvas.rectangle(0.0, 0.0, PAGE_WIDTH, WARNING_BOTTOM, AMBER);
    let mut stripes = Vec::new();
    let mut x = 3.0 - STRIPE_STEP;
    while x < PAGE_WIDTH {
        // The stripes lean by 45°: their upper edge is as far to the right as the band is high.
        stripes.push(vec![
            point(x, BAND_HEIGHT, false),
            point(x + STRIPE_STEP / 2.0, BAND_HEIGHT, false),
            point(x + STRIPE_STEP / 2.0 + BAND_HEIGHT, 0.0, false),
            point(x + BAND_HEIGHT, 0.0, false),
        ]);
        x += STRIPE_STEP;
    }
    canvas.fill_inside([0.0, 0.0, PAGE_WIDTH, BAND_HEIGHT], BLACK, stripes);
    let style = Style::semi_bold(BODY, BLACK);
    canvas.left(LEFT, 27.6, 120.0, style, &t.get("receipt-simulator"));
    canvas.right(RIGHT, 27.6, 360.0, style, &t.get("receipt-no-legal-value"));
}

fn draw_title(canvas: &mut Canvas, receipt: &Receipt, t: Translator) {
    canvas.left(LEFT, 73.6, TITLE_WIDTH, Style::regular(BODY, GREY), &t.get("receipt-issuer"));
    canvas.left(LEFT, 95.6, TITLE_WIDTH, Style::semi_bold(20.0, BLACK), &t.get("receipt-title"));
    let number = t.with("receipt-number", "number", receipt.invoice_id.grouped());
    canvas.left(LEFT, 119.6, TITLE_WIDTH, Style::regular(15.0, BLACK), &number);

    let (key, ink) = match receipt.paid_in_full {
        true => ("receipt-paid-in-full", GREEN),
        false => ("receipt-paid-in-part", APRICOT),
    };
    let (style, status) = (Style::semi_bold(BODY, ink), t.get(key));
    let padding = 9.2;
    let text_width = canvas.measure(style, &status).min(TITLE_WIDTH - 2.0 * padding);
    canvas.rounded_border([LEFT + 0.6, 132.8, text_width + 2.0 * padding, 17.0], 5.67, ink);
    canvas.left(LEFT + 0.6 + padding, 144.7, text_width + 0.1, style, &status);
}

/// The host and port of an address, or what there is in their place.
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
