//! Step 9 with MIA: a QR code for the bank's app on the payer's phone.

use std::fmt::Write;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

use super::summary::{Summary, summary};
use super::transaction::{base, frame};
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, reloading, render};

/// The margin that scanners need, in modules.
const MARGIN: usize = 4;

#[derive(Template)]
#[template(path = "payment_provider/instant_payment.html")]
struct InstantPaymentPage {
    f: Frame,
    s: Summary,
    /// True if the payer says that the payment is approved, and it is not.
    is_early: bool,
    /// The side of the QR code with its margin, in modules.
    side: usize,
    /// The dark modules as the data of an SVG path, drawn one module wide.
    dark: String,
}

/// The seconds after which the page looks again whether the payment was approved elsewhere. It reloads itself without a
/// script; choosing an outcome must take less.
const LOOKS_AGAIN_AFTER: u32 = 10;

/// Why the page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// The payer opens it.
    First,
    /// It reloads itself.
    Again,
    /// The payer has pressed "I have approved".
    Approved,
}

impl Sight {
    /// The reason in the address.
    pub(super) fn of(query: &str) -> Self {
        let named = |name: &str| query.split('&').any(|parameter| parameter == name);
        match (named("approved"), named("again")) {
            (true, _) => Self::Approved,
            (false, true) => Self::Again,
            (false, false) => Self::First,
        }
    }
}

/// The page. The code contains this page's own address, never a MIA payload: a phone that scans it can approve too.
pub(super) fn page(
    hub: &Hub,
    language: &RequestLanguage,
    transaction: &Transaction,
    query: &str,
) -> HttpResponse {
    let (side, dark) = qr_code(&format!("{}{}", hub.public_url, base(transaction)));
    let page = InstantPaymentPage {
        s: summary(hub, language, transaction),
        is_early: Sight::of(query) == Sight::Approved,
        side,
        dark,
        f: frame(language, transaction),
    };
    let again = format!("{LOOKS_AGAIN_AFTER}; url={}?again", base(transaction));
    reloading(render(StatusCode::OK, language, &page), &again)
}

/// The side of the QR code of a text and its dark modules; empty if the text is too long.
fn qr_code(text: &str) -> (usize, String) {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::L) else {
        return (2 * MARGIN, String::new());
    };
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(code.width()).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}.5h{}", column + MARGIN, row + MARGIN, run.len());
            }
            column += run.len();
        }
    }
    (code.width() + 2 * MARGIN, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_as_long_as_there_are_dark_modules() {
        let text = "http://localhost:8080/psp/mia/0123456789abcdef";
        let code = QrCode::with_error_correction_level(text, EcLevel::L).unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let (side, path) = qr_code(text);
        let drawn: usize = path
            .split('M')
            .skip(1)
            .map(|line| line.split_once('h').unwrap().1.parse::<usize>().unwrap())
            .sum();
        assert_eq!((side, drawn), (code.width() + 8, dark));
        assert!(path.starts_with("M4 4.5h7"), "the finder pattern stands in the corner: {path}");
    }
}
