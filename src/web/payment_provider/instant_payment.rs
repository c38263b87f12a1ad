//! Step 9 with MIA: a QR code for the bank's app on the payer's phone.

use std::fmt::Write;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

use super::{Summary, base, frame, summary};
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render};

/// The light margin that readers need, in modules.
const MARGIN: usize = 4;

#[derive(Template)]
#[template(path = "payment_provider/instant_payment.html")]
struct InstantPaymentPage {
    f: Frame,
    s: Summary,
    /// The side of the QR code with its margin, in modules.
    side: usize,
    /// The dark modules, as the data of an SVG path.
    dark: String,
}

/// The page. The code holds this page's own address, never a MIA payload: a phone that scans it can approve too.
pub(super) fn page(hub: &Hub, language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    let (side, dark) = qr_code(&format!("{}{}", hub.public_url, base(transaction)));
    let page =
        InstantPaymentPage { s: summary(language, transaction), side, dark, f: frame(language, transaction) };
    render(StatusCode::OK, language, &page)
}

/// The side of the QR code of a text and its dark modules; a text that is too long for any has none.
fn qr_code(text: &str) -> (usize, String) {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return (2 * MARGIN, String::new());
    };
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(code.width()).enumerate() {
        for (column, _) in modules.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            // Writing to a text cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", column + MARGIN, row + MARGIN);
        }
    }
    (code.width() + 2 * MARGIN, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_has_a_square_for_every_dark_module() {
        let text = "http://localhost:8080/psp/mia/0123456789abcdef";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let (side, path) = qr_code(text);
        assert_eq!((side, path.matches("h1v1h-1z").count()), (code.width() + 8, dark));
        assert!(path.starts_with("M4 4h1"), "the finder pattern stands in the corner: {path}");
    }
}
